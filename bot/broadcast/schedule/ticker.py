"""APScheduler wakes us when a scheduled notice is due; what is due is read from the database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.broadcast.service.notices import Notices
from bot.broadcast.service.sending import Sending
from bot.core.clock import SECOND

_LOOK_EVERY = 5
_log = structlog.get_logger(__name__)


class Ticker:
    """Keeps one APScheduler date trigger for each scheduled notice; `misfire_grace` in ms."""

    def __init__(
        self,
        notices: Notices,
        sending: Sending,
        *,
        misfire_grace: int,
        on_defect: Callable[[BaseException], None],
    ) -> None:
        self._notices = notices
        self._sending = sending
        self._misfire_grace = misfire_grace
        self._on_defect = on_defect
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            # Never dropped for being late: `fire` decides what late means, and says so.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._known: dict[str, int] = {}
        self._running: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Rebuild every trigger from the database and begin."""
        await self.look()
        # Another process (the command line) may schedule too, so the database is asked again.
        self._scheduler.add_job(self._look_safely, "interval", seconds=_LOOK_EVERY, id="look")
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop; what was due is found again at the next start."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        # It cancels what runs and doesn't wait for it, but the database is closed after us.
        await asyncio.gather(*self._running, return_exceptions=True)

    async def look(self) -> None:
        """Make triggers and database agree."""
        wanted = await self._notices.scheduled()
        for notice_id in self._known.keys() - wanted.keys():
            del self._known[notice_id]
            if self._scheduler.get_job(notice_id) is not None:
                self._scheduler.remove_job(notice_id)
        for notice_id, at in wanted.items():
            if self._known.get(notice_id) != at:
                self._known[notice_id] = at
                when = datetime.fromtimestamp(at / SECOND, UTC)
                self._scheduler.add_job(
                    self._fire,
                    "date",
                    run_date=when,
                    args=[notice_id],
                    id=notice_id,
                    replace_existing=True,
                )

    async def _fire(self, notice_id: str) -> None:
        await self._watched(self._sending.fire(notice_id, misfire_grace=self._misfire_grace))
        self._known.pop(notice_id, None)

    async def _look_safely(self) -> None:
        await self._watched(self.look())

    async def _watched(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        try:
            await task
        except Exception as error:  # noqa: BLE001 -- APScheduler would only log it
            self._on_defect(error)
        finally:
            self._running.discard(task)
