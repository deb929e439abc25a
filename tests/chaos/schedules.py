"""Two servers over one database, one killed while very much falls due: python -m tests.chaos.schedules."""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import asyncpg

from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.schedules import Schedule
from bot.broadcast.store import schedules
from bot.core.clock import MINUTE, SECOND, SystemClock
from bot.core.database import Database, open_database
from bot.core.ids import new_id
from bot.workspace.model.actors import machine_actor
from tests.broadcast.planning import SEOUL, planned_draft
from tests.builders import build_space
from tests.e2e.space import space
from tests.postgresql import running_server

MEMBERS = 3
# So long after it is written down the first falls due; each server looks every five seconds.
_LEAD = 6 * SECOND
_PATIENCE = 120
_ALWAYS = 'quiet_hours: {start: "00:00", end: "00:00"}\n'
_MESSAGES = """
    SELECT m.text, p.user_id FROM messenger_messages m
    JOIN messenger_room_members p ON p.room_id = m.room_id AND p.user_id <> m.sender_id
"""


async def run(folder: Path, url: str, count: int, spread: int) -> list[str]:
    """What is not as promised after `count` schedules fell due within `spread` ms and a kill."""
    for name in ("first", "second"):
        (folder / name).mkdir()
    with (
        space(folder / "first", url, more=_ALWAYS) as killed,
        space(folder / "second", url, more=_ALWAYS) as left,
    ):
        killed.fill(MEMBERS)
        killed.start()
        left.start()
        database = await open_database(url)
        try:
            await _plan(database, count, spread)
            await _settled(database, count // 4)
            killed.kill()
            before = await _count(database, "SELECT count(*) FROM occurrences")
            await _settled(database, count)
            await _sent(database, count)
            broken = await _broken(database, count)
        finally:
            await database.close()
    return broken if before < count else [*broken, "it was killed when all was done"]


async def _plan(database: Database, count: int, spread: int) -> None:
    """Planned for this very minute, and due one after the other from a few seconds on."""
    clock = SystemClock()
    services = await build_space(database, clock, members=0)
    draft = planned_draft({"every": "5m"})
    made = (await services.planning.writing.create(machine_actor(), draft)).schedule
    now = clock.now()
    async with database.transaction() as tx:
        await schedules.remove(tx, made.id, now)
        for number in range(count):
            due = now + _LEAD + number * spread // count
            await schedules.add(tx, _once(made, number, now // MINUTE * MINUTE, due))


def _once(made: Schedule, number: int, minute: int, due: int) -> Schedule:
    title = f"공지 {number}"
    wall = wall_of(moment_at(minute), SEOUL)
    variables = {"title": title, "body": "모두에게 한 번"}
    return replace(
        made, id=new_id("sd"), number=number + 2, title=title, variables=variables,
        frozen={**made.frozen, "variables": variables},
        rules=planned_draft({"at": f"{wall:%Y-%m-%dT%H:%M}"}).rules,
        planned_through=minute - 1, next_at=due,
    )  # fmt: skip


async def _count(database: Database, sql: str) -> int:
    return int(await database.fetch_value(sql))


async def _settled(database: Database, goal: int) -> None:
    await _reached(database, "SELECT count(*) FROM occurrences", goal)


async def _sent(database: Database, goal: int) -> None:
    await _reached(database, "SELECT count(*) FROM notices WHERE state = 'sent'", goal)


async def _reached(database: Database, sql: str, goal: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        while await _count(database, sql) < goal:
            await asyncio.sleep(0.02)


async def _broken(database: Database, count: int) -> list[str]:
    """The promises that were not kept, by what the database and the messenger hold."""
    rows = await database.fetch("SELECT schedule_id, state, notice_id FROM occurrences")
    notices = await database.fetch("SELECT id, schedule_id, title FROM notices")
    got = Counter(
        (row["text"].splitlines()[0], row["user_id"]) for row in await database.fetch(_MESSAGES)
    )
    found = {
        "occurrences that were not fired": [r for r in rows if r["state"] != "fired"],
        "schedules settled twice": _repeated([r["schedule_id"] for r in rows]),
        "notices sent twice": _repeated([n["schedule_id"] for n in notices]),
        "messages sent twice": [key for key, times in got.items() if times > 1],
    }
    broken = [f"{what}: {which}" for what, which in found.items() if which]
    if {len(rows), len(notices)} != {count} or len(got) != count * MEMBERS:
        broken.append(f"{len(rows)} occurrences, {len(notices)} notices, {len(got)} messages")
    return broken


def _repeated(keys: list[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]


async def _all(server: str, count: int, spread: int) -> list[str]:
    admin = await asyncpg.connect(f"{server}/postgres")
    await admin.execute("CREATE DATABASE schedules")
    await admin.close()
    with tempfile.TemporaryDirectory(prefix="spacecast-chaos-") as folder:
        return await run(Path(folder), f"{server}/schedules", count, spread)


def main() -> int:
    """Run once; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos.schedules", description=__doc__
    )
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=40)
    asked = parser.parse_args()
    with running_server() as server:
        broken = asyncio.run(_all(server, asked.schedules, asked.seconds * SECOND))
    for violation in broken:
        print(violation)
    verdict = "broken" if broken else "kept"
    print(f"{asked.schedules} schedules within {asked.seconds} s and one kill: {verdict}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
