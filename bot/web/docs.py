"""/docs: every path of the JSON API, as the route table has it."""

from dataclasses import dataclass

from aiohttp import web

from bot.web.api.routes import api_routes
from bot.web.auth import find_console_actor
from bot.web.keys import parts_of
from bot.web.pages import page


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedPath:
    """One method and path, and what its handler says of itself."""

    method: str
    path: str
    summary: str


def documented_paths() -> list[DocumentedPath]:
    """The paths in the order of the route table."""
    return [
        DocumentedPath(
            method=route.method,
            path=route.path,
            summary=(route.handler.__doc__ or "").strip().split("\n")[0],
        )
        for route in api_routes()
    ]


async def docs(request: web.Request) -> web.StreamResponse:
    """The page."""
    await find_console_actor(request)
    context = {"paths": documented_paths(), "url": parts_of(request).public_url}
    return await page(request, "console/docs.html", context)


def docs_routes() -> list[web.RouteDef]:
    """The docs page."""
    return [web.get("/docs", docs)]
