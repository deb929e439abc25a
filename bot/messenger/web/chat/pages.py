"""The pages of the web chat and the fragments that keep them fresh."""

from dataclasses import replace

import aiohttp_jinja2
from aiohttp import web

from bot.core.errors import NotFound
from bot.messenger.model.messages import Message, SeenMessage
from bot.messenger.model.people_rooms import TEXT_CHARACTERS
from bot.messenger.model.rooms import PersonRoom, no_room
from bot.messenger.web.chat.access import language_of, member_of
from bot.messenger.web.chat.people_pages import (
    OpenedRoom,
    PageRooms,
    page_rooms,
    people_room_of,
    shown_rooms,
)
from bot.messenger.web.chat.senders import senders_of, with_senders
from bot.messenger.web.chat.shown import (
    Reader,
    ShownMessage,
    ShownRoom,
    initial,
    shown_messages,
)
from bot.messenger.web.chat.sides import side_of
from bot.messenger.web.chat.times import rfc3339
from bot.messenger.web.parts import MOUNT, parts_of
from bot.workspace.model.members import Member, Role

PAGE_MESSAGES = 50
_NEWEST = 1 << 62
_ID_DIGITS = 18


async def to_rooms(_request: web.Request) -> web.Response:
    """The address without its last slash."""
    raise web.HTTPFound(f"{MOUNT}/")


async def rooms_page(request: web.Request) -> web.Response:
    """The list of one's rooms."""
    member = await member_of(request)
    listed = await page_rooms(request, member)
    return await _render(request, "rooms.html", member, rooms=await _rooms(request, listed))


async def room_page(request: web.Request) -> web.Response:
    """A room with its newest messages, or those before `before`; opening it marks it read."""
    member, room_id = await member_of(request), room_id_of(request)
    listed = await page_rooms(request, member)
    if (opened := await people_room_of(request, member, room_id, listed)) is not None:
        return await _people_room(request, member, opened, listed)
    room = await parts_of(request).rooms.get_of_person(member.platform_id, room_id)
    # The page counts as unread what was unread before it.
    await (await side_of(parts_of(request), room_id)).read(member, room_id, room.last_seq)
    messages, earlier = await _newest(request, member, room)
    return await _render(
        request,
        "room.html",
        member,
        room=room,
        initial=initial(room.name),
        messages=messages,
        earlier=earlier,
        past="before" in request.query,
        text_max=TEXT_CHARACTERS,
        rooms=await _rooms(request, listed, room_id),
    )


async def _people_room(
    request: web.Request, member: Member, room: OpenedRoom, listed: PageRooms
) -> web.Response:
    """The frame of a room of people; its messages come by the JSON API, and are read only then."""
    return await _render(
        request,
        "people_room.html",
        member,
        room=room,
        text_max=TEXT_CHARACTERS,
        rooms=await _rooms(request, listed, room.id),
    )


async def messages_fragment(request: web.Request) -> web.Response:
    """The messages after `after` alone; doesn't mark them read."""
    member, room_id = await member_of(request), room_id_of(request)
    parts, after = parts_of(request), number_of(request, "after", 0)
    room = await parts.rooms.get_of_person(member.platform_id, room_id)
    # One more before them, so that a new day is seen as one.
    limit = min(number_of(request, "limit", PAGE_MESSAGES), PAGE_MESSAGES)
    found = await parts.messages.after(room, max(after - 1, 0), limit + 1)
    before = found[0].message if found and found[0].message.seq <= after else None
    new = [_read_by_one(seen, room) for seen in (found[1:] if before else found)]
    shown = await _shown(request, member, room, new, before)
    return await _render(request, "_messages.html", member, room=room, messages=shown)


def _read_by_one(seen: SeenMessage, room: PersonRoom) -> SeenMessage:
    """A message as it counts once the reader, who is being shown it, has read it."""
    new = seen.message.seq > room.read_seq
    return replace(seen, unread_by=max(seen.unread_by - new, 0))


def room_id_of(request: web.Request) -> int:
    """The room of the path; what can't be a room answers like one that isn't there."""
    given = request.match_info["room_id"]
    if not (given.isascii() and given.isdigit() and len(given) <= _ID_DIGITS):
        raise NotFound(no_room().text)
    return int(given)


def number_of(request: web.Request, name: str, default: int) -> int:
    """A number of the query; what isn't one counts as `default`."""
    given = request.query.get(name, "")
    fits = given.isascii() and given.isdigit() and len(given) <= _ID_DIGITS
    return int(given) if fits else default


async def _newest(
    request: web.Request, member: Member, room: PersonRoom
) -> tuple[list[ShownMessage], int]:
    """The messages of a page, and below which number the earlier ones are; 0 for none."""
    below = number_of(request, "before", _NEWEST)
    found = await parts_of(request).messages.newest(room, below, PAGE_MESSAGES + 1)
    more = len(found) > PAGE_MESSAGES
    page = found[1:] if more else found
    earlier = page[0].message.seq if more else 0
    return await _shown(request, member, room, page, None), earlier


async def _shown(
    request: web.Request,
    member: Member,
    room: PersonRoom,
    found: list[SeenMessage],
    before: Message | None,
) -> list[ShownMessage]:
    parts, reader = parts_of(request), await _reader(request)
    files = await parts.attachments.of_messages([seen.message.id for seen in found])
    with_buttons = [seen.message.id for seen in found if seen.message.blocks]
    pressed = await parts.reactive.marks(member.platform_id, with_buttons)
    image_alt = _image_alt(request, reader)
    shown = shown_messages(found, before, reader, image_alt, files, pressed)
    return with_senders(shown, found, member, await senders_of(parts, room, found))


async def _rooms(request: web.Request, listed: PageRooms, opened: int = 0) -> list[ShownRoom]:
    reader, say = await _reader(request), parts_of(request).words.say
    words = {
        "nothing": say(reader.language, "No messages"),
        "picture": say(reader.language, "Picture"),
    }
    return shown_rooms(listed, reader, opened, words)


async def _reader(request: web.Request) -> Reader:
    parts = parts_of(request)
    workspace = await parts.workspace_settings.get()
    language = language_of(request)
    return Reader(language=language, zone=workspace.zone, now=parts.clock.now())


def _image_alt(request: web.Request, reader: Reader) -> str:
    return parts_of(request).words.say(reader.language, "Picture in the message")


async def _render(
    request: web.Request, template: str, member: Member, **more: object
) -> web.Response:
    reader = await _reader(request)
    context = {
        "language": language_of(request),
        "mount": MOUNT,
        "member": member,
        "may_send": member.may_use_sending,
        "may_secure": member.role in {Role.SUPER_ADMIN, Role.ADMIN},
        "zone": reader.zone.key,
        "now": rfc3339(reader.now, reader.zone),
        "page_size": PAGE_MESSAGES,
        **more,
    }
    return aiohttp_jinja2.render_template(f"messenger/{template}", request, context)
