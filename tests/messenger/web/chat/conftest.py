from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.messenger.edges_rig import Edges, open_edges
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.web.chat.people import Chatter, OpenChat, open_chat


@pytest.fixture
async def sign_in(small_home: Home) -> AsyncIterator[OpenChat]:
    """A way to sign members in to the mounted messenger."""
    async with open_chat(small_home) as made:
        yield made


@pytest.fixture
async def hana(sign_in: OpenChat) -> Chatter:
    """이하나."""
    return await sign_in(HANA)


@pytest.fixture
async def bonaem(sign_in: OpenChat) -> Chatter:
    """박보냄."""
    return await sign_in(SENDER)


@pytest.fixture
async def goun(sign_in: OpenChat) -> Chatter:
    """최고운, a super admin: nothing more than others in rooms."""
    return await sign_in(SUPER)


@pytest.fixture
async def edges(home: Home, tmp_path: Path) -> AsyncIterator[Edges]:
    """Secret rooms over HTTP, once on each kind of database."""
    async with open_edges(home, tmp_path / "secret") as made:
        yield made
