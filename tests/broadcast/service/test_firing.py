import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.occasions import occasion_at
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.schedules import ScheduleState
from bot.broadcast.service.composer import with_time
from bot.broadcast.store import schedules as store
from bot.core.clock import DAY, HOUR
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Role
from tests.broadcast.planning import (
    SEOUL,
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
from tests.builders import Space, draft, email
from tests.clock import ManualClock

FIRST_MORNING = 22 * HOUR
NINE = seoul("2026-11-23T09:00")


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def test_what_is_due_becomes_a_notice_that_is_sent_at_once(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(
        hr, notice=draft(audience=Audience(exclude=(await hr.id_of("jun"),)))
    )
    assert await hr.planning.firing.next_due() == NINE
    clock.move(FIRST_MORNING - 1)
    assert await hr.planning.firing.fire_due() == 0
    clock.move(1)
    assert await hr.planning.firing.fire_due() == 1
    (notice,) = await sent_by(hr, made)
    assert (notice.state, notice.planned_at, notice.scheduled_at) == (
        NoticeState.PREPARING,
        NINE,
        NINE,
    )
    assert (notice.author_id, notice.author_name) == (made.author_id, "이하나")
    at_nine = with_time(made.frozen, occasion_at(NINE, SEOUL))
    assert (notice.audience, notice.frozen, notice.surface) == (
        made.audience,
        at_nine,
        "schedule",
    )
    (occurrence,) = await settled(hr, made)
    assert (occurrence.notice_id, occurrence.planned_at) == (notice.id, NINE)
    assert await hr.actions("schedule", made.id) == ["schedule.created", "schedule.fired"]
    assert (await now(hr, made)).next_at == NINE + DAY
    assert await hr.planning.firing.next_due() == NINE + DAY


async def test_each_planned_time_is_settled_once_however_many_look(
    hr: Space, clock: ManualClock
) -> None:
    made = [await scheduled(hr) for _ in range(30)]
    clock.move(FIRST_MORNING)
    await asyncio.gather(*(tick(hr) for _ in range(5)))
    for schedule in made:
        assert await fates(hr, schedule) == [Fate("fired", None, 1)]
        assert len(await sent_by(hr, schedule)) == 1


async def test_more_than_one_page_that_is_due_at_once_is_settled(
    hr: Space, clock: ManualClock
) -> None:
    first = await scheduled(hr)
    async with hr.database.transaction() as tx:
        for number in range(2, 132):
            await store.add(tx, replace(first, id=f"sd_{number}", number=number))
    clock.move(FIRST_MORNING)
    await tick(hr)
    rows = await hr.database.fetch("SELECT count(DISTINCT schedule_id) AS n FROM notices")
    assert rows[0]["n"] == 131


async def test_one_off_ends_when_it_is_settled(hr: Space, clock: ManualClock) -> None:
    made = await scheduled(hr, {"at": "2026-11-23T09:00"})
    clock.move(FIRST_MORNING)
    await tick(hr)
    after = await now(hr, made)
    assert (after.state, after.next_at) == (ScheduleState.ENDED, None)
    assert await hr.planning.firing.next_due() is None


async def _lose_right(space: Space) -> None:
    await space.members.set_role(machine_actor(), email("hana"), Role.MEMBER)


async def _lose_grant(space: Space) -> None:
    await space.profiles.revoke(machine_actor(), "hr", email("hana"))


async def _leave(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("hana"), active=False)


async def _free(space: Space) -> None:
    await space.plan(plan="free")


async def _overdue(space: Space) -> None:
    await space.plan(billing="overdue")


async def _pause_profile(space: Space) -> None:
    await space.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)


async def _nobody_left(space: Space) -> None:
    await space.members.set_active(machine_actor(), email("jun"), active=False)


async def _unreadable(space: Space) -> None:
    async with space.database.transaction() as tx:
        await tx.execute("UPDATE schedules SET frozen = '{}'")


@pytest.mark.parametrize(
    ("loss", "reason"),
    [
        (_lose_right, "not_send_admin"),
        (_lose_grant, "profile_not_granted"),
        (_leave, "not_send_admin"),
        (_free, "plan_required"),
        (_overdue, "plan_required"),
        (_pause_profile, "profile_paused"),
        (_nobody_left, "nobody"),
        (_unreadable, "not_frozen"),
    ],
)
async def test_what_may_not_be_sent_any_more_is_missed_and_its_author_is_told(
    hr: Space, clock: ManualClock, loss: Callable[[Space], Awaitable[None]], reason: str
) -> None:
    only_jun = Audience(everyone=False, members=(await hr.id_of("jun"),))
    made = await scheduled(hr, notice=draft(audience=only_jun))
    await loss(hr)
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert await fates(hr, made) == [Fate("missed", reason, 1)]
    assert await sent_by(hr, made) == []
    (news,) = await told(hr)
    assert (news["member_id"], news["subject_id"], news["label"]) == (
        made.author_id,
        made.id,
        "S-1",
    )
    assert (news["reason"], news["kind"], news["planned_at"]) == (reason, "missed", NINE)
    after = await now(hr, made)
    assert (after.state, after.next_at) == (ScheduleState.ACTIVE, NINE + DAY)
    assert "schedule.missed" in await hr.actions("schedule", made.id)


async def test_after_the_free_plan_ends_it_goes_on_with_the_next_planned_time(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(hr)
    await hr.plan(plan="free")
    clock.move(FIRST_MORNING)
    await tick(hr)
    await hr.plan(plan="standard")
    await tick(hr)
    clock.move(DAY)
    await tick(hr)
    assert await fates(hr, made) == [Fate("missed", "plan_required", 1), Fate("fired", None, 1)]
    later = with_time(made.frozen, occasion_at(NINE + DAY, SEOUL))
    assert (await sent_by(hr, made))[0].frozen == later


async def test_one_that_may_not_be_sent_keeps_no_other_from_being_sent(
    hr: Space, clock: ManualClock
) -> None:
    await hr.profile("it", granted=["duri"])
    lost = await scheduled(hr)
    kept = await scheduled(hr, author="duri", notice=draft("it"))
    await _lose_grant(hr)
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert await fates(hr, lost) == [Fate("missed", "profile_not_granted", 1)]
    assert await fates(hr, kept) == [Fate("fired", None, 1)]


async def test_a_machine_that_made_it_is_not_told(hr: Space, clock: ManualClock) -> None:
    view = await hr.planning.writing.create(machine_actor(), planned_draft())
    await _free(hr)
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert await fates(hr, view.schedule) == [Fate("missed", "plan_required", 1)]
    assert await told(hr) == []


async def test_what_goes_wrong_again_and_again_is_told_twice_a_day(
    hr: Space, clock: ManualClock
) -> None:
    made = await scheduled(hr, {"every": "1h", "from": "2026-11-22T12:00"})
    await _free(hr)
    for _ in range(24):
        clock.move(HOUR)
        await tick(hr)
    assert await fates(hr, made) == [Fate("missed", "plan_required", 1)] * 24
    assert [row["reason"] for row in await told(hr)] == ["plan_required"] * 2
