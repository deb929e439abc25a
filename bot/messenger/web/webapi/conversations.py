"""conversations.*: opening and listing rooms, and who is in them."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from bot.core.errors import Bilingual
from bot.messenger.model.bots import Bot
from bot.messenger.model.rooms import no_room
from bot.messenger.web.parts import parts_of
from bot.messenger.web.webapi.entities import conversation_json
from bot.messenger.web.webapi.envelope import reply
from bot.messenger.web.webapi.faults import under_faults
from bot.messenger.web.webapi.given import from_body, wrong
from bot.messenger.web.webapi.paging import page_of
from bot.messenger.web.webapi.users import users_json
from bot.workspace.model.members import Member

_ID_DIGITS = 18


async def conversations_open(request: web.Request, bot: Bot) -> web.Response:
    """POST conversations.open: `user_id` for 1:1, `user_ids` for a group even of one."""
    parts, given = parts_of(request), await from_body(request)
    if given.has("user_id") and given.has("user_ids"):
        raise wrong("user_ids", _ONE_OF)
    if given.has("user_ids"):
        wanted, name = given.ids("user_ids"), given.optional_text("conversation_name")
        opening = partial(parts.rooms.open_group, bot, wanted, name)
    else:
        wanted = [given.id("user_id")]
        opening = partial(parts.rooms.open_direct, bot, wanted[0])

    async def people() -> Sequence[Member]:
        return await parts.members.by_platform_ids(wanted)

    async def opened() -> web.Response:
        return reply(conversation=conversation_json(await opening()))

    return await under_faults(request, people, opened, opens=True)


async def conversations_list(request: web.Request, bot: Bot) -> web.Response:
    """GET conversations.list."""
    parts, page = parts_of(request), page_of(request, "conversations")
    found = await parts.rooms.page(bot, after=page.after, limit=page.limit + 1)
    rooms, cursor = page.cut(found, lambda room: room.id)
    return reply(cursor=cursor, conversations=[conversation_json(r) for r in rooms])


async def conversations_users(request: web.Request, bot: Bot) -> web.Response:
    """GET conversations/{conversation_id}/users: people, without bots, on one page."""
    parts = parts_of(request)
    members = await parts.rooms.members_of(bot, room_id_of(request))
    return reply(cursor=None, users=await users_json(parts, members))


async def conversations_invite(request: web.Request, bot: Bot) -> web.Response:
    """POST conversations/{conversation_id}/invite."""
    given = await from_body(request)
    await parts_of(request).rooms.invite(bot, room_id_of(request), given.ids("user_ids"))
    return reply()


async def conversations_edit(request: web.Request, bot: Bot) -> web.Response:
    """POST conversations/{conversation_id}/edit: another name for a group that the bot made.

    The path and the parameter are taken from the neighbouring calls: neither is published.
    """
    given, room_id = await from_body(request), room_id_of(request)
    room = await parts_of(request).rooms.rename(bot, room_id, given.text("conversation_name"))
    return reply(conversation=conversation_json(room))


async def conversations_kick(request: web.Request, bot: Bot) -> web.Response:
    """POST conversations/{conversation_id}/kick."""
    given = await from_body(request)
    await parts_of(request).rooms.kick(bot, room_id_of(request), given.ids("user_ids"))
    return reply()


def room_id_of(request: web.Request) -> int:
    """The conversation of the path; `conversation_not_found` for what can't be one."""
    given = request.match_info["conversation_id"]
    if len(given) > _ID_DIGITS:
        raise no_room()
    return int(given)


_ONE_OF = Bilingual(
    ko="user_id와 user_ids 중 하나만 써 주세요.", en="Give either user_id or user_ids."
)
