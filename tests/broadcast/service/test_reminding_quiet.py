"""Reminders wait until the quiet hours end, and are not sent where by then all is over."""

from collections.abc import Awaitable, Callable
from datetime import time
from pathlib import Path

import pytest

from bot.broadcast.model.acknowledgements import answers_in
from bot.broadcast.model.notices import Notice, NoticeState, Reminders
from bot.broadcast.model.quiet_hours import QuietHours
from bot.core.database import Database
from bot.core.errors import WrongState
from tests.broadcast.answering import (
    KEYS,
    all_answer,
    answer,
    asked,
    close,
    now,
    recipients,
    remind,
    reminders_of,
)
from tests.broadcast.planning import seoul, tick
from tests.builders import Space, build_space
from tests.clock import ManualClock

MORNING, EVENING = seoul("2026-11-23T08:00"), seoul("2026-11-22T22:00")


@pytest.fixture
async def night(migrated: Database, clock: ManualClock, tmp_path: Path) -> Space:
    """A company that is left alone from nine in the evening to eight."""
    hours = QuietHours(time(21), time(8))
    built = await build_space(migrated, clock, folder=tmp_path, quiet_hours=hours)
    await built.profile("hr", granted=["hana"])
    return built


async def test_quiet_hours_hold_a_reminder_though_the_notice_was_urgent(
    night: Space, clock: ManualClock
) -> None:
    notice = await asked(night)
    clock.move(EVENING - clock.now())
    made = await remind(night, notice)
    assert (made.state, made.scheduled_at, made.state_reason) == (
        NoticeState.SCHEDULED, MORNING, "quiet_hours",
    )  # fmt: skip
    with pytest.raises(WrongState):
        await remind(night, notice)
    clock.move(MORNING - clock.now())
    await answer(night, notice, "mina")
    await tick(night)
    after = await now(night, made)
    assert after.state is NoticeState.PREPARING
    assert answers_in(after.frozen) == answers_in(notice.frozen)
    assert await recipients(night, after) == set(KEYS) - {"mina"}


@pytest.mark.parametrize(("end", "reason"), [(close, "answers_closed"), (all_answer, "nobody")])
async def test_what_is_over_by_the_morning_is_not_sent(
    night: Space,
    clock: ManualClock,
    end: Callable[[Space, Notice], Awaitable[None]],
    reason: str,
) -> None:
    rule = Reminders(every=EVENING - clock.now(), most=2)
    notice = await asked(night, reminders=rule)
    clock.move(EVENING - clock.now())
    await tick(night)
    (made,) = await reminders_of(night, notice)
    assert (made.state, made.scheduled_at) == (NoticeState.SCHEDULED, MORNING)
    await end(night, notice)
    clock.move(MORNING - clock.now())
    await tick(night)
    after = await now(night, made)
    assert (after.state, after.state_reason) == (NoticeState.MISSED, reason)
