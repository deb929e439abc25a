"""Endpoints: what each call asks, and what it makes of the answer."""

from collections.abc import Awaitable, Callable

import pytest

from bot.kakaowork.blocks import Header
from bot.kakaowork.client import WebApi
from bot.kakaowork.errors import Refused
from tests.kakaowork.platform import Platform, answer

SNOWFLAKE = "757617552587034624"
MESSAGE = {"success": True, "error": None, "message": {"id": SNOWFLAKE, "text": "안내"}}
ROOM = {"success": True, "conversation": {"id": 10694910, "type": "dm", "users_count": 2}}
USER = {"success": True, "user": {"id": "1234", "name": "홍길동"}}
Call = Callable[[WebApi], Awaitable[object]]


@pytest.mark.parametrize(
    ("call", "reply", "path", "query"),
    [
        (lambda api: api.bots_info(), {"info": {"bot_id": 1}}, "/v1/bots.info", {}),
        (lambda api: api.spaces_info(), {"space": {"id": 1}}, "/v1/spaces.info", {}),
        (lambda api: api.users_info("1234"), USER, "/v1/users.info", {"user_id": "1234"}),
        (
            lambda api: api.users_find_by_email("a+b@example.com"),
            USER,
            "/v1/users.find_by_email",
            {"email": "a+b@example.com"},
        ),
        (
            lambda api: api.users_find_by_phone_number("+82-10-1234-1234"),
            USER,
            "/v1/users.find_by_phone_number",
            {"phone_number": "+82-10-1234-1234"},
        ),
        (
            lambda api: api.conversations_users("10067"),
            {"users": [{"id": 1}]},
            "/v1/conversations/10067/users",
            {},
        ),
    ],
)
async def test_each_question_goes_to_its_path(
    api: WebApi,
    platform: Platform,
    call: Call,
    reply: dict[str, object],
    path: str,
    query: dict[str, str],
) -> None:
    platform.answers = [answer({"success": True, **reply})]
    await call(api)
    (asked,) = platform.asked
    assert (asked.method, asked.path, asked.query) == ("GET", path, query)
    assert asked.body == b""


@pytest.mark.parametrize(
    ("call", "reply", "path", "body"),
    [
        (
            lambda api: api.conversations_open(SNOWFLAKE),
            ROOM,
            "/v1/conversations.open",
            {"user_id": int(SNOWFLAKE)},
        ),
        (
            lambda api: api.conversations_open("mb_1"),
            ROOM,
            "/v1/conversations.open",
            {"user_id": "mb_1"},
        ),
        (
            lambda api: api.conversations_open_group(["1", "007"], "모임"),
            ROOM,
            "/v1/conversations.open",
            {"user_ids": [1, "007"], "conversation_name": "모임"},
        ),
        (
            lambda api: api.conversations_open_group(["1"]),
            ROOM,
            "/v1/conversations.open",
            {"user_ids": [1]},
        ),
        (
            lambda api: api.invite("10067", ["1", "2"]),
            {"success": True},
            "/v1/conversations/10067/invite",
            {"user_ids": [1, 2]},
        ),
        (
            lambda api: api.conversations_edit("10067", "새 이름"),
            {"success": True},
            "/v1/conversations/10067/edit",
            {"conversation_name": "새 이름"},
        ),
        (
            lambda api: api.kick("../users", ["1"]),
            {"success": True},
            "/v1/conversations/../users/kick",
            {"user_ids": [1]},
        ),
        (
            lambda api: api.messages_send("10067", "안내", [Header(text="제목")]),
            MESSAGE,
            "/v1/messages.send",
            {
                "conversation_id": "10067",
                "text": "안내",
                "blocks": [{"type": "header", "text": "제목"}],
            },
        ),
        (
            lambda api: api.messages_send_by_email("a@example.com", "안내"),
            MESSAGE,
            "/v1/messages.send_by_email",
            {"email": "a@example.com", "text": "안내"},
        ),
        (
            lambda api: api.messages_send_by("안내", email="a@example.com"),
            MESSAGE,
            "/v1/messages.send_by",
            {"email": "a@example.com", "text": "안내"},
        ),
        (
            lambda api: api.messages_send_by("안내", key="k"),
            MESSAGE,
            "/v1/messages.send_by",
            {"key": "k", "text": "안내"},
        ),
    ],
)
async def test_each_order_goes_to_its_path_as_json(
    api: WebApi,
    platform: Platform,
    call: Call,
    reply: dict[str, object],
    path: str,
    body: object,
) -> None:
    platform.answers = [answer(reply)]
    await call(api)
    (asked,) = platform.asked
    assert (asked.method, asked.path, asked.json) == ("POST", path, body)
    assert asked.headers["Content-Type"] == "application/json;charset=utf-8"
    assert "Idempotency-Key" not in asked.headers


