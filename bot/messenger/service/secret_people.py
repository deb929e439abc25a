"""Opening secret rooms, and who is in them: inviting, removing, leaving, handing over, deleting."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import count

from bot.core.database import Transaction
from bot.messenger.model import secret_members as members_model
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.chat import (
    ChatRoom,
    MessageSent,
    MessagesRead,
    NewRoom,
    RoomChanged,
    RoomGone,
)
from bot.messenger.model.sealing import NamePlace
from bot.messenger.model.secret_messages import SecretMessage
from bot.messenger.model.secret_rooms import (
    Call,
    Change,
    SecretRoom,
    check_name,
    enter,
    open_room,
)
from bot.messenger.model.secret_standing import Standings
from bot.messenger.service import secret_changes
from bot.messenger.service.key_ring import FOR_EVER
from bot.messenger.service.sealer import seal
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.service.secret_views import SecretViews, line_shown
from bot.messenger.store import numbers, secret_messages, secret_rooms
from bot.messenger.store.secret_rooms import SealedName
from bot.workspace.model.members import Member

Decision = Callable[[SecretRoom | None, Standings, int], Change]
Deciding = Callable[[Transaction, SecretRoom | None, int], Awaitable[Change]]


class SecretPeople:
    """Decides by the model under the room's lock, writes all of it at once, then tells."""

    def __init__(self, ground: SecretGround, views: SecretViews) -> None:
        self._ground = ground
        self._views = views

    async def open(self, person: Member, wanted: NewRoom) -> ChatRoom:
        """A new room, always one of its own; raises what `open_room` raises."""
        ground = self._ground
        standings, now = await ground.standings(), ground.now()
        opener, *others = await ground.people([person.platform_id, *wanted.user_ids])
        check_name(wanted.name)

        async def write(tx: Transaction) -> SecretRoom:
            first = await numbers.take(tx, "secret_member", 1 + len(others))
            change = open_room(
                opener,
                others,
                auto_delete=wanted.auto_delete,
                keep=wanted.keep,
                name=wanted.name,
                choices=ground.choices,
                standings=standings,
                room_id=await numbers.take(tx, "room"),
                new_id=_counting(first),
                now=now,
            )
            await secret_rooms.add(tx, change.room, None)
            await secret_rooms.add_members(tx, change.room.id, change.joined)
            return change.room

        room = await ground.change(write)
        if room.name is not None:
            await self._name(room.id, room.name, person)
        times = {"auto_ms": room.times.auto_ms, "keep_ms": room.times.keep_ms}
        await ground.audit(
            person, "secret_room.opened", room.id, members=len(room.members), **times
        )
        ground.hub.tell(RoomChanged(room_id=room.id), [person.platform_id])
        return await self._views.room_of(person, room.id)

    async def invite(self, person: Member, room_id: int, user_ids: Sequence[int]) -> None:
        """Let people in, all or none; raises what the model's `invite` raises."""
        people = await self._ground.people(user_ids)

        async def decide(tx: Transaction, room: SecretRoom | None, now: int) -> Change:
            first = await numbers.take(tx, "secret_member", len(people))
            return members_model.invite(
                room,
                person.platform_id,
                people,
                choices=self._ground.choices,
                standings=standings,
                new_id=_counting(first),
                now=now,
            )

        standings = await self._ground.standings()
        change = await self._changed(room_id, decide)
        if change.joined:
            joined = [one.user_id for one in change.joined]
            await self._ground.audit(person, "secret_room.invited", room_id, members=joined)

    async def kick(self, person: Member, room_id: int, user_ids: Sequence[int]) -> None:
        """The owner takes people out; raises what the model's `remove` raises, for the first."""
        await self._views.entered(person, room_id, Call.REMOVE)
        if not user_ids:
            raise refusals.nobody_named()
        for other_id in dict.fromkeys(user_ids):
            await self._decided(room_id, _removing(person, other_id))
            await self._ground.audit(person, "secret_room.removed", room_id, members=[other_id])

    async def leave(self, person: Member, room_id: int) -> None:
        """Leave; raises what the model's `leave` raises."""
        await self._decided(
            room_id,
            lambda room, standings, now: members_model.leave(
                room, person.platform_id, standings, now
            ),
        )
        await self._ground.audit(person, "secret_room.left", room_id)

    async def hand_over(self, person: Member, room_id: int, user_id: int) -> None:
        """The owner makes somebody else the owner; raises what the model's `hand_over` raises."""
        await self._decided(
            room_id,
            lambda room, standings, now: members_model.hand_over(
                room, person.platform_id, user_id, standings, now
            ),
        )
        await self._ground.audit(person, "secret_room.handed_over", room_id, to=user_id)

    async def change(
        self, person: Member, room_id: int, *, allow_invite: bool | None, name: str | None
    ) -> None:
        """The owner changes settings; raises what the model's `allow_invites` raises."""
        check_name(name)
        room, member = await self._views.entered(person, room_id, Call.SETTINGS)
        members_model.require_owner(room, member)
        if allow_invite is not None:
            await self._decided(
                room_id,
                lambda room, standings, now: members_model.allow_invites(
                    room, person.platform_id, standings, now, allowed=allow_invite
                ),
            )
            await self._ground.audit(
                person, "secret_room.invites", room_id, allowed=allow_invite
            )
        if name is not None:
            await self._renamed(person, room_id, name.strip())

    async def delete(self, person: Member, room_id: int) -> None:
        """The owner deletes the room: nobody finds it from now on, and all of it is destroyed."""
        change = await self._decided(
            room_id,
            lambda room, standings, now: members_model.delete_room(
                room, person.platform_id, standings, now
            ),
        )
        await self._ground.audit(
            person, "secret_room.deleted", room_id, members=len(change.room.members)
        )

    async def _decided(self, room_id: int, decision: Decision) -> Change:
        standings = await self._ground.standings()

        async def decide(_tx: Transaction, room: SecretRoom | None, now: int) -> Change:
            return decision(room, standings, now)

        return await self._changed(room_id, decide)

    async def _changed(self, room_id: int, decide: Deciding) -> Change:
        ground = self._ground

        async def write(tx: Transaction) -> tuple[SecretRoom, Change, list[SecretMessage]]:
            room = await secret_rooms.lock(tx, room_id)
            now = ground.now()
            change = await decide(tx, room, now)
            if room is None:
                raise refusals.no_secret_room()
            settled = await secret_changes.apply(tx, room, change, now)
            return room, change, list(settled)

        before, change, settled = await ground.change(write)
        await self._tell(before, change, settled)
        return change

    async def _tell(
        self, before: SecretRoom, change: Change, settled: Sequence[SecretMessage]
    ) -> None:
        hub, room = self._ground.hub, change.room
        there = [one.user_id for one in room.members]
        gone = [one.user_id for one in before.members if one.id in change.ended]
        if change.deleted is not None:
            hub.tell(RoomGone(room_id=room.id), [*there, *gone])
            self._ground.ends.wake()
            return
        hub.tell(RoomGone(room_id=room.id), gone)
        for line in change.lines:
            hub.tell(MessageSent(room_id=room.id, message=line_shown(line)), there)
        if room != before:
            hub.tell(RoomChanged(room_id=room.id), there)
        if settled:
            unread = await secret_messages.unread_by(
                self._ground.database, room.id, [one.seq for one in settled]
            )
            ends = {one.seq: one.expires_at for one in settled}
            for user_id in gone:
                event = MessagesRead(
                    room_id=room.id, user_id=user_id, upto=0, unread=unread, ends=ends
                )
                hub.tell(event, there)
            self._ground.wake_for(min(one.files_expire_at for one in settled))

    async def _renamed(self, person: Member, room_id: int, name: str) -> None:
        await self._name(room_id, name, person)
        room = await secret_rooms.find(self._ground.database, room_id)
        if room is not None:
            people = [one.user_id for one in room.members]
            self._ground.hub.tell(RoomChanged(room_id=room_id), people)

    async def _name(self, room_id: int, name: str, owner: Member) -> None:
        """Seal a name with a key of its own, and keep it; an empty one takes it away.

        The key of the name before is destroyed: it is seen under the lock, so that none is left
        over however many rename the room at once.
        """
        ground = self._ground
        standings = await ground.standings()
        sealed = None
        if name:
            key = await ground.ring.add(FOR_EVER)
            clear = name.encode("utf-8", "replace")
            sealed = SealedName(
                key_id=key.id, sealed=seal(key.material, NamePlace(room_id=room_id), clear)
            )

        async def write(tx: Transaction) -> list[str]:
            room = await secret_rooms.lock(tx, room_id)
            found, member = enter(room, owner.platform_id, Call.SETTINGS, standings)
            members_model.require_owner(found, member)
            before = await secret_rooms.names(tx, [room_id])
            await secret_rooms.set_name(tx, room_id, sealed)
            return [one.key_id for one in before.values()]

        try:
            before = await ground.change(write)
        except BaseException:
            await ground.ring.destroy([sealed.key_id] if sealed else [])
            raise
        await ground.ring.destroy(before)


def _removing(person: Member, other_id: int) -> Decision:
    return lambda room, standings, now: members_model.remove(
        room, person.platform_id, other_id, standings, now
    )


def _counting(first: int) -> Callable[[], int]:
    return count(first).__next__
