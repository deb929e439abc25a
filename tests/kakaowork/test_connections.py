"""Connections: what is reused, what is dropped, and whose answer is whose."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.kakaowork.connections import Answer, Connections
from bot.kakaowork.errors import Unreached
from tests.kakaowork.conftest import ClientOf
from tests.kakaowork.platform import wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Says its pieces in turn, one a request, and counts its connections."""

    def __init__(self, *says: bytes, then_closes: bool = False) -> None:
        self.says = list(says)
        self.then_closes = then_closes
        self.connections = 0
        self.requests: list[bytes] = []

    async def connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection."""
        self.connections += 1
        while self.says:
            request = await reader.read(65536)
            if not request:
                return
            self.requests.append(request)
            writer.write(self.says.pop(0))
            if self.then_closes:
                return
        await reader.read()


@asynccontextmanager
async def connected_to(server: Server) -> AsyncIterator[Callable[[], "asyncio.Task[Answer]"]]:
    async with wire(server.connected) as url, Connections(url) as connections:
        head = connections.head("POST", "/v1/messages.send", {"Accept": "*/*"})

        def ask(timeout: float = 5) -> asyncio.Task[Answer]:
            request = head + b"Content-Length: 0\r\n\r\n"
            return asyncio.create_task(connections.exchange(request, timeout))

        yield ask


async def test_a_connection_is_used_again() -> None:
    server = Server(OK, OK, OK)
    async with connected_to(server) as ask:
        for _ in range(3):
            answer = await ask()
            assert (answer.status, answer.body) == (200, b"ok")
    assert server.connections == 1
    assert server.requests[0].startswith(b"POST /v1/messages.send HTTP/1.1\r\nHost: 127.0.0.1:")


async def test_calls_at_once_have_a_connection_each() -> None:
    server = Server(*[OK] * 4)
    async with connected_to(server) as ask:
        answers = await asyncio.gather(*(ask() for _ in range(4)))
    assert [answer.body for answer in answers] == [b"ok"] * 4
    assert server.connections == 4


async def test_a_connection_that_rested_for_long_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(OK, OK)
    async with connected_to(server) as ask:
        await ask()
        monkeypatch.setattr("bot.kakaowork.connections._RESTS_SECONDS", -1.0)
        assert (await ask()).body == b"ok"
    assert server.connections == 2


@pytest.mark.parametrize(
    "said",
    [
        OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        OK.replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
)
async def test_a_server_that_means_to_close_is_asked_on_another_connection(
    said: bytes,
) -> None:
    server = Server(said, OK)
    async with connected_to(server) as ask:
        assert (await ask()).body == b"ok"
        assert (await ask()).body == b"ok"
    assert server.connections == 2


async def test_a_second_answer_to_one_request_is_nobodys() -> None:
    wrong = OK.replace(b"ok", b"no")
    server = Server(OK + wrong, OK)
    async with connected_to(server) as ask:
        assert (await ask()).body == b"ok"
        assert (await ask()).body == b"ok"
    assert server.connections == 2


async def test_an_answer_nobody_asked_for_is_nobodys() -> None:
    resting, said = asyncio.Event(), asyncio.Event()

    async def says_more(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(OK)
        if not said.is_set():
            await resting.wait()
            writer.write(OK.replace(b"ok", b"no"))
            said.set()
        await reader.read()

    async with wire(says_more) as url, Connections(url) as connections:
        request = connections.head("GET", "/", {}) + b"\r\n"
        assert (await connections.exchange(request, 5)).body == b"ok"
        resting.set()
        await said.wait()
        # Until it is read on this side.
        while connections._resting and connections._resting[0].fit:
            await asyncio.sleep(0)
        assert (await connections.exchange(request, 5)).body == b"ok"


async def test_an_interim_answer_is_waited_past() -> None:
    server = Server(b"HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" + OK)
    async with connected_to(server) as ask:
        answer = await ask()
    assert (answer.status, answer.body) == (200, b"ok")
    assert "x-early" not in answer.headers


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nRetry-After: 3\r\n\r\n" + b"x" * 9, then_closes=True)
    async with connected_to(server) as ask:
        answer = await ask()
    assert (answer.status, answer.body) == (200, b"x" * 9)
    assert answer.headers == {"retry-after": "3"}


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
    ],
)
async def test_half_an_answer_is_none(said: bytes) -> None:
    async with connected_to(Server(said, then_closes=True)) as ask:
        with pytest.raises(Unreached) as caught:
            await ask()
    assert (caught.value.written, caught.value.reason) == (True, "broken")


async def test_who_gives_up_leaves_its_answer_to_nobody() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()
    connections_made = 0

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections_made
        connections_made += 1
        await reader.read(65536)
        asked.set()
        await go_on.wait()
        writer.write(OK)
        await reader.read()

    async with wire(late) as url, Connections(url) as connections:
        request = connections.head("GET", "/", {}) + b"\r\n"
        impatient = asyncio.create_task(connections.exchange(request, 5))
        await asked.wait()
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        go_on.set()
        assert (await connections.exchange(request, 5)).body == b"ok"
    assert connections_made == 2


async def test_closing_ends_calls_under_way() -> None:
    asked = asyncio.Event()

    async def takes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        asked.set()
        await reader.read()

    async with wire(takes) as url:
        connections = Connections(url)
        request = connections.head("GET", "/", {}) + b"\r\n"
        waiting = asyncio.create_task(connections.exchange(request, 5))
        await asked.wait()
        await connections.close()
        with pytest.raises(Unreached):
            await waiting


async def test_endless_headers_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.kakaowork.connections.ANSWER_BYTES_MAX", 100)
    endless = b"HTTP/1.1 200 OK\r\n" + b"X-More: " + b"x" * 200
    async with connected_to(Server(endless)) as ask:
        assert (await ask()).body is None


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX-Admin: 1", "키"])
async def test_an_idempotency_key_that_no_header_can_hold_is_a_defect(
    client_of: ClientOf, key: str
) -> None:
    with pytest.raises(ValueError, match="idempotency key"):
        await client_of("http://127.0.0.1").post_message(b"{}", key)
