"""Opens rooms of a bot and a member, many in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.group_commit import GroupCommit
from bot.messenger.model.rooms import Room, no_user
from bot.messenger.store import numbers, rooms
from bot.workspace.service.members import Members

_Pair = tuple[int, int]


class RoomOpener:
    """Makes the one room of each pair of bot and member, or finds it."""

    def __init__(self, database: Database, members: Members, clock: Clock) -> None:
        self._database = database
        self._members = members
        self._clock = clock
        self._group = GroupCommit("messenger-opener", self._commit)

    async def open(self, bot_id: int, user_id: int) -> Room:
        """The room, named after its member; `user_not_found`."""
        return await self._group.do((bot_id, user_id))

    async def close(self) -> None:
        """Wait until nothing waits to be opened."""
        await self._group.close()

    async def _commit(self, pairs: Sequence[_Pair]) -> Sequence[Room | Exception]:
        found = await self._members.by_platform_ids(list({user_id for _, user_id in pairs}))
        names = {member.platform_id: member.name for member in found if member.active}
        wanted = sorted({pair for pair in pairs if pair[1] in names})
        opened = await rooms.direct_rooms(self._database, wanted)
        missing = [pair for pair in wanted if pair not in opened]
        if missing:
            opened |= await self._make(missing)
        return [
            replace(opened[pair], name=names[pair[1]]) if pair in opened else no_user()
            for pair in pairs
        ]

    async def _make(self, missing: Sequence[_Pair]) -> dict[_Pair, Room]:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            # The counter's row is held from here on, so that no two make the same room.
            first = await numbers.take(tx, "room", len(missing))
            await rooms.add_direct(tx, missing, first, now)
            made = await rooms.direct_rooms(tx, missing)
            members = [(r.id, who) for pair, r in made.items() for who in pair]
            await rooms.add_members(tx, members, 0, now)
        return {pair: replace(room, users_count=2) for pair, room in made.items()}
