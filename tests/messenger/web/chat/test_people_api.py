import io
from typing import Any

from aiohttp import FormData

from bot.core.clock import MINUTE
from tests.messenger.home import HANA, Home
from tests.messenger.web.chat.people import Chatter

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


async def test_two_people_have_one_room_named_after_the_other(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = await hana.open(bonaem.id, kind="dm")
    again = await bonaem.open(hana.id, kind="dm")
    assert room["id"] == again["id"]
    assert (room["name"], again["name"]) == ("박보냄", "이하나")
    assert (room["kind"], room["owner"], room["is_owner"]) == ("dm", None, False)
    assert (room["may_invite"], room["may_write"]) == (False, True)
    assert room["people"] == [
        {
            "id": hana.id,
            "name": "이하나",
            "position": "팀장",
            "department": "본사 > 인사팀",
            "active": True,
        },
        {
            "id": bonaem.id,
            "name": "박보냄",
            "position": None,
            "department": None,
            "active": True,
        },
    ]


async def test_a_group_goes_by_its_name_or_by_its_people(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    named = await hana.open(bonaem.id, name="점심")
    unnamed = await hana.open(bonaem.id, goun.id)
    assert (named["name"], named["owner"]) == ("점심", hana.id)
    assert named["is_owner"]
    assert unnamed["name"] == "최고운, 박보냄"
    seen = await bonaem.get(f"/rooms/{unnamed['id']}")
    assert (seen["name"], seen["is_owner"]) == ("최고운, 이하나", False)
    assert (seen["last_seq"], seen["read_seq"], seen["may_invite"]) == (0, 0, True)


async def test_what_is_said_is_read_by_the_others(hana: Chatter, bonaem: Chatter) -> None:
    room = (await hana.open(bonaem.id))["id"]
    sent = await hana.say(room, "안녕하세요")
    message = {
        "seq": 1,
        "sender": {"id": hana.id, "name": "이하나"},
        "mine": True,
        "text": "안녕하세요",
        "sent_at": "2026-11-22T11:00:00.000+09:00",
        "unread_by": 1,
        "may_delete_until": "2026-11-22T11:05:00.000+09:00",
    }
    assert sent == message
    theirs = {**message, "mine": False}
    del theirs["may_delete_until"]
    assert await bonaem.get(f"/rooms/{room}/messages") == [theirs]
    (listed,) = await bonaem.get("/rooms")
    assert (listed["unread"], listed["last_message"]) == (1, theirs)
    await bonaem.call("POST", f"/rooms/{room}/read", {"upto": 1}, status=204)
    (listed,) = await bonaem.get("/rooms")
    assert (listed["unread"], listed["last_message"]["unread_by"]) == (0, 0)


async def test_answers_with_messages_tell_the_time(hana: Chatter, bonaem: Chatter) -> None:
    room = (await hana.open(bonaem.id))["id"]
    for method, more in (("GET", {}), ("POST", {"json": {"text": "하나"}})):
        given: Any = {**more, "headers": hana.headers}
        path = f"/messenger/api/rooms/{room}/messages"
        response = await hana.client.request(method, path, **given)
        assert response.headers["Spacecast-Now"] == "2026-11-22T02:00:00.000+00:00"
        assert response.headers["Cache-Control"] == "no-store"


async def test_pages_go_forward_and_back(hana: Chatter, bonaem: Chatter) -> None:
    room = (await hana.open(bonaem.id))["id"]
    for text in "가나다라마":
        await hana.say(room, text)
    for query, texts in (
        ("after=1&limit=2", "나다"),
        ("before=5&limit=2", "다라"),
        ("before=1000", "가나다라마"),
        ("before=1", ""),
        ("", "가나다라마"),
    ):
        found = await hana.get(f"/rooms/{room}/messages?{query}")
        assert "".join(message["text"] for message in found) == texts


async def test_an_unread_message_is_asked_for_by_its_sender_alone(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id, goun.id))["id"]
    await hana.say(room, "하나")
    await goun.call("POST", f"/rooms/{room}/read", {"upto": 1}, status=204)
    path = f"/rooms/{room}/messages/1/unread"
    assert await hana.get(path) == {"people": [{"id": bonaem.id, "name": "박보냄"}]}
    assert (await bonaem.get(path, 403))["code"] == "not_own_message"


async def test_a_reply_shows_what_it_answers_only_to_those_who_may_see_that(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "언제 볼까요?")
    await hana.call("POST", f"/rooms/{room}/invite", {"members": [goun.id]}, status=204)
    sent = await bonaem.say(room, "세 시요", reply_to=1)
    asked = {"seq": 1, "text": "언제 볼까요?", "sender": {"id": hana.id, "name": "이하나"}}
    assert sent["reply_to"] == asked
    (late,) = await goun.get(f"/rooms/{room}/messages")
    assert late["reply_to"] == {"seq": 1, "text": None, "sender": None}
    await hana.call("DELETE", f"/rooms/{room}/messages/1", status=204)
    (left,) = await hana.get(f"/rooms/{room}/messages")
    assert left["reply_to"] == {"seq": 1, "text": None, "sender": None}
    await _refused(goun, f"/rooms/{room}/messages", {"text": "?", "reply_to": 1}, "/reply_to")
    await _refused(hana, f"/rooms/{room}/messages", {"text": "?", "reply_to": 9}, "/reply_to")


async def test_one_message_is_taken_back_within_five_minutes(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    for text in ("하나", "둘"):
        await hana.say(room, text)
    path = f"/rooms/{room}/messages"
    assert (await bonaem.call("DELETE", f"{path}/1", status=403))["code"] == "not_own_message"
    small_home.clock.move(5 * MINUTE - 1)
    await hana.call("DELETE", f"{path}/1", status=204)
    assert [one["text"] for one in await bonaem.get(path)] == ["둘"]
    assert (await hana.call("DELETE", f"{path}/1", status=404))["code"] == "not_found"
    small_home.clock.move(1)
    late = await hana.call("DELETE", f"{path}/2", status=409)
    assert late["code"] == "delete_window_passed"


async def test_the_owner_runs_a_group(hana: Chatter, bonaem: Chatter, goun: Chatter) -> None:
    room = (await hana.open(bonaem.id))["id"]
    path, others = f"/rooms/{room}", {"members": [goun.id]}
    changed = await hana.call("PATCH", f"{path}/settings", {"allow_invite": False})
    assert (changed["allow_invite"], changed["may_invite"]) == (False, True)
    refused = await bonaem.call("POST", f"{path}/invite", others, status=403)
    assert refused["code"] == "invite_not_allowed"
    await hana.call("POST", f"{path}/invite", others, status=204)
    assert (await hana.call("POST", f"{path}/leave", status=409))["code"] == (
        "owner_must_hand_over"
    )
    await hana.call("POST", f"{path}/kick", others, status=204)
    await hana.call("POST", f"{path}/owner", {"member": bonaem.id}, status=204)
    for method, end, body in (
        ("POST", "/kick", {"members": [bonaem.id]}),
        ("POST", "/owner", {"member": hana.id}),
        ("PATCH", "/settings", {"name": "새 이름"}),
        ("DELETE", "", None),
    ):
        answer = await hana.call(method, path + end, body, status=403)
        assert answer["code"] == "owner_required"
    assert (await bonaem.call("PATCH", f"{path}/settings", {"name": "새 이름"}))["name"] == (
        "새 이름"
    )
    await hana.call("POST", f"{path}/leave", status=204)
    await bonaem.call("DELETE", path, status=204)
    await bonaem.get(path, 404)


async def test_nobody_writes_to_a_bot_that_takes_no_messages(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    home = small_home
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    await home.parts.messages.send(home.bot, room.id, "공지")
    path = f"/rooms/{room.id}"
    assert (await hana.get(path))["may_write"] is False
    form = FormData({"file": io.BytesIO(b"1")})
    for end, given in (
        ("messages", {"json": {"text": "/공지"}}),
        ("attachments", {"data": form}),
    ):
        answer = await hana.call("POST", f"{path}/{end}", status=409, **given)
        assert answer["code"] == "bot_takes_no_messages"
        # Who isn't in the room hears nothing of it.
        await bonaem.call("POST", f"{path}/{end}", status=404)
    assert len(await hana.get(f"{path}/messages")) == 1


async def test_a_bots_room_is_read_and_written_to_and_nothing_more(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    home = small_home
    await home.parts.bots.set_addresses(home.bot.id, {"callback_url": "http://127.0.0.1:9/"})
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    await home.parts.messages.send(home.bot, room.id, "공지")
    path = f"/rooms/{room.id}"
    shown = await hana.get(path)
    assert (shown["may_invite"], shown["may_write"], shown["is_owner"]) == (False, True, False)
    assert (shown["name"], shown["owner"]) == ("회사 공지", str(home.bot.id))
    assert (await hana.say(str(room.id), "/공지"))["unread_by"] == 0
    for method, end, body in (
        ("POST", "/invite", {"members": [bonaem.id]}),
        ("POST", "/kick", {"members": [hana.id]}),
        ("POST", "/owner", {"member": hana.id}),
        ("PATCH", "/settings", {"name": "하나"}),
        ("POST", "/leave", None),
        ("DELETE", "", None),
    ):
        assert (await hana.call(method, path + end, body, status=403))["code"] == "bot_room"


async def test_colleagues_are_found_without_oneself_and_who_has_left(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    assert [one["id"] for one in await hana.get("/members")] == [goun.id, bonaem.id]
    (found,) = await bonaem.get("/members?query=하나&limit=1")
    assert found == {
        "id": hana.id,
        "name": "이하나",
        "position": "팀장",
        "department": "본사 > 인사팀",
    }
    await hana.get("/members?limit=0", 422)


async def _refused(who: Chatter, path: str, body: object, pointer: str) -> None:
    answer = await who.call("POST", path, body, status=422)
    assert [error["pointer"] for error in answer["errors"]] == [pointer]
