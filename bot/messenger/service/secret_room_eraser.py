"""Erases whole secret rooms: keys first, then rows; and keeps which, so that none comes back."""

import structlog

from bot.core.database import Database, Transaction
from bot.messenger.model.chat import RoomGone
from bot.messenger.model.secret_erasure import ERASED_ROOMS_MS
from bot.messenger.model.secret_messages import Cause
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.store import deleted_rooms as store
from bot.messenger.store import secret_ends, secret_tellings

_log = structlog.get_logger(__name__)
_AT_ONCE = 500
# A room is held until its people have been written down.
_ROOMS_AT_ONCE = 50


class SecretRoomEraser:
    """A room that is deleted is found by nobody; what it held goes here, cut short or not."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        guarded: GuardedClock,
        hub: Hub,
        eraser: SecretEraser,
    ) -> None:
        self._database = database
        self._ring = ring
        self._guarded = guarded
        self._hub = hub
        self._eraser = eraser

    async def delete_marked(self, mark: int) -> int:
        """Delete every room opened up to `mark` (UTC ms), as an admin has said; answers how many.

        Each of their people is to be told once, however many rooms they were in.
        """
        deleted = 0
        while True:
            people = await self._database.atomically(lambda tx: self._mark(tx, mark))
            if not people:
                return deleted
            for room_id, user_ids in people.items():
                self._hub.tell(RoomGone(room_id=room_id), user_ids)
            deleted += len(people)

    async def finish(self) -> int:
        """Erase all that deleted rooms held, and them; answers how many could not be yet."""
        left = 0
        for room_id in await store.ids(self._database):
            try:
                await self._erase(room_id)
            except Exception as error:  # noqa: BLE001 -- one room holds up no other
                _log.error("a deleted room is not erased yet", error=type(error).__name__)
                left += 1
        await self._ring.forget_erased(self._guarded.look().erasing_at - ERASED_ROOMS_MS)
        return left

    async def _mark(self, tx: Transaction, mark: int) -> dict[int, list[int]]:
        """Set some rooms deleted; answers the people of each."""
        rooms = await store.opened_until(tx, mark, _ROOMS_AT_ONCE)
        if not rooms:
            return {}
        people = await secret_ends.people_in(tx, rooms)
        await store.set_deleted(tx, rooms, Cause.ADMIN, self._guarded.look().erasing_at)
        everybody = {user_id for some in people.values() for user_id in some}
        await secret_tellings.add(tx, everybody, f"deleted:{mark}", "deleted")
        return {room_id: people.get(room_id, []) for room_id in rooms}

    async def _erase(self, room_id: int) -> None:
        at = self._guarded.look().erasing_at
        # Before anything goes: a backup from before this moment must not bring the room back.
        await self._ring.note_erased([room_id], at)
        await self._destroy_keys(room_id)
        self._eraser.room_removed()
        while seqs := await store.some_seqs(self._database, room_id, _AT_ONCE):
            places = [(room_id, seq) for seq in seqs]

            async def remove(tx: Transaction, places: list[tuple[int, int]] = places) -> None:
                await secret_ends.hold_rooms(tx, [room_id])
                await secret_ends.remove(tx, places, at)

            await self._database.atomically(remove)

        async def end(tx: Transaction) -> None:
            await secret_ends.hold_rooms(tx, [room_id])
            await store.remove(tx, room_id, at)

        await self._database.atomically(end)

    async def _destroy_keys(self, room_id: int) -> None:
        seq, last = 0, -1
        while seq != last:
            last = seq
            keys, seq = await store.key_ids(self._database, room_id, last, _AT_ONCE)
            await self._ring.destroy(keys)
        await self._ring.destroy(await store.other_key_ids(self._database, room_id))
