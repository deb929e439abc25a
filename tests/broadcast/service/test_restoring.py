"""After a backup was put back nothing that may have been sent is sent again by itself."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.schedule_rules import Daily
from bot.broadcast.model.schedules import ScheduleDraft
from bot.broadcast.service.restoring import Restored, settle_restored
from bot.broadcast.store import restores
from bot.core.clock import DAY, HOUR, MINUTE
from bot.workspace.model.actors import machine_actor
from tests.builders import Space, draft
from tests.clock import ManualClock

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
async def lab(space: Space) -> Space:
    """A workspace with a profile; it is Sunday, 11:00 in Seoul."""
    await space.profile("hr", granted=["hana"])
    return space


async def _now(space: Space, notice: Notice) -> tuple[NoticeState, str | None]:
    after = (await space.notices.get(machine_actor(), notice.id)).notice
    return after.state, after.state_reason


async def _scheduled(space: Space, wait: int) -> Notice:
    made = await space.notice("hana")
    at = space.clock.now() + wait
    return (await space.sending.schedule(await space.actor("hana"), made.id, at)).notice


async def _news(space: Space) -> list[tuple[str, int, str]]:
    rows = await space.database.fetch("SELECT label, count, reason FROM news ORDER BY label")
    return [(row["label"], row["count"], row["reason"]) for row in rows]


async def test_what_was_scheduled_up_to_the_restore_is_missed_and_what_comes_later_is_sent(
    lab: Space, clock: ManualClock
) -> None:
    before, later = await _scheduled(lab, 5 * MINUTE), await _scheduled(lab, 15 * MINUTE)
    clock.move(10 * MINUTE)
    await settle_restored(lab.database, clock)
    clock.move(6 * MINUTE)
    await lab.planning.firing.fire_due()
    assert await _now(lab, before) == (NoticeState.MISSED, "restored")
    assert await _now(lab, later) == (NoticeState.PREPARING, None)
    assert await _news(lab) == [(before.label, 1, "restored")]


async def test_planned_times_of_a_schedule_up_to_the_restore_are_missed_together(
    lab: Space, clock: ManualClock
) -> None:
    plan = ScheduleDraft(
        notice=draft(), rules=(Daily(at=time(11, 30)), Daily(at=time(11, 45))), zone=SEOUL
    )
    made = await lab.planning.writing.create(await lab.actor("hana"), plan)
    clock.move(50 * MINUTE)
    await settle_restored(lab.database, clock)
    await lab.planning.firing.fire_due()
    assert await _news(lab) == [(made.schedule.label, 2, "restored")]
    assert await lab.notices.page(machine_actor()) == []
    clock.move(DAY - 19 * MINUTE)
    await lab.planning.firing.fire_due()
    (sent,) = await lab.notices.page(machine_actor())
    assert sent.notice.schedule_id == made.schedule.id


async def test_what_was_being_sent_is_paused_until_somebody_goes_on(
    lab: Space, clock: ManualClock
) -> None:
    running, paused = await lab.sent("hana"), await lab.sent("hana")
    for notice in (running, paused):
        await Fanout(lab.database, clock, 5).prepare(notice.id)
    await lab.control.pause(machine_actor(), paused.id)
    found = await settle_restored(lab.database, clock)
    assert found == Restored(paused=(running.label, paused.label))
    for notice in (running, paused):
        assert await _now(lab, notice) == (NoticeState.PAUSED, "restored")
        await lab.control.resume(machine_actor(), notice.id)
        # With a reason left, all who wait would fail for it.
        assert await _now(lab, notice) == (NoticeState.SENDING, None)
    assert "notice.paused" in await lab.actions("notice", running.id)


async def test_what_was_about_to_be_sent_by_hand_is_a_draft_again(
    lab: Space, clock: ManualClock
) -> None:
    notice = await lab.sent("hana")
    assert await settle_restored(lab.database, clock) == Restored(drafts=(notice.label,))
    assert await _now(lab, notice) == (NoticeState.DRAFT, None)
    assert await _news(lab) == []
    await lab.sending.send(await lab.actor("hana"), notice.id)
    assert await _now(lab, notice) == (NoticeState.PREPARING, None)


async def test_what_the_clock_had_begun_is_missed_and_its_author_told(
    lab: Space, clock: ManualClock
) -> None:
    notice = await _scheduled(lab, MINUTE)
    clock.move(MINUTE)
    await lab.planning.firing.fire_due()
    assert await settle_restored(lab.database, clock) == Restored(missed=(notice.label,))
    assert await _now(lab, notice) == (NoticeState.MISSED, "restored")
    assert await _news(lab) == [(notice.label, 1, "restored")]


async def test_what_has_ended_is_left_alone_and_the_last_restore_counts(
    lab: Space, clock: ManualClock
) -> None:
    made = await lab.notice("hana")
    assert await restores.last(lab.database) == 0
    assert await settle_restored(lab.database, clock) == Restored()
    clock.move(HOUR)
    assert await settle_restored(lab.database, clock) == Restored()
    assert await restores.last(lab.database) == clock.now()
    assert await _now(lab, made) == (NoticeState.DRAFT, None)
