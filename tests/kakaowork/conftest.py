"""What tests of the client ask for: a client, and a platform that obeys."""

from collections.abc import AsyncIterator, Callable

import pytest
from pytest_aiohttp import AiohttpServer

from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections
from tests.kakaowork.platform import Platform, application

APP_KEY = "0123abcd.0123456789abcdef0123456789abcdef"


ClientOf = Callable[..., WebApi]


@pytest.fixture
async def client_of() -> AsyncIterator[ClientOf]:
    """Makes clients of a server by its address."""
    opened: list[Connections] = []

    def made(url: str, app_key: str = APP_KEY, *, timeout: float = 10.0) -> WebApi:
        opened.append(Connections(url))
        return WebApi(opened[-1], app_key, timeout=timeout)

    yield made
    for connections in opened:
        await connections.close()


@pytest.fixture
def platform() -> Platform:
    """A platform without answers yet."""
    return Platform()


@pytest.fixture
async def api(client_of: ClientOf, platform: Platform, aiohttp_server: AiohttpServer) -> WebApi:
    """A client of `platform`."""
    server = await aiohttp_server(application(platform.handle))
    return client_of(str(server.make_url("/")))
