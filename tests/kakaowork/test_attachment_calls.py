"""Uploads and messages of files: what each call asks, and how little of a reply is relied on."""

from email import message_from_bytes
from email.message import Message as Parsed
from typing import Any

import msgspec
import pytest

from bot.kakaowork.attachment_calls import OutgoingFile, Video
from bot.kakaowork.client import WebApi
from bot.kakaowork.errors import Refused
from tests.kakaowork.platform import Asked, Platform, answer

SNOWFLAKE = "1006715191869054976"
PDF = OutgoingFile(name="안내 1.pdf", content=b"%PDF\r\n--\x00\xff")


def _uploaded(*ids: object) -> dict[str, object]:
    return {"success": True, "attachments": [{"attachment_id": one, "more": 1} for one in ids]}


def _parts(asked: Asked) -> list[Parsed]:
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n"
    parsed = message_from_bytes(head.encode() + asked.body)
    parts = parsed.get_payload()
    assert isinstance(parts, list)
    return [part for part in parts if isinstance(part, Parsed)]


async def test_files_go_out_as_a_form_with_their_metas(api: WebApi, platform: Platform) -> None:
    platform.answers = [answer(_uploaded(int(SNOWFLAKE), "2"))]
    video = Video(duration=1.5, width=640, height=480)
    clip = OutgoingFile(name="a.mp4", content=b"mp4", type="video", video=video)
    assert await api.upload("10067", [PDF, clip]) == [SNOWFLAKE, "2"]
    (asked,) = platform.asked
    assert (asked.method, asked.path) == ("POST", "/v1/conversations/10067/upload")
    assert asked.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert asked.headers["Content-Length"] == str(len(asked.body))
    parts = _parts(asked)
    names = [part.get_param("name", header="content-disposition") for part in parts]
    assert names == ["attachments[]", "attachments[]", "metas"]
    assert [part.get_payload(decode=True) for part in parts[:2]] == [PDF.content, b"mp4"]
    told = parts[2].get_payload(decode=True)
    assert isinstance(told, bytes)
    assert msgspec.json.decode(told) == [
        {"file_name": "안내 1.pdf", "file_type": "file", "file_size": 10},
        {
            "file_name": "a.mp4",
            "file_type": "video",
            "file_size": 3,
            "duration": 1.5,
            "width": 640,
            "height": 480,
            "rotation": 0,
        },
    ]


@pytest.mark.parametrize("told", [_uploaded(), _uploaded(1, 2), _uploaded(1), _uploaded(1, 1)])
async def test_an_upload_needs_an_id_of_its_own_for_each_file(
    api: WebApi, platform: Platform, told: dict[str, Any]
) -> None:
    platform.answers = [answer(told)]
    files = [PDF, PDF, PDF] if len(told["attachments"]) == 2 else [PDF, PDF]
    with pytest.raises(Refused) as caught:
        await api.upload("1", files)
    assert caught.value.code == "unreadable_answer"


async def test_a_reply_without_attachments_is_unreadable(
    api: WebApi, platform: Platform
) -> None:
    platform.answers = [answer({"success": True})]
    with pytest.raises(Refused) as caught:
        await api.upload("1", [PDF])
    assert caught.value.code == "unreadable_answer"


@pytest.mark.parametrize("files", [[], [PDF] * 6])
async def test_an_upload_that_cannot_be_is_not_asked_for(
    api: WebApi, platform: Platform, files: list[OutgoingFile]
) -> None:
    with pytest.raises(ValueError, match="from 1 to 5"):
        await api.upload("1", files)
    assert platform.asked == []


async def test_pictures_are_named_together_and_another_file_alone(
    api: WebApi, platform: Platform
) -> None:
    platform.answers = [answer({"success": True, "message": {"id": SNOWFLAKE}})]
    message = await api.messages_send_attachments("7", "image", [SNOWFLAKE, "2"])
    assert message is not None
    assert message.id == SNOWFLAKE
    await api.messages_send_attachments("7", "file", ["3"], idempotency_key="dl_1")
    first, second = platform.asked
    assert (first.method, first.path) == ("POST", "/v1/messages.send_attachments")
    assert first.headers["Content-Type"] == "application/json;charset=utf-8"
    assert first.json == {
        "conversation_id": "7",
        "type": "image",
        "attachment": {"attachment_ids": [int(SNOWFLAKE), 2]},
    }
    assert second.json["attachment"] == {"attachment_id": 3}
    assert second.headers["Idempotency-Key"] == "dl_1"


async def test_a_reply_may_tell_no_message(api: WebApi, platform: Platform) -> None:
    platform.answers = [answer({"success": True, "error": None})]
    assert await api.messages_send_attachments("7", "file", ["3"]) is None


async def test_two_files_are_not_one_message(api: WebApi, platform: Platform) -> None:
    with pytest.raises(ValueError, match="too many"):
        await api.messages_send_attachments("7", "file", ["3", "4"])
    assert platform.asked == []
