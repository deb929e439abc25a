"""Rooms that people open with profiles' bots, so as to write to them."""

from collections.abc import Awaitable, Callable, Collection

from bot.messenger.model.bots import Bot, require_listening
from bot.messenger.service.bots import Bots
from bot.messenger.service.rooms import Rooms
from bot.workspace.model.members import Member

ProfileBots = Callable[[], Awaitable[Collection[int]]]


class BotRooms:
    """Anybody may write to a bot that listens: what it then does for them is its own decision."""

    def __init__(self, bots: Bots, rooms: Rooms, *, profile_bots: ProfileBots) -> None:
        self._bots = bots
        self._rooms = rooms
        self._profile_bots = profile_bots

    async def listening(self) -> list[Bot]:
        """The bots of profiles that take messages, by name."""
        found = [bot for bot in (await self._known()).values() if bot.takes_messages]
        return sorted(found, key=lambda bot: (bot.name, bot.id))

    async def open(self, person: Member, bot_id: int) -> int:
        """The room of a person and a bot, made once; raises what `require_listening` raises."""
        bot = require_listening((await self._known()).get(bot_id))
        return (await self._rooms.open_direct(bot, person.platform_id)).id

    async def _known(self) -> dict[int, Bot]:
        of_profiles = await self._profile_bots()
        return {bot.id: bot for bot in await self._bots.every() if bot.id in of_profiles}
