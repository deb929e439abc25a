"""The system's Chromium, driven headless with a profile folder of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, BrowserContext, async_playwright

EXECUTABLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
]
Scheme = Literal["light", "dark"]


@asynccontextmanager
async def chromium(
    folder: Path,
    *,
    width: int = 1280,
    height: int = 900,
    scheme: Scheme = "light",
    base_url: str | None = None,
    touch: bool = False,
) -> AsyncIterator[BrowserContext]:
    """A browser window of its own, with `touch` a phone's; closed at the end."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder,
            executable_path=EXECUTABLE,
            args=_ARGUMENTS,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            base_url=base_url,
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            has_touch=touch,
            is_mobile=touch,
        )
        try:
            yield context
        finally:
            await context.close()


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser for many windows; closed at the end."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=EXECUTABLE, args=_ARGUMENTS)
        try:
            yield started
        finally:
            await started.close()


@asynccontextmanager
async def window_of(
    started: Browser, *, base_url: str, width: int, scheme: Scheme, touch: bool
) -> AsyncIterator[BrowserContext]:
    """A window of it that shares no cookie with any other, with `touch` a phone's."""
    context = await started.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        base_url=base_url,
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        has_touch=touch,
        is_mobile=touch,
    )
    try:
        yield context
    finally:
        await context.close()
