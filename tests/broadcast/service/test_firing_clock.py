"""The clock of the machine does what it likes: nothing twice, nothing late by itself, and its author knows."""

import pytest

from bot.broadcast.model.schedules import ScheduleState
from bot.broadcast.store import schedules as store
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Invalid
from tests.broadcast.planning import (
    Fate,
    fates,
    now,
    planned_draft,
    scheduled,
    sent_by,
    seoul,
    settled,
    tick,
    told,
)
from tests.builders import Space
from tests.clock import ManualClock

FIRST_MORNING = 22 * HOUR
NINE = seoul("2026-11-23T09:00")


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def test_after_three_hours_asleep_only_what_is_not_late_is_sent(
    hr: Space, clock: ManualClock
) -> None:
    hourly = await scheduled(hr, {"every": "1h"})
    early, recent = await scheduled(hr), await scheduled(hr, {"daily": "11:15"})
    clock.move(FIRST_MORNING - 30 * MINUTE)
    await tick(hr)
    before = len(await settled(hr, hourly))
    # Asleep from 08:30 to 11:30.
    clock.move(3 * HOUR)
    await tick(hr)
    assert (await fates(hr, hourly))[before:] == [
        Fate("missed", "misfire_grace", 2),
        Fate("fired", None, 1),
    ]
    assert await fates(hr, early) == [Fate("missed", "misfire_grace", 1)]
    # 11:15 of the day before was missed while nobody looked, too.
    assert (await fates(hr, recent))[-1] == Fate("fired", None, 1)
    assert {row["label"] for row in await told(hr)} == {"S-1", "S-2", "S-3"}
    await tick(hr)
    assert len(await settled(hr, early)) == 1


@pytest.mark.parametrize("back", [1, MINUTE, HOUR, 12 * HOUR])
async def test_a_clock_that_is_put_back_after_it_was_sent_sends_nothing_twice(
    hr: Space, clock: ManualClock, back: int
) -> None:
    made, once = await scheduled(hr), await scheduled(hr, {"at": "2026-11-23T09:00"})
    clock.move(FIRST_MORNING)
    await tick(hr)
    through = (await now(hr, made)).planned_through
    clock.move(-back)
    for _ in range(3):
        await hr.planning.firing.replan()
        await tick(hr)
        clock.move(back // 2)
    await tick(hr)
    assert await fates(hr, made) == [Fate("fired", None, 1)]
    assert await fates(hr, once) == [Fate("fired", None, 1)]
    assert await told(hr) == []
    assert (await now(hr, made)).planned_through >= through
    clock.move(NINE + DAY - clock.now())
    await tick(hr)
    assert len(await sent_by(hr, made)) == 2


async def test_a_clock_put_forward_a_day_and_back_sends_nothing_twice_and_says_what_it_left_out(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(hr, {"every": "1h"})
    clock.move(DAY)
    await tick(hr)
    through = (await now(hr, made)).planned_through
    clock.move(-DAY)
    for _ in range(24):
        clock.move(HOUR)
        await tick(hr)
    assert await fates(hr, made) == [
        Fate("missed", "misfire_grace", 23),
        Fate("fired", None, 1),
    ]
    (news,) = await told(hr)
    assert (news["count"], news["since"]) == (23, seoul("2026-11-22T12:00"))
    clock.move(HOUR)
    await tick(hr)
    after = await now(hr, made)
    assert after.planned_through > through
    assert (await fates(hr, made))[2:] == [Fate("fired", None, 1)]


async def test_nothing_that_people_do_takes_what_is_settled_back_with_the_clock(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr, {"every": "1h"}), await hr.actor("hana")
    clock.move(DAY)
    await tick(hr)
    through = (await now(hr, made)).planned_through
    clock.move(-DAY)
    schedules = hr.planning.schedules
    await schedules.pause(hana, made.id)
    await schedules.resume(hana, made.id)
    view = await hr.planning.writing.change(hana, made.id, planned_draft({"every": "30m"}))
    assert view.schedule.planned_through == through
    assert all(one.planned.at > through for one in view.upcoming)
    await schedules.skip(hana, made.id)
    assert (await now(hr, made)).planned_through == through


async def test_a_plan_whose_times_are_all_settled_is_refused_though_the_clock_went_back(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr, {"every": "1h"}), await hr.actor("hana")
    clock.move(DAY)
    await tick(hr)
    clock.move(-DAY)
    with pytest.raises(Invalid) as caught:
        await hr.planning.writing.change(
            hana, made.id, planned_draft({"at": "2026-11-22T18:00"})
        )
    assert caught.value.word == "never_planned"
    assert (await now(hr, made)).state is ScheduleState.ACTIVE


async def test_a_backup_brings_back_an_old_state_and_what_is_late_by_then_is_only_told(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(hr)
    kept = await now(hr, made)
    clock.move(FIRST_MORNING)
    await tick(hr)
    clock.move(DAY)
    await tick(hr)
    assert len(await sent_by(hr, made)) == 2
    clock.move(2 * HOUR)
    # The whole database as it was before: its notices and occurrences are gone with it.
    async with hr.database.transaction() as tx:
        for table in ("occurrences", "notices", "news"):
            await tx.execute(f"DELETE FROM {table}")
        await store.update(tx, kept)
    await hr.planning.firing.replan()
    await tick(hr)
    assert await fates(hr, made) == [Fate("missed", "misfire_grace", 2)]
    (news,) = await told(hr)
    assert (news["since"], news["planned_at"], news["count"]) == (NINE, NINE + DAY, 2)


@pytest.mark.parametrize(("days", "missed"), [(30, 8_639), (40, 10_012)])
async def test_after_weeks_of_silence_a_rule_of_five_minutes_says_so_once(
    hr: Space, clock: ManualClock, days: int, missed: int
) -> None:
    made = await scheduled(hr, {"every": "5m"})
    clock.move(days * DAY)
    await tick(hr)
    assert await fates(hr, made) == [
        Fate("missed", "misfire_grace", missed),
        Fate("fired", None, 1),
    ]
    (news,) = await told(hr)
    assert news["count"] == missed
    assert len(await sent_by(hr, made)) == 1
    assert (await now(hr, made)).next_at == clock.now() + 5 * MINUTE


async def test_what_was_skipped_stays_skipped_whatever_the_clock_does(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    await hr.planning.schedules.skip(hana, made.id)
    for move in (FIRST_MORNING, -HOUR, 2 * HOUR):
        clock.move(move)
        await tick(hr)
    assert (await fates(hr, made), await told(hr)) == ([Fate("skipped", None, 1)], [])


async def test_two_times_that_come_due_together_send_the_last_and_say_so(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(hr, {"daily": "09:00"}, {"daily": "09:30"})
    clock.move(FIRST_MORNING + 45 * MINUTE)
    await tick(hr)
    assert await fates(hr, made) == [Fate("missed", "coalesced", 1), Fate("fired", None, 1)]
    assert [row["reason"] for row in await told(hr)] == ["coalesced"]
    assert (await now(hr, made)).planned_through == clock.now()
