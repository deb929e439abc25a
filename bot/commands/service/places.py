"""Where somebody asks, and who does what is asked."""

from dataclasses import dataclass
from typing import Protocol

from bot.broadcast.model.profiles import Profile
from bot.commands.model.cards import Card
from bot.commands.model.commands import Asked
from bot.workspace.model.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room of a profile's bot."""

    profile: Profile
    conversation_id: str


class RunsCommands(Protocol):
    """Does what was asked, or raises a SpacecastError."""

    async def run(self, actor: Actor, place: Place, asked: Asked, *, by: str) -> Card:
        """The answer; asked again with the same `by`, it does nothing twice."""
