"""Random histories of secret rooms, lived by the real service over a real database.

After each event it must agree with the oracle, which looks at nothing but the whole history.
"""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bot.core.database import Database, open_database
from bot.core.migrations import migrate, migrations_of
from bot.messenger.model.secret_messages import Entry, Line
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from tests.messenger.model.secret_history import BOT, EXTERNAL, PEOPLE, START, Event
from tests.messenger.model.secret_oracle import Oracle
from tests.messenger.model.secret_past import Life
from tests.messenger.model.secret_rules import SecretRoomsRules
from tests.messenger.service_world import ServiceWorld

_TABLES = (
    "secret_pending",
    "secret_files",
    "secret_messages",
    "secret_members",
    "secret_rooms",
    "secret_outbox",
    "secret_tombstones",
    "secret_tellings",
)


class Stable(Protocol):
    """Where each history gets a fresh database and a fresh key file."""

    loop: asyncio.AbstractEventLoop

    def world(self) -> ServiceWorld:
        """A world in which nothing has happened."""

    def leave(self, world: ServiceWorld) -> None:
        """The history is over."""


class SqliteStable:
    """Copies of a migrated file, one for each history."""

    def __init__(self, loop: asyncio.AbstractEventLoop, folder: Path) -> None:
        self.loop, self._folder = loop, folder
        loop.run_until_complete(self._template())
        self._used: list[tuple[Database, KeyRing, TemporaryDirectory[str]]] = []

    async def _template(self) -> None:
        database = await open_database(f"sqlite:///{self._folder}/new.db", erasing=True)
        await migrate(database, migrations_of("bot.messenger.store"), START)
        await database.close()
        masters = MasterKeyFile(self._folder / "master.key")
        await (await KeyRing.open(self._folder / "keys.db", masters, START)).close()

    def world(self) -> ServiceWorld:
        """A world in which nothing has happened."""
        place = TemporaryDirectory(dir=self._folder)
        for name in ("new.db", "keys.db", "master.key"):
            shutil.copy(self._folder / name, place.name)
        there = Path(place.name)
        opening = open_database(f"sqlite:///{there}/new.db", erasing=True)
        database = self.loop.run_until_complete(opening)
        ring = self.loop.run_until_complete(
            KeyRing.open(there / "keys.db", MasterKeyFile(there / "master.key"), START)
        )
        self._used.append((database, ring, place))
        return ServiceWorld(self.loop, database, ring)

    def leave(self, world: ServiceWorld) -> None:
        """Close and remove everything."""
        while self._used:
            database, ring, place = self._used.pop()
            self.loop.run_until_complete(database.close())
            self.loop.run_until_complete(ring.close())
            place.cleanup()


class PostgresqlStable:
    """One database, emptied for each history; the keys have a file of their own as ever."""

    def __init__(self, loop: asyncio.AbstractEventLoop, folder: Path, url: str) -> None:
        self.loop, self._folder = loop, folder
        self._database = loop.run_until_complete(open_database(url))
        loop.run_until_complete(
            migrate(self._database, migrations_of("bot.messenger.store"), START)
        )
        self._keys: list[tuple[KeyRing, TemporaryDirectory[str]]] = []

    def world(self) -> ServiceWorld:
        """A world in which nothing has happened."""
        self.loop.run_until_complete(self._empty())
        place = TemporaryDirectory(dir=self._folder)
        there = Path(place.name)
        ring = self.loop.run_until_complete(
            KeyRing.open(there / "keys.db", MasterKeyFile(there / "master.key"), START)
        )
        self._keys.append((ring, place))
        return ServiceWorld(self.loop, self._database, ring)

    async def _empty(self) -> None:
        async with self._database.transaction() as tx:
            for table in _TABLES:
                await tx.execute(f"DELETE FROM {table}")
            await tx.execute("DELETE FROM messenger_numbers WHERE name LIKE 'secret%retention'")

    def leave(self, world: ServiceWorld) -> None:
        """Close the keys."""
        while self._keys:
            ring, place = self._keys.pop()
            self.loop.run_until_complete(ring.close())
            place.cleanup()

    def close(self) -> None:
        """Close the database."""
        self.loop.run_until_complete(self._database.close())


