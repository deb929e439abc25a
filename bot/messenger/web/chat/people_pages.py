"""The rooms that a page starts with: one's list, and the room of people that is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web

from bot.core.errors import NotFound
from bot.messenger.model.chat import ChatRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.web.chat.access import language_of
from bot.messenger.web.chat.shown import COLORS, Reader, ShownRoom, badge_of, initial
from bot.messenger.web.chat.sides import rooms_of, side_of
from bot.messenger.web.chat.times import list_words
from bot.messenger.web.chat.told import Viewer, told_rooms
from bot.messenger.web.parts import parts_of
from bot.workspace.model.members import Member

_PREVIEW, _LONG_NAMES = 120, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRoom:
    """A room of people as its page starts; the rest comes by the JSON API."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRooms:
    """A person's list, as the chat knows it and as it is told to them, in the same order."""

    rooms: Sequence[ChatRoom]
    told: Sequence[Mapping[str, Any]]


async def page_rooms(request: web.Request, member: Member) -> PageRooms:
    """The rooms of a person's list."""
    parts = parts_of(request)
    rooms = await rooms_of(parts, member)
    return PageRooms(rooms=rooms, told=await _told(request, member, rooms))


async def people_room_of(
    request: web.Request, member: Member, room_id: int, listed: PageRooms
) -> OpenedRoom | None:
    """The room of people that a member opens; None for a bot's, and where there is none.

    A secret room that can't be used now opens too: its page says why.
    """
    parts = parts_of(request)
    found = next((one for one in listed.rooms if one.id == room_id), None)
    if found is None:
        # The list is not endless, and a room may have come just now.
        try:
            found = await (await side_of(parts, room_id)).room_of(member, room_id)
        except NotFound:
            return None
    if found.kind is RoomKind.BOT or await _is_bots(request, found):
        return None
    (told,) = await _told(request, member, [found])
    return OpenedRoom(id=found.id, kind=found.kind.value, name=told["name"])


async def _is_bots(request: web.Request, room: ChatRoom) -> bool:
    """Whether a group is a bot's: its owner is no member."""
    if room.kind is not RoomKind.GROUP or room.owner_id is None:
        return False
    owner = (await parts_of(request).roster.of([room.owner_id])).get(room.owner_id)
    return owner is None or owner.member is None


async def _told(
    request: web.Request, member: Member, rooms: Sequence[ChatRoom]
) -> list[Mapping[str, Any]]:
    viewer = Viewer(member=member, language=language_of(request))
    return cast("list[Mapping[str, Any]]", await told_rooms(parts_of(request), viewer, rooms))


def shown_rooms(
    listed: PageRooms, reader: Reader, opened: int, words: Mapping[str, str]
) -> list[ShownRoom]:
    """The list as lines; `words` has what stands for no message and for a picture."""
    return [
        ShownRoom(
            id=room.id,
            name=told["name"],
            initial=initial(told["name"]),
            color=room.id % COLORS,
            preview=_preview(room, told, words),
            when=list_words(room.last_at, reader.now, reader.zone, reader.language),
            badge=badge_of(0 if room.id == opened else room.unread),
            open=room.id == opened,
            secret=room.kind is RoomKind.SECRET,
            usable=room.usable,
        )
        for room, told in zip(listed.rooms, listed.told, strict=True)
    ]


def _preview(room: ChatRoom, told: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not room.usable:
        return str(told.get("unusable", {}).get("text", ""))
    if room.last is None:
        return words["nothing"]
    if room.kind is RoomKind.SECRET:
        # Nothing would take it off the page at its end until the connection is there, which brings it.
        return ""
    if room.last.line is not None:
        return str(told["last_message"]["line"]["text"])
    text, files = room.last.text, room.last.files
    names = ", ".join(file.name for file in files)
    # Of files alone the text is their names, cut off where they are long.
    if files and (text == names or (len(text) >= _LONG_NAMES and names.startswith(text))):
        return words["picture"] if files[0].picture else files[0].name
    return " ".join(text.split())[:_PREVIEW]
