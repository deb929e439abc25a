"""What every test may ask for: a clock, and a database of both kinds."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from bot.core.database import Database, open_database
from bot.core.migrations import migrate, migrations_of
from tests.clock import ManualClock
from tests.postgresql import running_server

_numbers = itertools.count(1)
# No test depends on how fast the machine is.
settings.register_profile(
    "spacecast", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# `pytest --hypothesis-profile=long`: as in `make proof`.
settings.register_profile("long", settings.get_profile("spacecast"), max_examples=2_000)
settings.load_profile("spacecast")
KINDS = ["sqlite", "postgresql"]


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of the tests' own."""
    with running_server() as url:
        yield url


@pytest.fixture
async def postgresql_url(postgresql_server: str) -> AsyncIterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(f"{postgresql_server}/postgres")
    try:
        await admin.execute(f"CREATE DATABASE {name}")
        yield f"{postgresql_server}/{name}"
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; the test runs once on each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def migrated(database: Database, clock: ManualClock) -> Database:
    """A database with the tables of the workspace and of broadcasting."""
    for package in ("bot.workspace.store", "bot.broadcast.store"):
        await migrate(database, migrations_of(package), clock.now())
    return database
