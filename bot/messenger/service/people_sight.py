"""What people see of their ordinary rooms."""

from collections.abc import Mapping, Sequence

from bot.core.database import Database, Reader
from bot.messenger.model import people_rooms as model
from bot.messenger.model.attachments import Attachment
from bot.messenger.model.chat import ChatMessage, ChatRoom
from bot.messenger.model.messages import Message
from bot.messenger.model.people_messages import chat_message
from bot.messenger.model.people_rooms import Mark, PeopleRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.store import attachments, messages
from bot.messenger.store import people_rooms as store

_LIST_MAX = 500


class PeopleSight:
    """Reads; every way to a message goes by `enter` and begins where its reader came in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enter(self, user_id: int, room_id: int) -> tuple[PeopleRoom, Mark]:
        """A room the person is in and their mark there; `not_found`."""
        return model.enter(await store.find(self._database, room_id), user_id)

    async def rooms_of(self, user_id: int) -> list[ChatRoom]:
        """The rooms that have reached a person, latest activity first; at most 500."""
        return await self._shown(
            user_id, await store.of_person(self._database, user_id, _LIST_MAX)
        )

    async def room_of(self, user_id: int, room_id: int) -> ChatRoom:
        """One room of a person's; `not_found`."""
        room, _ = await self.enter(user_id, room_id)
        return (await self._shown(user_id, [room]))[0]

    async def after(
        self, user_id: int, room_id: int, seq: int, limit: int
    ) -> list[ChatMessage]:
        """Up to `limit` messages after one, oldest first; `not_found`."""
        room, mark = await self.enter(user_id, room_id)
        found = await messages.after(self._database, room_id, max(seq, mark.from_seq), limit)
        return await self._messages(room, found)

    async def newest(
        self, user_id: int, room_id: int, below: int, limit: int
    ) -> list[ChatMessage]:
        """The newest `limit` messages below one, oldest first; `not_found`."""
        room, mark = await self.enter(user_id, room_id)
        found = await messages.between(self._database, room_id, mark.from_seq, below, limit)
        return await self._messages(room, found)

    async def one(self, db: Reader, room: PeopleRoom, mark: Mark, seq: int) -> Message | None:
        """One message, if it is there to be seen."""
        if seq <= mark.from_seq:
            return None
        found = await messages.after(db, room.id, seq - 1, 1)
        return found[0] if found and found[0].seq == seq else None

    async def shown(self, room: PeopleRoom, message: Message) -> ChatMessage:
        """A message as it is shown in its room."""
        return (await self._messages(room, [message]))[0]

    async def _messages(self, room: PeopleRoom, found: Sequence[Message]) -> list[ChatMessage]:
        ids = [one.id for one in found]
        files = await attachments.of_messages(self._database, ids) if ids else {}
        return [_message(room, one, files) for one in found]

    async def _shown(self, user_id: int, rooms: Sequence[PeopleRoom]) -> list[ChatRoom]:
        ids = [room.id for room in rooms]
        if not ids:
            return []
        unread = await store.unread_of(self._database, user_id, ids)
        last = await messages.last_of(self._database, ids)
        with_files = [one.id for one in last.values()]
        files = await attachments.of_messages(self._database, with_files) if with_files else {}
        shown = []
        for room in rooms:
            one = last.get(room.id)
            seen = one is not None and one.seq > room.members[user_id].from_seq
            message = _message(room, one, files) if one is not None and seen else None
            shown.append(_room(room, user_id, unread.get(room.id, 0), message))
        return shown


def _message(
    room: PeopleRoom, message: Message, files: Mapping[int, Sequence[Attachment]]
) -> ChatMessage:
    unread = model.unread_by(room, message.seq, message.sender_id)
    return chat_message(message, len(unread), files.get(message.id, ()))


def _room(room: PeopleRoom, user_id: int, unread: int, last: ChatMessage | None) -> ChatRoom:
    mark = room.members[user_id]
    two = room.kind is RoomKind.DM
    return ChatRoom(
        id=room.id,
        kind=room.kind,
        name=room.name,
        people=room.people,
        # A room of two is nobody's: neither can do to it what an owner does.
        owner_id=None if two else room.owner_id,
        unread=unread,
        last=last,
        last_at=room.last_at,
        last_seq=room.last_seq,
        read_seq=mark.read_seq,
        first_seq=mark.from_seq + 1,
        allow_invite=room.allow_invite and not two and not room.of_bot,
        takes_messages=room.takes_messages,
    )
