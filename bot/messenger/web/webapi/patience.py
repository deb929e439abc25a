"""Waiting on purpose, for no longer than somebody waits for the answer."""

import asyncio

from aiohttp import web

from bot.messenger.web.parts import parts_of

# Seconds after which a waiter looks whether the client is still there, and at least.
_LOOK_AGAIN, _LEAST = 0.25, 0.001
_STOPPING: web.AppKey[asyncio.Event] = web.AppKey("messenger_stopping", asyncio.Event)


def end_waits_at_shutdown(app: web.Application) -> None:
    """Let no waiter hold the server up when it stops."""
    app[_STOPPING] = asyncio.Event()
    app.on_shutdown.append(_stop)


async def wait_for(request: web.Request, seconds: float) -> None:
    """Wait for `seconds`, or until the client goes away or the server stops."""
    clock, stopping = parts_of(request).clock, request.config_dict[_STOPPING]
    end = clock.monotonic() + seconds
    while (left := end - clock.monotonic()) >= _LEAST and not stopping.is_set():
        transport = request.transport
        if transport is None or transport.is_closing():
            return
        await clock.sleep(min(left, _LOOK_AGAIN))


async def _stop(app: web.Application) -> None:
    app[_STOPPING].set()
