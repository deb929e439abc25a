"""Ordinary rooms as people use them: those of bots, of two people, and groups."""

from collections.abc import Collection, Sequence

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import NotFound
from bot.messenger.model import people_rooms as model
from bot.messenger.model.chat import (
    ChatFile,
    ChatMessage,
    ChatRoom,
    MessagesGone,
    NewMessage,
    NewRoom,
)
from bot.messenger.model.messages import Draft
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_refusals import no_secret_room
from bot.messenger.service.bot_events import BotEvents
from bot.messenger.service.chat_side import OpenedFile, Upload
from bot.messenger.service.hub import Hub
from bot.messenger.service.messages import Messages
from bot.messenger.service.people_files import PeopleFiles
from bot.messenger.service.people_places import PeoplePlaces
from bot.messenger.service.people_reads import PeopleReads, Read
from bot.messenger.service.people_sight import PeopleSight
from bot.messenger.store import people_messages, people_rooms
from bot.workspace.model.members import Member


class PeopleTalk:
    """The side of the chat with the kinds bot, dm and group."""

    kinds: Collection[RoomKind] = frozenset({RoomKind.DM, RoomKind.GROUP})

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        places: PeoplePlaces,
        messages: Messages,
        files: PeopleFiles,
        hub: Hub,
        bot_events: BotEvents,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sight = PeopleSight(database)
        self._places = places
        self._reads = PeopleReads(database, clock, hub, bot_events)
        self._writing = messages
        self._files = files
        self._hub = hub

    async def close(self) -> None:
        """Wait until every read is kept."""
        await self._reads.close()

    async def holds(self, room_id: int) -> bool:
        """Whether the room is of this side; never to be told to anybody."""
        return await people_rooms.exists(self._database, room_id)

    async def open(self, person: Member, wanted: NewRoom) -> ChatRoom:
        """A new group, or for two people the one room they have; raises as `PeoplePlaces.open`."""
        room_id = await self._places.open(person.platform_id, wanted)
        return await self._sight.room_of(person.platform_id, room_id)

    async def rooms_of(self, person: Member) -> list[ChatRoom]:
        """The rooms in a person's list, latest activity first."""
        return await self._sight.rooms_of(person.platform_id)

    async def room_of(self, person: Member, room_id: int) -> ChatRoom:
        """One room of a person's; `not_found`."""
        return await self._sight.room_of(person.platform_id, room_id)

    async def after(
        self, person: Member, room_id: int, seq: int, limit: int
    ) -> list[ChatMessage]:
        """Up to `limit` messages after one, oldest first; `not_found`."""
        return await self._sight.after(person.platform_id, room_id, seq, limit)

    async def newest(
        self, person: Member, room_id: int, below: int, limit: int
    ) -> list[ChatMessage]:
        """The newest `limit` messages below one, oldest first; `not_found`."""
        return await self._sight.newest(person.platform_id, room_id, below, limit)

    async def send(self, person: Member, room_id: int, message: NewMessage) -> ChatMessage:
        """Write a message; `not_found`, `bot_takes_no_messages`, `reply_not_found` and what
        `check_message` raises."""
        user_id, text = person.platform_id, message.text.value
        room, mark = await self._sight.enter(user_id, room_id)
        model.require_listened(room)
        ids = self._files.ids_of(message.file_ids)
        model.check_message(text, ids)
        model.check_reply(room, mark, message.reply_to_seq)
        draft = Draft(
            room_id=room_id,
            sender_id=user_id,
            text=text if text.strip() else await self._files.names_of(ids),
            blocks=None,
            idempotency_key=None,
            attachment_ids=tuple(ids),
            reply_to_seq=message.reply_to_seq,
            by_person=True,
        )
        try:
            written = await self._writing.write(draft)
        except NotFound as error:
            # Said to bots in the protocol's words: a file can't be sent, or the room is gone.
            file = error.word == "invalid_parameter"
            raise (self._files.not_found() if file else no_secret_room()) from error
        return await self._sight.shown(room, written)

    async def read(self, person: Member, room_id: int, upto: int) -> None:
        """The person has had everything up to a message before their eyes; `not_found`."""
        await self._reads.keep(Read(user_id=person.platform_id, room_id=room_id, upto=upto))

    async def unread_people(self, person: Member, room_id: int, seq: int) -> Sequence[int]:
        """Who hasn't read one's own message yet; `not_found`, `not_own_message`."""
        room, mark = await self._sight.enter(person.platform_id, room_id)
        message = await self._sight.one(self._database, room, mark, seq)
        message = model.require_own(message, person.platform_id)
        return model.unread_by(room, message.seq, message.sender_id)

    async def delete_own(self, person: Member, room_id: int, seq: int) -> None:
        """Take one's own message back, read or not; `not_found`, `not_own_message`,
        `delete_window_passed`."""
        async with self._database.transaction() as tx:
            room, mark = model.enter(await people_rooms.lock(tx, room_id), person.platform_id)
            message = await self._sight.one(tx, room, mark, seq)
            message = model.require_own(message, person.platform_id)
            model.require_takes_back(message, self._clock.now())
            await people_messages.remove(tx, [message.id])
        self._hub.tell(MessagesGone(room_id=room_id, seqs=(seq,)), room.people)

    async def invite(self, person: Member, room_id: int, user_ids: Sequence[int]) -> None:
        """Let people in; raises as `PeoplePlaces.invite`."""
        await self._places.invite(person.platform_id, room_id, user_ids)

    async def kick(self, person: Member, room_id: int, user_ids: Sequence[int]) -> None:
        """The owner takes people out; raises as `PeoplePlaces.kick`."""
        await self._places.kick(person.platform_id, room_id, user_ids)

    async def leave(self, person: Member, room_id: int) -> None:
        """Leave; raises as `PeoplePlaces.leave`."""
        await self._places.leave(person.platform_id, room_id)

    async def change(
        self, person: Member, room_id: int, *, allow_invite: bool | None, name: str | None
    ) -> None:
        """The owner changes the settings that are given; raises as `PeoplePlaces.change`."""
        await self._places.change(
            person.platform_id, room_id, allow_invite=allow_invite, name=name
        )

    async def hand_over(self, person: Member, room_id: int, user_id: int) -> None:
        """The owner makes somebody else the owner; raises as `PeoplePlaces.hand_over`."""
        await self._places.hand_over(person.platform_id, room_id, user_id)

    async def delete(self, person: Member, room_id: int) -> None:
        """The owner deletes the room for everybody; raises as `PeoplePlaces.delete`."""
        await self._places.delete(person.platform_id, room_id)

    async def upload(self, person: Member, room_id: int, upload: Upload) -> ChatFile:
        """Take in a file for a message to come.

        `not_found`, `bot_takes_no_messages`, and Invalid or TooLarge.
        """
        room, _ = await self._sight.enter(person.platform_id, room_id)
        model.require_listened(room)
        return await self._files.take(person.platform_id, room_id, upload)

    async def open_file(self, person: Member, room_id: int, file_id: str) -> OpenedFile:
        """A file of a message that the person sees; `not_found`."""
        await self._sight.enter(person.platform_id, room_id)
        return await self._files.open(person.platform_id, room_id, file_id)
