"""Rigs: one whose time moves when somebody sleeps, one on the machine's clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core.clock import Clock, SystemClock
from bot.core.database import Database, open_database
from bot.core.migrations import migrate, migrations_of
from tests.broadcast.delivery.rig import Rig, build_rig
from tests.broadcast.fakes import FakePlatform
from tests.clock import ManualClock


@pytest.fixture
async def rig(tmp_path: Path, clock: ManualClock, platform: FakePlatform) -> AsyncIterator[Rig]:
    """Twelve people in three shards on SQLite; waiting takes no time."""
    async with (
        _opened(f"sqlite:///{tmp_path}/rig.db") as database,
        _rigged(database, clock, platform) as built,
    ):
        yield built


@pytest.fixture
async def each_rig(
    migrated: Database, clock: ManualClock, platform: FakePlatform
) -> AsyncIterator[Rig]:
    """The same, once on each kind of database."""
    async with _rigged(migrated, clock, platform) as built:
        yield built


@pytest.fixture
async def real_rig(tmp_path: Path, platform: FakePlatform) -> AsyncIterator[Rig]:
    """The same on SQLite and on the machine's clock."""
    async with (
        _opened(f"sqlite:///{tmp_path}/rig.db") as database,
        _rigged(database, SystemClock(), platform) as built,
    ):
        yield built


@pytest.fixture
async def cluster_rig(postgresql_url: str, platform: FakePlatform) -> AsyncIterator[Rig]:
    """The same on PostgreSQL and on the machine's clock, as several engines share it."""
    async with (
        _opened(postgresql_url) as database,
        _rigged(database, SystemClock(), platform) as built,
    ):
        yield built


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    for package in ("bot.workspace.store", "bot.broadcast.store"):
        await migrate(database, migrations_of(package), 0)
    yield database
    await database.close()


@asynccontextmanager
async def _rigged(
    database: Database, clock: Clock, platform: FakePlatform
) -> AsyncIterator[Rig]:
    built = await build_rig(database, clock, platform)
    yield built
    await platform.stop()
    await built.stop()
