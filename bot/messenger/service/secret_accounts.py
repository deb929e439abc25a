"""Whose account is suspended holds up nothing in secret rooms; seen at every look, not when told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog

from bot.core.database import Database, Transaction
from bot.messenger.model.chat import MessageSent, MessagesRead, RoomChanged, RoomGone
from bot.messenger.model.secret_accounts import account_resumed, account_suspended
from bot.messenger.model.secret_messages import Line, SecretMessage
from bot.messenger.model.secret_rooms import Change, Membership, SecretRoom
from bot.messenger.model.secret_standing import Standings, standing_of
from bot.messenger.service import secret_changes
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.secret_views import line_shown
from bot.messenger.store import secret_messages, secret_rooms
from bot.workspace.service.members import Members
from bot.workspace.service.workspace import WorkspaceSettings

_log = structlog.get_logger(__name__)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed:
    """A room as it was and is, and what people's screens have to know of it."""

    before: SecretRoom
    after: SecretRoom
    lines: tuple[Line, ...]
    settled: tuple[SecretMessage, ...]


class SecretAccounts:
    """However an account was suspended, by hand, by import or by the directory, it is seen here."""

    def __init__(
        self,
        database: Database,
        members: Members,
        workspace: WorkspaceSettings,
        guarded: GuardedClock,
        hub: Hub,
    ) -> None:
        self._database = database
        self._members = members
        self._workspace = workspace
        self._guarded = guarded
        self._hub = hub

    async def look(self) -> int:
        """Compare the people of all rooms with the workspace's members; answers how many rooms changed.

        Reads are waived from now on, rooms of theirs go to others, and who comes back owes the
        reads of new messages. While the clock is in doubt no read clock starts: it waits for the
        next look.
        """
        if self._guarded.look().doubt is not None:
            return 0
        changed, last = 0, -1
        while rooms := await secret_rooms.page(self._database, last, _AT_ONCE):
            last = rooms[-1].id
            active = await self._active(rooms)
            standings = (standing_of(await self._workspace.get()),)
            for room in rooms:
                if any(one.suspended is (one.user_id in active) for one in room.members):
                    changed += await self._settle(room.id, active, standings)
        return changed

    async def _active(self, rooms: Iterable[SecretRoom]) -> set[int]:
        user_ids = {member.user_id for room in rooms for member in room.members}
        found = await self._members.by_platform_ids(sorted(user_ids))
        return {member.platform_id for member in found if member.active}

    async def _settle(self, room_id: int, active: set[int], standings: Standings) -> bool:
        async def write(tx: Transaction) -> _Changed | None:
            room = await secret_rooms.lock(tx, room_id)
            if room is None or room.deleted_at is not None:
                return None
            now = self._guarded.look().hiding_at
            return await _written(tx, room, active, standings, now)

        done = await self._database.atomically(write)
        if done is None:
            return False
        await self._tell(done)
        return True

    async def _tell(self, done: _Changed) -> None:
        room = done.after
        people = [one.user_id for one in room.members]
        suspended = [
            one.user_id
            for one in room.members
            if one.suspended and one not in done.before.members
        ]
        if room.deleted_at is not None:
            self._hub.tell(RoomGone(room_id=room.id), people)
            return
        self._hub.tell(RoomGone(room_id=room.id), suspended)
        there = [one for one in people if one not in suspended]
        for line in done.lines:
            self._hub.tell(MessageSent(room_id=room.id, message=line_shown(line)), there)
        if done.settled:
            ends = {one.seq: one.expires_at for one in done.settled}
            unread = await secret_messages.unread_by(self._database, room.id, list(ends))
            for user_id in suspended:
                event = MessagesRead(
                    room_id=room.id, user_id=user_id, upto=0, unread=unread, ends=ends
                )
                self._hub.tell(event, there)
        self._hub.tell(RoomChanged(room_id=room.id), there)


async def _written(
    tx: Transaction, before: SecretRoom, active: set[int], standings: Standings, now: int
) -> _Changed:
    room, lines = before, list[Line]()
    settled: dict[int, SecretMessage] = {}
    for member in _in_turn(before):
        change = _change_of(room, member, active, standings, now)
        for one in await secret_changes.apply(tx, room, change, now):
            settled[one.seq] = one
        room = change.room
        lines += change.lines
    return _Changed(
        before=before, after=room, lines=tuple(lines), settled=tuple(settled.values())
    )


def _change_of(
    room: SecretRoom, member: Membership, active: set[int], standings: Standings, now: int
) -> Change:
    if member.user_id not in active:
        return account_suspended(room, member.user_id, standings, now)
    return account_resumed(room, member.user_id) if member.suspended else Change(room=room)


def _in_turn(room: SecretRoom) -> Sequence[Membership]:
    """Who is back first, then who is gone, and the owner last: whoever inherits the room is there."""
    return sorted(room.members, key=lambda one: (not one.suspended, one.id == room.owner_id))
