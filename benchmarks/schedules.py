"""How late schedules are that fall due together, and what very many of them cost at the start.

python -m benchmarks.schedules [--schedules 10000] [--due 500] [--no-postgresql]
"""

import argparse
import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import uvloop

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.occurrences import next_planned
from bot.broadcast.service.holiday_calendar import calendar_of
from bot.broadcast.store import notices, schedules
from bot.core.clock import HOUR, SECOND, SystemClock
from bot.core.database import Database, open_database
from bot.core.ids import new_id
from bot.core.migrations import migrate, migrations_of
from bot.schedule_side import ScheduleSide, Times, schedule_side
from tests.broadcast.planning import planned_draft, seoul
from tests.builders import Space, build_space
from tests.postgresql import running_server

_AT = "2026-12-01T09:00"
DUE = seoul(_AT)
_LEAD = 40 * SECOND
_PULSE = 0.002
_ONE_OFF = {"at": _AT}
_RULES = (
    {"daily": "10:30"}, {"weekdays": "17:00"}, {"weekly": {"days": ["mon"], "time": "18:00"}},
    {"monthly": {"day": "last", "time": "12:00"}}, {"every": "2h", "from": "2026-11-30T10:20"},
    {"cron": "30 15 1,15 * *"},
)  # fmt: skip


class ShiftedClock(SystemClock):
    """Time goes as it does, and starts shortly before everything falls due."""

    def __init__(self) -> None:
        self._ahead = DUE - _LEAD - super().now()

    def now(self) -> int:
        """UTC milliseconds."""
        return super().now() + self._ahead


async def _fill(url: str, count: int, due: int) -> None:
    """As many schedules, of which `due` fall due together."""
    clock = ShiftedClock()
    database = await open_database(url)
    for package in ("bot.workspace.store", "bot.broadcast.store"):
        await migrate(database, migrations_of(package), clock.now())
    space = await build_space(database, clock)
    await space.profile("hr", granted=["hana"])
    hana, calendar = await space.actor("hana"), calendar_of("KR", {})
    made = await space.planning.writing.create(hana, planned_draft(_ONE_OFF))
    async with database.transaction() as tx:
        for number in range(2, count + 1):
            rule = _ONE_OFF if number <= due else _RULES[number % len(_RULES)]
            (rules, zone) = planned_draft(rule).rules, ZoneInfo("Asia/Seoul")
            other = replace(
                made.schedule, id=new_id("sd"), number=number, rules=rules, zone=zone
            )
            found = next_planned(other.plan, other.planned_through, calendar)
            await schedules.add(tx, replace(other, next_at=None if found is None else found.at))
        await tx.execute("UPDATE counters SET value = $1 WHERE name = 'schedule'", count)
    await database.close()


class Commits:
    """When something was committed, as whoever sends is woken."""

    def __init__(self, clock: ShiftedClock) -> None:
        self._clock = clock
        self.at: list[int] = []

    def wake(self) -> None:
        """Called after each transaction."""
        self.at.append(self._clock.now())

    def after(self, decided: int) -> int:
        """When what was decided then was committed."""
        return self.at[bisect_left(self.at, decided)]


class Pulse:
    """Beats steadily; the longest pause is how long the loop was held up."""

    def __init__(self) -> None:
        self._task = asyncio.create_task(self._beat())
        self.longest = 0.0

    async def _beat(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(_PULSE)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last - _PULSE), now

    def taken(self) -> float:
        """The longest pause since it was taken last."""
        found, self.longest = self.longest, 0.0
        return found

    def stop(self) -> None:
        """No more."""
        self._task.cancel()


async def _run(url: str, due: int) -> None:
    database = await open_database(url)
    try:
        await _measured(database, url, due)
    finally:
        await database.close()


