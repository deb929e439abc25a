"""From sending a message to the last of 200 screens, in an ordinary and in a secret room.

Beside it, in the same run: bare aiohttp that passes the same bytes on to as many sockets.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.app import build
from bot.config import load_config
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import NewMember, Role

_TEXT = "점심은 열두 시에 로비에서 만나요. " * 4
_PATIENCE = 60.0
_BARE_PORT, _PORT = 18_079, 18_080
Say = Callable[[int], Awaitable[None]]


class Screens:
    """Sockets that note when a numbered message has come to all of them."""

    def __init__(self) -> None:
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []
        self._left: dict[int, int] = {}
        self._last: dict[int, asyncio.Future[float]] = {}

    async def open(
        self, session: aiohttp.ClientSession, url: str, token: str | None
    ) -> asyncio.Task[None]:
        """One more screen; the task ends with it."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        socket = await session.ws_connect(url, headers=headers, compress=0)
        self._sockets.append(socket)
        return asyncio.create_task(self._listen(socket), name="screen")

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            for number in [one for one in self._left if f'"#{one} ' in message.data]:
                self._left[number] -= 1
                if self._left[number] == 0:
                    del self._left[number]
                    self._last[number].set_result(time.perf_counter())

    async def time(self, number: int, say: Say) -> float:
        """Milliseconds from before message `number` is sent until every screen has it."""
        self._left[number] = len(self._sockets)
        self._last[number] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await say(number)
        async with asyncio.timeout(_PATIENCE):
            return (await self._last[number] - began) * 1_000


async def _measure(name: str, screens: Screens, say: Say, messages: int) -> float:
    for number in range(20):
        await screens.time(number, say)
    taken = [await screens.time(number + 100, say) for number in range(messages)]
    parts = statistics.quantiles(taken, n=100)
    print(
        f"{name}: {parts[49]:.1f} ms (p50), {parts[98]:.1f} ms (p99), {max(taken):.1f} ms (most) "
        f"until the last screen has it, {messages} messages",
        flush=True,
    )
    return parts[98]


async def _bare(sockets: int, messages: int) -> float:
    """The same through a server that does nothing but pass on; a process of its own."""
    async with (
        _process("-m", "benchmarks.sockets", "--serve-bare"),
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
    ):
        url = f"http://127.0.0.1:{_BARE_PORT}"
        await _until_ready(url)
        screens = Screens()
        tasks = [await screens.open(session, f"{url}/ws", None) for _ in range(sockets)]

        async def say(number: int) -> None:
            body = {"text": f"#{number} {_TEXT}"}
            async with session.post(f"{url}/say", json=body) as answer:
                assert answer.status == 201

        p99 = await _measure("bare aiohttp", screens, say, messages)
        await _end(tasks)
        return p99


@asynccontextmanager
async def _process(*arguments: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _bare_app() -> web.Application:
    sockets: set[web.WebSocketResponse] = set()

    async def listen(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        sockets.add(socket)
        async for _ in socket:
            pass
        return socket

    async def say(request: web.Request) -> web.Response:
        text = await request.text()
        await asyncio.gather(*(socket.send_str(text) for socket in sockets))
        return web.json_response({}, status=201)

    app = web.Application()

    async def ready(_: web.Request) -> web.Response:
        return web.Response()

    app.add_routes([web.get("/ws", listen), web.post("/say", say), web.get("/readyz", ready)])
    return app


async def _serve_bare() -> None:
    runner = web.AppRunner(_bare_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", _BARE_PORT).start()
    await asyncio.Event().wait()


@asynccontextmanager
async def _serving(sockets: int) -> AsyncIterator[tuple[str, list[str], list[str]]]:
    """A whole Spacecast with its messenger: its address, people's tokens and ids."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), _PORT
        file = folder / "config.yaml"
        file.write_text(
            f"server: {{port: {port}}}\ndatabase: sqlite:///{folder}/spacecast.db\n"
            f"data_dir: {folder}\n",
            "utf-8",
        )
        tokens, ids = await _people(file, sockets)
        async with _process("-m", "bot", "-c", str(file), "serve"):
            url = f"http://127.0.0.1:{port}"
            await _until_ready(url)
            yield f"{url}/messenger", tokens, ids


async def _people(file: Path, count: int) -> tuple[list[str], list[str]]:
    async with AsyncExitStack() as stack:
        system = await build(load_config(file), stack)
        people = [
            NewMember(
                email=f"p{number}@bench.example",
                name=f"사람 {number}",
                role=Role.MEMBER if number else Role.SUPER_ADMIN,
            )
            for number in range(count)
        ]
        await system.parts.member_import.add(machine_actor(), people)
        assert system.parts.secret_rooms is not None
        await system.parts.secret_rooms.switch(machine_actor(), "on")
        tokens, ids = [], []
        for one in people:
            member = await system.parts.members.get(one.email)
            made = await system.parts.sessions.new_token(
                machine_actor(), member_key=member.id, name="bench"
            )
            tokens.append(made.secret)
            ids.append(member.id)
        return tokens, ids


async def _until_ready(url: str) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        for _ in range(300):
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError("the server never answered")


async def _spacecast(sockets: int, messages: int) -> list[float]:
    found = []
    async with (
        _serving(sockets) as (url, tokens, ids),
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
    ):
        screens = Screens()
        tasks = [await screens.open(session, f"{url}/ws", token) for token in tokens]
        headers = {"Authorization": f"Bearer {tokens[0]}"}
        for kind, more in (("group", {}), ("secret", {"auto_delete": "1h", "keep": "3d"})):
            asked = {"kind": kind, "members": ids[1:], "name": kind, **more}
            async with session.post(f"{url}/api/rooms", json=asked, headers=headers) as answer:
                assert answer.status == 201, await answer.text()
                room = (await answer.json())["id"]

            async def say(number: int, room: str = room) -> None:
                body = {"text": f"#{number} {_TEXT}"}
                path = f"{url}/api/rooms/{room}/messages"
                async with session.post(path, json=body, headers=headers) as answer:
                    assert answer.status == 201, await answer.text()

            found.append(
                await _measure(f"a {kind} room of {sockets:>3}", screens, say, messages)
            )
        await _end(tasks)
    return found


async def _all(sockets: int, messages: int) -> None:
    bare = await _bare(sockets, messages)
    group, secret = await _spacecast(sockets, messages)
    print(f"p99 of bare: an ordinary room {group / bare:.2f}, a secret one {secret / bare:.2f}")


def main() -> None:
    """Measure; or be the bare server."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--serve-bare", action="store_true")
    asked = parser.parse_args()
    if asked.serve_bare:
        asyncio.run(_serve_bare())
    else:
        asyncio.run(_all(asked.sockets, asked.messages))


if __name__ == "__main__":
    main()
