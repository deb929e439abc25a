"""Connections: how they end, and what is named by a host that can't be one."""

import asyncio
import socket

import pytest

from bot.kakaowork.connections import Connections, _Connection
from bot.kakaowork.errors import Unreached
from tests.kakaowork.platform import wire
from tests.kakaowork.test_connections import OK, Server, connected_to


async def test_nothing_is_written_once_the_time_is_over() -> None:
    server = Server(OK)
    async with wire(server.connected) as url, Connections(url) as connections:
        connection = await connections._connected(5)
        with pytest.raises(Unreached) as caught:
            await connection.ask(
                b"GET / HTTP/1.1\r\n\r\n", asyncio.get_running_loop().time(), 1_000
            )
    assert (caught.value.written, caught.value.reason) == (False, "timeout")
    assert server.requests == []


async def test_a_connection_that_was_made_while_closing_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, going_on = Server(OK), asyncio.Event()
    async with wire(server.connected) as url:
        connections = Connections(url)
        connect = connections._connect

        async def slowly() -> object:
            await going_on.wait()
            return await connect()

        monkeypatch.setattr(connections, "_connect", slowly)
        calling = asyncio.create_task(connections.exchange(b"GET / HTTP/1.1\r\n\r\n", 5))
        await asyncio.sleep(0)
        await connections.close()
        going_on.set()
        with pytest.raises(Unreached) as caught:
            await calling
        await connections.close()
    assert not caught.value.written
    assert server.requests == []


async def test_who_gives_up_closing_leaves_no_call_waiting() -> None:
    async def takes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with wire(takes) as url:
        connections = Connections(url)
        calling = asyncio.create_task(connections.exchange(b"GET / HTTP/1.1\r\n\r\n", 5))
        while not connections._all:
            await asyncio.sleep(0)
        closing = asyncio.create_task(connections.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        with pytest.raises(Unreached):
            await calling


async def test_giving_up_in_the_step_that_connects_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(OK)
    async with wire(server.connected) as url, Connections(url) as connections:
        made = _Connection.connection_made

        def made_and_given_up(
            connection: _Connection, transport: asyncio.BaseTransport
        ) -> None:
            made(connection, transport)
            asyncio.get_running_loop().call_soon(connecting.cancel)

        monkeypatch.setattr(_Connection, "connection_made", made_and_given_up)
        connecting = asyncio.create_task(connections._connected(5))
        await asyncio.gather(connecting, return_exceptions=True)
        assert connecting.cancelled()
        assert connections._all == set()
        monkeypatch.undo()
        answer = await connections.exchange(b"GET / HTTP/1.1\r\n\r\n", 5)
    assert answer.body == b"ok"


async def test_a_second_answers_headers_are_not_the_firsts() -> None:
    second = b"HTTP/1.1 429 No\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"
    async with connected_to(Server(OK + second)) as ask:
        assert "retry-after" not in (await ask()).headers


@pytest.mark.parametrize("url", ["http://kakao..work", "http://" + "a" * 70 + ".example"])
async def test_a_name_that_no_host_can_have_wrote_nothing(url: str) -> None:
    async with Connections(url) as connections:
        with pytest.raises(Unreached) as caught:
            await connections.exchange(b"GET / HTTP/1.1\r\n\r\n", 5)
    assert (caught.value.written, caught.value.reason) == (False, "bad_url")


async def test_the_host_that_is_asked_is_the_host_that_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialled: list[str] = []

    async def dials(host: str, *_: object, **__: object) -> None:
        dialled.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", dials)
    async with Connections("https://straße.example") as connections:
        assert b"Host: xn--strae-oqa.example\r\n" in connections.head("GET", "/", {})
        with pytest.raises(Unreached):
            await connections.exchange(b"GET / HTTP/1.1\r\n\r\n", 5)
    assert dialled == ["xn--strae-oqa.example"]
