"""Small servers that answer as each test tells them to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web
from multidict import CIMultiDict

Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Answer = tuple[int, bytes, dict[str, str]]


def answer(value: object, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; underscores in header names are dashes."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return status, msgspec.json.encode(value), named


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: CIMultiDict[str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return msgspec.json.decode(self.body)


@dataclass(slots=True)
class Platform:
    """Gives its answers in turn; the last one stays."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        """Remember the request and give the next answer."""
        self.asked.append(
            Asked(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                headers=CIMultiDict(request.headers),
                body=await request.read(),
            )
        )
        status, body, headers = self.answers.pop(0) if self.answers[1:] else self.answers[0]
        return web.Response(
            status=status, body=body, headers={"Content-Type": "application/json", **headers}
        )


def application(
    handle: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.Application:
    """An application that leaves every request to `handle`."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    return app


@asynccontextmanager
async def wire(connected: Connected) -> AsyncIterator[str]:
    """A server of bare bytes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await connected(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads everything and never answers."""
    while await reader.read(65536):
        pass
