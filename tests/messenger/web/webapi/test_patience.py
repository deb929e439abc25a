import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession, web

from bot.messenger.model.faults import Fault, Faults
from bot.messenger.model.simulation import Simulation
from tests.clock import ManualClock
from tests.messenger.home import HANA, Home


class _LongClock(ManualClock):
    """On which no wait ends by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Let others run, and stand still."""
        self.waiting.set()
        await asyncio.sleep(0)


class _Ends:
    """Notes how handlers ended."""

    def __init__(self) -> None:
        self.one = asyncio.Event()
        self.cancelled = False

    @web.middleware
    async def note(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Pass on."""
        try:
            return await handler(request)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        finally:
            self.one.set()


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A call that waits for an answer that doesn't come, and how its handler ends."""

    runner: web.AppRunner
    call: asyncio.Task[int]
    ends: _Ends


@pytest.fixture(params=[Fault.TIMEOUT, Fault.SLOW])
async def waiting(request: pytest.FixtureRequest, small_home: Home) -> AsyncIterator[Waiting]:
    """On a server that, as the real one, doesn't end a handler whose client goes away."""
    clock, ends = _LongClock(), _Ends()
    simulation = Simulation(faults=Faults(people={HANA: request.param}))
    app = small_home.app(simulation, chances=(0.0, 0.9), clock=clock)
    app.middlewares.append(ends.note)
    runner = web.AppRunner(app, shutdown_timeout=5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    headers = {"Authorization": f"Bearer {small_home.app_key}"}
    async with ClientSession(f"http://{host}:{port}", headers=headers) as session:
        call = asyncio.create_task(_post(session))
        await clock.waiting.wait()
        assert not ends.one.is_set()
        yield Waiting(runner=runner, call=call, ends=ends)
        await asyncio.gather(call, return_exceptions=True)
    await runner.cleanup()


async def _post(session: ClientSession) -> int:
    body = {"email": HANA, "text": "안내"}
    async with session.post("/messenger/v1/messages.send_by_email", json=body) as response:
        return response.status


async def test_a_wait_ends_when_the_client_goes_away(waiting: Waiting) -> None:
    waiting.call.cancel()
    await waiting.ends.one.wait()
    assert not waiting.ends.cancelled


async def test_a_wait_does_not_hold_the_server_up_when_it_stops(waiting: Waiting) -> None:
    await waiting.runner.cleanup()
    assert waiting.ends.one.is_set()
    assert not waiting.ends.cancelled
