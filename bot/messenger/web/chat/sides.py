"""Which side of the chat a room is on."""

from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.chat import ChatRoom
from bot.messenger.service.chat_side import ChatSide
from bot.messenger.web.parts import MessengerParts
from bot.workspace.model.members import Member


async def side_of(parts: MessengerParts, room_id: int) -> ChatSide:
    """The side that has the room; `not_found` as for a room one isn't in."""
    for side in parts.sides:
        if await side.holds(room_id):
            return side
    raise refusals.no_secret_room()


async def rooms_of(parts: MessengerParts, person: Member) -> list[ChatRoom]:
    """All rooms of a person's list, latest activity first."""
    found = [room for side in parts.sides for room in await side.rooms_of(person)]
    return sorted(found, key=lambda room: (room.last_at, room.id), reverse=True)
