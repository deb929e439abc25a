from typing import Any

import pytest

from tests.messenger.home import HANA, Home
from tests.messenger.web.conftest import Caller

TEXT_BLOCK = {"type": "text", "text": "안내"}
WRONG_BLOCK = {"type": "header", "text": "가" * 21}


async def _sent(api: Caller) -> dict[str, Any]:
    _, body = await api.post("messages.send_by_email", {"email": HANA, "text": "하나"})
    message: dict[str, Any] = body["message"]
    return message


async def test_a_changed_message_is_told_with_the_time_of_the_change(
    api: Caller, small_home: Home
) -> None:
    message = await _sent(api)
    small_home.clock.move(60_000)
    for id_ in (message["id"], int(message["id"])):
        asked = {"message_id": id_, "text": "둘", "blocks": [TEXT_BLOCK]}
        status, body = await api.post("messages.update", asked)
        assert status == 200
        assert body["message"] == {
            **message,
            "text": "둘",
            "blocks": [TEXT_BLOCK],
            "update_time": message["send_time"] + 60,
        }
    _, body = await api.post("messages.update", {"message_id": message["id"], "text": "셋"})
    assert body["message"]["blocks"] == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"message_id": None}, "missing_parameter"),
        ({"message_id": "x"}, "invalid_parameter"),
        ({"message_id": 1}, "invalid_parameter"),
        ({"text": None}, "missing_parameter"),
        ({"text": " "}, "invalid_parameter"),
        ({"text": "가" * 10_001}, "text_too_long"),
        ({"blocks": [WRONG_BLOCK]}, "invalid_blocks"),
    ],
)
async def test_what_cannot_be_said_is_not_said_later_either(
    api: Caller, asked: dict[str, Any], code: str
) -> None:
    whole = {"message_id": (await _sent(api))["id"], "text": "둘", **asked}
    status, body = await api.post("messages.update", whole)
    assert (status, body["error"]["code"]) == (400, code)


async def test_another_bot_changes_nothing(api: Caller, small_home: Home) -> None:
    message, (_, key) = await _sent(api), await small_home.another_bot()
    asked = {"message_id": message["id"], "text": "둘"}
    status, body = await Caller(api.client, key).post("messages.update", asked)
    assert (status, body["error"]["code"]) == (400, "invalid_parameter")
