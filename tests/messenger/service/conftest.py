from collections.abc import AsyncIterator

import pytest

from tests.messenger.bot_server import BotServer, bot_server
from tests.messenger.home import Home
from tests.messenger.service.scene import Scene, open_scene
from tests.messenger.service.talk import Talk, talk_in


@pytest.fixture
async def scene(home: Home) -> AsyncIterator[Scene]:
    """A message with buttons, once on each kind of database."""
    async with open_scene(home) as made:
        yield made


@pytest.fixture
async def talk(home: Home) -> Talk:
    """People who talk, once on each kind of database."""
    return await talk_in(home)


@pytest.fixture
async def server(talk: Talk) -> AsyncIterator[BotServer]:
    """The server of the home's bot."""
    async with bot_server() as made:
        await made.connect(talk.home.parts.bots, talk.home.bot.id)
        yield made
