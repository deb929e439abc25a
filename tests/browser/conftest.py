"""A running Spacecast and real browser windows."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest
from playwright.async_api import Browser, Page

from bot.workspace.model.sessions import LANGUAGE_COOKIE
from tests.browser.chromium import Scheme, chromium_process, connected, window_of
from tests.web.conftest import RunningSpace, start_space


class OpenWindow(Protocol):
    """Opens a browser window, signed in as somebody or as nobody."""

    async def __call__(
        self,
        key: str | None = None,
        *,
        language: str = "ko",
        scheme: Scheme = "light",
        width: int = 1280,
        touch: bool = False,
    ) -> Page:
        """The window's page; its relative addresses are the running space's."""


@pytest.fixture
async def space(tmp_path: Path) -> AsyncIterator[RunningSpace]:
    """A running Spacecast without grace time."""
    async with start_space(f"sqlite:///{tmp_path}/spacecast.db", tmp_path) as started:
        yield started


@pytest.fixture(scope="session")
def chromium_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One browser for all tests of a process: to start one takes longer than most of what is tested."""
    with chromium_process(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
async def open_window(space: RunningSpace, chromium_address: str) -> AsyncIterator[OpenWindow]:
    """Opens windows that are closed at the end."""
    async with AsyncExitStack() as stack:
        started: Browser | None = None

        async def window(
            key: str | None = None,
            *,
            language: str = "ko",
            scheme: Scheme = "light",
            width: int = 1280,
            touch: bool = False,
        ) -> Page:
            nonlocal started
            if started is None:
                started = await stack.enter_async_context(connected(chromium_address))
            context = await stack.enter_async_context(
                window_of(started, base_url=space.url, width=width, scheme=scheme, touch=touch)
            )
            cookies = space.session_cookie(key) if key else {}
            cookies[LANGUAGE_COOKIE] = language
            await context.add_cookies(
                [
                    {"name": name, "value": value, "url": space.url}
                    for name, value in cookies.items()
                ]
            )
            return await context.new_page()

        yield window
