"""That people have read a bot's messages really reaches it."""

import json

from bot.core.clock import MINUTE, SECOND
from bot.messenger.model.bot_events import GATHERED, GIVE_UP, RECEIPTS_MAX
from bot.workspace.model.members import Member
from tests.messenger.bot_server import BotServer
from tests.messenger.home import Home
from tests.messenger.service.talk import Talk


async def _room(talk: Talk, who: Member) -> int:
    rooms = talk.home.parts.rooms
    return (await rooms.open_direct(talk.home.bot, who.platform_id)).id


async def _count(home: Home, table: str) -> int:
    found: int = await home.database.fetch_value(f"SELECT count(*) FROM {table}")
    return found


async def _notice(talk: Talk, who: Member, key: str | None) -> tuple[int, int, str]:
    home, room_id = talk.home, await _room(talk, who)
    sent = await home.parts.messages.send(home.bot, room_id, "공지", idempotency_key=key)
    return room_id, sent.seq, str(sent.id)


async def test_a_read_message_with_a_key_is_told_once(talk: Talk, server: BotServer) -> None:
    home = talk.home
    await _notice(talk, talk.hana, None)
    room_id, seq, message_id = await _notice(talk, talk.hana, "dl_1")
    for _ in range(2):
        await talk.side.read(talk.hana, room_id, seq)
        home.clock.move(GATHERED)
        await home.bot_events.post_due()
    ((path, body),) = server.calls
    assert path == "/callback"
    assert body == {
        "type": "receipts",
        "action_time": "2026-11-22T02:00:00.000Z",
        "receipts": [
            {
                "user_id": talk.hana.platform_id,
                "conversation_id": room_id,
                "message_id": message_id,
                "idempotency_key": "dl_1",
                "read_at": 1_795_312_800,
            }
        ],
    }
    (received,) = server.received
    assert received.signed_for(home.app_key, home.clock.now())
    assert await _count(home, "messenger_receipts") == 0


async def test_many_receipts_go_in_few_calls(talk: Talk, server: BotServer) -> None:
    home, room_id = talk.home, await _room(talk, talk.hana)
    for number in range(RECEIPTS_MAX + 1):
        await home.parts.messages.send(
            home.bot, room_id, "공지", idempotency_key=f"dl_{number}"
        )
    await talk.side.read(talk.hana, room_id, 1 << 40)
    home.clock.move(GATHERED)
    await home.bot_events.post_due()
    told = [[one["idempotency_key"] for one in body["receipts"]] for _, body in server.calls]
    assert [len(each) for each in told] == [RECEIPTS_MAX, 1]
    assert len({key for each in told for key in each}) == RECEIPTS_MAX + 1


async def test_receipts_that_are_not_taken_are_tried_again_and_given_up(
    talk: Talk, server: BotServer
) -> None:
    home = talk.home
    room_id, seq, _ = await _notice(talk, talk.hana, "dl_1")
    server.status = 503
    await talk.side.read(talk.hana, room_id, seq)
    for _ in range(GIVE_UP // (30 * SECOND)):
        home.clock.move(30 * SECOND)
        await home.bot_events.post_due()
    assert await _count(home, "messenger_receipts") == 0
    assert len(server.calls) > 2
    assert len({one.headers["webhook-id"] for one in server.received}) == 1
    assert len({json.dumps(body) for _, body in server.calls}) == 1


async def test_while_reads_are_not_tracked_nobody_is_told(
    talk: Talk, server: BotServer
) -> None:
    home = talk.home
    room_id, seq, _ = await _notice(talk, talk.hana, "dl_1")
    await talk.side.read(talk.hana, room_id, seq)
    assert await _count(home, "messenger_receipts") == 1
    await home.database.atomically(
        lambda tx: tx.execute("UPDATE workspace SET read_tracking = FALSE")
    )
    room_id, seq, _ = await _notice(talk, talk.bonaem, "dl_2")
    await talk.side.read(talk.bonaem, room_id, seq)
    home.clock.move(MINUTE)
    await home.bot_events.post_due()
    assert server.calls == []
    assert await _count(home, "messenger_receipts") == 0


async def test_a_bot_without_an_address_leaves_no_receipts(talk: Talk) -> None:
    room_id, seq, _ = await _notice(talk, talk.hana, "dl_1")
    await talk.side.read(talk.hana, room_id, seq)
    assert await _count(talk.home, "messenger_receipts") == 0
