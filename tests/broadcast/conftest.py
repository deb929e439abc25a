"""What tests of broadcasting ask for: a workspace, once with a hostile platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.model.notices import Notice
from bot.core.database import Database
from tests.broadcast.fakes import FakePlatform, serving
from tests.builders import Space, build_space
from tests.clock import ManualClock


@pytest.fixture
async def space(migrated: Database, clock: ManualClock, tmp_path: Path) -> Space:
    """A workspace that sends nothing, once on each kind of database."""
    return await build_space(migrated, clock, folder=tmp_path)


@pytest.fixture
async def platform() -> AsyncIterator[FakePlatform]:
    """A platform that takes everything until it is told otherwise."""
    async with serving(FakePlatform()) as served:
        yield served


@pytest.fixture
async def prepared(space: Space) -> Notice:
    """A notice with a delivery for each of twelve people, in three shards."""
    await space.profile("hr")
    notice = await space.sent()
    await Fanout(space.database, space.clock, 5).prepare(notice.id)
    return notice
