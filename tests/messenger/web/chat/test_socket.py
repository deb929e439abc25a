import asyncio
import gc
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from bot.core.clock import MINUTE
from bot.core.errors import Language
from bot.messenger.model.chat import ChatMessage, MessageSent
from bot.messenger.web.chat.events import EventTeller
from bot.messenger.web.chat.told import Viewer
from tests.messenger.home import HANA, SENDER, Home
from tests.messenger.web.chat.people import Chatter

NOW = "2026-11-22T02:00:00.000+00:00"


async def test_a_message_reaches_everybody_and_the_senders_other_screens(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    own, other, stranger = await hana.screen(), await bonaem.screen(), await goun.screen()
    await hana.say(room, "안녕하세요")
    (mine, theirs) = (await own.next_of("message"), await other.next_of("message"))
    assert (mine["message"]["mine"], theirs["message"]["mine"]) == (True, False)
    assert "may_delete_until" not in theirs["message"]
    assert theirs["room"] == room
    assert theirs["now"] == NOW
    assert theirs["message"]["text"] == "안녕하세요"
    assert theirs["message"]["sender"] == {"id": hana.id, "name": "이하나"}
    assert await stranger.heard() == []


async def test_the_first_message_brings_the_room(hana: Chatter, bonaem: Chatter) -> None:
    other = await bonaem.screen()
    room = (await hana.open(bonaem.id, kind="dm"))["id"]
    assert await other.heard() == []
    await hana.say(room, "하나")
    events = [await other.next(), await other.next()]
    assert [event["type"] for event in events] == ["room", "message"]
    assert (events[0]["room"]["id"], events[0]["room"]["name"]) == (room, "이하나")


async def test_a_bots_notice_reaches_the_open_screen(small_home: Home, hana: Chatter) -> None:
    screen = await hana.screen()
    opened = await small_home.parts.rooms.open_direct(
        small_home.bot, await small_home.number(HANA)
    )
    await small_home.parts.messages.send(small_home.bot, opened.id, "공지")
    event = await screen.next_of("message")
    assert event["message"]["sender"] == {"id": "900000001", "name": "회사 공지", "bot": True}
    assert event["message"]["unread_by"] == 1


async def test_what_a_bot_changes_changes_on_the_open_screen(
    small_home: Home, hana: Chatter
) -> None:
    messages, number = small_home.parts.messages, await small_home.number(HANA)
    opened = await small_home.parts.rooms.open_direct(small_home.bot, number)
    sent = await messages.send(small_home.bot, opened.id, "공지")
    screen = await hana.screen()
    await messages.update(small_home.bot, sent.id, "고친 공지")
    event = await screen.next_of("changed")
    assert (event["room"], event["message"]["seq"]) == (str(opened.id), 1)
    assert event["message"]["text"] == "고친 공지"
    assert event["message"]["updated_at"] == "2026-11-22T11:00:00.000+09:00"


async def test_reading_is_told_with_what_is_unread_still(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id, goun.id))["id"]
    for text in "가나다":
        await hana.say(room, text)
    own, other = await hana.screen(), await bonaem.screen()
    await other.say(type="read", room=room, upto=2)
    event = await own.next_of("read")
    assert event == {
        "type": "read",
        "room": room,
        "member": bonaem.id,
        "upto": 2,
        "unread": {"1": 1, "2": 1},
        "expires": {},
    }


