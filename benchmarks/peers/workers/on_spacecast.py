"""Spacecast's own engine with its whole ledger; `enqueue` prepares the notice, `work` sends it."""

import asyncio
import sys

import uvloop

from benchmarks.delivery import sending
from benchmarks.ledger import prepared_ledger
from benchmarks.peers.workers.message import BROKER, RECIPIENTS, URL
from bot.core.clock import SystemClock
from bot.core.database import open_database


async def enqueue() -> None:
    """Fill an empty ledger with everybody."""
    database = await open_database(BROKER)
    await prepared_ledger(database, SystemClock(), RECIPIENTS)
    await database.close()


async def work() -> None:
    """Send until told to stop."""
    database = await open_database(BROKER)
    async with sending(database, URL.rpartition("/v1/")[0]) as engine:
        engine.start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run({"enqueue": enqueue, "work": work}[sys.argv[1]]())
