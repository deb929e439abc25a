"""Deliveries per second of the engine with its ledger, against bare POSTs by the same client."""

import argparse
import asyncio
import gc
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.bare import APP_KEY, CONCURRENCY, bare, own_client
from benchmarks.ledger import prepared_ledger
from benchmarks.sink import sink
from benchmarks.wrk import wrk
from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.service.platform import PlatformBot
from bot.core.clock import SystemClock
from bot.core.database import Database, open_database
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections
from tests.postgresql import running_server

RECIPIENTS = int(os.environ.get("BENCH_RECIPIENTS", "20000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
# The client works on one core; the sink, and the database server, on another.
CLIENT_CORE, SINK_CORE = 0, 1


class SinkPlatform:
    """Every profile posts to the sink."""

    honours_idempotency_keys = True
    takes_messages = False

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def bot_for(self, new: object) -> PlatformBot:
        """The one bot there is."""
        del new
        return PlatformBot(bot_id=1, app_key=APP_KEY)

    async def kept(self, profile: object) -> None:
        """Nobody sees its name."""

    def web_api(self, app_key: str) -> WebApi:
        """The client that is measured."""
        return WebApi(self._connections, app_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run: deliveries a second, and processor time of the client a delivery."""

    rate: float
    cpu_us: float

    def mean(self, other: "Measured") -> "Measured":
        """Both runs as one: the harmonic mean of the rates."""
        rate = 2 / (1 / self.rate + 1 / other.rate)
        return Measured(rate=rate, cpu_us=(self.cpu_us + other.cpu_us) / 2)


@asynccontextmanager
async def sending(database: Database, url: str) -> AsyncIterator[LocalEngine]:
    """An engine as the application makes it, posting to the sink."""
    failed: list[BaseException] = []
    async with Connections(url) as connections:
        engine = LocalEngine(
            database,
            SystemClock(),
            SinkPlatform(connections),
            DeliverySettings(concurrency=CONCURRENCY),
            on_defect=failed.append,
        )
        yield engine
        await engine.stop()
    assert not failed, failed


async def until_sent(database: Database, notice_id: str) -> None:
    """Until the notice has ended; it must have been sent to everybody."""
    state = "sending"
    while state in {"preparing", "sending"}:
        await asyncio.sleep(0.05)
        sql = "SELECT state FROM notices WHERE id = $1"
        state = await database.fetch_value(sql, notice_id)
    assert state == "sent", state


async def delivered(url: str, database_url: str, recipients: int) -> Measured:
    """From the engine's start to the notice's end, ledger and all."""
    async with AsyncExitStack() as stack:
        database = await open_database(database_url)
        stack.push_async_callback(database.close)
        notice_id = await prepared_ledger(database, SystemClock(), recipients)
        async with sending(database, url) as engine:
            result = await _timed(_whole(engine, database, notice_id), recipients)
        rows = await database.fetch(
            "SELECT state, count(*) AS n FROM deliveries GROUP BY state"
        )
        assert [(r["state"], r["n"]) for r in rows] == [("sent", recipients)]
        return result


async def _whole(engine: LocalEngine, database: Database, notice_id: str) -> None:
    engine.start()
    await until_sent(database, notice_id)


async def _timed(work: Awaitable[object], count: int) -> Measured:
    gc.collect()
    gc.freeze()
    began, cpu = time.perf_counter(), time.process_time()
    await work
    took, spent = time.perf_counter() - began, time.process_time() - cpu
    return Measured(rate=count / took, cpu_us=spent / count * 1_000_000)


async def counted(url: str) -> dict[str, int]:
    """What has arrived at the sink since it was last asked."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/count") as answer:
        found: dict[str, int] = json.loads(await answer.read())
        return found


async def round_of(url: str, postgresql: str, name: str) -> dict[str, Measured]:
    """Each side once; every recipient must have arrived exactly once."""
    whole = {"posts": RECIPIENTS, "distinct": RECIPIENTS}

    async def plain() -> Measured:
        found = await _timed(bare(url, RECIPIENTS), RECIPIENTS)
        assert await counted(url) == whole
        return found

    async def own() -> Measured:
        found = await _timed(own_client(url, RECIPIENTS), RECIPIENTS)
        assert await counted(url) == whole
        return found

    measured = {"bare aiohttp": await plain(), "our client, no ledger": await own()}
    with tempfile.TemporaryDirectory() as folder:
        path = f"sqlite:///{Path(folder)}/ledger.db"
        measured["engine, SQLite"] = await delivered(url, path, RECIPIENTS)
    assert await counted(url) == whole
    # The machine's speed drifts: the bare client's is the mean of just before and just after.
    measured["bare aiohttp"] = measured["bare aiohttp"].mean(await plain())
    if postgresql:
        server = await open_database(f"{postgresql}/postgres")
        await server.fetch(f"CREATE DATABASE {name}")
        await server.close()
        address = f"{postgresql}/{name}"
        measured["engine, PostgreSQL"] = await delivered(url, address, RECIPIENTS)
        assert await counted(url) == whole
    return measured


async def compare(url: str, postgresql: str) -> None:
    """Interleaved rounds, so that a slow minute of the machine slows every side."""
    rounds: list[dict[str, Measured]] = []
    for number in range(1, ROUNDS + 1):
        measured = await round_of(url, postgresql, f"bench_{number}")
        rounds.append(measured)
        told = (f"{who} {m.rate:,.0f}/s {m.cpu_us:.0f} µs" for who, m in measured.items())
        print(f"round {number}: {' · '.join(told)}", flush=True)
    for who in rounds[0]:
        wall = [m[who].rate / m["bare aiohttp"].rate for m in rounds]
        cpu = [m["bare aiohttp"].cpu_us / m[who].cpu_us for m in rounds]
        rate = statistics.median(m[who].rate for m in rounds)
        print(
            f"{who:<22} {rate:>7,.0f}/s · of bare, median {statistics.median(wall):.2f} "
            f"(min {min(wall):.2f}, max {max(wall):.2f}) · by processor time "
            f"{statistics.median(cpu):.2f}"
        )


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-postgresql", action="store_true")
    parser.add_argument("--no-wrk", action="store_true")
    asked = parser.parse_args()
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, "
        f"aiohttp {aiohttp.__version__}, uvloop {version('uvloop')}, concurrency {CONCURRENCY}, "
        f"{RECIPIENTS:,} recipients a round"
    )
    pinned = (os.cpu_count() or 1) > 1
    with ExitStack() as servers:
        if pinned:
            # What is started now inherits the core.
            os.sched_setaffinity(0, {SINK_CORE})
        url = servers.enter_context(sink())
        server = ""
        if not asked.no_postgresql:
            server = servers.enter_context(running_server(durable=True))
        if pinned:
            os.sched_setaffinity(0, {CLIENT_CORE})
        if not asked.no_wrk:
            print(f"wrk, one thread: {wrk(url):,.0f}/s")
            asyncio.run(counted(url))
        uvloop.run(compare(url, server))


if __name__ == "__main__":
    main()
