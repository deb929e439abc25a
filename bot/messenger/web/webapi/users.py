"""users.*: the active members; a deactivated one is not found."""

from collections.abc import Sequence

from aiohttp import web

from bot.core.errors import NotFound
from bot.messenger.model.bots import Bot
from bot.messenger.model.rooms import no_user
from bot.messenger.model.user_times import NO_TIMES
from bot.messenger.web.parts import MessengerParts, parts_of
from bot.messenger.web.webapi.entities import user_json
from bot.messenger.web.webapi.envelope import reply
from bot.messenger.web.webapi.given import from_query
from bot.messenger.web.webapi.paging import page_of
from bot.workspace.model.members import Member


async def users_list(request: web.Request, _bot: Bot) -> web.Response:
    """GET users.list."""
    page = page_of(request, "users")
    found = await parts_of(request).members.page(
        after=page.after, limit=page.limit + 1, active_only=True
    )
    members, cursor = page.cut(found, lambda member: member.platform_id)
    return reply(cursor=cursor, users=await users_json(parts_of(request), members))


async def users_info(request: web.Request, _bot: Bot) -> web.Response:
    """GET users.info."""
    member = await member_by_id(parts_of(request), from_query(request).id("user_id"))
    return await _told(request, member)


async def users_find_by_email(request: web.Request, _bot: Bot) -> web.Response:
    """GET users.find_by_email."""
    member = await member_by_email(parts_of(request), from_query(request).text("email"))
    return await _told(request, member)


async def users_find_by_phone_number(request: web.Request, _bot: Bot) -> web.Response:
    """GET users.find_by_phone_number: written as at home or with +82, with or without dashes.

    Who shares a number with somebody else is not found by it: the call is made to write to one
    person, and the wrong one must not be written to.
    """
    number = from_query(request).text("phone_number")
    member = await parts_of(request).members.by_phone_number(number)
    if member is None:
        raise no_user()
    return await _told(request, member)


async def users_json(
    parts: MessengerParts, members: Sequence[Member]
) -> list[dict[str, object]]:
    """Members as `users`, with their times."""
    times = await parts.user_times.of([member.platform_id for member in members])
    return [user_json(member, times.get(member.platform_id, NO_TIMES)) for member in members]


async def _told(request: web.Request, member: Member) -> web.Response:
    (user,) = await users_json(parts_of(request), [member])
    return reply(user=user)


async def member_by_id(parts: MessengerParts, user_id: int) -> Member:
    """The active member with this platform id; `user_not_found`."""
    found = await parts.members.by_platform_ids([user_id])
    if not found or not found[0].active:
        raise no_user()
    return found[0]


async def member_by_email(parts: MessengerParts, email: str) -> Member:
    """The active member with this e-mail address; `user_not_found`."""
    try:
        member = await parts.members.get(email)
    except NotFound as error:
        raise no_user() from error
    # The service also knows members by an id of our own, which is no e-mail address.
    if not member.active or member.email != email.strip().lower():
        raise no_user()
    return member
