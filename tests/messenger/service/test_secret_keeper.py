"""The loop that keeps the promise: what it does at the start, in doubt, in trouble, and when woken."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest
from structlog.testing import capture_logs

from bot.core.clock import DAY, HOUR, MINUTE, SECOND
from bot.core.database import open_database
from bot.core.errors import SpacecastError
from bot.messenger.model.erasing import RETRY, TICK
from bot.messenger.service.secret_keeper import SecretKeeper
from bot.messenger.service.secret_retention import SecretRetention
from bot.secret_side import SecretSide
from tests.clock import SettableClock
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig
from tests.messenger.home import HANA, SENDER, open_home


@pytest.fixture
def wall() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def rig(tmp_path: Path, wall: SettableClock) -> AsyncIterator[ErasingRig]:
    database = await open_database(f"sqlite:///{tmp_path}/messenger.db", erasing=True)
    async with (
        open_home(database, wall) as home,
        open_erasing_rig(home, tmp_path / "secret") as made,
    ):
        yield made
    await database.close()


async def _seqs(rig: ErasingRig) -> list[int]:
    rows = await rig.database.fetch("SELECT seq FROM secret_messages ORDER BY seq")
    return [row["seq"] for row in rows]


async def test_the_first_thing_at_the_start_is_to_erase_what_ended_in_a_week_off(
    rig: ErasingRig, wall: SettableClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    wall.move(7 * DAY)
    await rig.keeper.prepare()
    assert await _seqs(rig) == []


async def test_a_leap_forward_hides_but_holds_the_irreversible_purge_and_alerts(
    rig: ErasingRig, wall: SettableClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    wall.set_by(5 * DAY)
    with capture_logs() as logs:
        await rig.keeper.round()
    assert [one["log_level"] for one in logs] == ["warning"]
    assert logs[0]["leap_ms"] == 5 * DAY
    assert await rig.seen(HANA, room) == []
    assert await _seqs(rig) == [1]
    # The clock is put right: it is there again.
    wall.set_by(-5 * DAY)
    await rig.keeper.round()
    assert [one.seq for one in await rig.seen(HANA, room)] == [1]


async def test_three_steady_ticks_release_the_purge(
    rig: ErasingRig, wall: SettableClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    wall.set_by(5 * DAY)
    for _ in range(3):
        assert await rig.keeper.round() <= TICK
        assert await _seqs(rig) == [1]
        wall.move(TICK)
    await rig.keeper.round()
    assert await _seqs(rig) == []


async def test_what_ends_without_the_leap_is_destroyed_on_time_while_the_clock_is_in_doubt(
    rig: ErasingRig, wall: SettableClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    wall.move(HOUR - MINUTE)
    wall.set_by(30 * MINUTE)
    await rig.keeper.round()
    assert await _seqs(rig) == [1]
    # Each leap is another one, so that none is ever proved.
    wall.set_by(30 * MINUTE)
    wall.move(MINUTE)
    await rig.keeper.round()
    assert await _seqs(rig) == []


async def test_while_the_clock_is_in_doubt_one_may_still_take_back_nothing_but_a_purge_works(
    rig: ErasingRig, wall: SettableClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    wall.set_by(30 * MINUTE)
    with pytest.raises(SpacecastError) as caught:
        await rig.talk.delete_own(await rig.person(HANA), room.id, 1)
    assert caught.value.word == "clock_in_doubt"
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET secret_rooms_deleted_at = $1", wall.now())
    await rig.keeper.round()
    # An admin's word needs no clock.
    assert await rig.count("secret_rooms") == 0


async def test_an_admins_deletion_during_a_leap_spares_rooms_opened_after_it_was_undone(
    rig: ErasingRig, wall: SettableClock
) -> None:
    await rig.open(HANA, SENDER)
    ground = rig.ground
    side = SecretSide(
        talk=rig.talk,
        keeper=rig.keeper,
        delete_marked=rig.parts.rooms.delete_marked,
        guarded=ground.guarded,
        choices=ground.choices,
    )
    wall.set_by(5 * DAY)
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET secret_rooms_deleted_at = $1", side.reached())
    await rig.keeper.round()
    assert await rig.count("secret_rooms") == 0
    wall.set_by(-5 * DAY)
    wall.move(1)
    later = await rig.open(HANA, SENDER)
    await rig.keeper.round()
    assert await rig.count("secret_rooms") == 1
    assert (await rig.talk.room_of(await rig.person(HANA), later.id)).usable


async def test_it_looks_again_when_the_first_end_comes_and_never_later_than_in_a_minute(
    rig: ErasingRig, wall: SettableClock
) -> None:
    assert await rig.keeper.round() == TICK
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.read(SENDER, room)
    assert await rig.keeper.round() == TICK
    wall.move(HOUR - 20 * SECOND)
    assert await rig.keeper.round() == 20 * SECOND
    wall.move(20 * SECOND)
    await rig.keeper.round()
    assert await _seqs(rig) == []


async def test_who_is_in_the_workspace_is_asked_once_a_minute_however_often_it_is_woken(
    rig: ErasingRig, wall: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    async def look() -> int:
        looks.append(wall.now())
        return 0

    monkeypatch.setattr(rig.parts.accounts, "look", look)
    for wait in (TICK, TICK // 2, TICK, TICK // 2):
        assert await rig.keeper.round() == wait
        wall.move(TICK // 2)
    assert len(looks) == 2


async def test_trouble_in_one_step_is_tried_again_and_the_others_go_on(
    rig: ErasingRig, wall: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, other = await rig.open(HANA, SENDER), await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    await rig.talk.delete(await rig.person(HANA), other.id)
    wall.move(3 * DAY)

    async def full(*_: object) -> int:
        raise aiosqlite.OperationalError("database or disk is full: 비밀")

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(rig.ground.ring, "destroy", full)
        assert await rig.keeper.round() == RETRY
    steps = {one["step"] for one in logs if "step" in one}
    assert steps == {"rooms", "sweep"}
    # What went wrong is named, and nothing of what anybody wrote.
    assert "비밀" not in str(logs)
    # Keys couldn't go, so no row has gone before them.
    assert await _seqs(rig) == [1]
    assert await rig.keeper.oldest_overdue_ms() == 0
    await rig.keeper.round()
    assert (await _seqs(rig), await rig.count("secret_rooms")) == ([], 1)
    assert rig.defects == []


async def test_a_retention_that_was_shortened_erases_in_the_same_round_and_before_a_start(
    rig: ErasingRig, wall: SettableClock
) -> None:
    rig.keeper.add_step("retention", SecretRetention(rig.ground).look)
    room = await rig.open(HANA, SENDER, keep="14d")
    for go, days in ((rig.keeper.round, 2), (rig.keeper.prepare, 1)):
        sent = await rig.say(HANA, room)
        wall.move(2 * DAY)
        async with rig.database.transaction() as tx:
            await tx.execute("UPDATE workspace SET retention_days = $1", days)
        await go()
        assert sent.seq not in await _seqs(rig)


async def test_what_is_overdue_for_long_is_an_error_in_the_log(
    rig: ErasingRig, wall: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    wall.move(3 * DAY + 6 * MINUTE)

    async def nothing() -> int:
        return 0

    monkeypatch.setattr(rig.parts.eraser, "sweep", nothing)
    with capture_logs() as logs:
        assert await rig.keeper.round() == RETRY
    assert [(one["log_level"], one["overdue_ms"]) for one in logs] == [("error", 6 * MINUTE)]


async def test_a_defect_ends_the_process_instead_of_the_loop_alone(
    rig: ErasingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wrong() -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(rig.parts.eraser, "sweep", wrong)
    ended = asyncio.Event()
    keeper = SecretKeeper(rig.parts, on_defect=lambda _: ended.set())
    keeper.start()
    await asyncio.wait_for(ended.wait(), 10)
    await keeper.stop()


async def test_it_is_woken_by_an_end_that_came_closer_and_stops_when_told(
    rig: ErasingRig, wall: SettableClock
) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.say(HANA, room)
    screen = rig.ground.hub.open(await rig.home.number(HANA))
    rig.keeper.start()
    await asyncio.sleep(0)
    wall.move(3 * DAY)
    rig.keeper.wake()
    # Nobody waits for a minute here: the loop itself says when it is done.
    await asyncio.wait_for(screen.next(), 10)
    await rig.keeper.stop()
    assert await _seqs(rig) == []
    assert rig.defects == []
