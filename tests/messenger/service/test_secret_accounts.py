"""Suspended accounts hold up nothing: their reads are waived, their rooms go to others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import NotFound
from bot.messenger.model.chat import ChatRoom, MessagesRead, RoomGone
from bot.messenger.model.secret_messages import LineKind
from bot.workspace.model.actors import machine_actor
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import HANA, SENDER, SUPER, Home


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _suspend(rig: ErasingRig, who: str, *, active: bool = False) -> None:
    await rig.home.parts.members.set_active(machine_actor(), who, active=active)


async def _owner(rig: ErasingRig, room: ChatRoom, who: str) -> int | None:
    return (await rig.talk.room_of(await rig.person(who), room.id)).owner_id


async def test_a_blocking_member_whose_account_is_suspended_starts_the_clock_then(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    sent = await rig.send_file(HANA, room, b"x")
    await rig.read(SUPER, room)
    rig.home.clock.move(MINUTE)
    await _suspend(rig, SENDER)
    assert await rig.parts.accounts.look() == 1
    (shown,) = await rig.seen(HANA, room)
    end = rig.home.clock.now() + HOUR
    assert (shown.seq, shown.unread_by, shown.expires_at) == (sent.seq, 0, end)
    # The files follow the message.
    assert await rig.database.fetch_value("SELECT expires_at FROM secret_files") == end
    rig.home.clock.move(HOUR)
    await rig.parts.eraser.sweep()
    assert (await rig.state())["files on the disk"] == 0


async def test_while_suspended_he_is_not_required_and_back_again_owes_only_what_is_new(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await _suspend(rig, SENDER)
    await rig.parts.accounts.look()
    assert (await rig.say(HANA, room)).unread_by == 0
    with pytest.raises(NotFound):
        await rig.talk.room_of(await rig.person(SENDER), room.id)
    await _suspend(rig, SENDER, active=True)
    assert await rig.parts.accounts.look() == 1
    assert [one.unread_by for one in await rig.seen(HANA, room)] == [0, 0]
    assert (await rig.say(HANA, room)).unread_by == 1


async def test_the_room_of_an_owner_whose_account_is_suspended_goes_to_the_longest_standing(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.talk.invite(await rig.person(HANA), room.id, [await rig.home.number(SUPER)])
    await _suspend(rig, HANA)
    await rig.parts.accounts.look()
    assert await _owner(rig, room, SENDER) == await rig.home.number(SENDER)
    after = await rig.talk.after(await rig.person(SENDER), room.id, 0, 100)
    assert [one.line.kind for one in after if one.line][-1] is LineKind.OWNER


async def test_a_room_goes_to_nobody_who_is_suspended_at_the_same_time(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room)
    await _suspend(rig, HANA)
    await _suspend(rig, SENDER)
    await rig.parts.accounts.look()
    assert await _owner(rig, room, SUPER) == await rig.home.number(SUPER)
    after = await rig.talk.after(await rig.person(SUPER), room.id, 0, 100)
    assert len([one for one in after if one.line]) == 1


async def test_where_nobody_is_left_the_room_is_deleted_and_erased(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.send_file(HANA, room, b"x")
    screen = rig.ground.hub.open(await rig.home.number(HANA))
    await _suspend(rig, HANA)
    await _suspend(rig, SENDER)
    await rig.keeper.round()
    left = await rig.state()
    assert left["rooms"] == left["members"] == left["messages"] == left["files"] == []
    assert (left["keys nobody knows"], left["files on the disk"]) == (0, 0)
    assert await screen.next() == RoomGone(room_id=room.id)
    # An end that nobody from outside has brought: there is nobody to be told.
    assert await rig.count("secret_tellings") == 0


async def test_it_happens_whether_rooms_can_be_used_or_not(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.set(plan="free")
    await rig.switch(on=False)
    await _suspend(rig, SENDER)
    assert await rig.parts.accounts.look() == 1
    rig.home.clock.move(HOUR)
    await rig.parts.eraser.sweep()
    assert await rig.count("secret_messages") == 0


async def test_screens_hear_of_the_ends_that_came_closer_and_who_is_gone_loses_the_room(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.say(HANA, room)
    hana = rig.ground.hub.open(await rig.home.number(HANA))
    sender = rig.ground.hub.open(await rig.home.number(SENDER))
    await _suspend(rig, SENDER)
    await rig.parts.accounts.look()
    assert await hana.next() == MessagesRead(
        room_id=room.id,
        user_id=await rig.home.number(SENDER),
        upto=0,
        unread={sent.seq: 0},
        ends={sent.seq: rig.home.clock.now() + HOUR},
    )
    assert await sender.next() == RoomGone(room_id=room.id)


async def test_a_second_look_changes_nothing(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room)
    await _suspend(rig, SENDER)
    assert await rig.parts.accounts.look() == 1
    before = await rig.state()
    rig.home.clock.move(DAY)
    assert await rig.parts.accounts.look() == 0
    assert await rig.state() == before
