"""Who is in rooms of people: opening, inviting, leaving, handing over, deleting."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.messenger.model import people_rooms as model
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.chat import NewRoom, RoomChanged, RoomGone
from bot.messenger.model.people_rooms import PeopleRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.service.hub import Hub
from bot.messenger.store import numbers, rooms
from bot.messenger.store import people_rooms as store
from bot.workspace.service.members import Members


class PeoplePlaces:
    """Changes rooms: the room is held, the model decides, and then the screens hear of it."""

    def __init__(self, database: Database, members: Members, clock: Clock, hub: Hub) -> None:
        self._database = database
        self._members = members
        self._clock = clock
        self._hub = hub

    async def open(self, user_id: int, wanted: NewRoom) -> int:
        """The room of two people, made once, or a new group; raises what `others_of` raises,
        `member_not_found`, `name_too_long`."""
        others = model.others_of(wanted.kind, user_id, wanted.user_ids)
        name = model.group_name(wanted.name)
        await self._require_active(others)
        if wanted.kind is RoomKind.DM:
            return await self._open_pair(user_id, others[0])
        async with self._database.transaction() as tx:
            room_id, now = await numbers.take(tx, "room"), self._clock.now()
            await store.add_group(tx, room_id, user_id, name, now)
            people = [(room_id, one) for one in (user_id, *others)]
            await rooms.add_members(tx, people, 0, now)
        # The others hear of it with its first message.
        self._hub.tell(RoomChanged(room_id=room_id), [user_id])
        return room_id

    async def _open_pair(self, user_id: int, other: int) -> int:
        pair = model.pair_of(user_id, other)
        known = await store.find_pair(self._database, pair)
        if known is not None:
            return known
        async with self._database.transaction() as tx:
            # The counter's row is held from here on, so that no two make the same room.
            room_id, now = await numbers.take(tx, "room"), self._clock.now()
            if await store.add_pair(tx, room_id, user_id, pair, now):
                people = [(room_id, user_id), (room_id, other)]
                await rooms.add_members(tx, people, 0, now)
                return room_id
            found = await store.find_pair(tx, pair)
        if found is None:
            raise AssertionError("a pair that can't be added has a room")
        return found

    async def invite(self, user_id: int, room_id: int, user_ids: Sequence[int]) -> None:
        """Let people in; they see what is said from now on. Raises what `newcomers` raises,
        `not_found`, `member_not_found`."""
        room, _ = model.enter(await store.find(self._database, room_id), user_id)
        await self._require_active(model.newcomers(room, user_id, user_ids))
        async with self._held(user_id, room_id) as (tx, room):
            new = model.newcomers(room, user_id, user_ids)
            people = [(room_id, one) for one in new]
            await rooms.add_members(tx, people, room.last_seq, self._clock.now())
        told = (*room.reached, *new) if room.last_seq else room.reached
        self._hub.tell(RoomChanged(room_id=room_id), told if new else ())

    async def kick(self, user_id: int, room_id: int, user_ids: Sequence[int]) -> None:
        """The owner takes people out; raises what `removed` raises, `not_found`."""
        async with self._held(user_id, room_id) as (tx, room):
            out = model.removed(room, user_id, user_ids)
            await rooms.remove_members(tx, room_id, out)
        self._went(room, out)

    async def leave(self, user_id: int, room_id: int) -> None:
        """Leave; a room goes with the last who is in it. Raises what `ends_by_leaving` raises,
        `not_found`."""
        async with self._held(user_id, room_id) as (tx, room):
            if model.ends_by_leaving(room, user_id):
                await store.remove(tx, room_id)
            else:
                await rooms.remove_members(tx, room_id, [user_id])
        self._went(room, [user_id])

    async def delete(self, user_id: int, room_id: int) -> None:
        """The owner deletes the room for everybody; `not_found` and what `require_owner` raises."""
        async with self._held(user_id, room_id) as (tx, room):
            model.require_owner(room, user_id)
            await store.remove(tx, room_id)
        self._went(room, room.people)

    async def change(
        self, user_id: int, room_id: int, *, allow_invite: bool | None, name: str | None
    ) -> None:
        """The owner changes what is given; an empty name takes the name away."""
        kept = model.group_name(name)
        await self._change(
            user_id,
            room_id,
            lambda room: replace(
                room,
                name=room.name if name is None else kept,
                allow_invite=room.allow_invite if allow_invite is None else allow_invite,
            ),
        )

    async def hand_over(self, user_id: int, room_id: int, to_id: int) -> None:
        """The owner makes somebody else the owner; also `member_not_found`."""

        def owned(room: PeopleRoom) -> PeopleRoom:
            if to_id not in room.people:
                raise refusals.not_a_member()
            return replace(room, owner_id=to_id)

        room, _ = model.enter(await store.find(self._database, room_id), user_id)
        model.require_owner(room, user_id)
        if to_id not in room.people or to_id not in await self._active([to_id]):
            raise refusals.not_a_member()
        await self._change(user_id, room_id, owned)

    async def _change(
        self, user_id: int, room_id: int, changed: Callable[[PeopleRoom], PeopleRoom]
    ) -> None:
        async with self._held(user_id, room_id) as (tx, room):
            model.require_owner(room, user_id)
            after = changed(room)
            if after != room:
                await store.update(tx, after)
        if after != room:
            # Also the one who opened an empty room and gave it away.
            self._hub.tell(RoomChanged(room_id=room_id), {*room.reached, *after.reached})

    @asynccontextmanager
    async def _held(
        self, user_id: int, room_id: int
    ) -> AsyncIterator[tuple[Transaction, PeopleRoom]]:
        async with self._database.transaction() as tx:
            room, _ = model.enter(await store.lock(tx, room_id), user_id)
            yield tx, room

    def _went(self, room: PeopleRoom, out: Sequence[int]) -> None:
        told = set(room.reached)
        self._hub.tell(RoomGone(room_id=room.id), told & set(out))
        self._hub.tell(RoomChanged(room_id=room.id), told - set(out))

    async def _active(self, user_ids: Iterable[int]) -> set[int]:
        found = await self._members.by_platform_ids(list(user_ids))
        return {member.platform_id for member in found if member.active}

    async def _require_active(self, user_ids: Sequence[int]) -> None:
        if set(user_ids) - await self._active(user_ids):
            raise refusals.inactive_person()
