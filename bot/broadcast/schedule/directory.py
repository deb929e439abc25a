"""Keeps what is known of the platform's people young: from time to time, and before a notice."""

from collections.abc import Callable

import structlog

from bot.broadcast.model.directory_state import is_due
from bot.broadcast.service.directory import Directory
from bot.core.clock import SECOND, Clock
from bot.core.errors import SpacecastError
from bot.core.rounds import Rounds
from bot.workspace.model.actors import system_actor

_LOOK_SECONDS = 60.0
_log = structlog.get_logger(__name__)


class DirectoryKeeper:
    """Syncs when the directory is older than `every`; ages in seconds, None: not for that reason."""

    def __init__(
        self,
        directory: Directory,
        clock: Clock,
        *,
        every: float | None,
        before_notice: float | None,
        on_defect: Callable[[BaseException], None],
    ) -> None:
        self._directory = directory
        self._clock = clock
        self._every = None if every is None else round(every * SECOND)
        self._before_notice = None if before_notice is None else round(before_notice * SECOND)
        self._tried_at: int | None = None
        self._wanted = False
        self._rounds = Rounds("directory", self.turn, _LOOK_SECONDS, on_defect=on_defect)

    def start(self) -> None:
        """Begin to look."""
        self._rounds.start()

    async def stop(self) -> None:
        """Stop; a sync under way either wrote everything or nothing."""
        await self._rounds.stop()

    async def ready(self) -> bool:
        """Whether a notice's recipients may be worked out; where not, a sync begins."""
        if not await self._is_due(self._before_notice):
            return True
        self._wanted = True
        self._rounds.wake()
        return False

    async def turn(self) -> None:
        """Look once; a try that failed counts too, or a notice would wait for ever."""
        age = self._before_notice if self._wanted else self._every
        self._wanted = False
        if await self._is_due(age):
            await self._sync()
            self._tried_at = self._clock.now()

    async def _is_due(self, age: int | None) -> bool:
        """Whether what is known is too old, or somebody was imported whom the platform never listed."""
        if age is None:
            return False
        # Somebody else may have synced: the command line, or another process.
        synced_at = (await self._directory.state()).synced_at
        known = [at for at in (self._tried_at, synced_at) if at is not None]
        last = max(known, default=None)
        if is_due(last, self._clock.now(), age):
            return True
        unlisted = await self._directory.newest_unlisted()
        return last is not None and unlisted is not None and unlisted > last

    async def _sync(self) -> None:
        try:
            await self._directory.sync(system_actor())
        except SpacecastError as error:
            _log.warning("the directory was not synced", code=error.word, reason=error.text.en)
