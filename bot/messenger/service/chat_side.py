"""What people may do in a room, said once for ordinary and for secret rooms."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.messenger.model.chat import ChatFile, ChatMessage, ChatRoom, NewMessage, NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.workspace.model.members import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it arrives."""

    name: str
    content_type: str
    arriving: AsyncIterator[bytes]


class OpenedFile(Protocol):
    """A file that somebody may have; asked anew for each part, since it may be gone by then."""

    file: ChatFile

    def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `stop`; NotFound once it is gone."""


class ChatSide(Protocol):
    """One side of the chat. Who isn't in a room hears `not_found`, as of one that never was."""

    # The kinds of rooms that are opened here.
    kinds: Collection[RoomKind]

    async def holds(self, room_id: int) -> bool:
        """Whether the room is of this side; never to be told to anybody."""

    async def open(self, person: Member, wanted: NewRoom) -> ChatRoom:
        """A new room, or for two people the one they have."""

    async def rooms_of(self, person: Member) -> list[ChatRoom]:
        """The rooms in a person's list, latest activity first."""

    async def room_of(self, person: Member, room_id: int) -> ChatRoom:
        """One room of a person's."""

    async def after(
        self, person: Member, room_id: int, seq: int, limit: int
    ) -> list[ChatMessage]:
        """Up to `limit` messages after one, oldest first."""

    async def newest(
        self, person: Member, room_id: int, below: int, limit: int
    ) -> list[ChatMessage]:
        """The newest `limit` messages below one, oldest first."""

    async def send(self, person: Member, room_id: int, message: NewMessage) -> ChatMessage:
        """Write a message."""

    async def read(self, person: Member, room_id: int, upto: int) -> None:
        """The person has had everything up to a message before their eyes."""

    async def unread_people(self, person: Member, room_id: int, seq: int) -> Sequence[int]:
        """Who hasn't read one's own message yet (platform ids)."""

    async def delete_own(self, person: Member, room_id: int, seq: int) -> None:
        """Take one's own message back within five minutes."""

    async def invite(self, person: Member, room_id: int, user_ids: Sequence[int]) -> None:
        """Let people in."""

    async def kick(self, person: Member, room_id: int, user_ids: Sequence[int]) -> None:
        """The owner takes people out."""

    async def leave(self, person: Member, room_id: int) -> None:
        """Leave; the owner hands over first."""

    async def change(
        self, person: Member, room_id: int, *, allow_invite: bool | None, name: str | None
    ) -> None:
        """The owner changes the settings that are given."""

    async def hand_over(self, person: Member, room_id: int, user_id: int) -> None:
        """The owner makes somebody else the owner."""

    async def delete(self, person: Member, room_id: int) -> None:
        """The owner deletes the room for everybody."""

    async def upload(self, person: Member, room_id: int, upload: Upload) -> ChatFile:
        """Take in a file for a message to come."""

    async def open_file(self, person: Member, room_id: int, file_id: str) -> OpenedFile:
        """A file of a message that the person sees."""
