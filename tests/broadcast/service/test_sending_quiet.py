"""What isn't urgent waits until the quiet hours end."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.quiet_hours import QuietHours
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.database import Database
from bot.workspace.model.actors import machine_actor
from tests.broadcast.planning import (
    Fate,
    fates,
    notice_state,
    scheduled,
    sent_by,
    seoul,
    tick,
    told,
)
from tests.builders import Space, build_space, draft, email
from tests.clock import ManualClock

MORNING = seoul("2026-11-23T08:00")
EVENING = seoul("2026-11-22T22:00")


@pytest.fixture
async def night(migrated: Database, clock: ManualClock, tmp_path: Path) -> Space:
    """Ten at night in Seoul, in a company that is left alone from nine to eight."""
    hours = QuietHours(time(21), time(8))
    built = await build_space(migrated, clock, folder=tmp_path, quiet_hours=hours)
    await built.profile("hr", granted=["hana"])
    clock.move(EVENING - clock.now())
    return built


async def test_it_is_held_until_they_end_and_says_so(night: Space, clock: ManualClock) -> None:
    made = await night.sent("hana")
    assert (made.state, made.scheduled_at) == (NoticeState.SCHEDULED, MORNING)
    assert (made.state_reason, made.grace_until) == ("quiet_hours", None)
    held = [e for e in await night.audit.of("notice", made.id) if e.action == "notice.held"]
    assert [entry.detail["until"] for entry in held] == [MORNING]
    assert await night.planning.firing.next_due() == MORNING
    clock.move(MORNING - clock.now() - 1)
    await tick(night)
    assert await notice_state(night, made) == "scheduled: quiet_hours"
    clock.move(1)
    await tick(night)
    assert await notice_state(night, made) == "preparing"


async def test_outside_of_them_nothing_is_held(night: Space, clock: ManualClock) -> None:
    clock.move(MORNING - clock.now())
    assert (await night.sent("hana")).state is NoticeState.PREPARING


@pytest.mark.parametrize("when", ["written", "sent"])
async def test_what_is_urgent_passes_and_its_reason_is_in_the_audit(
    night: Space, when: str
) -> None:
    made = await night.notice("hana", urgent="서버실 화재" if when == "written" else None)
    reason = "서버실 화재" if when == "sent" else None
    view = await night.sending.send(await night.actor("hana"), made.id, urgent_reason=reason)
    assert (view.notice.state, view.notice.urgent_reason) == (
        NoticeState.PREPARING,
        "서버실 화재",
    )
    (entry,) = [e for e in await night.audit.of("notice", made.id) if e.action == "notice.sent"]
    assert entry.detail["urgent"] == "서버실 화재"


async def test_a_held_one_is_sent_at_once_when_it_becomes_urgent(night: Space) -> None:
    made, hana = await night.sent("hana"), await night.actor("hana")
    view = await night.sending.send(hana, made.id, urgent_reason="서버실 화재")
    assert (view.notice.state, view.notice.state_reason) == (NoticeState.PREPARING, None)
    assert await night.planning.firing.next_due() is None


async def test_cancelling_a_held_one_makes_a_draft_that_stays(
    night: Space, clock: ManualClock
) -> None:
    made = await night.sent("hana")
    cancelled = (await night.sending.cancel(await night.actor("hana"), made.id)).notice
    assert (cancelled.state, cancelled.state_reason) == (NoticeState.DRAFT, None)
    assert cancelled.scheduled_at is None
    clock.move(DAY)
    await tick(night)
    assert await notice_state(night, made) == "draft"


async def test_what_was_held_and_is_late_by_the_time_somebody_looks_is_missed_and_told(
    night: Space, clock: ManualClock
) -> None:
    made = await night.sent("hana")
    clock.move(MORNING + HOUR + 1 - clock.now())
    await tick(night)
    assert await notice_state(night, made) == "missed: misfire_grace"
    (news,) = await told(night)
    assert (news["subject_id"], news["planned_at"]) == (made.id, MORNING)


async def test_an_author_who_loses_the_right_overnight_misses_it(
    night: Space, clock: ManualClock
) -> None:
    made = await night.sent("hana")
    await night.profiles.revoke(machine_actor(), "hr", email("hana"))
    clock.move(MORNING - clock.now())
    await tick(night)
    assert await notice_state(night, made) == "missed: profile_not_granted"


async def test_what_is_scheduled_for_the_night_is_held_when_its_time_comes(
    night: Space, clock: ManualClock
) -> None:
    made, hana = await night.notice("hana"), await night.actor("hana")
    await night.sending.schedule(hana, made.id, EVENING + HOUR)
    clock.move(HOUR)
    await tick(night)
    assert await notice_state(night, made) == "scheduled: quiet_hours"
    assert "notice.held" in await night.actions("notice", made.id)
    clock.move(MORNING - clock.now())
    await tick(night)
    assert await notice_state(night, made) == "preparing"


async def test_a_schedule_planned_for_the_night_is_sent_once_in_the_morning(
    night: Space, clock: ManualClock
) -> None:
    made = await scheduled(night, {"every": "1h", "from": "2026-11-22T22:30"})
    while clock.now() < MORNING:
        clock.move(30 * MINUTE)
        await tick(night)
    (notice,) = await sent_by(night, made)
    assert notice.state is NoticeState.PREPARING
    assert (notice.planned_at, notice.scheduled_at) == (EVENING + 30 * MINUTE, MORNING)
    found = await fates(night, made)
    assert found == [Fate("fired", None, 1)] + [Fate("missed", "coalesced", 1)] * 9
    assert await told(night) == []
    clock.move(30 * MINUTE)
    await tick(night)
    assert len(await sent_by(night, made)) == 2


async def test_an_urgent_schedule_is_sent_at_night(night: Space, clock: ManualClock) -> None:
    made = await scheduled(
        night, {"daily": "23:00"}, notice=replace(draft(), urgent_reason="야간 점검")
    )
    clock.move(HOUR)
    await tick(night)
    (notice,) = await sent_by(night, made)
    assert notice.state is NoticeState.PREPARING
    (entry,) = [
        e for e in await night.audit.of("schedule", made.id) if e.action == "schedule.fired"
    ]
    assert entry.detail["urgent"] == "야간 점검"


async def test_the_hours_are_by_the_zone_of_the_workspace(night: Space) -> None:
    await night.plan(timezone="Europe/Berlin")
    # Two in the afternoon there.
    assert (await night.sent("hana")).state is NoticeState.PREPARING
