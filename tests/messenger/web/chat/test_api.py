from typing import Any

import pytest

from bot.workspace.model.actors import machine_actor
from bot.workspace.model.sessions import SESSION_COOKIE
from tests.messenger.home import HANA, SUPER, Home
from tests.messenger.web.conftest import Client

BLOCKS = '[{"type":"text","text":"안내"}]'


@pytest.fixture
async def hana(client: Client, small_home: Home) -> Client:
    client.session.cookie_jar.update_cookies({SESSION_COOKIE: await small_home.sign_in(HANA)})
    return client


async def _room(home: Home, *texts: str) -> int:
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    for text in texts:
        await home.parts.messages.send(home.bot, room.id, text, BLOCKS)
    return room.id


async def _get(client: Client, path: str, status: int = 200) -> Any:
    response = await client.get(f"/messenger/api{path}")
    assert response.status == status
    return await response.json()


async def test_one_learns_who_one_is(hana: Client, small_home: Home) -> None:
    member = await small_home.member(HANA)
    assert await _get(hana, "/me") == {
        "id": member.id,
        "name": "이하나",
        "email": HANA,
        "department": "본사 > 인사팀",
        "role": "member",
        "may_use_sending": False,
    }


async def test_rooms_are_told_with_their_last_message(hana: Client, small_home: Home) -> None:
    room_id = await _room(small_home, "하나", "둘")
    (room,) = await _get(hana, "/rooms")
    last = {
        "seq": 2,
        "sender": {"id": "900000001", "name": "회사 공지", "bot": True},
        "mine": False,
        "text": "둘",
        "sent_at": "2026-11-22T11:00:00.000+09:00",
        "unread_by": 1,
        "blocks": [{"type": "text", "text": "안내"}],
    }
    assert room == {
        "id": str(room_id),
        "kind": "bot",
        "name": "회사 공지",
        "members": [(await small_home.member(HANA)).id],
        "unread": 2,
        "last_message": last,
        "last_at": "2026-11-22T11:00:00.000+09:00",
        "allow_invite": False,
        "usable": True,
        "owner": "900000001",
    }


async def test_messages_come_after_a_number_and_up_to_a_limit(
    hana: Client, small_home: Home
) -> None:
    room_id = await _room(small_home, *"가나다라")
    found = await _get(hana, f"/rooms/{room_id}/messages?after=1&limit=2")
    assert [message["text"] for message in found] == ["나", "다"]


async def test_reading_is_kept(hana: Client, small_home: Home) -> None:
    room_id = await _room(small_home, "하나", "둘")
    path = f"/messenger/api/rooms/{room_id}/read"
    assert (await hana.post(path, json={"upto": 1})).status == 204
    (room,) = await _get(hana, "/rooms")
    assert room["unread"] == 1
    found = await _get(hana, f"/rooms/{room_id}/messages")
    assert [message["unread_by"] for message in found] == [0, 1]


@pytest.mark.parametrize(
    ("query", "ko", "en"),
    [
        (
            "limit=0",
            "limit 값은 1부터 100까지의",
            "limit must be a whole number from 1 to 100.",
        ),
        (
            "limit=101",
            "limit 값은 1부터 100까지의",
            "limit must be a whole number from 1 to 100.",
        ),
        ("after=-1", "after 값은 0 이상의", "after must be a whole number from 0."),
        ("after=x", "after 값은 0 이상의", "after must be a whole number from 0."),
    ],
)
async def test_a_wrong_number_is_a_problem(
    hana: Client, small_home: Home, query: str, ko: str, en: str
) -> None:
    room_id = await _room(small_home, "하나")
    for language, words in (("ko", ko), ("en", en)):
        response = await hana.get(
            f"/messenger/api/rooms/{room_id}/messages?{query}",
            headers={"Accept-Language": language},
        )
        problem = await response.json()
        assert response.content_type == "application/problem+json"
        assert (response.status, problem["code"]) == (422, "bad_value")
        assert problem["detail"].startswith(words)


@pytest.mark.parametrize(
    "body", [{}, {"upto": "1"}, {"upto": True}, {"upto": -1}, {"upto": 2**63}]
)
async def test_a_wrong_read_mark_is_a_problem(
    hana: Client, small_home: Home, body: dict[str, Any]
) -> None:
    room_id = await _room(small_home, "하나")
    response = await hana.post(f"/messenger/api/rooms/{room_id}/read", json=body)
    problem = await response.json()
    assert (response.status, problem["errors"][0]["pointer"]) == (422, "/upto")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_another_site_changes_nothing(
    hana: Client, small_home: Home, headers: dict[str, str], status: int
) -> None:
    room_id = await _room(small_home, "하나")
    response = await hana.post(
        f"/messenger/api/rooms/{room_id}/read", json={"upto": 1}, headers=headers
    )
    assert response.status == status
    if status == 403:
        problem = await response.json()
        assert problem["code"] == "cross_site"
        assert problem["detail"].startswith("다른 사이트에서 온 요청이라")


async def test_nobody_is_told_anything(client: Client) -> None:
    for path in ("/me", "/rooms", "/rooms/1/messages"):
        problem = await _get(client, path, 401)
        assert problem["code"] == "not_signed_in"


async def test_a_personal_token_serves_as_well(client: Client, small_home: Home) -> None:
    token = await small_home.parts.sessions.new_token(machine_actor(), member_key=SUPER)
    headers = {"Authorization": f"Bearer {token.secret}"}
    response = await client.get("/messenger/api/me", headers=headers)
    assert (await response.json())["email"] == SUPER
    refused = await client.get("/messenger/api/me", headers={"Authorization": "Bearer sc_x"})
    assert (refused.status, (await refused.json())["code"]) == (401, "unauthorized")


async def test_an_unknown_path_and_method_are_problems(hana: Client) -> None:
    assert (await _get(hana, "/nothing", 404))["code"] == "not_found"
    response = await hana.post("/messenger/api/me")
    assert (response.status, (await response.json())["code"]) == (405, "method_not_allowed")


async def test_a_defect_is_told_without_its_cause(
    hana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr("bot.messenger.store.people_rooms.of_person", broken)
    monkeypatch.setattr("bot.messenger.store.person_rooms.with_messages", broken)
    problem = await _get(hana, "/rooms", 500)
    assert problem["code"] == "internal_error"
    page = await hana.get("/messenger/")
    assert page.status == 500
    assert "secret" not in await page.text()
