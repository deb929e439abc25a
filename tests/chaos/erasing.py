"""Kills a process that erases, at random moments: python -m tests.chaos.erasing."""

import argparse
import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from bot.core.clock import DAY, HOUR
from bot.core.database import Database, open_database
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from tests.clock import ManualClock
from tests.e2e.space import PATIENCE, ROOT, environment
from tests.messenger.erasing_rig import (
    ErasingRig,
    Rows,
    open_erasing_rig,
    put_rows,
    rows_of,
    state_of,
)
from tests.messenger.home import HANA, SENDER, SUPER, open_home
from tests.postgresql import running_server

_MESSAGES, _FILES_EVERY = 60, 5


@dataclass(slots=True)
class Report:
    """What came of it; `lives` counts the processes, `ends` how often all was erased at last."""

    kills: int = 0
    lives: int = 0
    ends: int = 0
    # How long it takes in one go, after the start.
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)


async def run(folder: Path, url: str, *, kills: int, seed: int) -> Report:
    """Kill until enough kills were done; after each of them, and at the end, look at what is left."""
    killing = await _prepared(folder, url, random.Random(seed))  # noqa: S311 -- when, no secret
    try:
        while killing.report.kills < kills and not killing.report.violations:
            await killing.round()
    finally:
        await killing.database.close()
    return killing.report


async def _prepared(folder: Path, url: str, chances: random.Random) -> "_Killing":
    """Rooms in which much has ended and some hasn't, and one that is deleted."""
    clock = ManualClock()
    database = await open_database(url, erasing=True)
    async with (
        open_home(database, clock) as home,
        open_erasing_rig(home, folder / "secret") as rig,
    ):
        await _fill(rig, clock)
    shutil.copytree(folder / "secret", folder / "as-it-was")
    rows = await rows_of(database)
    killing = _Killing(folder, url, clock.now(), database, rows, chances)
    whole = await killing.whole()
    killing.end = whole
    return killing


async def _fill(rig: ErasingRig, clock: ManualClock) -> None:
    rooms = [await rig.open(HANA, SENDER, SUPER, name=f"방 {number}") for number in range(3)]
    for number in range(_MESSAGES):
        room = rooms[number % 3]
        if number % _FILES_EVERY:
            await rig.say(HANA, room)
        else:
            await rig.send_file(HANA, room, b"x" * 1_000)
    clock.move(3 * DAY - HOUR)
    for room in rooms:
        await rig.say(HANA, room)
        await rig.upload(HANA, room, b"loose")
    await rig.talk.delete(await rig.person(HANA), rooms[0].id)
    clock.move(HOUR)


class _Killing:
    """One folder and database, put back as they were for each round."""

    def __init__(
        self,
        folder: Path,
        url: str,
        now: int,
        database: Database,
        rows: Rows,
        chances: random.Random,
    ) -> None:
        self.report = Report()
        self.database = database
        self.end: Mapping[str, Any] = {}
        self._folder = folder
        self._url = url
        self._now = now
        self._rows = rows
        self._chances = chances

    async def whole(self) -> Mapping[str, Any]:
        """What is left when nothing comes between."""
        await self._put_back()
        if not await asyncio.to_thread(self._live, None):
            raise RuntimeError("erasing doesn't come to an end by itself")
        return await self._left()

    async def round(self) -> None:
        """Kill one life after the other until one comes to its end; then all must be as ever."""
        await self._put_back()
        while True:
            patience = self._chances.uniform(0, self.report.seconds / 2)
            self.report.lives += 1
            if await asyncio.to_thread(self._live, patience):
                break
            self.report.kills += 1
            if (await self._left())["keys nobody knows"]:
                self.report.violations.append("a row is gone, and its key isn't")
        self.report.ends += 1
        left = await self._left()
        for name in left:
            if left[name] != self.end[name]:
                self.report.violations.append(f"{name}: {self.end[name]} is {left[name]}")

    def _live(self, patience: float | None) -> bool:
        """One process; False where it was killed, so many seconds after it had begun."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.erasing_child", str(self._folder / "secret"),
             self._url, str(self._now)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment(),
        )  # fmt: skip
        with process:
            if process.stdout is None or process.stdout.readline() != b"ready\n":
                raise RuntimeError("the process that erases doesn't start")
            began = time.monotonic()
            try:
                code = process.wait(PATIENCE if patience is None else patience)
            except subprocess.TimeoutExpired:
                process.kill()
                return False
        if code:
            raise RuntimeError(f"the process that erases ended with {code}")
        self.report.seconds = self.report.seconds or time.monotonic() - began
        return True

    async def _put_back(self) -> None:
        await put_rows(self.database, self._rows)
        shutil.rmtree(self._folder / "secret")
        shutil.copytree(self._folder / "as-it-was", self._folder / "secret")

    async def _left(self) -> Mapping[str, Any]:
        secret = self._folder / "secret"
        ring = await KeyRing.open(secret / "keys.db", MasterKeyFile(secret / "master.key"), 0)
        try:
            return await state_of(self.database, ring, secret)
        finally:
            await ring.close()


async def _on(kind: str, kills: int, seed: int) -> Report:
    with tempfile.TemporaryDirectory(prefix="spacecast-erasing-") as name:
        folder = Path(name)
        if kind == "sqlite":
            return await run(folder, f"sqlite:///{folder}/messenger.db", kills=kills, seed=seed)
        with running_server(durable=True) as server:
            admin = await asyncpg.connect(f"{server}/postgres")
            await admin.execute("CREATE DATABASE erasing")
            await admin.close()
            return await run(folder, f"{server}/erasing", kills=kills, seed=seed)


def main() -> int:
    """Run on both databases; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.erasing", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="in all, split evenly")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    broken = False
    for kind in ("sqlite", "postgresql"):
        report = asyncio.run(_on(kind, given.kills // 2, given.seed))
        print(
            f"{kind}: {report.kills} kills, {report.ends} times erased to the end, "
            f"{len(report.violations)} violations"
        )
        for violation in report.violations:
            print(f"  {violation}")
        broken |= bool(report.violations)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
