"""Keeps how far people have read in ordinary rooms, many in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import SpacecastError
from bot.core.group_commit import GroupCommit
from bot.messenger.model import people_rooms as model
from bot.messenger.model.chat import MessagesRead
from bot.messenger.model.people_rooms import PeopleRoom
from bot.messenger.service.bot_events import BotEvents
from bot.messenger.service.hub import Hub
from bot.messenger.store import people_messages, people_rooms, person_rooms, receipts

# Of how many messages, the newest, it is told that one person less has to read them.
_TOLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Somebody has had everything up to a message before their eyes."""

    user_id: int
    room_id: int
    upto: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A read that changes something: from which message to which."""

    user_id: int
    before: int
    upto: int


class PeopleReads:
    """When a message comes, everybody in a room reads it at once: so they are taken together."""

    def __init__(
        self, database: Database, clock: Clock, hub: Hub, bot_events: BotEvents
    ) -> None:
        self._database = database
        self._clock = clock
        self._hub = hub
        self._bot_events = bot_events
        self._group: GroupCommit[Read, None] = GroupCommit("messenger-reads", self._commit)

    async def keep(self, read: Read) -> None:
        """Keep a read, and tell of it; `not_found`."""
        await self._group.do(read)

    async def close(self) -> None:
        """Wait until nothing waits to be kept."""
        await self._group.close()

    async def _commit(self, reads: Sequence[Read]) -> Sequence[SpacecastError | None]:
        ids = sorted({read.room_id for read in reads})
        rooms = await people_rooms.find_many(self._database, ids)
        steps: dict[int, list[_Step]] = {}
        answers: list[SpacecastError | None] = []
        for read in reads:
            try:
                room, mark = model.enter(rooms.get(read.room_id), read.user_id)
            except SpacecastError as error:
                answers.append(error)
                continue
            answers.append(None)
            upto = min(read.upto, room.last_seq)
            if upto > mark.read_seq:
                step = _Step(user_id=read.user_id, before=mark.read_seq, upto=upto)
                steps.setdefault(room.id, []).append(step)
                rooms[room.id] = _after(room, step)
        if steps:
            of_bots = {
                room_id: each for room_id, each in steps.items() if rooms[room_id].of_bot
            }
            telling = bool(of_bots) and await self._bot_events.tells_of_reads()
            async with self._database.transaction() as tx:
                # Always in the same order, so that two processes don't wait for each other.
                marks = sorted(
                    (room_id, one.user_id, one.upto)
                    for room_id, each in steps.items()
                    for one in each
                )
                await person_rooms.set_reads(tx, marks)
                if telling:
                    await self._add_receipts(tx, of_bots)
            for room_id, each in steps.items():
                await self._tell(rooms[room_id], each)
        return answers

    async def _add_receipts(
        self, tx: Transaction, steps: Mapping[int, Sequence[_Step]]
    ) -> None:
        reads = [
            (room_id, one.user_id, one.before, one.upto)
            for room_id, each in sorted(steps.items())
            for one in each
        ]
        await receipts.add_many(tx, reads, self._clock.now())

    async def _tell(self, room: PeopleRoom, steps: Sequence[_Step]) -> None:
        if not self._hub.watches(room.people):
            return
        above, upto = min(one.before for one in steps), max(one.upto for one in steps)
        senders = await people_messages.senders(self._database, room.id, above, upto, _TOLD)
        unread = {
            seq: len(model.unread_by(room, seq, sender_id))
            for seq, sender_id in senders.items()
        }
        for step in steps:
            changed = {
                seq: unread[seq]
                for seq in sorted(senders)
                if step.before < seq <= step.upto and senders[seq] != step.user_id
            }
            event = MessagesRead(
                room_id=room.id, user_id=step.user_id, upto=step.upto, unread=changed
            )
            self._hub.tell(event, room.people)


def _after(room: PeopleRoom, step: _Step) -> PeopleRoom:
    mark = replace(room.members[step.user_id], read_seq=step.upto)
    return replace(room, members={**room.members, step.user_id: mark})
