"""What a bot has said, it can say otherwise."""

import json

import pytest

from bot.core.errors import Invalid, NotFound
from bot.messenger.model.chat import MessageChanged
from bot.messenger.model.messages import Message
from bot.messenger.store import rooms
from tests.messenger import bot_server as server
from tests.messenger.home import HANA, Home

CARD = json.dumps(server.BLOCKS)


async def _sent(home: Home, blocks: str | None = None) -> Message:
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    return await home.parts.messages.send(home.bot, room.id, "하나", blocks)


async def test_a_bot_changes_what_it_said_and_the_change_is_kept(home: Home) -> None:
    sent = await _sent(home)
    home.clock.move(5_000)
    changed = await home.parts.messages.update(home.bot, sent.id, "둘", CARD)
    assert (changed.text, changed.blocks, changed.seq) == ("둘", CARD, sent.seq)
    assert (changed.sent_at, changed.updated_at) == (sent.sent_at, home.clock.now())
    room = await home.parts.rooms.get_of_person(await home.number(HANA), sent.room_id)
    (seen,) = await home.parts.messages.newest(room, 1 << 62, 50)
    assert seen.message == changed


async def test_only_other_buttons_make_another_edition(home: Home) -> None:
    sent = await _sent(home, CARD)
    update = home.parts.messages.update
    worded = json.loads(CARD)
    worded[0]["elements"][0]["text"] = "승인 (3)"
    more = [{"type": "text", "text": "지금까지 3명"}, *worded]
    editions = [
        (await update(home.bot, sent.id, text, blocks)).edition
        for text, blocks in (
            ("하나", CARD),
            ("둘", json.dumps(more)),
            ("둘", json.dumps(more[:2])),
            ("둘", None),
            ("셋", None),
        )
    ]
    assert editions == [0, 0, 1, 2, 2]


async def test_what_says_the_same_changes_nothing(home: Home) -> None:
    sent = await _sent(home, CARD)
    screen = home.parts.hub.open(await home.number(HANA))
    home.clock.move(5_000)
    assert await home.parts.messages.update(home.bot, sent.id, "하나", CARD) == sent
    await home.parts.messages.update(home.bot, sent.id, "둘", CARD)
    event = await screen.next()
    assert isinstance(event, MessageChanged)
    assert (event.message.text, event.message.seq, event.message.unread_by) == ("둘", 1, 1)
    home.parts.hub.close(screen)


async def test_a_message_of_another_bot_is_like_none(home: Home) -> None:
    sent, (other, _) = await _sent(home), await home.another_bot()
    for bot, message_id in ((other, sent.id), (home.bot, 7)):
        with pytest.raises(Invalid) as caught:
            await home.parts.messages.update(bot, message_id, "둘")
        assert caught.value.word == "invalid_parameter"
        assert caught.value.text.ko.startswith("봇이 보낸 메시지 중에 이런 메시지가 없어요.")
        assert caught.value.text.en.startswith("The bot has sent no such message.")


async def test_a_bot_that_is_out_of_the_room_changes_nothing(home: Home) -> None:
    hana = await home.number(HANA)
    room = await home.parts.rooms.open_group(home.bot, [hana], "모임")
    sent = await home.parts.messages.send(home.bot, room.id, "하나")
    async with home.database.transaction() as tx:
        await rooms.remove_members(tx, room.id, [home.bot.id])
    with pytest.raises(NotFound) as caught:
        await home.parts.messages.update(home.bot, sent.id, "둘")
    assert caught.value.word == "conversation_not_found"


async def test_a_deactivated_member_is_not_written_to_anew(home: Home) -> None:
    sent = await _sent(home)
    await home.deactivate(HANA)
    with pytest.raises(NotFound) as caught:
        await home.parts.messages.update(home.bot, sent.id, "둘")
    assert caught.value.word == "user_not_found"
