"""Destroys what has ended in secret rooms: keys first, then rows; whatever plan and switch say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import structlog

from bot.core.database import Database, Transaction
from bot.messenger.model.chat import MessagesGone, RoomChanged
from bot.messenger.model.secret_erasure import TOMBSTONE_MS, Tombstone
from bot.messenger.model.secret_messages import Cause
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.store import secret_ends as store
from bot.messenger.store.secret_ends import Ended, EndedFile

_log = structlog.get_logger(__name__)
# Where very many end together: a batch of 500 took twice as long for each message.
_AT_ONCE = 2_000
# The tables that have something sealed in them: what was said, and names.
_MESSAGES, _ROOMS = "secret_messages", "secret_rooms"
_Gone = dict[int, tuple[list[int], list[int]]]
"""By room: the numbers of what is gone, and the people in the room."""


class SecretEraser:
    """Each step goes by what is there, so it may be cut short anywhere and taken again.

    Nothing here asks for plan, billing or switch: an end is an end.
    """

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        guarded: GuardedClock,
        hub: Hub,
        outbox: SecretOutbox,
    ) -> None:
        self._database = database
        self._ring = ring
        self._guarded = guarded
        self._hub = hub
        self._outbox = outbox
        # What a process before this one had deleted may not be overwritten yet.
        self._unscrubbed = {_MESSAGES, _ROOMS}

    async def sweep(self) -> int:
        """Erase what the clock lets be destroyed; answers how many messages and files.

        What is only hidden, because the clock is in doubt, stays. What can't be erased for some
        reason of its own stays too, is told in the log, and is tried again at the next sweep.
        """
        at = self._guarded.look().erasing_at
        erased = await self._messages(at) + await self._files(at)
        # Keys that nobody knows any more, as after a broken upload, or that were restored.
        await self._ring.destroy_ended(at)
        await self._outbox.empty(at)
        await self._forget(at)
        await self.scrub()
        return erased

    async def purge(self, room_id: int, seqs: Sequence[int], cause: Cause) -> None:
        """Erase messages at once, by whatever clock; cut short, the next sweep goes on with it."""
        if not seqs:
            return
        at = self._guarded.look().erasing_at

        async def end_now(tx: Transaction) -> list[Ended]:
            await store.hold_rooms(tx, [room_id])
            return await store.end_now(tx, room_id, seqs, at, cause)

        found = await self._database.atomically(end_now)
        await self.erase([replace(one, cause=cause) for one in found])
        await self._outbox.empty(at)

    async def erase(self, ended: Sequence[Ended]) -> int:
        """Erase messages whatever their end; answers how many are gone."""
        gone = 0
        for some in _batches(ended):
            gone += await self._some(some)
        return gone

    async def erase_files(self, files: Sequence[EndedFile]) -> int:
        """Erase files and leave their messages; answers how many are gone."""
        if not files:
            return 0
        at = self._guarded.look().erasing_at
        await self._ring.destroy({one.key_id for one in files})
        self._unscrubbed.add(_MESSAGES)

        async def remove(tx: Transaction) -> int:
            return await store.remove_files(tx, [one.id for one in files], at)

        return await self._database.atomically(remove)

    async def scrub(self) -> None:
        """Have overwritten what is left of deleted rows, now or with the next call."""
        for table in sorted(self._unscrubbed):
            if await self._database.scrub(table):
                self._unscrubbed.discard(table)

    def room_removed(self) -> None:
        """A room was deleted with all that was in it, which is to be overwritten."""
        self._unscrubbed |= {_MESSAGES, _ROOMS}

    async def first_end(self) -> int | None:
        """When there is next something to do (UTC ms); it may have passed."""
        ends = [
            await store.first_end(self._database),
            await self._ring.first_end(),
            await self._outbox.first_try(),
        ]
        return min((end for end in ends if end is not None), default=None)

    async def oldest_overdue_ms(self) -> int:
        """For how long the oldest message or file should be gone that isn't; 0: there is none."""
        first = await store.first_end(self._database)
        return 0 if first is None else max(0, self._guarded.look().erasing_at - first)

    async def _messages(self, at: int) -> int:
        erased, last = 0, None
        while some := await store.due(self._database, at, last, _AT_ONCE):
            erased += await self._some(some)
            last = some[-1]
        return erased

    async def _files(self, at: int) -> int:
        erased, last = 0, ""
        while some := await store.due_files(self._database, at, last, _AT_ONCE):
            erased += await self.erase_files(some)
            last = some[-1].id
        return erased

    async def _some(self, some: Sequence[Ended]) -> int:
        """Erase a batch; where that fails, one after the other, so that one holds up no other."""
        files = await store.files_of(self._database, [one.place for one in some])
        keys = {one.key_id for one in some if one.key_id is not None}
        await self._ring.destroy(keys | {one.key_id for one in files})
        self._unscrubbed.add(_MESSAGES)
        try:
            return await self._rows(some)
        except Exception as error:  # noqa: BLE001 -- whatever is wrong, it may be with one row
            _log.warning("a batch is erased one by one", error=type(error).__name__)
        return await self._one_by_one(some)

    async def _one_by_one(self, some: Sequence[Ended]) -> int:
        erased, stuck = 0, 0
        for one in some:
            try:
                erased += await self._rows([one])
            except Exception:  # noqa: BLE001 -- whatever is wrong with this one
                # Where it is the database that is in trouble, the next ones fail the same way.
                await self._database.fetch_value("SELECT 1")
                stuck += 1
        if stuck:
            _log.error("rows without keys could not be deleted; tried again soon", rows=stuck)
        return erased

    async def _rows(self, some: Sequence[Ended]) -> int:
        at = self._guarded.look().erasing_at
        causes = {one.place: one.cause for one in some}
        rooms = sorted({one.room_id for one in some})

        async def remove(tx: Transaction) -> _Gone:
            await store.hold_rooms(tx, rooms)
            there = await store.remove(tx, list(causes), at)
            graves = [
                Tombstone(room_id=room_id, seq=seq, gone_at=at, cause=causes[room_id, seq])
                for room_id, seq in there
            ]
            await store.bury(tx, graves)
            people = await store.people_in(tx, rooms)
            gone: _Gone = {}
            for room_id, seq in there:
                gone.setdefault(room_id, ([], people.get(room_id, [])))[0].append(seq)
            return gone

        gone = await self._database.atomically(remove)
        self._tell(gone)
        return sum(len(seqs) for seqs, _ in gone.values())

    def _tell(self, gone: _Gone) -> None:
        # Who has no screen open, or a process that ends right here, is told by the tombstones.
        for room_id, (seqs, people) in gone.items():
            self._hub.tell(MessagesGone(room_id=room_id, seqs=tuple(seqs)), people)
            # Its last message and its badge may be others now.
            self._hub.tell(RoomChanged(room_id=room_id), people)

    async def _forget(self, at: int) -> None:
        async def forget(tx: Transaction) -> int:
            return await store.forget_tombstones(tx, at - TOMBSTONE_MS)

        await self._database.atomically(forget)


def _batches(ended: Sequence[Ended]) -> Iterator[Sequence[Ended]]:
    for start in range(0, len(ended), _AT_ONCE):
        yield ended[start : start + _AT_ONCE]
