"""What tests of the workspace ask for."""

import pytest

from bot.core.database import Database
from tests.builders import Space, build_space
from tests.clock import ManualClock


@pytest.fixture
async def space(migrated: Database, clock: ManualClock) -> Space:
    """Twelve people on the Standard plan, once on each kind of database."""
    return await build_space(migrated, clock)
