"""Kept-alive HTTP/1.1 connections to one server: ready bytes out, whole answers in."""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Mapping
from typing import Self, cast

import aiohappyeyeballs
import httptools
from msgspec import Struct
from yarl import URL

from bot.kakaowork.errors import Unreached
from bot.kakaowork.urls import is_web_url

ANSWER_BYTES_MAX = 10_000_000
# Some servers drop a resting connection after five seconds, and a request on its way is lost then.
_RESTS_SECONDS = 4.0
_SECOND_ADDRESS_AFTER = 0.25


class Answer(Struct, frozen=True):
    """What the server said; header names are in lower case, a body over the limit is None."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class Connections:
    """As many connections as calls are under way; a new one only where none rests.

    It knows exactly whether a byte of a request was handed to the network, which decides whether
    the request may be sent again. It follows no redirect, keeps no cookie and unpacks nothing.
    """

    def __init__(self, base_url: str) -> None:
        self._url = URL(base_url.rstrip("/")) if is_web_url(base_url) else None
        self._host = (self._url.host_port_subcomponent if self._url is not None else None) or ""
        self._tls = self._url is not None and self._url.scheme == "https"
        self._closed = False
        self._context: ssl.SSLContext | None = None
        self._resting: deque[_Connection] = deque()
        self._all: set[_Connection] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def head(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        """A request's first lines, without its end; values must be fit for a header."""
        base = self._url.raw_path.rstrip("/") if self._url is not None else ""
        lines = [f"{method} {base}{path} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines).encode("ascii") + b"\r\n"

    async def exchange(self, request: bytes, timeout: float, most: int | None = None) -> Answer:
        """Send a whole request and read its answer within `timeout` seconds, or raise `Unreached`.

        An answer of more than `most` bytes, 10 MB unless told otherwise, is not read.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + timeout
        connection = self._rested(loop.time()) or await self._connected(timeout)
        try:
            return await connection.ask(request, ends, most or ANSWER_BYTES_MAX)
        finally:
            if connection.fit:
                connection.rests_since = loop.time()
                self._resting.append(connection)
            else:
                connection.abort()

    async def close(self) -> None:
        """Drop every connection; calls under way fail, and so does each one from now on."""
        self._closed = True
        ended = [connection.ended for connection in self._all]
        for connection in list(self._all):
            connection.abort()
        if ended:
            # `wait` leaves them alone where this is cancelled.
            await asyncio.wait(ended)

    def _rested(self, now: float) -> "_Connection | None":
        """The connection that has rested for the shortest time, if not for too long."""
        while self._resting:
            connection = self._resting.pop()
            if connection.fit and now - connection.rests_since < _RESTS_SECONDS:
                return connection
            connection.abort()
        return None

    async def _connected(self, timeout: float) -> "_Connection":
        try:
            async with asyncio.timeout(timeout):
                connection = await self._connect()
        except (OSError, ValueError, RuntimeError) as error:
            # Besides the network's own errors: what a name that can't be one raises, and asyncio.
            reason = _reason(error)
        else:
            if not self._closed:
                return connection
            connection.abort()
            reason = "broken"
        # Raised out here, so that no error of a connection hangs on to it.
        raise Unreached(written=False, reason=reason)

    async def _connect(self) -> "_Connection":
        # As it stands in the Host header: another spelling may be another server.
        if self._url is None or self._url.raw_host is None:
            raise Unreached(written=False, reason="bad_url")
        loop = asyncio.get_running_loop()
        host, port = self._url.raw_host, self._url.port
        addresses = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        opened = await aiohappyeyeballs.start_connection(
            addresses, happy_eyeballs_delay=_SECOND_ADDRESS_AFTER
        )
        if self._tls and self._context is None:
            self._context = ssl.create_default_context()
        connection = _Connection(loop, self._all)
        try:
            await loop.create_connection(
                lambda: connection,
                sock=opened,
                ssl=self._context,
                server_hostname=host if self._tls else None,
            )
        except BaseException:
            # Whoever has the socket by now closes it: a transport whose socket is closed behind its
            # back would take the next one with the same number for its own.
            if not connection.abort():
                opened.close()
            self._all.discard(connection)
            raise
        return connection


class _Connection(asyncio.Protocol):
    """One connection, with at most one request under way."""

    def __init__(self, loop: asyncio.AbstractEventLoop, among: set["_Connection"]) -> None:
        self._loop = loop
        self._among = among
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._asked: asyncio.Future[Answer] | None = None
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._received, self._most = 0, 0
        self._whole_head = False
        self.ended: asyncio.Future[None] = loop.create_future()
        self.rests_since = 0.0
        self.fit = True

    async def ask(self, request: bytes, ends: float, most: int) -> Answer:
        """Send one request; its answer of up to `most` bytes, until the loop's time `ends`."""
        transport, late = self._transport, self._loop.time() >= ends
        if transport is None or transport.is_closing() or late:
            # Not a byte has left, and its answer could not be waited for.
            self.fit = False
            raise Unreached(written=False, reason="timeout" if late else "broken")
        asked: asyncio.Future[Answer] = self._loop.create_future()
        self._asked = asked
        self._headers, self._body, self._received = {}, [], 0
        self._whole_head, self._most = False, most
        watch = self._loop.call_at(ends, self._expire)
        try:
            transport.write(request)
            return await asked
        except BaseException:
            # The answer may still come, and would be taken for the next one's.
            self.fit = False
            raise
        finally:
            watch.cancel()
            self._asked = None

    def abort(self) -> bool:
        """End the connection at once; False where it was not made yet."""
        self.fit = False
        if self._transport is None:
            return False
        self._transport.abort()
        return True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are not derived from asyncio's.
        self._transport = cast("asyncio.Transport", transport)
        self._among.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.fit = False
        self._among.discard(self)
        if exc is None and self._whole_head and not self._measured:
            self._tell()
        self._fail()
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        if self._asked is None:
            # Nobody asked: whatever it is, it must not become the next request's answer.
            self.abort()
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail()
            self.abort()
            return
        if self._received > self._most and self._asked is not None:
            self._body.clear()
            self._tell(too_large=True)
            self.abort()

    def on_message_begin(self) -> None:
        """Called by the parser, as are all that follow: a second answer to one request is no good."""
        if self._asked is None or self._asked.done():
            self.fit = False
            # The first answer keeps its own headers.
            self._headers = {}

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The end of the headers."""
        self._whole_head = True

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The end of an answer, which may only announce another one."""
        if self._parser.get_status_code() < 200:
            self._headers, self._whole_head = {}, False
            return
        if not self._parser.should_keep_alive():
            self.fit = False
        self._tell()

    @property
    def _measured(self) -> bool:
        """Whether the answer said where it ends; else it ends with the connection."""
        return "content-length" in self._headers or "transfer-encoding" in self._headers

    def _tell(self, *, too_large: bool = False) -> None:
        if self._asked is None or self._asked.done():
            return
        parts = self._body
        body = parts[0] if len(parts) == 1 else b"".join(parts)
        told = None if too_large or len(body) > self._most else body
        answer = Answer(self._parser.get_status_code(), self._headers, told)
        self._asked.set_result(answer)

    def _fail(self, reason: str = "broken") -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(Unreached(written=True, reason=reason))

    def _expire(self) -> None:
        self._fail("timeout")
        self.abort()


def _reason(error: Exception) -> str:
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (TimeoutError, "timeout"),
        (UnicodeError, "bad_url"),
        (socket.gaierror, "dns"),
        (ssl.SSLError, "tls"),
        (ConnectionRefusedError, "refused"),
    )
    return next((word for kind, word in reasons if isinstance(error, kind)), "unreachable")
