"""The system's Chromium, driven headless with a profile folder of its own."""

import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
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
_LOOKS, _PAUSE = 600, 0.1
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


@contextmanager
def chromium_process(folder: Path) -> Iterator[str]:
    """A browser that many tests connect to one after the other; gives its address."""
    process = subprocess.Popen(
        [EXECUTABLE, *_ARGUMENTS, "--remote-debugging-port=0", f"--user-data-dir={folder}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{_port_of(process, folder / 'DevToolsActivePort')}"
    finally:
        process.terminate()
        process.wait()


def _port_of(process: "subprocess.Popen[bytes]", told_in: Path) -> int:
    for _ in range(_LOOKS):
        lines = told_in.read_text().splitlines() if told_in.is_file() else []
        if len(lines) > 1:
            return int(lines[0])
        if process.poll() is not None:
            break
        time.sleep(_PAUSE)
    raise RuntimeError(f"{EXECUTABLE} did not start")


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Browser]:
    """The browser at an address, for many windows; what a test opened is closed at its end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        try:
            yield browser
        finally:
            await browser.close()


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
