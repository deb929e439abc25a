"""Kakao Work's reading side as tests need it: people and departments in pages, and every trouble."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.broadcast.model.profiles import NewProfile, Profile
from bot.broadcast.service.platform import PlatformBot
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections

KEY = "12345678.0123456789abcdef0123456789abcdef"
_PAGE = 3


def user(number: int, key: str, name: str, **more: object) -> dict[str, object]:
    """A user as the Web API tells of one."""
    identifications = [{"type": "email", "value": f"{key}@example.com"}]
    return {"id": str(number), "name": name, "identifications": identifications, **more}


def department(
    number: int, name: str, parent: int = 0, people: Sequence[int] = ()
) -> dict[str, object]:
    """A department as the Web API tells of one."""
    return {"id": str(number), "name": name, "parent_id": str(parent), "user_ids": list(people)}


@dataclass(slots=True)
class KakaoWork:
    """Gives three to a page; `refusals` are (status, code) by path, used up one after the other."""

    users: list[dict[str, object]] = field(default_factory=list)
    departments: list[dict[str, object]] = field(default_factory=list)
    refusals: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    bot_status: str = "activated"
    honours_idempotency_keys: bool = False
    takes_messages: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)
    connections: Connections | None = None

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """The bot of the App Key that was pasted."""
        return PlatformBot(bot_id=len(new.id), app_key=new.app_key or KEY)

    async def kept(self, profile: Profile) -> None:
        """A bot's name is changed in Kakao Work's admin site only."""

    def web_api(self, app_key: str) -> WebApi:
        """The real client, pointed at this server."""
        assert self.connections is not None
        return WebApi(self.connections, app_key, timeout=5)

    async def answer(self, request: web.Request) -> web.Response:
        """Whatever is asked."""
        path = request.path.removeprefix("/v1/")
        self.asked.append(request.path_qs)
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return _refusal(401, "invalid_authentication")
        if self.refusals.get(path):
            return _refusal(*self.refusals[path].pop(0))
        if path == "bots.info":
            told = {"bot_id": 1, "title": "인사봇", "status": self.bot_status}
            return web.json_response({"success": True, "error": None, "info": told})
        return self._page(path, request.query)

    def _page(self, path: str, query: Mapping[str, str]) -> web.Response:
        name = path.removesuffix(".list")
        every: list[Any] = getattr(self, name)
        # As the platform: nothing may stand beside a cursor.
        assert "cursor" not in query or len(query) == 1
        start = int(query.get("cursor", "0"))
        end = start + _PAGE
        cursor = str(end) if end < len(every) else None
        page = {name: every[start:end], "cursor": cursor}
        return web.json_response({"success": True, "error": None, **page})


def _refusal(status: int, code: str) -> web.Response:
    error = {"code": code, "message": ""}
    return web.json_response(
        {"success": False, "error": error}, status=status, headers={"Retry-After": "2"}
    )


@asynccontextmanager
async def serving(platform: KakaoWork) -> AsyncIterator[KakaoWork]:
    """The platform on a port of its own."""
    app = web.Application()
    app.router.add_get("/v1/{path:.*}", platform.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    platform.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with Connections(platform.url) as connections:
        platform.connections = connections
        yield platform
    await runner.cleanup()
