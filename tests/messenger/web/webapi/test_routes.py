from typing import Any

import pytest

from bot.messenger.model.bots import BotStatus
from bot.messenger.model.simulation import Simulation
from tests.messenger.home import GONE, HANA, SUPER, Home
from tests.messenger.web.conftest import Caller, OpenClient

TEXT_BLOCK = {"type": "text", "text": "안내"}


async def test_a_user_is_told_as_the_protocol_tells_it(api: Caller, small_home: Home) -> None:
    number = await small_home.number(HANA)
    status, body = await api.get("users.find_by_email", email="HANA@example.com")
    assert status == 200
    assert body["user"] == {
        "id": str(number),
        "space_id": "1",
        "name": "이하나",
        "display_name": "이하나",
        "identifications": [{"type": "email", "value": "hana@example.com"}],
        "emails": ["hana@example.com"],
        "nickname": None,
        "avatar_url": None,
        "department": "본사 > 인사팀",
        "position": "팀장",
        "responsibility": None,
        "tels": [],
        "mobiles": ["010-1234-5678"],
        "work_start_time": None,
        "work_end_time": None,
        "vacation_start_time": None,
        "vacation_end_time": None,
        "status": "activated",
    }
    assert (await api.get("users.info", user_id=str(number)))[1]["user"] == body["user"]


async def test_users_come_in_pages_without_the_deactivated(api: Caller) -> None:
    _, first = await api.get("users.list", limit="2")
    _, second = await api.get("users.list", cursor=first["cursor"])
    assert [u["name"] for u in first["users"]] == ["최고운", "이하나"]
    assert [u["name"] for u in second["users"]] == ["박보냄"]
    assert second["cursor"] is None


async def test_an_empty_cursor_is_none(api: Caller) -> None:
    assert (await api.get("users.list", cursor=""))[0] == 200
    _, body = await api.get("users.list", cursor="", limit="1")
    assert len(body["users"]) == 1


async def test_a_full_last_page_ends_the_list(api: Caller) -> None:
    _, body = await api.get("users.list", limit="3")
    assert len(body["users"]) == 3
    assert body["cursor"] is None


async def test_departments_are_told_with_those_above_and_the_people_in_them(
    api: Caller, small_home: Home
) -> None:
    _, body = await api.get("departments.list")
    top, team = body["departments"]
    number = await small_home.number(HANA)
    assert (top["parent_id"], top["depth"], top["has_child"], top["user_count"]) == (
        "0",
        0,
        True,
        0,
    )
    assert (team["name"], team["parent_id"], team["depth"]) == ("인사팀", top["id"], 1)
    assert team["ids_path"] == f"{top['id']}/{team['id']}"
    assert (team["user_ids"], team["user_count"], team["ancestry"]) == ([number], 1, top["id"])


async def test_departments_come_in_pages(api: Caller) -> None:
    _, first = await api.get("departments.list", limit="1")
    _, second = await api.get("departments.list", cursor=first["cursor"])
    assert [d["name"] for d in first["departments"] + second["departments"]] == [
        "본사",
        "인사팀",
    ]
    assert second["cursor"] is None


async def test_the_space_and_the_bot_are_told(api: Caller, small_home: Home) -> None:
    _, space = await api.get("spaces.info")
    _, info = await api.get("bots.info")
    assert (space["space"]["id"], space["space"]["name"]) == ("1", "우리회사")
    assert info["info"] == {
        "bot_id": small_home.bot.id,
        "title": "회사 공지",
        "status": "activated",
    }


async def test_a_deactivated_bot_learns_of_it_and_may_do_nothing_else(
    api: Caller, small_home: Home
) -> None:
    await small_home.parts.bots.set_status(small_home.bot.id, active=False)
    status, body = await api.get("bots.info")
    assert (status, body["info"]["status"]) == (200, BotStatus.DEACTIVATED.value)
    status, body = await api.get("users.list")
    assert (status, body["error"]["code"]) == (401, "invalid_authentication")


async def test_a_conversation_of_two_is_named_after_the_member(
    api: Caller, small_home: Home
) -> None:
    number = await small_home.number(HANA)
    _, body = await api.post("conversations.open", {"user_id": number})
    assert body["conversation"] == {
        "id": "10000001",
        "type": "dm",
        "users_count": 2,
        "avatar_url": None,
        "name": "이하나",
    }
    _, again = await api.post("conversations.open", {"user_id": str(number)})
    assert again == body


async def test_a_form_opens_conversations_too(api: Caller, small_home: Home) -> None:
    form = "application/x-www-form-urlencoded"
    hana, boss = await small_home.number(HANA), await small_home.number(SUPER)
    _, direct = await api.post_raw("conversations.open", f"user_id={hana}".encode(), form)
    assert direct["conversation"]["type"] == "dm"
    for users in (f"user_ids={hana}&user_ids={boss}", f"user_ids={hana},{boss}"):
        _, group = await api.post_raw("conversations.open", users.encode(), form)
        assert group["conversation"]["users_count"] == 3


