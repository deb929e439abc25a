"""What people write to a bot really reaches it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.clock import SECOND
from bot.core.errors import WrongState
from bot.core.http import OutgoingCalls
from bot.messenger.model.bot_events import GIVE_UP, LEASE
from bot.messenger.model.chat import NewMessage
from bot.messenger.model.secret_messages import SecretText
from bot.messenger.service.bot_events import BotEvents
from bot.messenger.service.chat_side import Upload
from bot.messenger.store import bots
from bot.workspace.model.members import Member
from tests.messenger.bot_server import BotServer, bot_server
from tests.messenger.home import Home
from tests.messenger.service.talk import Talk


async def _room(talk: Talk, who: Member) -> int:
    rooms = talk.home.parts.rooms
    return (await rooms.open_direct(talk.home.bot, who.platform_id)).id


async def _texts(server: BotServer) -> list[str]:
    return [call["message"]["text"] for _, call in server.calls]


async def _count(home: Home, table: str) -> int:
    found: int = await home.database.fetch_value(f"SELECT count(*) FROM {table}")
    return found


async def _upload(name: str) -> Upload:
    async def arriving() -> AsyncIterator[bytes]:
        yield b"1,2"

    return Upload(name=name, content_type="text/csv", arriving=arriving())


async def test_a_message_arrives_signed_and_as_documented(
    talk: Talk, server: BotServer
) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    file = await talk.side.upload(talk.hana, room_id, await _upload("명단.csv"))
    sent = await talk.side.send(
        talk.hana, room_id, NewMessage(text=SecretText("/공지 명단"), file_ids=(file.id,))
    )
    await home.bot_events.post_due()
    ((path, body),) = server.calls
    assert path == "/callback"
    assert body == {
        "type": "message",
        "action_time": "2026-11-22T02:00:00.000Z",
        "message": {
            "id": str(sent.id),
            "text": "/공지 명단",
            "user_id": talk.hana.platform_id,
            "conversation_id": room_id,
            "send_time": 1_795_312_800,
            "update_time": 1_795_312_800,
            "blocks": [],
            "attachments": [
                {
                    "attachment_id": file.id,
                    "file_type": "file",
                    "file_name": "명단.csv",
                    "file_size": 3,
                }
            ],
        },
        "react_user_id": talk.hana.platform_id,
    }
    (received,) = server.received
    assert received.signed_for(home.app_key, home.clock.now())
    assert received.headers["webhook-id"] == f"ev_{sent.id}"
    await home.bot_events.post_due()
    assert len(server.calls) == 1


async def test_a_bots_own_messages_and_those_of_people_among_themselves_are_not_told(
    talk: Talk, server: BotServer
) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    await home.parts.messages.send(home.bot, room_id, "공지")
    await talk.say(talk.hana, await talk.group(talk.bonaem), "점심?")
    await home.bot_events.post_due()
    assert server.calls == []


async def test_in_a_group_of_a_bot_everybody_is_heard(talk: Talk, server: BotServer) -> None:
    people = [talk.hana.platform_id, talk.bonaem.platform_id]
    group = await talk.home.parts.rooms.open_group(talk.home.bot, people, "모임")
    await talk.say(talk.hana, group.id, "하나")
    await talk.say(talk.bonaem, group.id, "둘")
    await talk.home.bot_events.post_due()
    assert await _texts(server) == ["하나", "둘"]


@pytest.mark.parametrize("how", ["no address", "switched off"])
async def test_who_is_not_heard_is_told_at_once(talk: Talk, how: str) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    if how == "switched off":
        await home.parts.bots.set_addresses(home.bot.id, {"callback_url": "http://127.0.0.1/"})
        await home.parts.bots.set_status(home.bot.id, active=False)
    with pytest.raises(WrongState) as refused:
        await talk.say(talk.hana, room_id, "/공지")
    assert refused.value.word == "bot_takes_no_messages"
    assert await _count(home, "messenger_bot_events") == 0


async def test_what_is_not_taken_is_tried_again_in_order_under_the_same_id(
    talk: Talk, server: BotServer
) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    server.status = 500
    for text in ("하나", "둘"):
        await talk.say(talk.hana, room_id, text)
    await home.bot_events.post_due()
    # The second waits for the first.
    assert await _texts(server) == ["하나"]
    server.status = 200
    home.clock.move(2 * SECOND)
    await home.bot_events.post_due()
    assert await _texts(server) == ["하나", "하나", "둘"]
    first, again, _ = server.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body
    assert again.signed_for(home.app_key, home.clock.now())


async def test_after_five_minutes_a_bot_is_given_up(talk: Talk, server: BotServer) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    server.status = 500
    await talk.say(talk.hana, room_id, "하나")
    for _ in range(GIVE_UP // (10 * SECOND)):
        await home.bot_events.post_due()
        home.clock.move(10 * SECOND)
    assert await _count(home, "messenger_bot_events") == 0
    assert 5 < len(server.calls) < 20
    server.status = 200
    await talk.say(talk.hana, room_id, "둘")
    await home.bot_events.post_due()
    assert server.last["message"]["text"] == "둘"


async def test_what_was_under_way_when_everything_stopped_is_posted_again(
    talk: Talk, server: BotServer
) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    server.go.clear()
    await talk.say(talk.hana, room_id, "하나")
    home.bot_events.start()
    await server.reached.wait()
    await home.bot_events.stop()
    server.go.set()
    # Another process leaves it alone for as long as it may be under way.
    await home.bot_events.post_due()
    assert len(server.calls) == 1
    home.clock.move(LEASE)
    await home.bot_events.post_due()
    assert await _texts(server) == ["하나", "하나"]


async def test_two_processes_post_each_message_once_and_in_order(
    talk: Talk, server: BotServer
) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    texts = [f"{number}" for number in range(20)]
    for text in texts:
        await talk.say(talk.hana, room_id, text)
    async with OutgoingCalls() as calls:
        other = BotEvents(
            home.database,
            home.clock,
            calls,
            tracking=home.bot_events.tells_of_reads,
            on_defect=home.bot_events._on_defect,
        )
        await asyncio.gather(home.bot_events.post_due(), other.post_due())
        await home.bot_events.post_due()
    assert await _texts(server) == texts


async def test_a_bot_that_hangs_delays_no_other(talk: Talk, server: BotServer) -> None:
    home = talk.home
    slow, _ = await home.another_bot()
    async with bot_server() as hanging:
        await hanging.connect(home.parts.bots, slow.id)
        hanging.go.clear()
        stuck = await home.parts.rooms.open_direct(slow, talk.hana.platform_id)
        await talk.say(talk.hana, stuck.id, "느린 봇")
        home.bot_events.start()
        await hanging.reached.wait()
        room_id = await _room(talk, talk.hana)
        await talk.say(talk.hana, room_id, "빠른 봇")
        await server.reached.wait()
        assert await _texts(server) == ["빠른 봇"]
        hanging.go.set()
        await home.bot_events.stop()


async def test_what_was_taken_back_in_time_is_not_told(talk: Talk, server: BotServer) -> None:
    room_id = await _room(talk, talk.hana)
    sent = await talk.say(talk.hana, room_id, "/공지 실수")
    await talk.say(talk.hana, room_id, "/공지 제대로")
    await talk.side.delete_own(talk.hana, room_id, sent.seq)
    await talk.home.bot_events.post_due()
    assert await _texts(server) == ["/공지 제대로"]


async def test_the_bot_without_an_app_key_has_nothing_to_sign_with(home: Home) -> None:
    async with home.database.transaction() as tx:
        await bots.add(tx, replace(home.bot, id=1), "spacecast")
    assert await bots.signing_key(home.database, 1) is None
    assert await bots.signing_key(home.database, 2) is None