@pytest.mark.parametrize("given", [SNOWFLAKE, int(SNOWFLAKE)])
async def test_ids_are_text_with_every_digit(
    api: WebApi, platform: Platform, given: str | int
) -> None:
    platform.answers = [answer({"success": True, "message": {"id": given, "user_id": 900}})]
    message = await api.messages_send("1", "안내", idempotency_key="dl_1")
    assert (message.id, message.user_id) == (SNOWFLAKE, "900")
    assert await api.post_message(b"{}", "dl_2") == SNOWFLAKE
    assert [asked.headers["Idempotency-Key"] for asked in platform.asked] == ["dl_1", "dl_2"]


def page(cursor: object, *ids: int) -> tuple[int, bytes, dict[str, str]]:
    return answer({"success": True, "cursor": cursor, "users": [{"id": one} for one in ids]})


async def ids_of(api: WebApi) -> list[list[str]]:
    return [[user.id for user in users] async for users in api.users_list()]


async def test_pages_are_asked_with_the_cursor_alone_until_it_is_null(
    api: WebApi, platform: Platform
) -> None:
    platform.answers = [page("a+/=", 1, 2), page(17, 3), page(None, 4)]
    assert await ids_of(api) == [["1", "2"], ["3"], ["4"]]
    assert [asked.query for asked in platform.asked] == [
        {"limit": "100"},
        {"cursor": "a+/="},
        {"cursor": "17"},
    ]


async def test_an_empty_page_ends_a_list_whatever_its_cursor(
    api: WebApi, platform: Platform
) -> None:
    platform.answers = [page("more", 1), page("again")]
    assert await ids_of(api) == [["1"]]
    assert len(platform.asked) == 2


async def test_a_cursor_that_comes_again_is_an_error_and_not_the_end(
    api: WebApi, platform: Platform
) -> None:
    platform.answers = [page("a", 1), page("b", 2), page("a", 3)]
    with pytest.raises(Refused) as caught:
        await ids_of(api)
    assert (caught.value.code, caught.value.status) == ("endless_pages", 200)
    assert caught.value.message == "users.list does not come to an end"
    assert len(platform.asked) == 3


async def test_a_list_without_end_is_given_up(
    api: WebApi, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.kakaowork.endpoints.PAGES_MAX", 3)
    platform.answers = [page(number, 1) for number in range(9)]
    with pytest.raises(Refused) as caught:
        await ids_of(api)
    assert caught.value.code == "endless_pages"
    assert len(platform.asked) == 4


async def test_departments_and_rooms_have_pages_too(api: WebApi, platform: Platform) -> None:
    platform.answers = [
        answer({"success": True, "departments": [{"id": 1, "name": "개발팀"}]}),
        answer({"success": True, "conversations": [{"id": "7", "type": "group"}]}),
    ]
    departments = [one async for found in api.departments_list() for one in found]
    rooms = [one async for found in api.conversations_list() for one in found]
    assert [(one.id, one.name) for one in departments] == [("1", "개발팀")]
    assert [(one.id, one.type) for one in rooms] == [("7", "group")]
    assert [asked.path for asked in platform.asked] == [
        "/v1/departments.list",
        "/v1/conversations.list",
    ]
