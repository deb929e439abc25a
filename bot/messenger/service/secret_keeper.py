"""Keeps the promise of secret rooms: looks at the clock, erases what has ended, tells, goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.core.clock import MINUTE, SECOND
from bot.core.database import DatabaseTrouble
from bot.messenger.model.erasing import RETRY, TICK, ErasingClock
from bot.messenger.model.secret_messages import Cause
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.secret_accounts import SecretAccounts
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_restore import SecretRestore
from bot.messenger.service.secret_room_eraser import SecretRoomEraser
from bot.messenger.service.secret_teller import SecretTeller
from bot.workspace.service.workspace import WorkspaceSettings

_log = structlog.get_logger(__name__)
# An operator hears of what is overdue for longer than a machine may need to wake up.
_LATE = 5 * MINUTE
_STOPS_WITHIN = 10.0
# Seconds between two rounds, however often it is woken.
_REST = 0.1
Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperParts:
    """What the keeper drives."""

    guarded: GuardedClock
    eraser: SecretEraser
    rooms: SecretRoomEraser
    restore: SecretRestore
    accounts: SecretAccounts
    teller: SecretTeller
    workspace: WorkspaceSettings


class SecretKeeper:
    """One task. It never asks whether rooms may be used: ends come all the same.

    Trouble of the database, the disk or the way to them stops no round for good: what failed is
    tried again in seconds, the other steps go on, and until then all that has ended is hidden.
    Anything else is a defect: `on_defect` ends the process, whose next start goes on from there.
    """

    def __init__(
        self, parts: KeeperParts, *, on_defect: Callable[[BaseException], None]
    ) -> None:
        self._parts = parts
        self._on_defect = on_defect
        self._more: dict[str, Step] = {}
        # By the steady clock, in milliseconds.
        self._looked_at: int | None = None
        self._woken = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def add_step(self, name: str, step: Step) -> None:
        """One more step of every minute, before anything is erased; it may change when things end."""
        self._more[name] = step

    async def prepare(self) -> None:
        """Before anything is served: erase what ended while nobody was there, or came back.

        Trouble here refuses the start: nothing may be served before.
        """
        parts = self._parts
        _warn_of(await parts.guarded.tick())
        await parts.restore.check()
        for step in self._more.values():
            await step()
        await self._delete_marked()
        await parts.rooms.finish()
        await parts.eraser.sweep()

    def start(self) -> None:
        """Begin to look again and again."""
        self._task = asyncio.create_task(self._run(), name="secret-keeper")
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Finish the round under way, or cut it short: the next start goes on with it."""
        self._stopping = True
        self.wake()
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=_STOPS_WITHIN)
        self._task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await self._task

    def wake(self) -> None:
        """Look again now: an end has come closer, a room is deleted, somebody is to be told."""
        self._woken.set()

    def look_at_all(self) -> None:
        """Look again now at what is else looked at once a minute: settings have changed."""
        self._looked_at = None
        self.wake()

    async def purge(self, room_id: int, seqs: Sequence[int], cause: Cause) -> None:
        """Destroy some messages of a room now."""
        await self._parts.eraser.purge(room_id, seqs, cause)
        # What is left of the rows is overwritten by the next round.
        self.wake()

    async def oldest_overdue_ms(self) -> int:
        """For operators: for how long the oldest message or file should be gone that isn't."""
        return await self._parts.eraser.oldest_overdue_ms()

    async def round(self) -> int:
        """One look at everything; answers in how many milliseconds the next is due."""
        parts = self._parts
        whole = await self._every_minute()
        whole &= await self._step("marks", self._delete_marked)
        whole &= await self._step("rooms", self._finish_rooms)
        swept_at = parts.guarded.look().erasing_at
        whole &= await self._step("sweep", parts.eraser.sweep)
        whole &= await self._step("tellings", parts.teller.tell)
        if not whole:
            return RETRY
        return await self._next_look(swept_at)

    async def _every_minute(self) -> bool:
        """What needn't be looked at each time somebody writes."""
        now = self._parts.guarded.look().monotonic
        if self._looked_at is not None and now - self._looked_at < TICK:
            return True
        whole = await self._step("clock", self._tick)
        whole &= await self._step("accounts", self._parts.accounts.look)
        for name, step in self._more.items():
            whole &= await self._step(name, step)
        if whole:
            self._looked_at = now
        return whole

    async def _tick(self) -> None:
        _warn_of(await self._parts.guarded.tick())

    async def _delete_marked(self) -> None:
        mark = (await self._parts.workspace.get()).secret_rooms_deleted_at
        if mark is not None:
            await self._parts.rooms.delete_marked(mark)

    async def _finish_rooms(self) -> None:
        if left := await self._parts.rooms.finish():
            raise OSError(f"{left} deleted rooms are not erased yet")

    async def _step(self, name: str, step: Step) -> bool:
        try:
            await step()
        except DatabaseTrouble as error:
            # Without its words: a driver's may repeat what was to be written.
            _log.error(
                "a step of erasing failed and is tried again",
                step=name,
                error=type(error).__name__,
                again_in_ms=RETRY,
            )
            return False
        return True

    async def _next_look(self, swept_at: int) -> int:
        try:
            first = await self._parts.eraser.first_end()
        except DatabaseTrouble:
            return RETRY
        look = self._parts.guarded.look()
        if first is not None and look.erasing_at - first > _LATE:
            _log.error("secret content is overdue", overdue_ms=look.erasing_at - first)
        since = 0 if self._looked_at is None else look.monotonic - self._looked_at
        return min(look.next_look_in(first, swept_at), max(TICK - since, SECOND))

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            wait = await self.round()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait / SECOND):
                    await self._woken.wait()
            await asyncio.sleep(_REST)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("erasing has stopped", error=type(error).__name__)
            self._on_defect(error)


def _warn_of(clock: ErasingClock) -> None:
    if clock.doubt is not None:
        _log.warning(
            "the clock has leapt: what ended by the leap is hidden, and nothing of it destroyed "
            "until the clock proves itself or somebody confirms it",
            leap_ms=clock.hiding_at - clock.erasing_at,
            confirm=clock.doubt.since,
        )
