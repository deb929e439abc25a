"""What people see of their secret rooms."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from bot.core.database import DatabaseTrouble
from bot.core.errors import SpacecastError
from bot.messenger.model import secret_bodies
from bot.messenger.model.chat import ChatLine, ChatMessage, ChatRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.sealing import MessageKey, MessagePlace, NamePlace
from bot.messenger.model.secret_messages import Line, SecretMessage
from bot.messenger.model.secret_refusals import no_message
from bot.messenger.model.secret_rooms import Call, Membership, SecretRoom, enter, membership_of
from bot.messenger.model.secret_sight import unread_people
from bot.messenger.model.secret_standing import usable
from bot.messenger.service.sealer import unseal
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.store import secret_messages, secret_rooms
from bot.messenger.store.secret_messages import Sight, StoredEntry
from bot.workspace.model.members import Member

_LIST_MAX = 500


class SecretViews:
    """Reads; what has ended is never read, whether it is destroyed yet or not."""

    def __init__(self, ground: SecretGround) -> None:
        self._ground = ground

    async def holds(self, room_id: int) -> bool:
        """Whether the room is a secret one; never to be told to anybody."""
        return await secret_rooms.holds(self._ground.database, room_id)

    async def rooms_of(self, person: Member) -> list[ChatRoom]:
        """The rooms in a person's list, latest activity first; also while none can be used."""
        found = await secret_rooms.of_person(
            self._ground.database, person.platform_id, _LIST_MAX
        )
        return await self._shown([room for room in found if _is_out(room, person)], person)

    async def room_of(self, person: Member, room_id: int) -> ChatRoom:
        """One room of a person's; raises what `enter` raises."""
        room, _ = await self.entered(person, room_id, Call.ENTER)
        return (await self._shown([room], person))[0]

    async def entered(
        self, person: Member, room_id: int, call: Call
    ) -> tuple[SecretRoom, Membership]:
        """The room and the person's membership; raises what `enter` raises."""
        room = await secret_rooms.find(self._ground.database, room_id)
        return enter(room, person.platform_id, call, await self._ground.standings())

    async def after(
        self, person: Member, room_id: int, seq: int, limit: int
    ) -> list[ChatMessage]:
        """Up to `limit` messages after one, oldest first; raises what `enter` raises."""
        room, member = await self.entered(person, room_id, Call.READ)
        sight = await self._sight()
        above = max(seq, member.joined_seq - 1)
        found = await secret_messages.after(self._ground.database, room.id, above, sight, limit)
        return await self.opened(found, sight)

    async def newest(
        self, person: Member, room_id: int, below: int, limit: int
    ) -> list[ChatMessage]:
        """The newest `limit` messages below one, oldest first; raises what `enter` raises."""
        room, member = await self.entered(person, room_id, Call.READ)
        sight, above = await self._sight(), member.joined_seq - 1
        found = await secret_messages.newest(
            self._ground.database, room.id, above, below, sight, limit
        )
        return await self.opened(found, sight)

    async def unread_people(self, person: Member, room_id: int, seq: int) -> Sequence[int]:
        """Who hasn't read one's own message yet; nobody's of others'. Raises `not_found`."""
        room, member = await self.entered(person, room_id, Call.READ)
        stored = await self.seen(member, room_id, seq)
        if not isinstance(stored.entry, SecretMessage):
            return ()
        pending = await secret_messages.pending_of(self._ground.database, room_id, seq)
        return unread_people(room, _owed(stored.entry, pending), member)

    async def seen(self, member: Membership, room_id: int, seq: int) -> StoredEntry:
        """One entry that a member sees; raises `not_found`."""
        stored = await secret_messages.find(
            self._ground.database, room_id, seq, await self._sight()
        )
        if stored is None or seq < member.joined_seq:
            raise no_message()
        return stored

    async def opened(self, found: Sequence[StoredEntry], sight: Sight) -> list[ChatMessage]:
        """The entries with what they say; one whose key is gone is gone."""
        room_ids = sorted({one.entry.room_id for one in found})
        users = await secret_rooms.user_ids(self._ground.database, room_ids)
        keys = await self._ground.ring.find_many(
            {one.key_id for one in found if one.key_id is not None}
        )
        shown = [_opened(one, keys, users, sight.now) for one in found]
        return [one for one in shown if one is not None]

    async def _sight(self) -> Sight:
        return self._ground.sight(await self._ground.standings())

    async def _shown(self, rooms: Sequence[SecretRoom], person: Member) -> list[ChatRoom]:
        standings = await self._ground.standings()
        sight, may = self._ground.sight(standings), usable(standings)
        own = {room.id: membership_of(room, person.platform_id) for room in rooms}
        member_ids = [one.id for one in own.values() if one is not None] if may else []
        database = self._ground.database
        badges = await secret_messages.badges(database, member_ids, sight)
        last = await secret_messages.last_of(database, member_ids, sight)
        opened: dict[int, ChatMessage] = {}
        names: dict[int, str] = {}
        # While the key file can't be read the rooms are listed all the same, without their words.
        with suppress(*DatabaseTrouble):
            found = await self.opened(list(last.values()), sight)
            opened = {one.room_id: one for one in found}
            names = await self._names([room.id for room in rooms])
        return [
            _room(
                room,
                member,
                names.get(room.id),
                badges.get(member.id, 0),
                opened.get(room.id),
                is_usable=may,
            )
            for room in rooms
            if (member := own[room.id]) is not None
        ]

    async def _names(self, room_ids: Sequence[int]) -> dict[int, str]:
        sealed = await secret_rooms.names(self._ground.database, room_ids)
        keys = await self._ground.ring.find_many({name.key_id for name in sealed.values()})
        names: dict[int, str] = {}
        for room_id, name in sealed.items():
            # A damaged one can't be shown, and must not keep the rooms from being shown.
            with suppress(KeyError, SpacecastError):
                key, place = keys[name.key_id], NamePlace(room_id=room_id)
                names[room_id] = unseal(key.material, place, name.sealed).decode()
        return names


