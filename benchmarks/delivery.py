"""Deliveries per second of the engine with its ledger, against bare POSTs by the same client."""

import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import aiohttp
import msgspec
import uvloop

from benchmarks.ledger import prepared_ledger
from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.service.platform import PlatformBot
from bot.core.clock import SystemClock
from bot.core.database import open_database
from bot.kakaowork.client import WebApi
from bot.kakaowork.writing import message_body

RECIPIENTS = int(os.environ.get("BENCH_RECIPIENTS", "20000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
CONCURRENCY = 64
APP_KEY = "12345678.0123456789abcdef0123456789abcdef"


class SinkPlatform:
    """Every profile posts to the sink."""

    honours_idempotency_keys = True

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def bot_for(self, new: object) -> PlatformBot:
        """The one bot there is."""
        del new
        return PlatformBot(bot_id=1, app_key=APP_KEY)

    def web_api(self, app_key: str) -> WebApi:
        """The client that is measured."""
        return WebApi(self._session, self._url, app_key)


@contextmanager
def sink() -> Iterator[str]:
    """The sink's address; one process for both sides of the comparison."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


def new_session() -> aiohttp.ClientSession:
    """A session as the application makes it."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        connector=aiohttp.TCPConnector(limit=0),
    )


async def bare(url: str, body: bytes) -> float:
    """POSTs per second of a bare aiohttp client: ready bytes, long-lived senders, decoded answers."""
    headers = {"Authorization": f"Bearer {APP_KEY}", "Content-Type": "application/json"}
    left = iter(range(RECIPIENTS))
    async with aiohttp.ClientSession(
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0),
    ) as session:

        async def post() -> None:
            for number in left:
                key = {"Idempotency-Key": f"bare.{number:07d}"}
                async with session.post(
                    f"{url}/v1/messages.send", data=body, headers=key
                ) as answer:
                    told = msgspec.json.decode(await answer.read())
                    assert told["success"]

        began = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(CONCURRENCY)))
        return RECIPIENTS / (time.perf_counter() - began)


async def engine(url: str, folder: Path) -> float:
    """Deliveries per second from the engine's start to the notice's end, ledger and all."""
    async with AsyncExitStack() as stack:
        database = await open_database(f"sqlite:///{folder}/ledger.db")
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(new_session())
        clock = SystemClock()
        notice_id = await prepared_ledger(database, clock, RECIPIENTS)
        failed: list[BaseException] = []
        local = LocalEngine(
            database,
            clock,
            SinkPlatform(session, url),
            DeliverySettings(concurrency=CONCURRENCY),
            on_defect=failed.append,
        )
        began = time.perf_counter()
        local.start()
        while True:
            await asyncio.sleep(0.05)
            assert not failed, failed
            state = await database.fetch_value(
                "SELECT state FROM notices WHERE id = $1", notice_id
            )
            if state != "sending":
                break
        took = time.perf_counter() - began
        await local.stop()
        assert state == "sent", state
        rows = await database.fetch(
            "SELECT state, count(*) AS n FROM deliveries GROUP BY state"
        )
        assert [(r["state"], r["n"]) for r in rows] == [("sent", RECIPIENTS)]
        return RECIPIENTS / took


async def counted(url: str) -> dict[str, int]:
    """What has arrived at the sink since it was last asked."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/count") as answer:
        found: dict[str, int] = json.loads(await answer.read())
        return found


async def measure(url: str) -> None:
    """Interleaved rounds, so that a slow minute of the machine slows both sides."""
    body = message_body("10694910", "안내 " * 40, ())
    ratios = []
    for number in range(1, ROUNDS + 1):
        raw = await bare(url, body)
        assert (await counted(url))["distinct"] == RECIPIENTS
        with tempfile.TemporaryDirectory() as folder:
            ours = await engine(url, Path(folder))
        arrived = await counted(url)
        assert arrived == {"posts": RECIPIENTS, "distinct": RECIPIENTS}, arrived
        ratios.append(ours / raw)
        print(
            f"round {number}: bare {raw:,.0f}/s · engine with SQLite ledger {ours:,.0f}/s · "
            f"ratio {ours / raw:.2f} · {arrived['distinct']:,} distinct of {RECIPIENTS:,}"
        )
    print(
        f"median ratio {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f})"
    )


def main() -> None:
    """Run the comparison and print it."""
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, "
    )
    print(
        f"aiohttp {aiohttp.__version__}, uvloop {version('uvloop')}, concurrency {CONCURRENCY}"
    )
    with sink() as url:
        uvloop.run(measure(url))


if __name__ == "__main__":
    main()
