"""The platform's directory."""

from dataclasses import asdict

from aiohttp import web
from pydantic import Field

from bot.web.api.access import super_admin
from bot.web.api.answers import json_answer
from bot.web.api.bodies import Body, read_body
from bot.web.keys import parts_of


class SyncBody(Body):
    """With which profile's bot, and whether far fewer people are accepted.

    `accept_shrink_to`: only where at least so many are left.
    """

    profile: str | None = None
    accept_shrink: bool = False
    accept_shrink_to: int | None = Field(default=None, ge=0)


async def sync_members(request: web.Request) -> web.Response:
    """Make members and departments those of the platform: all of it or nothing."""
    actor = await super_admin(request, "members:admin")
    body = await read_body(request, SyncBody)
    accepted = 0 if body.accept_shrink else body.accept_shrink_to
    directory = parts_of(request).directory
    done = await directory.sync(actor, profile=body.profile, accepted=accepted)
    return json_answer(asdict(done))
