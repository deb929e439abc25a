"""What has ended in secret rooms is destroyed: when, in what order, and whatever stands in the way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE, SECOND
from bot.core.errors import NotFound
from bot.messenger.model.chat import MessagesGone
from bot.messenger.model.secret_messages import Cause
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import HANA, SENDER, SUPER, Home


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _seqs(rig: ErasingRig) -> list[int]:
    rows = await rig.database.fetch("SELECT seq FROM secret_messages ORDER BY room_id, seq")
    return [row["seq"] for row in rows]


async def _key_of(rig: ErasingRig, seq: int) -> str:
    return str(
        await rig.database.fetch_value("SELECT key_id FROM secret_messages WHERE seq = $1", seq)
    )


async def _causes(rig: ErasingRig) -> list[str]:
    rows = await rig.database.fetch("SELECT cause FROM secret_tombstones ORDER BY room_id, seq")
    return [row["cause"] for row in rows]


async def test_it_is_there_while_now_is_before_its_end_and_gone_at_that_millisecond(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    key = await _key_of(rig, 1)
    rig.home.clock.move(HOUR - 1)
    assert await rig.parts.eraser.sweep() == 0
    assert await rig.ground.ring.missing([key]) == set()
    rig.home.clock.move(1)
    assert await rig.parts.eraser.sweep() == 1
    assert await rig.ground.ring.missing([key]) == {key}
    assert (await _seqs(rig), await _causes(rig)) == ([], ["read"])


async def test_a_second_sweep_at_the_same_time_purges_nothing(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    rig.home.clock.move(3 * DAY)
    assert await rig.parts.eraser.sweep() == 1
    before = await rig.state()
    assert await rig.parts.eraser.sweep() == 0
    assert await rig.state() == before


async def test_a_silent_room_is_purged_on_time_and_nothing_refers_to_what_is_gone(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.send_file(HANA, room, b"x" * 100_000)
    await rig.say(HANA, room)
    rig.home.clock.move(3 * DAY)
    await rig.parts.eraser.sweep()
    left = await rig.state()
    assert left["rooms"] == [(room.id, None)]
    for nothing in ("messages", "pending", "files", "outbox"):
        assert left[nothing] == []
    assert left["files on the disk"] == left["keys nobody knows"] == 0
    assert await _causes(rig) == ["cap", "cap"]
    (listed,) = await rig.talk.rooms_of(await rig.person(HANA))
    assert (listed.last, listed.unread) == (None, 0)


@pytest.mark.parametrize(
    "closed", [{"plan": "free"}, {"billing": "overdue"}, {"plan": "free", "billing": "overdue"}]
)
@pytest.mark.parametrize("on", [True, False])
async def test_clocks_do_not_stop_while_deactivated(
    rig: ErasingRig, closed: dict[str, str], on: bool
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    await rig.set(**closed)
    await rig.switch(on=on)
    rig.home.clock.move(HOUR)
    await rig.keeper.round()
    assert await _seqs(rig) == []
    assert await rig.count("secret_rooms") == 1


async def test_people_with_a_screen_open_are_told_once_and_only_of_their_own_rooms(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    other = await rig.open(HANA, SUPER)
    await rig.say(HANA, room)
    await rig.say(HANA, other)
    screens = {who: rig.ground.hub.open(await rig.home.number(who)) for who in (HANA, SENDER)}
    rig.home.clock.move(3 * DAY)
    await rig.parts.eraser.sweep()
    await rig.parts.eraser.sweep()
    for who, rooms in ((HANA, [room.id, other.id]), (SENDER, [room.id])):
        screens[who].offer(MessagesGone(room_id=0, seqs=()))
        told = []
        while (event := await screens[who].next()) != MessagesGone(room_id=0, seqs=()):
            told += [event.room_id] if isinstance(event, MessagesGone) else []
        assert told == rooms


async def test_ones_own_message_is_destroyed_at_once(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.send_file(HANA, room, b"x")
    await rig.say(HANA, room)
    key = await _key_of(rig, 1)
    await rig.talk.delete_own(await rig.person(HANA), room.id, 1)
    assert await rig.ground.ring.missing([key]) == {key}
    assert (await _seqs(rig), await _causes(rig)) == ([2], ["manual"])
    left = await rig.state()
    assert (left["files on the disk"], left["outbox"], left["files"]) == (0, [], [])
    assert [pending[1] for pending in left["pending"]] == [2]


async def test_to_purge_what_is_gone_or_never_was_is_no_error(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    for _ in range(2):
        await rig.keeper.purge(room.id, [1, 7], Cause.MANUAL)
    await rig.keeper.purge(room.id + 1, [1], Cause.MANUAL)
    assert (await _seqs(rig), await _causes(rig)) == ([], ["manual"])


async def test_a_poisoned_row_does_not_stop_others_from_being_purged_and_is_retried(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    for _ in range(5):
        await rig.say(HANA, room)
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE secret_messages SET line_kind = 'dance' WHERE seq = 1")
        await tx.execute("UPDATE secret_messages SET body = $1 WHERE seq = 3", b"")
        # What refuses to go, by a rule of the database itself.
        await tx.execute_script(
            """CREATE TABLE poison (room_id BIGINT, seq BIGINT,
            FOREIGN KEY (room_id, seq) REFERENCES secret_messages (room_id, seq))"""
        )
        await tx.execute("INSERT INTO poison (room_id, seq) VALUES ($1, 4)", room.id)
    await rig.ground.ring.destroy([await _key_of(rig, 2)])
    poisoned = await _key_of(rig, 4)
    rig.home.clock.move(3 * DAY)
    await rig.say(HANA, room)
    assert await rig.parts.eraser.sweep() == 4
    assert await _seqs(rig) == [4, 6]
    # It can't be read any more, it is hidden, and it is seen to be late.
    assert await rig.ground.ring.missing([poisoned]) == {poisoned}
    assert [one.seq for one in await rig.seen(HANA, room)] == [6]
    rig.home.clock.move(MINUTE)
    assert await rig.keeper.oldest_overdue_ms() == MINUTE
    assert await rig.keeper.round() == 5 * SECOND
    async with rig.database.transaction() as tx:
        await tx.execute("DROP TABLE poison")
    assert await rig.parts.eraser.sweep() == 1
    assert await rig.keeper.oldest_overdue_ms() == 0


async def test_more_than_a_batch_goes_in_one_sweep(
    rig: ErasingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.messenger.service.secret_eraser._AT_ONCE", 2)
    first, second = await rig.open(HANA, SENDER), await rig.open(HANA, SUPER)
    for number in range(7):
        await rig.say(HANA, (first, second)[number % 2])
    rig.home.clock.move(3 * DAY)
    assert await rig.parts.eraser.sweep() == 7
    assert await _seqs(rig) == []


async def test_tombstones_are_removed_after_a_month(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    rig.home.clock.move(3 * DAY)
    await rig.parts.eraser.sweep()
    rig.home.clock.move(30 * DAY - 1)
    await rig.parts.eraser.sweep()
    assert await rig.count("secret_tombstones") == 1
    rig.home.clock.move(1)
    await rig.parts.eraser.sweep()
    assert await rig.count("secret_tombstones") == 0


async def test_a_key_that_nobody_knows_goes_at_its_own_end(rig: ErasingRig) -> None:
    key = await rig.ground.ring.add(rig.home.clock.now() + HOUR)
    rig.home.clock.move(HOUR - 1)
    await rig.parts.eraser.sweep()
    assert await rig.ground.ring.get(key.id) == key
    rig.home.clock.move(1)
    await rig.parts.eraser.sweep()
    with pytest.raises(NotFound):
        await rig.ground.ring.get(key.id)


async def test_a_file_that_can_not_be_unlinked_holds_up_nobody_and_is_tried_again(
    rig: ErasingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await rig.open(HANA, SENDER)
    stuck = await rig.send_file(HANA, room, b"one")
    await rig.send_file(HANA, room, b"two")
    (name,) = [file.id for file in stuck.files]
    # A folder in its place: no unlinking will do.
    path = rig.folder / "files" / name
    path.unlink()
    path.mkdir()
    rig.home.clock.move(3 * DAY)
    assert await rig.parts.eraser.sweep() == 2
    waits = []
    for _ in range(4):
        row = await rig.database.fetch_one("SELECT tries, next_try_at FROM secret_outbox")
        assert row is not None
        waits.append(row["next_try_at"] - rig.home.clock.now())
        rig.home.clock.move(waits[-1])
        await rig.parts.eraser.sweep()
    assert waits == [5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND]
    assert [one.name for one in (rig.folder / "files").iterdir()] == [name]
    path.rmdir()
    rig.home.clock.move(HOUR)
    await rig.parts.eraser.sweep()
    assert await rig.count("secret_outbox") == 0


async def test_the_sweep_is_confluent_every_minute_once_or_after_restarts(
    rig: ErasingRig,
) -> None:
    ends = []
    for every in (1, 240, 37):
        room = await rig.open(HANA, SENDER, SUPER)
        for minute in range(240):
            if minute % 10 == 0:
                await rig.say((HANA, SENDER)[minute % 20 // 10], room)
            if minute % 25 == 0:
                await rig.read((HANA, SENDER, SUPER)[minute // 25 % 3], room)
            if minute % every == every - 1:
                await rig.keeper.prepare()
            rig.home.clock.move(MINUTE)
        await rig.parts.eraser.sweep()
        rows = await rig.database.fetch(
            "SELECT seq FROM secret_messages WHERE room_id = $1 ORDER BY seq", room.id
        )
        graves = await rig.database.fetch(
            "SELECT seq, cause FROM secret_tombstones WHERE room_id = $1 ORDER BY seq", room.id
        )
        ends.append(([row["seq"] for row in rows], [tuple(dict(g).values()) for g in graves]))
    assert ends[0] == ends[1] == ends[2]
    assert ends[0][0]
    assert ends[0][1]
