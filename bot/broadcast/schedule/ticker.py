"""APScheduler wakes us when something is due; what is due is read from the database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, timedelta

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.broadcast.model.local_time import moment_at
from bot.broadcast.service.firing import Firing
from bot.core.clock import SECOND, Clock, SystemClock
from bot.core.rounds import Rounds

_LOOK_EVERY = 5
# What another process is about to settle is looked at again, but not without a pause.
_PAUSE = 0.2
_ALARM = "alarm"
_log = structlog.get_logger(__name__)


class Ticker:
    """Keeps one APScheduler alarm at the time at which something is due next.

    However many schedules there are, the alarm is one: the database has an index for the rest. It
    is looked at again every five seconds, for another process may schedule too, and the machine's
    clock may be put forward or back; not by APScheduler, which then waits for the old time to
    come again.
    """

    def __init__(
        self, firing: Firing, clock: Clock, *, on_defect: Callable[[BaseException], None]
    ) -> None:
        self._firing = firing
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            # Never dropped for being late: what late means is decided by `Firing`, and said.
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )
        self._rounds = Rounds("schedules", self.look, _LOOK_EVERY, on_defect=on_defect)
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        """Begin, and plan everything anew from the database meanwhile."""
        self._scheduler.start()
        self._rounds.start()
        changed = await self._firing.replan()
        if changed:
            _log.info("schedules were planned anew", changed=changed)
            self.wake()

    async def stop(self) -> None:
        """Stop; what was due is found again at the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        # What is being settled is taken back: the database is closed after us.
        await self._rounds.stop(patience=0)

    def wake(self) -> None:
        """Something was scheduled, or changed."""
        self._rounds.wake()

    async def look(self) -> None:
        """Settle what is due, and set the alarm for what is due next."""
        async with self._one_at_a_time:
            while await self._firing.fire_due():
                pass
            due = await self._firing.next_due()
        if due is not None and self._scheduler.running:
            self._set_alarm(max(_PAUSE, (due - self._clock.now()) / SECOND))

    def _set_alarm(self, seconds: float) -> None:
        self._scheduler.add_job(
            self._alarmed,
            "date",
            # APScheduler goes by the machine's clock, whatever ours says.
            run_date=moment_at(SystemClock().now()) + timedelta(seconds=seconds),
            id=_ALARM,
            replace_existing=True,
        )

    async def _alarmed(self) -> None:
        self.wake()
