from collections.abc import AsyncIterator

import pytest

from tests.messenger.home import Home
from tests.messenger.service.scene import Scene, open_scene


@pytest.fixture
async def scene(home: Home) -> AsyncIterator[Scene]:
    """A message with buttons, once on each kind of database."""
    async with open_scene(home) as made:
        yield made