async def test_a_screen_that_was_away_has_what_it_missed(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    for text in "가나다라":
        await hana.say(room, text)
    await hana.call("DELETE", f"/rooms/{room}/messages/2", status=204)
    screen = await bonaem.screen()
    await screen.say(type="resume", rooms={room: 2, "123": 5, "x": 1, "9": "y"})
    events = []
    while (event := await screen.next())["type"] != "resumed":
        events.append(event)
    listed, first, second, gone, never = events
    assert listed["type"] == "rooms"
    assert [(one["id"], one["unread"]) for one in listed["rooms"]] == [(room, 3)]
    assert [one["message"]["text"] for one in (first, second)] == ["다", "라"]
    assert gone == {"type": "expired", "room": room, "seqs": [2]}
    assert never == {"type": "room_deleted", "room": "123"}


async def test_who_was_taken_out_resumes_without_the_room(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "하나")
    screen = await bonaem.screen()
    await hana.call("POST", f"/rooms/{room}/kick", {"members": [bonaem.id]}, status=204)
    assert await screen.next_of("room_deleted") == {"type": "room_deleted", "room": room}
    await hana.say(room, "비밀")
    assert await screen.heard() == []
    await screen.say(type="resume", rooms={room: 0})
    events = await screen.until_pong()
    assert [event["type"] for event in events] == ["rooms", "room_deleted", "resumed"]
    assert events[0]["rooms"] == []


async def test_one_message_taken_back_leaves_every_screen(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "실수")
    screen = await bonaem.screen()
    await hana.call("DELETE", f"/rooms/{room}/messages/1", status=204)
    assert await screen.next() == {"type": "expired", "room": room, "seqs": [1]}


async def test_typing_is_told_to_the_others_and_not_too_often(
    small_home: Home, hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "하나")
    own, other, stranger = await hana.screen(), await bonaem.screen(), await goun.screen()
    for _ in range(3):
        await own.say(type="typing", room=room)
    await stranger.say(type="typing", room=room)
    assert await own.until_pong() == await own.heard() == []
    assert await stranger.until_pong() == await stranger.heard() == []
    typing = {"type": "typing", "room": room, "member": {"id": hana.id, "name": "이하나"}}
    assert await other.heard() == [typing]
    small_home.clock.move(2_000)
    await own.say(type="typing", room=room)
    assert await other.next() == typing


async def test_other_sites_and_strangers_get_no_socket(hana: Chatter) -> None:
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        with pytest.raises(WSServerHandshakeError) as refused:
            await hana.screen(**headers)
        assert refused.value.status == 403
    with pytest.raises(WSServerHandshakeError) as unknown:
        await hana.client.ws_connect("/messenger/ws")
    assert unknown.value.status == 401


@pytest.mark.parametrize("origin", ["own", "https://talk.example.com"])
async def test_the_own_pages_get_a_socket(hana: Chatter, origin: str) -> None:
    own = f"http://{hana.client.host}:{hana.client.port}"
    screen = await hana.screen(Origin=own if origin == "own" else origin)
    assert await screen.until_pong() == []


async def test_a_deactivated_members_socket_ends_at_the_next_read(
    small_home: Home, hana: Chatter
) -> None:
    screen = await hana.screen()
    await small_home.deactivate(HANA)
    await screen.say(type="read", room="1", upto=1)
    assert await _closed(screen.socket) == 1008


async def test_a_signed_out_screen_hears_nothing_after_a_minute(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    await hana.say(room, "하나")
    screen = await bonaem.screen()
    secret = bonaem.headers["Cookie"].partition("=")[2]
    await small_home.parts.sessions.sign_out(secret)
    small_home.clock.move(MINUTE)
    await hana.say(room, "둘")
    assert await _closed(screen.socket) == 1008


async def test_what_is_no_json_ends_the_socket(hana: Chatter) -> None:
    for send, code in (("send_str", 1007), ("send_bytes", 1003)):
        screen = await hana.screen()
        given: Any = "[" if send == "send_str" else b"x"
        await getattr(screen.socket, send)(given)
        assert await _closed(screen.socket) == code


async def test_a_stopping_server_ends_every_socket(small_home: Home, hana: Chatter) -> None:
    screen = await hana.screen()
    small_home.parts.hub.end_all()
    assert await _closed(screen.socket) == 1001


async def test_no_socket_holds_the_stopping_server_up(hana: Chatter) -> None:
    screen = await hana.screen()
    stopping = asyncio.create_task(hana.client.server.close())
    assert await _closed(screen.socket) == 1001
    await stopping


async def test_a_screen_that_is_too_slow_starts_anew(small_home: Home, hana: Chatter) -> None:
    screen = await hana.screen()
    number = await small_home.number(HANA)
    event = MessageSent(room_id=1, message=_message(expires_at=None))
    for _ in range(1_100):
        small_home.parts.hub.tell(event, [number])
    assert await _closed(screen.socket) == 1013


async def test_a_message_that_has_expired_meanwhile_is_not_written(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    # Only messages of secret rooms expire.
    async with small_home.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET secret_rooms_on = TRUE")
    room = await hana.open(bonaem.id)
    screen = await hana.screen()
    now = small_home.clock.now()
    for end in (now, now + 1):
        message = _message(expires_at=end, room_id=int(room["id"]), seq=end)
        event = MessageSent(room_id=message.room_id, message=message)
        small_home.parts.hub.tell(event, [await small_home.number(HANA)])
    events = await screen.heard()
    assert [event["message"]["seq"] for event in events] == [now + 1]


async def test_what_was_made_of_an_event_goes_with_it(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    teller = EventTeller(small_home.parts)
    hana_, bonaem_ = await small_home.member(HANA), await small_home.member(SENDER)
    room = await hana.open(bonaem.id)
    message = _message(expires_at=None, room_id=int(room["id"]), sender_id=hana_.platform_id)
    event = MessageSent(room_id=message.room_id, message=message)
    languages: tuple[Language, ...] = ("ko", "ko", "en")
    viewers = [
        Viewer(member=member, language=language)
        for member in (hana_, bonaem_, bonaem_)
        for language in languages
    ]
    told = await asyncio.gather(*(teller.told(event, viewer) for viewer in viewers))
    assert len(set(told)) == 2
    ((_, made),) = teller._made.items()
    assert len(made) == 4
    del event, made
    gc.collect()
    assert teller._made == {}


def _message(
    *, expires_at: int | None, room_id: int = 1, seq: int = 1, sender_id: int = 1
) -> ChatMessage:
    return ChatMessage(
        room_id=room_id,
        seq=seq,
        sender_id=sender_id,
        text="하나",
        sent_at=1,
        unread_by=0,
        expires_at=expires_at,
    )


async def _closed(socket: Any) -> int:
    while (message := await socket.receive(timeout=10)).type is WSMsgType.TEXT:
        continue
    assert message.type is WSMsgType.CLOSE
    return int(message.data)
