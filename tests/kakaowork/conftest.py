"""What tests of the client ask for: a session, and a platform that obeys."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from pytest_aiohttp import AiohttpServer

from bot.kakaowork.client import WebApi
from tests.kakaowork.platform import Platform, application

APP_KEY = "0123abcd.0123456789abcdef0123456789abcdef"


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session as the product makes it."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def platform() -> Platform:
    """A platform without answers yet."""
    return Platform()


@pytest.fixture
async def api(
    session: aiohttp.ClientSession, platform: Platform, aiohttp_server: AiohttpServer
) -> WebApi:
    """A client of `platform`."""
    server = await aiohttp_server(application(platform.handle))
    return WebApi(session, str(server.make_url("/")), APP_KEY)