async def _measured(database: Database, url: str, due: int) -> None:
    clock = ShiftedClock()
    space = await build_space(database, clock)
    commits = Commits(clock)
    side = _side(space, clock, commits)
    pulse = Pulse()
    before, began, start_used = _memory(), time.perf_counter(), time.process_time()
    await side.ticker.start()
    await side.ticker.look()
    started, start_used = time.perf_counter() - began, time.process_time() - start_used
    added, start_pause = _memory() - before, pulse.taken()
    await clock.sleep((DUE - clock.now()) / SECOND - 1)
    used = time.process_time()
    await _all_fired(database, due)
    used = time.process_time() - used
    await side.ticker.stop()
    fire_pause = pulse.taken()
    pulse.stop()
    rows = await database.fetch("SELECT planned_at, decided_at FROM occurrences")
    assert len(rows) == due, len(rows)
    lags = [commits.after(row["decided_at"]) - row["planned_at"] for row in rows]
    began_bare = time.process_time()
    bare = await _bare(database, due)
    used_bare = time.process_time() - began_bare
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kind = "PostgreSQL" if url.startswith("postgresql") else "SQLite"
    total = await database.fetch_value("SELECT count(*) FROM schedules")
    print(
        f"{kind}, {total:,} schedules: start {started:.2f} s ({start_used:.2f} s of the "
        f"processor), which adds {added:.1f} MB and holds up the loop "
        f"{start_pause * 1000:.0f} ms at most; {due:,} due in one second: {_of(lags)} after; "
        f"loop held up {fire_pause * 1000:.0f} ms at most; bare inserts, one transaction each: "
        f"{_of(bare)}; ratio {statistics.median(lags) / statistics.median(bare):.2f} (p50), "
        f"{max(lags) / max(bare):.2f} (last), {used / used_bare:.2f} by processor time "
        f"({used:.2f} s and {used_bare:.2f} s); peak memory {peak:.0f} MB",
        flush=True,
    )


def _side(space: Space, clock: ShiftedClock, commits: Commits) -> ScheduleSide:
    def raised(error: BaseException) -> None:
        raise error

    times = Times(
        grace_seconds=0, quiet_hours=None, calendar=calendar_of("KR", {}), misfire_grace=HOUR
    )
    return schedule_side(
        space.database, clock, times, notices=space.notices, profiles=space.profiles,
        composer=space.composer, keys=space.keys, wake=commits.wake, on_defect=raised,
    )  # fmt: skip


async def _all_fired(database: Database, due: int) -> None:
    """Looks seldom, so that looking costs nothing that counts."""
    async with asyncio.timeout(300):
        while await database.fetch_value("SELECT count(*) FROM occurrences") < due:  # noqa: ASYNC110
            await asyncio.sleep(0.5)


async def _bare(database: Database, count: int) -> list[float]:
    """How long after the first began each of as many notices was committed."""
    (made,) = await notices.page(database, limit=1)
    rows = [
        replace(made, id=new_id("nt"), number=made.number + n, state=NoticeState.DRAFT)
        for n in range(1, count + 1)
    ]
    found: list[float] = []
    began = time.perf_counter()
    for notice in rows:
        async with database.transaction() as tx:
            await notices.add(tx, notice)
        found.append((time.perf_counter() - began) * 1000)
    return found


def _of(times: list[float] | list[int]) -> str:
    parts = statistics.quantiles(times, n=100)
    return f"{parts[49]:,.0f} ms (p50), {parts[98]:,.0f} ms (p99), {max(times):,.0f} ms (last)"


def _memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


def _both(url: str, count: int, due: int) -> None:
    for only in ("fill", "run"):
        given = ["--only", only, "--url", url, "--schedules", str(count), "--due", str(due)]
        subprocess.run([sys.executable, "-m", "benchmarks.schedules", *given], check=True)


def main() -> None:
    """Fill and run in processes of their own, so that the memory is the run's alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=500)
    parser.add_argument("--no-postgresql", action="store_true")
    parser.add_argument("--only", choices=["fill", "run"])
    parser.add_argument("--url")
    asked = parser.parse_args()
    if asked.only == "fill":
        uvloop.run(_fill(asked.url, asked.schedules, asked.due))
    elif asked.only == "run":
        uvloop.run(_run(asked.url, asked.due))
    else:
        with tempfile.TemporaryDirectory() as folder:
            _both(f"sqlite:///{folder}/schedules.db", asked.schedules, asked.due)
        if not asked.no_postgresql:
            with running_server(durable=True) as server:
                asyncio.run(_make(server))
                _both(f"{server}/schedules", asked.schedules, asked.due)


async def _make(server: str) -> None:
    admin = await asyncpg.connect(f"{server}/postgres")
    await admin.execute("CREATE DATABASE schedules")
    await admin.close()


if __name__ == "__main__":
    main()
