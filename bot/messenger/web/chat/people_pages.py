"""Which room of people a page shows."""

from dataclasses import dataclass

from aiohttp import web

from bot.workspace.model.members import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRoom:
    """A room of people as its page starts; the rest comes by the JSON API."""

    id: int
    kind: str
    name: str


async def people_room_of(
    request: web.Request, member: Member, room_id: int
) -> OpenedRoom | None:
    """The room of people that a member opens; None where it is a bot's, or isn't there."""
    return None
