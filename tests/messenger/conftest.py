from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.database import Database, open_database
from tests.blank import put_blank_sqlite
from tests.clock import ManualClock
from tests.messenger.home import Home, open_home


@pytest.fixture
async def home(database: Database, clock: ManualClock) -> AsyncIterator[Home]:
    """A messenger, once on each kind of database."""
    async with open_home(database, clock) as made:
        yield made


@pytest.fixture
async def small_home(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Home]:
    """A messenger on SQLite, for what doesn't depend on the database."""
    put_blank_sqlite(tmp_path / "home.db")
    database = await open_database(f"sqlite:///{tmp_path}/home.db")
    async with open_home(database, clock) as made:
        yield made
    await database.close()
