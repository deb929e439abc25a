"""The real service over a real database, with the face of the model's world: events in, sights out.

The machine and the oracle of the model judge it without knowing the difference.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.core.database import Database
from bot.core.errors import SpacecastError
from bot.messenger.model import secret_accounts, secret_standing
from bot.messenger.model.chat import ChatRoom, NewMessage, NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import Entry, SecretMessage, SecretText
from bot.messenger.model.secret_rooms import Change, SecretRoom
from bot.messenger.model.secret_standing import Standing, Standings
from bot.messenger.model.secret_times import Choices, Retention
from bot.messenger.service import secret_changes
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.service.secret_retention import SecretRetention
from bot.messenger.service.secret_room_eraser import SecretRoomEraser
from bot.messenger.service.secret_talk import SecretTalk
from bot.messenger.store import secret_messages, secret_rooms
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.plans import Billing, Plan
from tests.messenger.model.secret_history import MEMBERS_MAX, START, Event
from tests.messenger.secret_rig import NoFiles
from tests.messenger.service_stage import DrivenClock, Stage, StagedGround, staged_member

T = TypeVar("T")


class ServiceWorld:
    """Drives the service one event at a time, on a loop of its own."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        database: Database,
        ring: KeyRing,
        start: int = START,
    ) -> None:
        self._loop, self.database, self._ring = loop, database, ring
        self.clock, self.stage, self.hub = DrivenClock(start), Stage(), Hub()
        self._opened: dict[int, int] = {}
        self._build()

    def _build(self) -> None:
        guarded = self.run(GuardedClock.start(self._ring, self.clock))
        outbox = SecretOutbox(self.database, Path("/nonexistent"))
        self.eraser = SecretEraser(self.database, self._ring, guarded, self.hub, outbox)
        self.rooms_eraser = SecretRoomEraser(
            self.database, self._ring, guarded, self.hub, self.eraser
        )
        self.ground = StagedGround(
            database=self.database,
            ledger=self.database,
            members=None,  # type: ignore[arg-type]  # the stage has the people
            workspace=None,  # type: ignore[arg-type]  # and the workspace
            ring=self._ring,
            guarded=guarded,
            clock=self.clock,
            choices=Choices(members_max=MEMBERS_MAX),
            hub=self.hub,
            ends=self,
            stage=self.stage,
        )
        self.talk = SecretTalk(self.ground, NoFiles())
        self.retention = SecretRetention(self.ground)

    def run(self, doing: Awaitable[T]) -> T:
        """Let something happen."""
        return self._loop.run_until_complete(_wait(doing))

    # What destroys (`Ends`)

    async def purge(self, room_id: int, seqs: Sequence[int], cause: object) -> None:
        """Destroy now."""
        await self.eraser.purge(room_id, seqs, cause)  # type: ignore[arg-type]

    def wake(self) -> None:
        """Sweeps come as the history has them."""

    # What the machine looks at

    @property
    def wall(self) -> int:
        """The wall clock."""
        return self.clock.wall

    @property
    def now(self) -> int:
        """The time that counts."""
        return self.ground.guarded.look().hiding_at

    @property
    def standing(self) -> Standing:
        """What decides about secret rooms."""
        return self.stage.standing

    @property
    def standings(self) -> Standings:
        """The same of all workspaces, which are one."""
        return (self.stage.standing,)

    @property
    def rooms(self) -> dict[int, SecretRoom]:
        """Every room there ever was, by its number in the history; of a deleted one what is left."""
        return {number: room for number in self._opened if (room := self.room(number))}

    @property
    def entries(self) -> dict[int, dict[int, Entry]]:
        """What is in the tables, by room."""
        return {number: self.entries_of(number) for number in self._opened}

    def entries_of(self, number: int) -> dict[int, Entry]:
        """What is in the tables of one room, whether it has ended or not."""
        return self.run(self._entries(number))

    def listed(self, who: int) -> dict[int, ChatRoom]:
        """A person's list."""
        found = {room.id: room for room in self.run(self.talk.rooms_of(staged_member(who)))}
        return {n: found[room_id] for n, room_id in self._opened.items() if room_id in found}

    def counts(self) -> dict[str, int]:
        """How many rows there are, and how many keys."""
        tables = ("secret_rooms", "secret_messages", "secret_pending")
        rows = {
            table: self.run(self.database.fetch_value(f"SELECT count(*) FROM {table}"))
            for table in tables
        }
        return {**rows, "keys": self.run(self._ring.count())}

    def restart(self) -> None:
        """The process is gone, and another one goes on with what is kept."""
        self._build()

    def room(self, number: int) -> SecretRoom | None:
        """One room as it is kept."""
        return self.run(secret_rooms.find(self.database, self._id(number)))

    async def _entries(self, number: int) -> dict[int, Entry]:
        room_id, found = self._id(number), {}
        everything = secret_messages.Sight(now=-1, kept_since=-1)
        for one in await secret_messages.after(self.database, room_id, 0, everything, 10_000):
            entry = one.entry
            if isinstance(entry, SecretMessage):
                pending = await secret_messages.pending_of(self.database, room_id, entry.seq)
                entry = replace(entry, pending=frozenset(pending))
            found[entry.seq] = entry
        return found

    def seen(self, number: int, who: int) -> list[int] | str:
        """The numbers of what a person sees in a room, or the code of the refusal."""
        try:
            found = self.run(self.talk.after(staged_member(who), self._id(number), 0, 10_000))
        except SpacecastError as refusal:
            return refusal.word
        return [one.seq for one in found]

    def _id(self, number: int) -> int:
        return self._opened.get(number, -number)

    # Events

    def do(self, event: Event) -> str:
        """Let an event happen; answers the code of its refusal, or ""."""
        try:
            self.run(getattr(self, f"_{event.what}")(event))
        except SpacecastError as refusal:
            return refusal.word
        return ""

    async def _tick(self, event: Event) -> None:
        self.clock.move(event.number)
        # The heartbeat, which keeps the time even while nothing happens.
        await self.ground.guarded.tick()

    async def _sweep(self, event: Event) -> None:
        await self.eraser.sweep()
        await self.rooms_eraser.finish()

    async def _plan(self, event: Event) -> None:
        self._workspace(plan=Plan(event.word))

    async def _billing(self, event: Event) -> None:
        self._workspace(billing=Billing(event.word))

    def _workspace(self, **changes: Plan | Billing) -> None:
        standing = self.stage.standing
        workspace = replace(standing.workspace, **changes)  # type: ignore[arg-type]
        self.stage.standing = replace(standing, workspace=workspace)

    async def _switch(self, event: Event) -> None:
        mode = secret_standing.read_mode(event.word)
        switched = secret_standing.switch(machine_actor(), self.stage.standing, mode)
        self.stage.standing = replace(self.stage.standing, switched_on=switched.on)
        if switched.deletes_rooms:
            await self.rooms_eraser.delete_marked(self.now)

    async def _retain(self, event: Event) -> None:
        files = event.others[0]
        retention = Retention(messages_ms=event.number or None, files_ms=files or None)
        self.stage.standing = replace(self.stage.standing, retention=retention)
        await self.retention.look()

    async def _suspend(self, event: Event) -> None:
        self.stage.inactive.add(event.who)
        await self._account(
            lambda room: secret_accounts.account_suspended(
                room, event.who, self.standings, self.now
            )
        )

    async def _resume(self, event: Event) -> None:
        self.stage.inactive.discard(event.who)
        await self._account(lambda room: secret_accounts.account_resumed(room, event.who))

    async def _close(self, event: Event) -> None:
        self.stage.inactive.discard(event.who)
        await self._account(
            lambda room: secret_accounts.account_deleted(
                room, event.who, self.standings, self.now
            )
        )

    async def _account(self, decide: Callable[[SecretRoom], Change]) -> None:
        for room_id in self._opened.values():
            async with self.database.transaction() as tx:
                room = await secret_rooms.lock(tx, room_id)
                if room is not None:
                    await secret_changes.apply(tx, room, decide(room), self.now)

    async def _open(self, event: Event) -> None:
        auto_delete, keep = event.word.split("/")
        wanted = NewRoom(
            kind=RoomKind.SECRET, user_ids=event.others, auto_delete=auto_delete, keep=keep
        )
        room = await self.talk.open(staged_member(event.who), wanted)
        self._opened[event.room] = room.id

    async def _invite(self, event: Event) -> None:
        await self.talk.invite(staged_member(event.who), self._id(event.room), event.others)

    async def _remove(self, event: Event) -> None:
        await self.talk.kick(staged_member(event.who), self._id(event.room), event.others[:1])

    async def _leave(self, event: Event) -> None:
        await self.talk.leave(staged_member(event.who), self._id(event.room))

    async def _hand_over(self, event: Event) -> None:
        await self.talk.hand_over(
            staged_member(event.who), self._id(event.room), event.others[0]
        )

    async def _allow(self, event: Event) -> None:
        await self.talk.change(
            staged_member(event.who),
            self._id(event.room),
            allow_invite=bool(event.number),
            name=None,
        )

    async def _delete(self, event: Event) -> None:
        await self.talk.delete(staged_member(event.who), self._id(event.room))

    async def _send(self, event: Event) -> None:
        message = NewMessage(text=SecretText("글"))
        await self.talk.send(staged_member(event.who), self._id(event.room), message)

    async def _read(self, event: Event) -> None:
        await self.talk.read(staged_member(event.who), self._id(event.room), event.number)

    async def _delete_own(self, event: Event) -> None:
        await self.talk.delete_own(staged_member(event.who), self._id(event.room), event.number)


async def _wait(doing: Awaitable[T]) -> T:
    return await doing
