"""The web application of the broadcast side."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.core.words import gettext_of
from bot.web.api.routes import api_routes
from bot.web.callbacks import callback_routes
from bot.web.console.progress import prepare_streams
from bot.web.console.routes import console_routes
from bot.web.docs import docs_routes
from bot.web.keys import PARTS, WebParts
from bot.web.middlewares import identify, speak_errors
from bot.web.ops import ops_routes

# An image of 10 MB and its form around it.
_LARGEST_REQUEST = 12 * 1024 * 1024
STATIC = Path(__file__).parent.parent / "static"


def create_web_app(parts: WebParts, template_folders: Sequence[Path]) -> web.Application:
    """Console, JSON API, images and health checks."""
    app = web.Application(
        middlewares=[identify, speak_errors], client_max_size=_LARGEST_REQUEST
    )
    app[PARTS] = parts
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader([str(folder) for folder in template_folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=gettext_of(parts.words), static=static_url)
    app.add_routes([*ops_routes(), *docs_routes(), *api_routes(), *console_routes()])
    app.add_routes(callback_routes())
    prepare_streams(app)
    app.router.add_static("/static/", STATIC, append_version=False)
    return app


@lru_cache(maxsize=64)
def static_url(name: str) -> str:
    """The address of a static file, which changes with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
