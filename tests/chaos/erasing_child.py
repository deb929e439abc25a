"""Erases what has ended in secret rooms, in a process that is killed: python -m tests.chaos.erasing_child."""

import asyncio
import sys
from pathlib import Path

from bot.core.database import open_database
from bot.messenger.service import secret_eraser, secret_room_eraser
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.service.secret_restore import SecretRestore
from bot.messenger.service.secret_room_eraser import SecretRoomEraser
from tests.clock import ManualClock

# As a start does, but in small steps, so that a kill finds it in the middle of one.
_AT_ONCE = 3


async def _erase(folder: Path, url: str, now: int) -> None:
    secret_eraser._AT_ONCE = secret_room_eraser._AT_ONCE = _AT_ONCE
    database = await open_database(url, erasing=True)
    ring = await KeyRing.open(folder / "keys.db", MasterKeyFile(folder / "master.key"), now)
    guarded, hub, files = (
        await GuardedClock.start(ring, ManualClock(now)),
        Hub(),
        folder / "files",
    )
    eraser = SecretEraser(database, ring, guarded, hub, SecretOutbox(database, files))
    print("ready", flush=True)
    await SecretRestore(database, ring, guarded, eraser, files).check()
    await SecretRoomEraser(database, ring, guarded, hub, eraser).finish()
    await eraser.sweep()
    await ring.close()
    await database.close()


if __name__ == "__main__":
    asyncio.run(_erase(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
