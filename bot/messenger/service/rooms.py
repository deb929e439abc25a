"""Rooms: what a bot may do with them, and what a person sees of theirs."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import NotFound
from bot.messenger.model import rooms as model
from bot.messenger.model.bots import Bot
from bot.messenger.model.rooms import PersonRoom, Room
from bot.messenger.service.opener import RoomOpener
from bot.messenger.store import numbers, people_rooms, person_rooms
from bot.messenger.store import rooms as store
from bot.workspace.model.members import Member
from bot.workspace.service.members import Members

_LIST_MAX = 500


class Rooms:
    """Opens rooms and knows who takes part."""

    def __init__(self, database: Database, members: Members, clock: Clock) -> None:
        self._database = database
        self._members = members
        self._clock = clock
        self._opener = RoomOpener(database, members, clock)

    async def close(self) -> None:
        """Wait until every room is opened."""
        await self._opener.close()

    async def open_direct(self, bot: Bot, user_id: int) -> Room:
        """The room of a bot and a member, made once; `user_not_found`."""
        return await self._opener.open(bot.id, user_id)

    async def open_group(self, bot: Bot, user_ids: Sequence[int], name: str | None) -> Room:
        """A new group, even for the same members; `user_not_found`, `invalid_parameter`."""
        wanted = list(dict.fromkeys(user_ids))
        model.check_group(wanted, name)
        members = await self._active(wanted)
        shown = model.group_name(name, [member.name for member in members])
        async with self._database.transaction() as tx:
            room_id, now = await numbers.take(tx, "room"), self._clock.now()
            await store.add_group(tx, room_id, bot.id, shown, now)
            people = [(room_id, who) for who in (bot.id, *wanted)]
            await store.add_members(tx, people, 0, now)
            return await _room_of(tx, bot, room_id)

    async def page(self, bot: Bot, *, after: int, limit: int) -> list[Room]:
        """Up to `limit` rooms after an id in which the bot takes part."""
        found = await store.page_of(self._database, bot.id, after, limit)
        ids = [room.user_id for room in found if room.user_id is not None]
        names = {m.platform_id: m.name for m in await self._members.by_platform_ids(ids)}
        return [replace(room, name=room.name or names.get(room.user_id or 0)) for room in found]

    async def members_of(self, bot: Bot, room_id: int) -> list[Member]:
        """The active members of a room; `conversation_not_found`."""
        ids = await store.member_ids(self._database, room_id)
        if bot.id not in ids:
            raise model.no_room()
        return [m for m in await self._members.by_platform_ids(ids) if m.active]

    async def invite(self, bot: Bot, room_id: int, user_ids: Sequence[int]) -> None:
        """Let members into the bot's own group; those in it already stay."""
        model.check_group(user_ids, None)
        async with self._database.transaction() as tx:
            room = await self._own_group(tx, bot, room_id)
        await self._active(user_ids)
        async with self._database.transaction() as tx:
            last = (await store.lock(tx, [room.id]))[room.id]
            people = [(room.id, user_id) for user_id in user_ids]
            await store.add_members(tx, people, last, self._clock.now())

    async def kick(self, bot: Bot, room_id: int, user_ids: Sequence[int]) -> None:
        """Take members out of the bot's own group; those not in it are passed over."""
        model.check_group(user_ids, None)
        async with self._database.transaction() as tx:
            room = await self._own_group(tx, bot, room_id)
            others = [user_id for user_id in user_ids if user_id != bot.id]
            await store.remove_members(tx, room.id, others)

    async def rename(self, bot: Bot, room_id: int, name: str) -> Room:
        """Give the bot's own group another name; `conversation_not_found`, `invalid_parameter`."""
        model.check_name(name)
        async with self._database.transaction() as tx:
            room = await self._own_group(tx, bot, room_id)
            await store.set_name(tx, room.id, name.strip())
        return replace(room, name=name.strip())

    async def _own_group(self, tx: Transaction, bot: Bot, room_id: int) -> Room:
        room = await _room_of(tx, bot, room_id)
        model.require_own_group(room, bot.id)
        return room

    async def _active(self, user_ids: Sequence[int]) -> list[Member]:
        found = [m for m in await self._members.by_platform_ids(user_ids) if m.active]
        if len(found) < len(set(user_ids)):
            raise model.no_user()
        return found

    async def of_person(self, user_id: int) -> list[PersonRoom]:
        """The rooms a person sees, newest message first; at most 500."""
        found = await person_rooms.with_messages(self._database, user_id, _LIST_MAX)
        return await self._named(user_id, found)

    async def get_of_person(self, user_id: int, room_id: int) -> PersonRoom:
        """A room the person is in; else NotFound, whether there is such a room or not."""
        room = await person_rooms.find(self._database, room_id, user_id)
        if room is None:
            raise NotFound(model.no_room().text)
        return (await self._named(user_id, [room]))[0]

    async def _named(self, user_id: int, found: Sequence[PersonRoom]) -> list[PersonRoom]:
        """The rooms, those without a name under the names of the others in them."""
        bare = [room.id for room in found if not room.name]
        if not bare:
            return list(found)
        people = await people_rooms.people_of_many(self._database, bare)
        numbers_ = sorted({one for each in people.values() for one in each})
        names = {m.platform_id: m.name for m in await self._members.by_platform_ids(numbers_)}
        shown = {
            room_id: model.group_name(
                None, [names[one] for one in each if one != user_id and one in names]
            )
            for room_id, each in people.items()
        }
        return [
            replace(room, name=name, bot_name=name)
            if (name := shown.get(room.id)) is not None
            else room
            for room in found
        ]


async def _room_of(tx: Transaction, bot: Bot, room_id: int) -> Room:
    room = await store.find_of(tx, room_id, bot.id)
    if room is None:
        raise model.no_room()
    return room
