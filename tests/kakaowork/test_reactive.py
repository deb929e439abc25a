"""Reactive calls: their documented bodies, as a bot reads them, and the replies of bots."""

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.kakaowork.incoming import read_call
from bot.kakaowork.modal import Input, View
from bot.kakaowork.reactive import (
    PressedMessage,
    ReactiveCall,
    RequestModalCall,
    SubmissionCall,
    SubmitActionCall,
    action_time,
    call_body,
    read_modal_reply,
)
from tests.refusals import refused

NOW = 1_795_312_800_123
AT = "2026-11-22T02:00:00.123Z"
MESSAGE = PressedMessage(
    id=757617552587034624,
    text="encrypted",
    user_id=900,
    conversation_id=10694910,
    send_time=1617889170,
    update_time=1617889171,
    blocks=({"type": "text", "text": "안내"},),
)
TOLD = {
    "id": "757617552587034624",
    "text": "encrypted",
    "user_id": 900,
    "conversation_id": 10694910,
    "send_time": 1617889170,
    "update_time": 1617889171,
    "blocks": [{"type": "text", "text": "안내"}],
}
CALLS: list[tuple[ReactiveCall, dict[str, Any]]] = [
    (
        SubmitActionCall(
            action_time=AT,
            message=MESSAGE,
            react_user_id=1234,
            action_name="accept",
            value="event_id=1",
        ),
        {
            "type": "submit_action",
            "action_time": AT,
            "message": TOLD,
            "react_user_id": 1234,
            "action_name": "accept",
            "value": "event_id=1",
        },
    ),
    (
        RequestModalCall(action_time=AT, message=MESSAGE, react_user_id=1234, value="reject:1"),
        {
            "type": "request_modal",
            "action_time": AT,
            "message": TOLD,
            "value": "reject:1",
            "react_user_id": 1234,
        },
    ),
    (
        SubmissionCall(
            action_time=AT,
            message=MESSAGE,
            react_user_id=1234,
            actions={"reason": "늦어서", "menu": ""},
            value="reject:1",
        ),
        {
            "type": "submission",
            "action_time": AT,
            "actions": {"reason": "늦어서", "menu": ""},
            "message": TOLD,
            "value": "reject:1",
            "react_user_id": 1234,
        },
    ),
]


@pytest.mark.parametrize(("call", "body"), CALLS)
def test_a_call_is_written_as_documented_and_read_by_a_bot(
    call: ReactiveCall, body: dict[str, Any]
) -> None:
    written = msgspec.json.decode(call_body(call))
    assert written == body
    assert list(written) == list(body)
    read = read_call(call_body(call))
    assert (read.kind, read.value, read.person) == (body["type"], call.value, "1234")
    assert (read.message_id, read.action_time) == ("757617552587034624", AT)
    assert read.name == body.get("action_name", "")
    assert read.answers == body.get("actions", {})


def test_the_time_of_an_action_is_in_utc() -> None:
    assert action_time(NOW) == AT


def test_a_reply_holds_a_view() -> None:
    body = (
        '{"view":{"title":"사유","accept":"보내기","decline":"취소","value":"v",'
        '"blocks":[{"type":"input","name":"reason","required":true}]}}'
    )
    assert read_modal_reply(body.encode()) == View(
        title="사유",
        accept="보내기",
        decline="취소",
        value="v",
        blocks=(Input(name="reason", required=True),),
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"[]", ""),
        (b"{}", "/view"),
        (b'{"view":[]}', "/view"),
        (b'{"view":{}}', "/view/blocks"),
        (
            b'{"view":{"title":"a","accept":"b","decline":"c","value":"d","blocks":[{"type":"x"}]}}',
            "/view/blocks/0/type",
        ),
    ],
)
def test_a_bad_view_is_named_by_its_place(body: bytes, pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_modal_reply(body)
    assert caught.value.word == "invalid_view"
    assert caught.value.problems[0].pointer == pointer


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_a_reply_that_is_not_json_is_named(body: bytes) -> None:
    with refused(
        Invalid,
        "reply_not_json",
        ko="봇의 답을 읽을 수 없어요. UTF-8로 된 JSON 객체로 답하게 고쳐 주세요.",
        en="The bot's reply can't be read. Have it answer with a JSON object in UTF-8.",
    ):
        read_modal_reply(body)


def test_a_reply_that_is_too_large_is_named() -> None:
    with refused(
        Invalid,
        "reply_too_large",
        ko="봇의 답이 너무 커요. 모달을 줄여서 답하게 고쳐 주세요.",
        en="The bot's reply is too large. Have it answer with a smaller modal.",
    ):
        read_modal_reply(None)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(_JSON)
def test_nothing_that_a_bot_answers_breaks_the_reading(view: object) -> None:
    for reply in (view, {"view": view}, {"view": {"blocks": view}}):
        with contextlib.suppress(Invalid):
            read_modal_reply(msgspec.json.encode(reply))