class SecretServiceMachine(SecretRoomsRules):
    """The rules of the model's machine, and what must hold of the service and its tables."""

    stable: ClassVar[Stable]
    world: ServiceWorld  # type: ignore[assignment]  # the same face, another inside

    def __init__(self) -> None:
        super().__init__()
        self.world = self.stable.world()
        self.hidden: set[tuple[int, int]] = set()
        self.steps = 0

    def happens(self, event: Event) -> None:
        """As in the model, but a deleted room that is erased is not even remembered as deleted."""
        before = self.world.now
        outcome = self.world.do(event)
        self.events.append(event)
        self.oracle = Oracle(self.events)
        wanted = self.oracle.outcomes[-1]
        if wanted == "room_deleted" and self.world.room(event.room) is None:
            wanted = "not_found"
        assert outcome == wanted, event
        assert self.world.now == self.oracle.now >= before

    @rule(sweeps=st.booleans())
    def the_process_is_killed_and_starts_again(self, *, sweeps: bool) -> None:
        self.world.restart()
        if sweeps:
            self.happens(Event("sweep"))

    @invariant()
    def somebody_sees_exactly_what_they_may(self) -> None:
        self.steps += 1
        rooms = self.oracle.rooms()
        everybody = (*PEOPLE, EXTERNAL, BOT)
        who = everybody[self.steps % len(everybody)]
        for room in (*rooms, len(rooms) + 1):
            assert self.world.seen(room, who) == self.oracle.seen(room, who), (room, who)

    @invariant()
    def one_of_the_rooms_is_right(self) -> None:
        rooms = self.oracle.rooms()
        if rooms:
            self.check(rooms[self.steps % len(rooms)])

    def check(self, room: int) -> None:
        """Everything about a room is as the history makes it."""
        kept, now = self.world.room(room), self.world.now
        if self.oracle.ended(room) is not None:
            assert kept is None or kept.deleted_at is not None
            return
        assert kept is not None
        assert kept.owner is not None
        assert not kept.owner.suspended
        assert kept.owner.user_id == self.oracle.owner(room)
        assert [one.user_id for one in kept.members] == self.oracle.people(room)
        entries = self.world.entries_of(room)
        there = {life.seq: life for life in self.oracle.lives(room) if life.there}
        assert there.keys() == {s for s, one in entries.items() if one.expires_at > now}
        assert not {(room, seq) for seq in there} & self.hidden
        seqs = {one.seq for one in self.oracle.lives(room)}
        self.hidden |= {(room, seq) for seq in seqs - there.keys()}
        users = {one.id: one.user_id for one in kept.members}
        for seq, life in there.items():
            _check_entry(entries[seq], life, users, now)

    @invariant()
    def the_list_has_the_rooms_one_is_in(self) -> None:
        who = PEOPLE[self.steps % len(PEOPLE)]
        listed = self.world.listed(who)
        closed = self.oracle.refusal_of_all()
        for room in self.oracle.rooms():
            refusal = self.oracle.seen(room, who) == "not_found"
            reached = self.oracle.last_seq(room) > 0 or self.oracle.owner(room) == who
            assert (room in listed) == (not refusal and reached), (room, who)
            if room in listed:
                unread = 0 if closed else self.oracle.badge(room, who)
                assert listed[room].unread == unread
                assert listed[room].usable == (closed is None)

    def teardown(self) -> None:
        """All rooms are right, also after a sweep; and of what is gone nothing is left."""
        try:
            for room in self.oracle.rooms():
                self.check(room)
            self.happens(Event("sweep"))
            for room in self.oracle.rooms():
                self.check(room)
                for who in PEOPLE:
                    assert self.world.seen(room, who) == self.oracle.seen(room, who)
            live = [room for room in self.oracle.rooms() if self.oracle.ended(room) is None]
            lives = [life for room in live for life in self.oracle.lives(room) if life.there]
            messages = sum(not life.is_line for life in lives)
            assert self.world.counts() == {
                "secret_rooms": len(live),
                "secret_messages": len(lives),
                "secret_pending": sum(len(life.pending) for life in lives),
                "keys": messages,
            }
        finally:
            self.stable.leave(self.world)


def _check_entry(entry: Entry, life: Life, users: dict[int, int], now: int) -> None:
    if isinstance(entry, Line):
        assert life.is_line
        assert entry.expires_at == life.expires_at
        return
    assert entry.expires_at == life.expires_at
    assert {users[one] for one in entry.pending} == life.pending
    assert entry.all_read_at == life.all_read_at
    if life.files_expire_at is None:
        assert entry.files_expire_at <= now
    else:
        assert entry.files_expire_at == life.files_expire_at


@contextmanager
def on(stable: Stable) -> Iterator[type[SecretServiceMachine]]:
    """The machine, over these databases."""

    class Machine(SecretServiceMachine):
        pass

    Machine.stable = stable
    yield Machine
