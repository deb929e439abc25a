"""Two notices on two profiles, one of them throttled: the other must take as long as alone."""

import os
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from benchmarks.bare import APP_KEY, CONCURRENCY
from benchmarks.delivery import until_sent
from benchmarks.ledger import filled, preparing
from benchmarks.sink import sink
from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.notices import NoticeState
from bot.broadcast.service.platform import PlatformBot
from bot.broadcast.store import notices
from bot.core.clock import Clock, SystemClock
from bot.core.database import Database, open_database
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections

RECIPIENTS = int(os.environ.get("BENCH_RECIPIENTS", "10000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
_THROTTLED_KEY = "87654321.0123456789abcdef0123456789abcdef"


class TwoPlatforms:
    """One App Key's platform refuses most calls; the other's takes them 10 ms later."""

    honours_idempotency_keys = True
    takes_messages = False

    def __init__(self, free: Connections, throttled: Connections) -> None:
        self._of = {APP_KEY: free, _THROTTLED_KEY: throttled}

    async def bot_for(self, new: object) -> PlatformBot:
        """The one bot there is."""
        del new
        return PlatformBot(bot_id=1, app_key=APP_KEY)

    async def kept(self, profile: object) -> None:
        """Nobody sees its name."""

    def web_api(self, app_key: str) -> WebApi:
        """The client of the key's own platform."""
        return WebApi(self._of[app_key], app_key)


async def _took(free: str, throttled: str, *, together: bool) -> float:
    """Seconds until everybody has the free profile's notice."""
    failed: list[BaseException] = []
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = await open_database(f"sqlite:///{Path(folder)}/ledger.db")
        stack.push_async_callback(database.close)
        clock = SystemClock()
        keys = {"free": APP_KEY, "throttled": _THROTTLED_KEY}
        await filled(database, clock, RECIPIENTS, keys)
        platform = TwoPlatforms(
            await stack.enter_async_context(Connections(free)),
            await stack.enter_async_context(Connections(throttled)),
        )
        engine = LocalEngine(
            database,
            clock,
            platform,
            DeliverySettings(concurrency=CONCURRENCY),
            on_defect=failed.append,
        )
        if together:
            await _prepared(engine, database, clock)
        notice_id = await preparing(database, clock, "free", 2)
        began = time.perf_counter()
        engine.start()
        await until_sent(database, notice_id)
        took = time.perf_counter() - began
        await engine.stop()
    assert not failed, failed
    return took


async def _prepared(engine: LocalEngine, database: Database, clock: Clock) -> None:
    """The throttled profile's notice is prepared, so that only its sending is beside the other's."""
    notice_id = await preparing(database, clock, "throttled", 1)
    while (await notices.get(database, notice_id)).state is NoticeState.PREPARING:
        await engine.turn()
    await engine.turn()


async def _compare(free: str, throttled: str) -> None:
    ratios = []
    for number in range(1, ROUNDS + 1):
        alone = await _took(free, throttled, together=False)
        beside = await _took(free, throttled, together=True)
        ratios.append(beside / alone)
        print(
            f"round {number}: {RECIPIENTS:,} recipients alone {alone:.2f} s, beside a throttled "
            f"notice {beside:.2f} s, ratio {beside / alone:.3f}",
            flush=True,
        )
    print(f"median ratio {statistics.median(ratios):.3f}")


def main() -> None:
    """Run the comparison and print it."""
    # Ten milliseconds an answer, so that the platform sets the pace and not the processor.
    with sink(delay_ms=10) as free, sink(delay_ms=10, limit_per_minute=600) as throttled:
        uvloop.run(_compare(free, throttled))


if __name__ == "__main__":
    main()
