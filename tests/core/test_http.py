"""The guarded client against real servers, kind and hostile."""

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.core.http import Answered, NoAnswer, OutgoingCalls
from tests.postgresql import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """The address of a server that answers every POST so."""
    app = web.Application()
    app.router.add_post("/", handler)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/"))
    finally:
        await server.close()


async def _post(url: str, *, seconds: float = 30) -> Answered | NoAnswer:
    async with OutgoingCalls(seconds=seconds, answer_bytes=1_000) as calls:
        return await calls.post(url, b'{"a":1}', "application/json;charset=utf-8")


@pytest.mark.parametrize(("status", "taken"), [(200, True), (204, True), (404, False)])
async def test_an_answer_of_any_status_is_told(status: int, taken: bool) -> None:
    async def answer(request: web.Request) -> web.Response:
        assert await request.read() == b'{"a":1}'
        assert request.headers["Content-Type"] == "application/json;charset=utf-8"
        assert "Cookie" not in request.headers
        return web.Response(status=status, headers={"Set-Cookie": "a=b"})

    async with serving(answer) as url:
        told = await _post(url)
    assert told == Answered(status=status, body=b"")
    assert isinstance(told, Answered)
    assert told.taken is taken


async def test_a_redirect_is_not_followed() -> None:
    asked = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(status=307, headers={"Location": "/"})

    async with serving(answer) as url:
        assert await _post(url) == Answered(status=307, body=b"")
    assert asked == 1


async def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"a" * 10_000)
        return response

    async with serving(answer) as url:
        assert await _post(url) == Answered(status=200, body=None)


async def test_a_small_answer_that_unpacks_to_a_large_one_is_too_large() -> None:
    async def answer(request: web.Request) -> web.Response:
        packed = gzip.compress(b"a" * 1_000_000)
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async with serving(answer) as url:
        assert await _post(url) == Answered(status=200, body=None)


async def test_who_never_answers_is_given_up() -> None:
    ended = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        await ended.wait()
        return web.Response()

    async with serving(answer) as url:
        assert await _post(url, seconds=0.05) is NoAnswer.TIMED_OUT
        ended.set()


async def test_nobody_there_is_unreachable() -> None:
    assert await _post(f"http://127.0.0.1:{free_port()}/") is NoAnswer.UNREACHABLE


@pytest.mark.parametrize("said", [b"", b"not HTTP at all\r\n\r\n"])
async def test_an_answer_that_is_none_is_told_apart_from_nobody_there(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_000)
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await _post(f"http://127.0.0.1:{port}/") is NoAnswer.BROKEN_OFF


@pytest.mark.parametrize("host", ["[::1", "a..b", "a" * 70, "\u2024", "%zz"])
async def test_an_address_that_cannot_be_one_is_unreachable(host: str) -> None:
    assert await _post(f"http://{host}/") is NoAnswer.UNREACHABLE


async def test_it_works_only_while_it_is_open() -> None:
    with pytest.raises(RuntimeError):
        await OutgoingCalls().post("http://127.0.0.1/", b"", "text/plain")
