"""Throughput and peak memory of one process that prepares and sends to ever more recipients."""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from benchmarks.bare import APP_KEY
from benchmarks.delivery import sending, until_sent
from benchmarks.ledger import filled, preparing
from benchmarks.sink import sink
from bot.core.clock import SystemClock
from bot.core.database import open_database

SIZES = (10_000, 100_000, 1_000_000)


async def _fill(database_url: str, recipients: int) -> None:
    database = await open_database(database_url)
    await filled(database, SystemClock(), recipients, {"bench": APP_KEY})
    await preparing(database, SystemClock(), "bench", 1)
    await database.close()


async def _send(database_url: str, url: str, recipients: int) -> None:
    async with AsyncExitStack() as stack:
        database = await open_database(database_url)
        stack.push_async_callback(database.close)
        async with sending(database, url) as engine:
            began = time.perf_counter()
            engine.start()
            await until_sent(database, "nt_bench_1")
            took = time.perf_counter() - began
        sent = await database.fetch_value(
            "SELECT count(*) FROM deliveries WHERE state = 'sent'"
        )
    assert sent == recipients, sent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{recipients:>9,} recipients: prepared and sent in {took:,.1f} s, "
        f"{recipients / took:,.0f}/s, peak memory {peak:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Each size in processes of its own, so that a peak is that size's alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["fill", "send"])
    parser.add_argument("--database", default="")
    parser.add_argument("--url", default="")
    parser.add_argument("--recipients", type=int, default=0)
    asked = parser.parse_args()
    if asked.only == "fill":
        asyncio.run(_fill(asked.database, asked.recipients))
    elif asked.only == "send":
        uvloop.run(_send(asked.database, asked.url, asked.recipients))
    else:
        for size in [asked.recipients] if asked.recipients else SIZES:
            _measure(size)


def _measure(recipients: int) -> None:
    with tempfile.TemporaryDirectory() as folder, sink() as url:
        database = f"sqlite:///{Path(folder)}/ledger.db"
        command = [sys.executable, "-m", "benchmarks.scale", "--database", database]
        command += ["--url", url, "--recipients", str(recipients)]
        subprocess.run([*command, "--only", "fill"], check=True)
        subprocess.run([*command, "--only", "send"], check=True)


if __name__ == "__main__":
    main()
