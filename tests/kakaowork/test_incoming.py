"""Calls of Kakao Work as its documentation and working bots show them."""

import json

import pytest

from bot.core.errors import Invalid
from bot.kakaowork.incoming import CallKind, IncomingCall, read_call

_MESSAGE = {
    "id": "757617552587034624",
    "text": "<encrypted>",
    "user_id": 900,
    "conversation_id": 10694910,
    "blocks": [{"type": "text", "text": "안내"}],
}
_PRESS = {
    "type": "submit_action",
    "action_time": "2026-11-22T02:00:00Z",
    "message": _MESSAGE,
    "react_user_id": 1234,
    "action_name": "accept",
    "value": "event_id=1",
}


def _read(call: object) -> IncomingCall:
    return read_call(json.dumps(call).encode())


def test_a_press() -> None:
    assert _read(_PRESS) == IncomingCall(
        kind=CallKind.SUBMIT_ACTION,
        action_time="2026-11-22T02:00:00Z",
        message_id="757617552587034624",
        person="1234",
        value="event_id=1",
        name="accept",
    )


def test_ids_are_numbers_in_one_version_and_text_in_another() -> None:
    other = {
        **_PRESS,
        "react_user_id": "1234",
        "message": {**_MESSAGE, "id": 757617552587034624},
    }
    assert _read(other) == _read(_PRESS)


def test_a_filled_in_modal() -> None:
    call = {
        "type": "submission", "action_time": "1617889170", "message": _MESSAGE, "react_user_id": "1",
        "actions": {"reason": "바빠요", "count": 3, "empty": None}, "value": "reject:1",
    }  # fmt: skip
    found = _read(call)
    assert found.kind is CallKind.SUBMISSION
    assert found.answers == {"reason": "바빠요", "count": "3", "empty": ""}


def test_a_press_for_a_modal() -> None:
    call = {"type": "request_modal", "message": _MESSAGE, "react_user_id": 1, "value": "survey"}
    assert (_read(call).kind, _read(call).value) == (CallKind.REQUEST_MODAL, "survey")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b'"x"', b"{", b"\xff", b"[" * 100_000,
        json.dumps({**_PRESS, "type": "delete_everything"}).encode(),
        json.dumps({k: v for k, v in _PRESS.items() if k != "react_user_id"}).encode(),
        json.dumps({k: v for k, v in _PRESS.items() if k != "message"}).encode(),
        json.dumps({**_PRESS, "react_user_id": [1]}).encode(),
        json.dumps({**_PRESS, "action_time": "x" * 201}).encode(),
        json.dumps({**_PRESS, "value": "x" * 2_001}).encode(),
        json.dumps({**_PRESS, "value": "a\x00b"}).encode(),
        json.dumps({**_PRESS, "actions": {str(n): "" for n in range(51)}}).encode(),
        json.dumps({**_PRESS, "actions": {"a": {"b": 1}}}).encode(),
    ],
)  # fmt: skip
def test_anything_else_is_no_call(body: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read_call(body)
    assert caught.value.word == "invalid_call"
