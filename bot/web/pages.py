"""Server-rendered pages: the one place that fills a template."""

from collections.abc import Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.web.keys import ACTOR, REQUEST_ID, language_of, parts_of

_NO_STORE = {"Cache-Control": "no-store"}


async def page(
    request: web.Request, template: str, context: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """The page `template` for whoever is signed in, in their language."""
    workspace = await parts_of(request).workspace.get()
    everything = {
        "language": language_of(request),
        "workspace": workspace,
        "actor": request.get(ACTOR),
        "path": request.path,
        **context,
    }
    response = aiohttp_jinja2.render_template(template, request, everything, status=status)
    response.headers.update(_NO_STORE)
    return response


async def error_page(
    request: web.Request, status: int, text: str, problems: list[str]
) -> web.Response:
    """The page that says what went wrong and what to do."""
    context = {
        "status": status,
        "text": text,
        "problems": problems,
        "request_id": request[REQUEST_ID],
    }
    return await page(request, "console/error.html", context, status=status)
