"""At the start: what a restored backup has brought back of what was erased is erased again."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import structlog

from bot.core.database import Database, Transaction
from bot.messenger.model.secret_messages import Cause
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_outbox import sync_folder
from bot.messenger.store import deleted_rooms, secret_ends, secret_files

_log = structlog.get_logger(__name__)
_AT_ONCE = 500


class SecretRestore:
    """The key file is in no backup, so it knows what of the rooms is true."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        guarded: GuardedClock,
        eraser: SecretEraser,
        folder: Path,
    ) -> None:
        self._database = database
        self._ring = ring
        self._guarded = guarded
        self._eraser = eraser
        self._folder = folder

    async def check(self) -> None:
        """Before anything is served, and before anybody uploads.

        Rooms that were erased are deleted again, messages and files without their keys erased,
        names that nobody can open taken away, and files that no row knows unlinked.
        """
        await self._number_beyond()
        rooms = await self._rooms()
        messages = await self._messages()
        files = await self._files()
        await self._names()
        await self._name_keys()
        loose = await self._loose_files()
        if rooms or messages or files or loose:
            _log.warning(
                "secret content without its keys was found and is erased",
                rooms=rooms,
                messages=messages,
                files=files,
                files_without_row=loose,
            )

    async def _number_beyond(self) -> None:
        last = await self._ring.last_erased()
        if last is None:
            return

        async def count(tx: Transaction) -> None:
            await deleted_rooms.count_rooms_beyond(tx, last)

        await self._database.atomically(count)

    async def _rooms(self) -> int:
        """Delete again the rooms that were erased; erasing them follows."""
        found, last = 0, -1
        while rooms := await deleted_rooms.live_after(self._database, last, _AT_ONCE):
            last = rooms[-1]
            back = await self._ring.erased_among(rooms)
            if not back:
                continue
            at = self._guarded.look().erasing_at

            async def delete(tx: Transaction, back: list[int] = back, at: int = at) -> None:
                await secret_ends.hold_rooms(tx, back)
                await deleted_rooms.set_deleted(tx, back, Cause.ROOM, at)

            await self._database.atomically(delete)
            found += len(back)
        return found

    async def _messages(self) -> int:
        erased, last = 0, (-1, -1)
        while some := await secret_ends.sealed_after(self._database, last, _AT_ONCE):
            last = some[-1].place
            missing = await self._ring.missing({one.key_id for one in some if one.key_id})
            erased += await self._eraser.erase([one for one in some if one.key_id in missing])
        return erased

    async def _files(self) -> int:
        erased, last = 0, ""
        while some := await secret_ends.files_after(self._database, last, _AT_ONCE):
            last = some[-1].id
            missing = await self._ring.missing({one.key_id for one in some})
            erased += await self._eraser.erase_files(
                [one for one in some if one.key_id in missing]
            )
        return erased

    async def _names(self) -> None:
        keys = await deleted_rooms.name_keys(self._database)
        missing = await self._ring.missing(keys.values())
        unnamed = [room_id for room_id, key in keys.items() if key in missing]
        if not unnamed:
            return

        async def unname(tx: Transaction) -> None:
            await deleted_rooms.unname(tx, unnamed)

        await self._database.atomically(unname)

    async def _name_keys(self) -> None:
        """Destroy the keys of names that rooms had before, or were to have."""
        keys = await self._ring.endless()
        known = set((await deleted_rooms.name_keys(self._database)).values())
        await self._ring.destroy([key for key in keys if key not in known])

    async def _loose_files(self) -> int:
        """Unlink what a broken upload or a backup has left in the folder."""
        names = await asyncio.to_thread(_names_in, self._folder)
        known: set[str] = set()
        for start in range(0, len(names), _AT_ONCE):
            known |= await secret_files.known(self._database, names[start : start + _AT_ONCE])
        loose = [name for name in names if name not in known]
        await asyncio.to_thread(_unlink, self._folder, loose)
        return len(loose)


def _names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _unlink(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)
    sync_folder(folder)
