from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import SpacecastError
from bot.messenger.model.chat import MessageSent, MessagesRead, RoomChanged, RoomGone
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.secret_rig import SecretRig, open_secret_rig


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[SecretRig]:
    async with open_secret_rig(home, tmp_path / "secret") as made:
        yield made


async def test_both_clocks_are_fixed_at_sending_and_the_last_reader_starts_the_first(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    sent = await rig.say(HANA, room)
    start = rig.home.clock.now()
    assert (sent.unread_by, sent.expires_at) == (2, start + 3 * DAY)
    rig.home.clock.move(MINUTE)
    await rig.read(SENDER, room)
    assert (await rig.seen(HANA, room))[0].expires_at == start + 3 * DAY
    rig.home.clock.move(MINUTE)
    await rig.read(SUPER, room)
    (shown,) = await rig.seen(HANA, room)
    assert (shown.unread_by, shown.expires_at) == (0, start + 2 * MINUTE + HOUR)
    await rig.read(SUPER, room)
    assert (await rig.seen(HANA, room))[0].expires_at == shown.expires_at


async def test_a_message_is_visible_until_its_end_and_gone_at_that_very_millisecond(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.say(HANA, room)
    await rig.read(SENDER, room)
    rig.home.clock.move(HOUR - 1)
    assert [one.text for one in await rig.seen(SENDER, room)] == [sent.text]
    rig.home.clock.move(1)
    assert await rig.seen(SENDER, room) == []
    (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert (listed.last, listed.unread) == (None, 0)


async def test_who_never_reads_starts_no_clock_and_the_maximum_deletes(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    rig.home.clock.move(3 * DAY - 1)
    assert len(await rig.seen(HANA, room)) == 1
    (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert listed.unread == 1
    rig.home.clock.move(1)
    assert await rig.seen(HANA, room) == []


async def test_a_leaver_owes_no_read_and_the_clock_starts_when_they_leave(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    rig.home.clock.move(MINUTE)
    await rig.talk.leave(await rig.person(SUPER), room.id)
    (shown,) = await rig.seen(HANA, room)
    assert shown.expires_at == rig.home.clock.now() + HOUR


async def test_a_late_joiner_sees_what_comes_and_owes_nothing_of_what_was(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "전에")
    owner = await rig.person(HANA)
    await rig.talk.invite(owner, room.id, [await rig.home.number(SUPER)])
    await rig.say(HANA, room, "뒤에")
    assert [one.text for one in await rig.seen(SUPER, room)] == ["뒤에"]
    assert [one.unread_by for one in await rig.seen(HANA, room)] == [1, 2]


async def test_paying_again_brings_the_same_rooms_back_minus_what_ended_meanwhile(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "읽은 것")
    await rig.read(SENDER, room)
    rig.home.clock.move(MINUTE)
    await rig.say(HANA, room, "안 읽은 것")
    await rig.set(billing="overdue")
    rig.home.clock.move(HOUR)
    await rig.set(billing="paid")
    assert [one.text for one in await rig.seen(HANA, room)] == ["안 읽은 것"]


async def test_the_clock_stepping_back_brings_nothing_back(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    rig.home.clock.move(HOUR)
    assert await rig.seen(HANA, room) == []
    rig.home.clock.move(-2 * HOUR)
    assert await rig.seen(HANA, room) == []


async def test_screens_hear_of_messages_reads_and_ends(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    screen = rig.ground.hub.open(await rig.home.number(HANA))
    stranger = rig.ground.hub.open(await rig.home.number(SUPER))
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    await rig.talk.invite(await rig.person(HANA), room.id, [await rig.home.number(SUPER)])
    sent, read, line, changed = [await screen.next() for _ in range(4)]
    assert isinstance(sent, MessageSent)
    assert isinstance(read, MessagesRead)
    assert read.unread == {1: 0}
    assert read.ends == {1: rig.home.clock.now() + HOUR}
    assert isinstance(line, MessageSent)
    assert isinstance(changed, RoomChanged)
    await rig.talk.kick(await rig.person(HANA), room.id, [stranger.user_id])
    heard = [await stranger.next() for _ in range(3)]
    assert [type(one) for one in heard] == [MessageSent, RoomChanged, RoomGone]


async def test_nothing_that_was_said_stands_in_the_database(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "아무도 몰라야 할 표식")
    rows = await rig.home.database.fetch("SELECT * FROM secret_messages")
    assert "표식".encode() not in bytes(rows[0]["body"])
    assert not [value for value in dict(rows[0]).values() if value == "아무도 몰라야 할 표식"]


async def test_a_message_whose_key_is_gone_is_gone_and_holds_up_no_other(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "하나")
    await rig.say(HANA, room, "둘")
    key_id = await rig.home.database.fetch_value(
        "SELECT key_id FROM secret_messages WHERE seq = 1"
    )
    await rig.ground.ring.destroy([key_id])
    assert [one.text for one in await rig.seen(SENDER, room)] == ["둘"]


async def test_a_row_moved_to_another_number_cannot_be_read(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room, "하나")
    await rig.say(HANA, room, "둘")
    async with rig.home.database.transaction() as tx:
        await tx.execute(
            "UPDATE secret_messages SET body = (SELECT body FROM secret_messages WHERE seq = 1), "
            "key_id = (SELECT key_id FROM secret_messages WHERE seq = 1) WHERE seq = 2"
        )
    assert [one.text for one in await rig.seen(SENDER, room)] == ["하나"]


async def test_who_has_not_read_is_told_to_the_sender_and_to_nobody_else(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room)
    await rig.read(SUPER, room)
    waiting = await rig.talk.unread_people(await rig.person(HANA), room.id, 1)
    assert waiting == (await rig.home.number(SENDER),)
    assert await rig.talk.unread_people(await rig.person(SUPER), room.id, 1) == ()


async def test_taking_a_message_back_destroys_it_at_once(rig: SecretRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    rig.home.clock.move(5 * MINUTE - 1)
    await rig.talk.delete_own(await rig.person(HANA), room.id, 1)
    assert [(one[0], one[1]) for one in rig.ends.purged] == [(room.id, (1,))]


async def test_nobody_takes_back_what_is_not_theirs_or_five_minutes_old(
    rig: SecretRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    with pytest.raises(SpacecastError) as refusal:
        await rig.talk.delete_own(await rig.person(SENDER), room.id, 1)
    assert refusal.value.word == "not_own_message"
    rig.home.clock.move(5 * MINUTE)
    with pytest.raises(SpacecastError) as refusal:
        await rig.talk.delete_own(await rig.person(HANA), room.id, 1)
    assert refusal.value.word == "delete_window_passed"
    assert rig.ends.purged == []