async def test_a_group_is_listed_with_its_users_and_changed(
    api: Caller, small_home: Home
) -> None:
    hana, boss = await small_home.number(HANA), await small_home.number(SUPER)
    asked = {"user_ids": [hana], "conversation_name": "알림방"}
    _, opened = await api.post("conversations.open", asked)
    room_id = opened["conversation"]["id"]
    assert (opened["conversation"]["type"], opened["conversation"]["name"]) == (
        "group",
        "알림방",
    )
    status, body = await api.post(f"conversations/{room_id}/invite", {"user_ids": [boss]})
    assert (status, body) == (200, {"success": True, "error": None})
    _, users = await api.get(f"conversations/{room_id}/users")
    assert {u["id"] for u in users["users"]} == {str(hana), str(boss)}
    await api.post(f"conversations/{room_id}/kick", {"user_ids": [str(boss)]})
    _, listed = await api.get("conversations.list")
    assert [(c["id"], c["users_count"]) for c in listed["conversations"]] == [(room_id, 2)]
    assert listed["cursor"] is None


async def test_conversations_come_in_pages(api: Caller, small_home: Home) -> None:
    hana = await small_home.number(HANA)
    for _ in range(3):
        await api.post("conversations.open", {"user_ids": [hana]})
    _, first = await api.get("conversations.list", limit="2")
    _, second = await api.get("conversations.list", cursor=first["cursor"])
    assert (len(first["conversations"]), len(second["conversations"])) == (2, 1)


async def _open(api: Caller, home: Home) -> int:
    _, body = await api.post("conversations.open", {"user_id": await home.number(HANA)})
    return int(body["conversation"]["id"])


async def test_a_sent_message_is_told_with_its_blocks(api: Caller, small_home: Home) -> None:
    room_id = await _open(api, small_home)
    body = {"conversation_id": str(room_id), "text": "안내", "blocks": [TEXT_BLOCK]}
    status, sent = await api.post("messages.send", body)
    assert status == 200
    message = sent["message"]
    assert int(message.pop("id")) > 2**53
    seconds = small_home.clock.now() // 1000
    assert message == {
        "text": "안내",
        "user_id": str(small_home.bot.id),
        "conversation_id": room_id,
        "send_time": seconds,
        "update_time": seconds,
        "blocks": [TEXT_BLOCK],
    }


@pytest.mark.parametrize("blocks", [{}, {"blocks": None}, {"blocks": []}])
async def test_a_message_needs_no_blocks(
    api: Caller, small_home: Home, blocks: dict[str, Any]
) -> None:
    room_id = await _open(api, small_home)
    status, sent = await api.post(
        "messages.send", {"conversation_id": room_id, "text": "안내", **blocks}
    )
    assert (status, sent["message"]["blocks"]) == (200, [])


async def test_an_idempotency_key_brings_the_same_message(
    api: Caller, small_home: Home
) -> None:
    room_id = await _open(api, small_home)
    body = {"conversation_id": room_id, "text": "안내"}
    first = await api.post("messages.send", body, Idempotency_Key="dl_1")
    assert await api.post("messages.send", body, Idempotency_Key="dl_1") == first
    assert (await api.post("messages.send", body))[1] != first[1]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("messages.send_by_email", {"email": " Hana@Example.com "}),
        ("messages.send_by", {"email": HANA}),
        ("messages.send_by", {"key": HANA}),
        ("messages.send_by", {"key": "1004"}),
        ("messages.send_by", {"key": 1004}),
    ],
)
async def test_a_message_to_a_member_opens_their_room_as_needed(
    api: Caller, small_home: Home, path: str, to: dict[str, Any]
) -> None:
    assert await small_home.number(HANA) == 1004
    _, first = await api.post(path, {**to, "text": "하나"})
    _, second = await api.post(path, {**to, "text": "둘"})
    assert first["message"]["conversation_id"] == second["message"]["conversation_id"]
    (room,) = await small_home.parts.rooms.of_person(1004)
    assert room.unread == 2


async def test_a_message_that_cannot_be_sent_opens_no_room(
    api: Caller, small_home: Home
) -> None:
    await api.post("messages.send_by_email", {"email": HANA, "text": "가" * 10_001})
    assert (await api.get("conversations.list"))[1]["conversations"] == []


async def test_the_settable_latency_is_waited_before_an_answer(
    small_home: Home, aiohttp_client: OpenClient
) -> None:
    slow = Caller(
        await aiohttp_client(small_home.app(Simulation(latency=0.5))), small_home.app_key
    )
    before = small_home.clock.now()
    assert (await slow.get("bots.info"))[0] == 200
    assert (await slow.get("nothing"))[0] == 404
    assert small_home.clock.now() - before == 1_000


async def test_a_deactivated_member_is_nobody_to_a_bot(api: Caller, small_home: Home) -> None:
    room_id = await _open(api, small_home)
    await small_home.deactivate(HANA)
    hana, gone = await small_home.number(HANA), await small_home.number(GONE)
    for answer in (
        await api.get("users.info", user_id=str(gone)),
        await api.get("users.find_by_email", email=GONE),
        await api.post("conversations.open", {"user_id": hana}),
        await api.post("messages.send", {"conversation_id": room_id, "text": "하나"}),
        await api.post("messages.send_by_email", {"email": HANA, "text": "하나"}),
    ):
        assert (answer[0], answer[1]["error"]["code"]) == (404, "user_not_found")
