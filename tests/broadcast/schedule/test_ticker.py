import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest
from apscheduler.schedulers import base

from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.schedule import ticker as ticker_module
from bot.broadcast.schedule.ticker import Ticker
from bot.core.clock import HOUR, SystemClock
from bot.core.database import open_database
from bot.core.migrations import migrate, migrations_of
from bot.workspace.model.actors import machine_actor
from tests.builders import Space, build_space


@pytest.fixture
async def space(tmp_path: Path) -> AsyncIterator[Space]:
    """On the machine's clock, which is what the scheduler goes by."""
    database = await open_database(f"sqlite:///{tmp_path}/ticker.db")
    for package in ("bot.workspace.store", "bot.broadcast.store"):
        await migrate(database, migrations_of(package), 0)
    built = await build_space(database, SystemClock())
    await built.profile("hr")
    yield built
    await database.close()


@asynccontextmanager
async def ticking(
    space: Space, defects: list[BaseException] | None = None
) -> AsyncIterator[Ticker]:
    """A ticker that runs."""
    found: list[BaseException] = []
    ticker = Ticker(
        space.planning.firing,
        space.clock,
        on_defect=found.append if defects is None else defects.append,
    )
    await ticker.start()
    try:
        yield ticker
    finally:
        await ticker.stop()
    assert found == []


async def _scheduled(space: Space, wait: int) -> Notice:
    made = await space.notice()
    at = space.clock.now() + wait
    return (await space.sending.schedule(machine_actor(), made.id, at)).notice


async def _due(space: Space, notice: Notice, at: int) -> None:
    async with space.database.transaction() as tx:
        await tx.execute("UPDATE notices SET scheduled_at = $2 WHERE id = $1", notice.id, at)


async def _state(space: Space, notice: Notice) -> NoticeState:
    return (await space.notices.get(machine_actor(), notice.id)).notice.state


async def _until(space: Space, notice: Notice, *states: NoticeState) -> NoticeState:
    async with asyncio.timeout(10):
        while (state := await _state(space, notice)) not in states:
            pass
    return state


async def test_a_notice_fires_once_when_it_is_due(space: Space) -> None:
    async with ticking(space) as ticker:
        notice = await _scheduled(space, 60)
        await ticker.look()
        await _until(space, notice, NoticeState.PREPARING)
    fired = (await space.notices.get(machine_actor(), notice.id)).notice
    assert fired.grace_until is not None
    assert fired.scheduled_at is not None
    assert fired.grace_until >= fired.scheduled_at
    assert (await space.actions("notice", notice.id)).count("notice.fired") == 1


async def test_what_was_due_while_nobody_ran_fires_at_the_start(space: Space) -> None:
    notice = await _scheduled(space, HOUR)
    await _due(space, notice, space.clock.now() - HOUR // 2)
    async with ticking(space):
        await _until(space, notice, NoticeState.PREPARING)


async def test_what_is_too_late_at_the_start_is_missed_with_its_reason(space: Space) -> None:
    notice = await _scheduled(space, HOUR)
    await _due(space, notice, space.clock.now() - 2 * HOUR)
    async with ticking(space):
        await _until(space, notice, NoticeState.MISSED)
    missed = (await space.notices.get(machine_actor(), notice.id)).notice
    assert missed.state_reason == "misfire_grace"
    assert missed.frozen is None


async def test_two_tickers_fire_it_once(space: Space) -> None:
    notice = await _scheduled(space, HOUR)
    await _due(space, notice, space.clock.now())
    async with ticking(space), ticking(space):
        await _until(space, notice, NoticeState.PREPARING)
    assert (await space.actions("notice", notice.id)).count("notice.fired") == 1


async def test_one_that_is_moved_or_cancelled_is_followed(space: Space) -> None:
    moved, cancelled = await _scheduled(space, HOUR), await _scheduled(space, HOUR)
    async with ticking(space) as ticker:
        await space.sending.cancel(machine_actor(), cancelled.id)
        await _due(space, moved, space.clock.now() + 30)
        await ticker.look()
        await _until(space, moved, NoticeState.PREPARING)
    assert await _state(space, cancelled) is NoticeState.DRAFT


async def test_a_defect_is_told_and_the_notice_stays_scheduled(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    defects: list[BaseException] = []
    told = asyncio.Event()
    notice = await _scheduled(space, HOUR)
    await _due(space, notice, space.clock.now())

    async def broken(*_: object, **__: object) -> None:
        told.set()
        raise LookupError("broken")

    monkeypatch.setattr(space.sending, "fire", broken)
    async with ticking(space, defects):
        await told.wait()
    assert {type(error) for error in defects} == {LookupError}
    assert await _state(space, notice) is NoticeState.SCHEDULED


async def test_stopping_waits_for_what_is_being_fired(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = await _scheduled(space, HOUR)
    await _due(space, notice, space.clock.now())
    begun, let_go = asyncio.Event(), asyncio.Event()
    real: Callable[..., Awaitable[object]] = space.sending.fire

    async def slow(*args: object, **more: object) -> object:
        begun.set()
        try:
            await let_go.wait()
            return await real(*args, **more)
        finally:
            let_go.set()

    monkeypatch.setattr(space.sending, "fire", slow)
    async with ticking(space) as ticker:
        await begun.wait()
        await ticker.stop()
        # Either it was let finish or it was taken back; nothing is left running.
        assert let_go.is_set()
    assert await _state(space, notice) is NoticeState.SCHEDULED


async def test_what_another_process_schedules_is_seen_though_the_wall_clock_was_put_back(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker_module, "_LOOK_EVERY", 0.05)
    async with ticking(space):
        monkeypatch.setattr(base, "datetime", _AnHourAgo)
        notice = await _scheduled(space, HOUR)
        await _due(space, notice, space.clock.now())
        await _until(space, notice, NoticeState.PREPARING)


class _AnHourAgo(datetime):
    """What the machine's clock says to APScheduler after it was put back."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """An hour less than before."""
        return super().now(tz) - timedelta(hours=1)
