"""What every test may ask for: a clock, and a database of both kinds."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from bot.core.database import Database, open_database
from bot.core.migrations import migrate, migrations_of
from tests.blank import make_blank_postgresql, put_blank_sqlite
from tests.clock import ManualClock
from tests.postgresql import in_memory, running_server

_numbers = itertools.count(1)
# No test depends on how fast the machine is.
settings.register_profile(
    "spacecast", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# `pytest --hypothesis-profile=long`: as in `make proof`.
settings.register_profile("long", settings.get_profile("spacecast"), max_examples=2_000)
settings.load_profile("spacecast")
KINDS = ["sqlite", "postgresql"]
# Words in the names of files and folders.
_LONG = frozenset({"e2e", "browser", "crash", "machine"})
# They bring a database up to date, which is quick where the tables are there.
_WANT_TABLES = frozenset({"migrated", "home", "running_space", "cluster_rig"})


def pytest_configure(config: pytest.Config) -> None:
    """Files are made in memory where there is room: thousands of databases wait for no disk."""
    above = in_memory()
    if above is not None and config.option.basetemp is None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(above))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, or at the end one process works and the others wait."""
    items.sort(
        key=lambda item: _LONG.isdisjoint({*item.path.stem.split("_"), item.path.parent.name})
    )


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of the tests' own."""
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a PostgreSQL database with all tables."""
    return make_blank_postgresql(postgresql_server)


@pytest.fixture
async def postgresql_url(
    request: pytest.FixtureRequest, postgresql_server: str
) -> AsyncIterator[str]:
    """The URL of an empty PostgreSQL database; with its tables where the test asks for a space."""
    name = f"test_{next(_numbers)}"
    template = (
        request.getfixturevalue("postgresql_template")
        if _wants_tables(request)
        else "template1"
    )
    admin = await asyncpg.connect(f"{postgresql_server}/postgres")
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield f"{postgresql_server}/{name}"
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of such a database; the test runs once on each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    if _wants_tables(request):
        put_blank_sqlite(tmp_path / "test.db")
    return f"sqlite:///{tmp_path}/test.db"


def _wants_tables(request: pytest.FixtureRequest) -> bool:
    return not _WANT_TABLES.isdisjoint(request.fixturenames)


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
