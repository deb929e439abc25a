"""Tells the screens that are open what was written, whoever wrote it."""

from collections.abc import Collection, Mapping, Sequence

import structlog

from bot.core.database import Database
from bot.messenger.model.attachments import Attachment
from bot.messenger.model.chat import MessageChanged, MessageSent, RoomChanged
from bot.messenger.model.messages import Message, Posting, seen_by
from bot.messenger.model.people_messages import chat_message
from bot.messenger.service.hub import Hub
from bot.messenger.store import attachments, people_rooms, person_rooms

_log = structlog.get_logger("spacecast.messenger")


class MessageTelling:
    """Asks the database for nothing while nobody who could see it has a screen open."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub

    async def tell(
        self, messages: Sequence[Message], posting: Posting, attached: Collection[int]
    ) -> None:
        """Tell of messages that are durable; `attached` are those with files."""
        if not self._hub.anybody:
            return
        try:
            await self._tell(messages, posting, attached)
        except Exception:  # noqa: BLE001 -- they are written: whoever wrote them must hear that
            # The screens have them when they resume.
            _log.exception("telling_failed")

    async def tell_changed(self, message: Message) -> None:
        """Tell of a message whose change is durable."""
        if not self._hub.anybody:
            return
        try:
            await self._tell_changed(message)
        except Exception:  # noqa: BLE001 -- as above
            _log.exception("telling_failed")

    async def _tell_changed(self, message: Message) -> None:
        room_id = message.room_id
        people = (await people_rooms.people_of_many(self._database, [room_id])).get(room_id, [])
        if not self._hub.watches(people):
            return
        reads = (await person_rooms.read_seqs(self._database, [room_id])).get(room_id, {})
        files = await attachments.of_messages(self._database, [message.id])
        seen = seen_by(message, {one: reads.get(one, 0) for one in people})
        shown = chat_message(message, seen.unread_by, files.get(message.id, ()))
        self._hub.tell(MessageChanged(room_id=room_id, message=shown), people)

    async def _tell(
        self, messages: Sequence[Message], posting: Posting, attached: Collection[int]
    ) -> None:
        people = await self._people(messages, posting)
        watched = [one for one in messages if self._hub.watches(people.get(one.room_id, ()))]
        with_files = [one.id for one in watched if one.id in attached]
        files: Mapping[int, Sequence[Attachment]] = (
            await attachments.of_messages(self._database, with_files) if with_files else {}
        )
        for message in watched:
            told = people[message.room_id]
            if message.seq == 1:
                # The room reaches them only now.
                self._hub.tell(RoomChanged(room_id=message.room_id), told)
            unread_by = sum(1 for one in told if one != message.sender_id)
            shown = chat_message(message, unread_by, files.get(message.id, ()))
            self._hub.tell(MessageSent(room_id=message.room_id, message=shown), told)

    async def _people(
        self, messages: Sequence[Message], posting: Posting
    ) -> dict[int, Sequence[int]]:
        """Who is in the rooms; of a room of a bot and one person that is known already."""
        people: dict[int, Sequence[int]] = {
            room_id: [user_id]
            for (room_id, _), user_id in posting.items()
            if user_id is not None
        }
        shared = sorted({one.room_id for one in messages} - people.keys())
        if shared:
            people |= await people_rooms.people_of_many(self._database, shared)
        return people
