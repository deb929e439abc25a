"""Removes uploads that no message got, every few minutes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bot.core.clock import Clock
from bot.messenger.service.attachments import Attachments

# Seconds between two looks, and how often one look sweeps at most.
_EVERY = 300.0
_SWEEPS = 50


class AttachmentSweeper:
    """Owns one task; where it dies, `on_defect` hears of it."""

    def __init__(
        self,
        attachments: Attachments,
        clock: Clock,
        *,
        on_defect: Callable[[BaseException], None],
    ) -> None:
        self._attachments = attachments
        self._clock = clock
        self._on_defect = on_defect
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="messenger-attachment-sweeper")
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Stop; what was not swept is swept after the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._task

    async def look(self) -> int:
        """Sweep until nothing is left, for a bounded while; answers how many were removed."""
        swept = 0
        for _ in range(_SWEEPS):
            removed = await self._attachments.sweep()
            swept += removed
            if not removed:
                break
        return swept

    async def _run(self) -> None:
        while True:
            await self.look()
            await self._clock.sleep(_EVERY)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._on_defect(error)
