"""For operators and for everybody's browser: health, version, uploaded images."""

from aiohttp import web

from bot import __version__
from bot.core.errors import SpacecastError
from bot.web.keys import parts_of

_YEAR = 365 * 24 * 3600


async def live(_request: web.Request) -> web.Response:
    """The process answers; nothing else is asked, so that a slow database restarts nobody."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """The database answers."""
    try:
        await parts_of(request).workspace.get()
    except (SpacecastError, OSError, LookupError):
        return web.json_response({"status": "database"}, status=503)
    return web.json_response({"status": "ok"})


async def version(_request: web.Request) -> web.Response:
    """Which Spacecast this is."""
    return web.json_response({"name": "spacecast", "version": __version__})


async def media(request: web.Request) -> web.StreamResponse:
    """An uploaded image; its address never changes its content."""
    found = await parts_of(request).images.get(request.match_info["id"])
    return web.FileResponse(
        found.path,
        headers={
            "Content-Type": found.image.content_type,
            "Cache-Control": f"public, max-age={_YEAR}, immutable",
            "Content-Disposition": "inline",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


def ops_routes() -> list[web.RouteDef]:
    """Health, version, images."""
    return [
        web.get("/livez", live),
        web.get("/readyz", ready),
        web.get("/healthz", ready),
        web.get("/version", version),
        web.get("/media/{id}", media),
    ]
