"""A profile at the platform: its bot, and the addresses the platform calls."""

from aiohttp import web

from bot.broadcast.model.callbacks import CallbackAddresses
from bot.web.api.access import named, super_admin
from bot.web.api.answers import json_answer
from bot.web.api.bodies import Nothing, read_body
from bot.web.keys import language_of, parts_of


async def check_profile(request: web.Request) -> web.Response:
    """What the platform says of the bot; also 200 where something is wrong with it."""
    actor = await super_admin(request, "profiles:admin")
    await read_body(request, Nothing)
    found = await parts_of(request).profile_checks.check(actor, named(request, "profile"))
    bot, trouble = found.bot, found.trouble
    return json_answer(
        {
            "ok": trouble is None,
            "code": "ready" if trouble is None else trouble.word,
            "detail": found.text.in_(language_of(request)),
            "bot": {"id": bot.bot_id, "title": bot.title, "status": bot.status}
            if bot
            else None,
        }
    )


async def show_callbacks(request: web.Request) -> web.Response:
    """The Request URL and the Callback URL."""
    actor = await super_admin(request, "profiles:admin")
    keys = parts_of(request).callback_keys
    return _answer(await keys.addresses(actor, named(request, "profile")))


async def rotate_callbacks(request: web.Request) -> web.Response:
    """Make other addresses; the old ones lead nowhere at once."""
    actor = await super_admin(request, "profiles:admin")
    await read_body(request, Nothing)
    keys = parts_of(request).callback_keys
    return _answer(await keys.rotate(actor, named(request, "profile")))


def _answer(found: CallbackAddresses) -> web.Response:
    return json_answer({"request_url": found.request_url, "callback_url": found.callback_url})
