"""A background loop with a life of its own: it looks again and again, and never dies unnoticed."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)


class Rounds:
    """Makes a round every `seconds` and whenever it is woken; one at a time."""

    def __init__(
        self,
        name: str,
        turn: Callable[[], Awaitable[object]],
        seconds: float,
        *,
        on_defect: Callable[[BaseException], None],
    ) -> None:
        self._name = name
        self._turn = turn
        self._seconds = seconds
        self._on_defect = on_defect
        self._woken = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._go_round(), name=self._name)
        self._task.add_done_callback(self._watch)

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    async def stop(self, patience: float = 10.0) -> None:
        """Finish the round under way, or cut it short after `patience` seconds."""
        self._stopping = True
        self.wake()
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=patience)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _go_round(self) -> None:
        while not self._stopping:
            self._woken.clear()
            await self._turn()
            try:
                async with asyncio.timeout(self._seconds):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def _watch(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("a background loop has failed", loop=self._name, exc_info=error)
            self._on_defect(error)
