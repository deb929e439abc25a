"""Who calls, with which scopes; what they may do is the services' business."""

from aiohttp import web

from bot.core.errors import Bilingual, NotFound
from bot.web.auth import api_actor, require_scope
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor, require_sending, require_super_admin
from bot.workspace.model.members import names


async def caller(request: web.Request, *scopes: str) -> Actor:
    """The member behind the token, which needs all of `scopes`."""
    actor = await api_actor(request)
    for scope in scopes:
        require_scope(actor, scope)
    return actor


async def reader(request: web.Request, *scopes: str) -> Actor:
    """The member behind the token, which needs one of `scopes`."""
    actor = await api_actor(request)
    if actor.scopes is not None and actor.scopes.isdisjoint(scopes):
        require_scope(actor, scopes[0])
    return actor


async def sending_caller(request: web.Request, *scopes: str) -> Actor:
    """A caller with right (1), so that nobody else learns what there is."""
    actor = await caller(request, *scopes)
    require_sending(actor, names(await parts_of(request).members.super_admins()))
    return actor


async def super_admin(request: web.Request, *scopes: str) -> Actor:
    """A caller who is a super admin."""
    actor = await caller(request, *scopes)
    require_super_admin(actor, names(await parts_of(request).members.super_admins()))
    return actor


def named(request: web.Request, name: str) -> str:
    """What the address names; no database keeps a zero character, so nothing is called so."""
    key = request.match_info[name]
    if "\0" in key:
        raise NotFound(_NOTHING)
    return key


_NOTHING = Bilingual(
    ko="그런 주소가 없어요. 주소를 다시 확인해 주세요.",
    en="There is nothing at this address. Check it again.",
)
