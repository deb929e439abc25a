"""What the service will do, in memory: it applies the model's decisions one event at a time."""

import itertools
from collections.abc import Iterable
from dataclasses import replace

from bot.core.errors import SpacecastError
from bot.messenger.model import secret_accounts as accounts
from bot.messenger.model import secret_clock as clock
from bot.messenger.model import secret_erasure as erasure
from bot.messenger.model import secret_members as members
from bot.messenger.model import secret_messages as clocks
from bot.messenger.model import secret_rooms as rooms
from bot.messenger.model import secret_sight as sight
from bot.messenger.model import secret_standing as standing
from bot.messenger.model import secret_talk as talk
from bot.messenger.model.secret_messages import Entry, SecretMessage
from bot.messenger.model.secret_rooms import Change, Person, PersonKind, SecretRoom
from bot.messenger.model.secret_times import Choices, Retention
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.plans import Billing, Plan, Workspace
from tests.messenger.model.secret_history import BOT, EXTERNAL, MEMBERS_MAX, START, Event

CHOICES = Choices(members_max=MEMBERS_MAX)


class World:
    """Rooms and their entries, as a database would hold them."""

    def __init__(self, start: int = START) -> None:
        self.wall = self.now = start
        self.standing = standing.Standing(
            workspace=Workspace(
                name="우리회사",
                plan=Plan.STANDARD,
                billing=Billing.PAID,
                timezone="Asia/Seoul",
                language="ko",
            ),
            switched_on=True,
        )
        self.inactive: set[int] = set()
        self.rooms: dict[int, SecretRoom] = {}
        self.entries: dict[int, dict[int, Entry]] = {}
        self._ids = itertools.count(1)

    def do(self, event: Event) -> str:
        """Let an event happen; answers the code of its refusal, or ""."""
        try:
            getattr(self, event.what)(event)
        except SpacecastError as refusal:
            return refusal.word
        return ""

    @property
    def standings(self) -> tuple[standing.Standing, ...]:
        """The standing of the one workspace."""
        return (self.standing,)

    def messages(self, room: int) -> list[SecretMessage]:
        """The messages of a room that haven't been erased."""
        return [one for one in self.entries[room].values() if isinstance(one, SecretMessage)]

    def seen(self, room: int, who: int) -> list[int] | str:
        """The numbers of what a person sees in a room, or the code of the refusal."""
        try:
            entries = self.entries.get(room, {}).values()
            seen = sight.look(self.rooms.get(room), who, entries, self.standings, self.now)
        except SpacecastError as refusal:
            return refusal.word
        return [entry.seq for entry in seen]

    # Time

    def tick(self, event: Event) -> None:
        """The wall clock moves, maybe backwards."""
        self.wall += event.number
        self.now = clock.server_now(self.wall, self.now)

    def sweep(self, event: Event) -> None:
        """What has expired is erased."""
        for entries in self.entries.values():
            for tombstone in erasure.swept(list(entries.values()), self.now):
                del entries[tombstone.seq]

    # The workspace

    def plan(self, event: Event) -> None:
        """The workspace buys another plan."""
        workspace = replace(self.standing.workspace, plan=Plan(event.word))
        self.standing = replace(self.standing, workspace=workspace)

    def billing(self, event: Event) -> None:
        """The workspace pays, or doesn't."""
        workspace = replace(self.standing.workspace, billing=Billing(event.word))
        self.standing = replace(self.standing, workspace=workspace)

    def switch(self, event: Event) -> None:
        """An admin switches secret rooms."""
        mode = standing.read_mode(event.word)
        switched = standing.switch(machine_actor(), self.standing, mode)
        self.standing = replace(self.standing, switched_on=switched.on)
        if switched.deletes_rooms:
            self._apply_all(members.delete_all(self.rooms.values(), self.now))

    def retain(self, event: Event) -> None:
        """The workspace keeps messages and files for another time; 0: for ever."""
        before, files = self.standing.retention, event.others[0]
        retention = Retention(messages_ms=event.number or None, files_ms=files or None)
        self.standing = replace(self.standing, retention=retention)
        for entries in self.entries.values():
            for seq, entry in entries.items():
                entries[seq] = clocks.retimed(entry, retention, self.now)
        for room in list(self.rooms.values()):
            self._apply(rooms.retention_changed(room, before, self.standings, self.now))

    # Accounts

    def suspend(self, event: Event) -> None:
        """An account is suspended."""
        self.inactive.add(event.who)
        for room in list(self.rooms.values()):
            self._apply(accounts.account_suspended(room, event.who, self.standings, self.now))

    def resume(self, event: Event) -> None:
        """An account is active again."""
        self.inactive.discard(event.who)
        for room in list(self.rooms.values()):
            self._apply(accounts.account_resumed(room, event.who))

    def close(self, event: Event) -> None:
        """An account is deleted; the person comes back with a new one, in no room."""
        self.inactive.discard(event.who)
        for room in list(self.rooms.values()):
            self._apply(accounts.account_deleted(room, event.who, self.standings, self.now))

    # Rooms

    def open(self, event: Event) -> None:
        """Somebody opens a room; the word names its times."""
        auto_delete, keep = event.word.split("/")
        change = rooms.open_room(
            self._person(event.who),
            [self._person(other) for other in event.others],
            auto_delete=auto_delete,
            keep=keep,
            name=None,
            choices=CHOICES,
            standings=self.standings,
            room_id=event.room,
            new_id=lambda: next(self._ids),
            now=self.now,
        )
        self.entries[event.room] = {}
        self._apply(change)

    def invite(self, event: Event) -> None:
        """Somebody invites others."""
        self._apply(
            members.invite(
                self.rooms.get(event.room),
                event.who,
                [self._person(other) for other in event.others],
                choices=CHOICES,
                standings=self.standings,
                new_id=lambda: next(self._ids),
                now=self.now,
            )
        )

    def remove(self, event: Event) -> None:
        """Somebody removes somebody."""
        room, other = self.rooms.get(event.room), event.others[0]
        self._apply(members.remove(room, event.who, other, self.standings, self.now))

    def leave(self, event: Event) -> None:
        """Somebody leaves."""
        room = self.rooms.get(event.room)
        self._apply(members.leave(room, event.who, self.standings, self.now))

    def hand_over(self, event: Event) -> None:
        """Somebody makes somebody the owner."""
        room, other = self.rooms.get(event.room), event.others[0]
        self._apply(members.hand_over(room, event.who, other, self.standings, self.now))

    def allow(self, event: Event) -> None:
        """Somebody lets everybody invite, or nobody else."""
        room, allowed = self.rooms.get(event.room), bool(event.number)
        self._apply(
            members.allow_invites(room, event.who, self.standings, self.now, allowed=allowed)
        )

    def delete(self, event: Event) -> None:
        """Somebody deletes a room."""
        room = self.rooms.get(event.room)
        self._apply(members.delete_room(room, event.who, self.standings, self.now))

    # Talking

    def send(self, event: Event) -> None:
        """Somebody writes."""
        sent = talk.send(self.rooms.get(event.room), event.who, self.standings, self.now)
        self.rooms[event.room] = sent.room
        self.entries[event.room][sent.message.seq] = sent.message

    def read(self, event: Event) -> None:
        """Somebody has read up to a message."""
        room = self.rooms.get(event.room)
        messages = self.messages(event.room) if room else []
        done = talk.read(room, event.who, event.number, messages, self.standings, self.now)
        self.rooms[event.room] = done.room
        self._write(event.room, done.messages)

    def delete_own(self, event: Event) -> None:
        """Somebody takes a message back."""
        entry = self.entries.get(event.room, {}).get(event.number)
        message = entry if isinstance(entry, SecretMessage) else None
        room = self.rooms.get(event.room)
        gone = talk.delete_own(room, event.who, message, self.standings, self.now)
        del self.entries[event.room][gone.seq]

    def _person(self, user_id: int) -> Person:
        kinds = {EXTERNAL: PersonKind.EXTERNAL, BOT: PersonKind.BOT}
        kind = kinds.get(user_id, PersonKind.MEMBER)
        return Person(user_id=user_id, kind=kind, active=user_id not in self.inactive)

    def _apply_all(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._apply(change)

    def _apply(self, change: Change) -> None:
        room_id = change.room.id
        self.rooms[room_id] = change.room
        if change.deleted is not None:
            self.entries[room_id] = {}
            return
        if change.waived:
            self._write(room_id, clocks.waived(self.messages(room_id), change.waived, self.now))
        for line in change.lines:
            self.entries[room_id][line.seq] = line

    def _write(self, room_id: int, messages: Iterable[SecretMessage]) -> None:
        self.entries[room_id].update({message.seq: message for message in messages})
