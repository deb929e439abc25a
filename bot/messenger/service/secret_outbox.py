"""Unlinks the sealed files whose keys and rows are gone."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.core.database import Database, Transaction
from bot.messenger.model.secret_erasure import unlink_again_in
from bot.messenger.store import secret_outbox as store
from bot.messenger.store.secret_outbox import ToUnlink

_log = structlog.get_logger(__name__)
_AT_ONCE = 200


class SecretOutbox:
    """A file that can't be unlinked waits, longer each time, and holds up no other."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    async def empty(self, at: int) -> int:
        """Unlink what is to be unlinked by `at` (UTC ms); answers how many files are gone."""
        gone = 0
        while some := await store.due(self._database, at, _AT_ONCE):
            failed = await asyncio.to_thread(_unlink, self._folder, some)
            await self._keep(some, failed, at)
            gone += len(some) - len(failed)
            if failed:
                _log.warning("sealed files could not be unlinked", files=len(failed))
        return gone

    async def first_try(self) -> int | None:
        """When the next file is to be unlinked (UTC ms)."""
        return await store.first_try(self._database)

    async def _keep(
        self, some: Sequence[ToUnlink], failed: Sequence[ToUnlink], at: int
    ) -> None:
        left = {one.file_id for one in failed}
        later = [(one.file_id, at + unlink_again_in(one.tries)) for one in failed]

        async def write(tx: Transaction) -> None:
            await store.remove(tx, [one.file_id for one in some if one.file_id not in left])
            await store.postpone(tx, later)

        await self._database.atomically(write)


def _unlink(folder: Path, some: Sequence[ToUnlink]) -> list[ToUnlink]:
    """Unlink files, for good; answers those that could not be."""
    failed = []
    for one in some:
        try:
            os.unlink(folder / one.file_id)  # noqa: PTH108 -- one call, which tests make fail
        except FileNotFoundError:
            continue
        except OSError:
            failed.append(one)
    sync_folder(folder)
    return failed


def sync_folder(folder: Path) -> None:
    """Have the disk know which files there are: a power cut brings none back."""
    if not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