def place_of(message: SecretMessage) -> MessagePlace:
    """What a message's body is bound to."""
    return MessagePlace(
        room_id=message.room_id,
        seq=message.seq,
        sender_id=message.sender_id,
        sent_at=message.sent_at,
        auto_ms=message.times.auto_ms,
        keep_ms=message.times.keep_ms,
    )


def line_shown(line: Line) -> ChatMessage:
    """A line of the room itself, as everybody in it sees it."""
    return ChatMessage(
        room_id=line.room_id,
        seq=line.seq,
        sender_id=0,
        text="",
        sent_at=line.sent_at,
        unread_by=0,
        expires_at=line.expires_at,
        line=ChatLine(kind=line.kind, user_ids=line.user_ids),
    )


def _is_out(room: SecretRoom, person: Member) -> bool:
    """Whether a room shows in a list: to others than its owner only once something is in it."""
    owner = room.owner
    return room.last_seq > 0 or (owner is not None and owner.user_id == person.platform_id)


def _owed(message: SecretMessage, pending: Sequence[int]) -> SecretMessage:
    return SecretMessage(
        room_id=message.room_id,
        seq=message.seq,
        sender_id=message.sender_id,
        sent_at=message.sent_at,
        times=message.times,
        pending=frozenset(pending),
        all_read_at=message.all_read_at,
        expires_at=message.expires_at,
        files_expire_at=message.files_expire_at,
        reply_to_seq=message.reply_to_seq,
    )


def _opened(
    stored: StoredEntry, keys: Mapping[str, MessageKey], users: Mapping[int, int], now: int
) -> ChatMessage | None:
    entry = stored.entry
    if isinstance(entry, Line):
        return line_shown(entry)
    key = keys.get(stored.key_id or "")
    if key is None or stored.body is None:
        return None
    try:
        text, files = secret_bodies.read(unseal(key.material, place_of(entry), stored.body))
    except SpacecastError:
        # Damaged: it can't be shown, and must not keep the others from being shown.
        return None
    return ChatMessage(
        room_id=entry.room_id,
        seq=entry.seq,
        sender_id=users.get(entry.sender_id, 0),
        text=text,
        sent_at=entry.sent_at,
        unread_by=stored.unread_by,
        files=files if entry.files_expire_at > now else (),
        expires_at=entry.expires_at,
        reply_to_seq=entry.reply_to_seq,
    )


def _room(
    room: SecretRoom,
    member: Membership,
    name: str | None,
    unread: int,
    last: ChatMessage | None,
    *,
    is_usable: bool,
) -> ChatRoom:
    owner = room.owner
    return ChatRoom(
        id=room.id,
        kind=RoomKind.SECRET,
        name=name,
        people=tuple(one.user_id for one in room.members),
        owner_id=None if owner is None else owner.user_id,
        unread=unread,
        last=last,
        last_at=room.last_activity_at,
        last_seq=room.last_seq,
        read_seq=member.read_seq,
        first_seq=member.joined_seq,
        allow_invite=room.allow_invite,
        usable=is_usable,
        auto_ms=room.times.auto_ms,
        keep_ms=room.times.keep_ms,
    )
