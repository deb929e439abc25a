"""What every console page gets besides its own: the flash message and the words of times."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from aiohttp import web

from bot.core.errors import Bilingual
from bot.web.console.flash import FLASH_COOKIE, take_flash
from bot.web.console.times import when
from bot.web.keys import language_of, parts_of
from bot.web.pages import page


async def show(
    request: web.Request, template: str, context: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """The console page `template`; texts in both languages are said by `say`."""
    language = language_of(request)
    workspace = await parts_of(request).workspace.get()

    def say(text: Bilingual) -> str:
        return text.in_(language)

    everything = {
        "flash": take_flash(request),
        "when": partial(when, zone=workspace.zone, language=language),
        "say": say,
        **context,
    }
    response = await page(request, f"console/{template}", everything, status=status)
    if everything["flash"] is not None:
        response.del_cookie(FLASH_COOKIE, path="/")
    return response
