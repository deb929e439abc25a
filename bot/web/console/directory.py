"""The button that makes members and departments those of the platform."""

from aiohttp import web

from bot.core.errors import Forbidden, SpacecastError
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.keys import parts_of

_CARD = "/settings#directory"


async def sync(request: web.Request) -> web.Response:
    """Sync; why nothing changed is kept, and stands in the card until a sync succeeds."""
    actor = await console_actor(request)
    form = await request.post()
    # The number that the button named: where still fewer are left, it asks again.
    confirmed = str(form.get("accept_shrink_to", ""))
    accepted = int(confirmed) if confirmed.isascii() and confirmed.isdigit() else None
    directory = parts_of(request).directory
    before = (await directory.state()).tried_at
    try:
        done = await directory.sync(actor, accepted=accepted)
    except Forbidden:
        raise
    except SpacecastError:
        if (await directory.state()).tried_at == before:
            raise
        return go(request, _CARD)
    return go(request, _CARD, "synced", f"{done.people:,}")
