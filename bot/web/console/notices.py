"""The history of notices, and throwing a draft away."""

from urllib.parse import urlencode

from aiohttp import web

from bot.broadcast.model.notices import STATE_NAMES, NoticeState
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.shown import show
from bot.web.keys import parts_of

_PAGE = 20


async def history(request: web.Request) -> web.Response:
    """The newest notices; what they are narrowed to is in the address."""
    actor = await console_actor(request)
    query = request.query
    asked = query.get("state", "")
    state = NoticeState(asked) if asked in set(NoticeState) else None
    text, before = query.get("text", "").strip(), query.get("before", "")
    cursor = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = await parts_of(request).notices.page(
        actor, before=cursor, limit=_PAGE + 1, state=state, text=text
    )
    more = {
        "state": asked,
        "text": text,
        "before": found[_PAGE - 1].notice.number if len(found) > _PAGE else "",
    }
    context = {
        "found": found[:_PAGE],
        "states": STATE_NAMES,
        "asked_state": state,
        "asked_text": text,
        "first_page": cursor is None,
        "next_page": f"/notices?{urlencode(more)}" if len(found) > _PAGE else "",
    }
    return await show(request, "notices/history.html", context)


async def remove(request: web.Request) -> web.Response:
    """Throw a draft away."""
    actor = await console_actor(request)
    await parts_of(request).notices.remove(actor, request.match_info["id"])
    return go(request, "/notices", "removed")
