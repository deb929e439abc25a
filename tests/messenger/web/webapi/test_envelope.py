import base64
import json
from typing import Any

import pytest
from aiohttp import web

from bot.kakaowork.errors import HTTP_STATUS, ErrorCode
from tests.messenger.home import HANA, Home
from tests.messenger.web.conftest import Caller, Client

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
DEEP = b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
_CURSOR = base64.urlsafe_b64encode(b"users:1001:2").decode()

GETS: list[tuple[str, dict[str, str], ErrorCode]] = [
    ("users.info", {}, ErrorCode.MISSING_PARAMETER),
    ("users.info", {"user_id": "x"}, ErrorCode.INVALID_PARAMETER),
    ("users.info", {"user_id": "-1"}, ErrorCode.INVALID_PARAMETER),
    ("users.info", {"user_id": "9" * 30}, ErrorCode.INVALID_PARAMETER),
    ("users.info", {"user_id": "77"}, ErrorCode.USER_NOT_FOUND),
    ("users.find_by_email", {}, ErrorCode.MISSING_PARAMETER),
    ("users.find_by_email", {"email": " "}, ErrorCode.INVALID_PARAMETER),
    ("users.find_by_email", {"email": "no@example.com"}, ErrorCode.USER_NOT_FOUND),
    ("users.list", {"limit": "0"}, ErrorCode.INVALID_PARAMETER),
    ("users.list", {"limit": "101"}, ErrorCode.INVALID_PARAMETER),
    ("users.list", {"limit": "ten"}, ErrorCode.INVALID_PARAMETER),
    ("users.list", {"cursor": "??"}, ErrorCode.INVALID_PARAMETER),
    ("users.list", {"cursor": "한글"}, ErrorCode.INVALID_PARAMETER),
    ("users.list", {"cursor": _CURSOR, "limit": "2"}, ErrorCode.INVALID_PARAMETER),
    ("departments.list", {"cursor": _CURSOR}, ErrorCode.INVALID_PARAMETER),
    ("conversations/1/users", {}, ErrorCode.CONVERSATION_NOT_FOUND),
    ("conversations/" + "9" * 30 + "/users", {}, ErrorCode.CONVERSATION_NOT_FOUND),
    ("conversations/x/users", {}, ErrorCode.API_NOT_FOUND),
    ("conversations.upload", {}, ErrorCode.API_NOT_FOUND),
    ("messages.send", {}, ErrorCode.API_NOT_FOUND),
    ("", {}, ErrorCode.API_NOT_FOUND),
]

POSTS: list[tuple[str, object, ErrorCode]] = [
    ("users.list", {}, ErrorCode.API_NOT_FOUND),
    ("conversations.open", {}, ErrorCode.MISSING_PARAMETER),
    ("conversations.open", {"user_id": True}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_id": 1.5}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_id": 2**63}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_id": 1, "user_ids": [1]}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_ids": []}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_ids": {}}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_ids": ["x"]}, ErrorCode.INVALID_PARAMETER),
    ("conversations.open", {"user_id": 77}, ErrorCode.USER_NOT_FOUND),
    ("conversations/1/invite", {"user_ids": [77]}, ErrorCode.CONVERSATION_NOT_FOUND),
    ("conversations/1/kick", {}, ErrorCode.MISSING_PARAMETER),
    ("messages.send", {"text": "하나"}, ErrorCode.MISSING_PARAMETER),
    ("messages.send", {"conversation_id": 1}, ErrorCode.MISSING_PARAMETER),
    ("messages.send", {"conversation_id": 1, "text": ""}, ErrorCode.INVALID_PARAMETER),
    ("messages.send", {"conversation_id": 1, "text": 5}, ErrorCode.INVALID_PARAMETER),
    ("messages.send", {"conversation_id": 1, "text": "a\0b"}, ErrorCode.INVALID_PARAMETER),
    ("messages.send", {"conversation_id": 1, "text": "a"}, ErrorCode.CONVERSATION_NOT_FOUND),
    ("messages.send", {"conversation_id": 1, "text": "가" * 10_001}, ErrorCode.TEXT_TOO_LONG),
    (
        "messages.send",
        {"conversation_id": 1, "text": "a", "blocks": {}},
        ErrorCode.INVALID_BLOCKS,
    ),
    ("messages.send", [], ErrorCode.INVALID_REPRESENTATION),
    ("messages.send_by_email", {"text": "하나"}, ErrorCode.MISSING_PARAMETER),
    ("messages.send_by_email", {"email": "mb_1", "text": "a"}, ErrorCode.USER_NOT_FOUND),
    ("messages.send_by", {"text": "하나"}, ErrorCode.MISSING_PARAMETER),
    ("messages.send_by", {"key": "이하나", "text": "a"}, ErrorCode.INVALID_PARAMETER),
    ("messages.send_by", {"key": 77, "text": "a"}, ErrorCode.USER_NOT_FOUND),
]

