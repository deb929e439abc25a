"""A hostile platform: a real HTTP server that does to each person what the script says."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web

from bot.broadcast.model.profiles import NewProfile, Profile
from bot.broadcast.service.platform import PlatformBot
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections


class Act(StrEnum):
    """What the platform does with one message."""

    OK = "ok"
    TOO_MANY = "too_many_requests"
    SERVER_ERROR = "internal_server_error"
    SAYS_NO = "says_no"
    BAD_BLOCKS = "invalid_blocks"
    NO_ROOM = "conversation_not_found"
    BAD_KEY = "invalid_authentication"
    ARRIVES_THEN_RESET = "arrives_then_reset"
    ARRIVES_THEN_SILENT = "arrives_then_silent"
    ARRIVES_UNREADABLE = "arrives_unreadable"
    ARRIVES_BEHIND_GATEWAY = "arrives_behind_gateway"
    RESET = "reset"
    NOBODY = "user_not_found"
    OPEN_RESET = "open_reset"
    OPEN_UNREADABLE = "open_unreadable"


_STATUS = {Act.TOO_MANY: 429, Act.SERVER_ERROR: 500, Act.BAD_BLOCKS: 400, Act.NO_ROOM: 404,
           Act.BAD_KEY: 401, Act.SAYS_NO: 200, Act.NOBODY: 404}  # fmt: skip
_WHILE_OPENING = frozenset({Act.NOBODY, Act.OPEN_RESET, Act.OPEN_UNREADABLE})
_ARRIVES = frozenset(
    {
        Act.OK,
        Act.ARRIVES_THEN_RESET,
        Act.ARRIVES_THEN_SILENT,
        Act.ARRIVES_UNREADABLE,
        Act.ARRIVES_BEHIND_GATEWAY,
    }
)


@dataclass(slots=True)
class FakePlatform:
    """Scripts by platform id (each act once, then OK), or one act for everybody for ever."""

    honours_idempotency_keys: bool = False
    takes_messages: bool = True
    script: dict[int, list[Act]] = field(default_factory=dict)
    always: Act | None = None
    retry_after: str = "0.01"
    timeout: float = 5
    url: str = ""
    connections: Connections | None = None
    got: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    calls: Counter[str] = field(default_factory=Counter)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    arrived_at: list[float] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """A bot named by its profile."""
        key = new.app_key or f"{new.id.encode().hex():0<8.8}.{new.id.encode().hex():0<32.32}"
        return PlatformBot(bot_id=len(new.id), app_key=key)

    async def kept(self, profile: Profile) -> None:
        """Nobody looks at it here."""

    def web_api(self, app_key: str) -> WebApi:
        """The real client, pointed at this server."""
        assert self.connections is not None
        return WebApi(self.connections, app_key, timeout=self.timeout)

    @property
    def messages(self) -> dict[int, int]:
        """How many messages arrived, by platform id."""
        return {person: len(texts) for person, texts in self.got.items()}

    def hold(self) -> None:
        """Let messages wait at the door until `gate` is set again."""
        self.gate.clear()

    async def open_room(self, request: web.Request) -> web.Response:
        """conversations.open: one room a person, whose number is the person's and a serial."""
        self.calls["open"] += 1
        person = int((await request.json())["user_id"])
        act = self._next(person, opening=True)
        if act is Act.OPEN_RESET:
            return _reset(request)
        if act is Act.OPEN_UNREADABLE:
            return web.Response(text="<html>")
        if act is not None:
            return _refusal(act, self.retry_after)
        room = {"id": f"{person}", "type": "dm", "users_count": 2, "name": ""}
        return web.json_response({"success": True, "error": None, "conversation": room})

    async def send(self, request: web.Request) -> web.StreamResponse:
        """messages.send: as the script says."""
        self.calls["send"] += 1
        body = await request.json()
        person = int(body["conversation_id"])
        self.reached.set()
        await self.gate.wait()
        act = self._next(person, opening=False) or Act.OK
        if act in _ARRIVES:
            self._accept(person, body, request.headers.get("Idempotency-Key", ""))
        match act:
            case Act.OK:
                return web.json_response(
                    {
                        "success": True,
                        "error": None,
                        "message": {"id": f"m{self.calls['send']}"},
                    }
                )
            case Act.ARRIVES_THEN_RESET | Act.RESET:
                return _reset(request)
            case Act.ARRIVES_THEN_SILENT:
                await self._stopping.wait()
                return web.Response()
            case Act.ARRIVES_UNREADABLE:
                return web.Response(text="<html>")
            case Act.ARRIVES_BEHIND_GATEWAY:
                return web.Response(text="<html>Gateway Timeout", status=504)
            case _:
                return _refusal(act, self.retry_after)

    def _accept(self, person: int, body: Mapping[str, Any], key: str) -> None:
        if self.honours_idempotency_keys and key in self._keys:
            return
        self._keys.add(key)
        self.got[person].append(json.dumps(body, ensure_ascii=False))
        self.arrived_at.append(asyncio.get_running_loop().time())

    def _next(self, person: int, *, opening: bool) -> Act | None:
        if self.always is not None:
            return self.always if (self.always in _WHILE_OPENING) is opening else None
        acts = self.script.get(person)
        if not acts or (acts[0] in _WHILE_OPENING) is not opening:
            return None
        return acts.pop(0)

    async def stop(self) -> None:
        """Let everybody go who waits."""
        self.gate.set()
        self._stopping.set()


def _reset(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _refusal(act: Act, retry_after: str) -> web.Response:
    code = "something_else" if act is Act.SAYS_NO else act.value
    headers = {"Retry-After": retry_after} if act is Act.TOO_MANY else {}
    return web.json_response(
        {"success": False, "error": {"code": code, "message": ""}},
        status=_STATUS[act],
        headers=headers,
    )


@asynccontextmanager
async def serving(platform: FakePlatform) -> AsyncIterator[FakePlatform]:
    """The platform on a port of its own."""
    app = web.Application()
    app.router.add_post("/v1/conversations.open", platform.open_room)
    app.router.add_post("/v1/messages.send", platform.send)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    platform.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with Connections(platform.url) as connections:
        platform.connections = connections
        try:
            yield platform
        finally:
            await platform.stop()
    await runner.cleanup()