RAW: list[tuple[str, bytes, str | None, ErrorCode]] = [
    ("messages.send", b"{}", None, ErrorCode.INVALID_CONTENT_TYPE),
    ("messages.send", b"text=a", FORM, ErrorCode.INVALID_CONTENT_TYPE),
    ("messages.send", b"{}", "text/plain", ErrorCode.INVALID_CONTENT_TYPE),
    ("messages.send", b"{}", f"{JSON}; charset=euc-kr", ErrorCode.INVALID_CONTENT_TYPE),
    ("conversations.open", b"{}", "text/plain", ErrorCode.INVALID_CONTENT_TYPE),
    ("messages.send", b"", JSON, ErrorCode.INVALID_REPRESENTATION),
    ("messages.send", b"{", JSON, ErrorCode.INVALID_REPRESENTATION),
    ("messages.send", b"\xff", JSON, ErrorCode.INVALID_REPRESENTATION),
    ("messages.send", DEEP, JSON, ErrorCode.INVALID_REPRESENTATION),
    (
        "messages.send",
        b'{"conversation_id":1,"text":"\\ud800"}',
        JSON,
        ErrorCode.INVALID_REPRESENTATION,
    ),
    ("conversations.open", b"user_id=%ff", FORM, ErrorCode.INVALID_REPRESENTATION),
    ("conversations.open", b"a=1&" * 2_001, FORM, ErrorCode.INVALID_REPRESENTATION),
]


def _is_refused(answer: tuple[int, dict[str, Any]], code: ErrorCode) -> None:
    status, body = answer
    assert (body["error"]["code"], status) == (code.value, HTTP_STATUS[code])
    assert any("가" <= letter <= "힣" for letter in body["error"]["message"])
    assert set(body) == {"success", "error"}


@pytest.mark.parametrize(("path", "query", "code"), GETS)
async def test_a_get_is_refused(
    api: Caller, path: str, query: dict[str, str], code: ErrorCode
) -> None:
    _is_refused(await api.get(path, **query), code)


@pytest.mark.parametrize(("path", "body", "code"), POSTS)
async def test_a_post_is_refused(api: Caller, path: str, body: object, code: ErrorCode) -> None:
    _is_refused(await api.post(path, body), code)


@pytest.mark.parametrize(("path", "body", "content_type", "code"), RAW)
async def test_a_body_is_refused(
    api: Caller, path: str, body: bytes, content_type: str | None, code: ErrorCode
) -> None:
    _is_refused(await api.post_raw(path, body, content_type), code)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, ErrorCode.UNAUTHORIZED),
        ("", ErrorCode.UNAUTHORIZED),
        ("Basic YTpi", ErrorCode.UNAUTHORIZED),
        ("Bearer ", ErrorCode.UNAUTHORIZED),
        ("Bearer 00000000.00000000000000000000000000000000", ErrorCode.INVALID_AUTHENTICATION),
    ],
)
@pytest.mark.parametrize("path", ["users.list", "bots.info"])
async def test_nobody_calls_without_a_good_key(
    api: Caller, path: str, header: str | None, code: ErrorCode
) -> None:
    api.headers = {} if header is None else {"Authorization": header}
    _is_refused(await api.get(path), code)


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_are_no_apis(client: Client, method: str) -> None:
    response = await client.request(method, "/messenger/v1/users.list")
    assert response.status == 404
    assert response.content_type == JSON


async def test_a_body_over_a_mebibyte_is_refused(api: Caller) -> None:
    body = json.dumps({"text": "a" * (1 << 20)}).encode()
    status, answer = await api.post_raw("messages.send", body, JSON)
    assert (status, answer["error"]["code"]) == (413, "bad_request")


async def test_a_bad_block_is_named_by_its_place(api: Caller, small_home: Home) -> None:
    blocks = [{"type": "text", "text": "좋아요"}, {"type": "header", "text": "늦은 제목"}]
    status, body = await api.post(
        "messages.send_by_email", {"email": HANA, "text": "a", "blocks": blocks}
    )
    assert (status, body["error"]["code"]) == (400, "invalid_blocks")
    assert "/blocks/1" in body["error"]["message"]


async def test_a_room_for_two_takes_no_more_people(api: Caller, small_home: Home) -> None:
    _, opened = await api.post("conversations.open", {"user_id": await small_home.number(HANA)})
    room_id = opened["conversation"]["id"]
    for verb in ("invite", "kick"):
        answer = await api.post(f"conversations/{room_id}/{verb}", {"user_ids": [1001]})
        _is_refused(answer, ErrorCode.INVALID_PARAMETER)


async def test_what_the_server_itself_refuses_comes_in_the_envelope(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refusing(*_: object, **__: object) -> None:
        raise web.HTTPRequestEntityTooLarge(1, 2)

    monkeypatch.setattr("bot.workspace.store.members.page", refusing)
    _is_refused(await api.get("users.list"), ErrorCode.BAD_REQUEST)


async def test_a_defect_is_told_without_its_cause(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr("bot.workspace.store.members.page", broken)
    status, body = await api.get("users.list")
    assert (status, body["error"]["code"]) == (500, "internal_server_error")
    assert "secret" not in json.dumps(body)
