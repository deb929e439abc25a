"""Messages: sending them, and reading them as a member of the room."""

from collections.abc import Callable, Mapping, Sequence

from bot.core.clock import Clock
from bot.core.database import Database
from bot.messenger.model.attachments import AttachmentKind, check_together, text_of
from bot.messenger.model.bots import Bot
from bot.messenger.model.messages import (
    Draft,
    Message,
    SeenMessage,
    check_key,
    seen_by,
)
from bot.messenger.model.rooms import PersonRoom
from bot.messenger.service.hub import Hub
from bot.messenger.service.message_changes import MessageChanges
from bot.messenger.service.writer import MessageWriter
from bot.messenger.store import attachments, person_rooms
from bot.messenger.store import messages as store
from bot.workspace.service.members import Members


class Messages:
    """What is said in rooms."""

    def __init__(
        self,
        database: Database,
        members: Members,
        clock: Clock,
        hub: Hub | None = None,
        *,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        hub = hub or Hub()
        self._writer = MessageWriter(database, members, clock, hub, wake=wake)
        self._changes = MessageChanges(database, members, clock, hub)

    async def close(self) -> None:
        """Wait until every message is written."""
        await self._writer.close()

    async def send(
        self,
        bot: Bot,
        room_id: int,
        text: str,
        blocks: str | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Message:
        """Write a checked message; the same bot and key get the same message again.

        `blocks` is JSON text. Raises `conversation_not_found`, `user_not_found`,
        `invalid_parameter` for a key that can't be one.
        """
        check_key(idempotency_key)
        draft = Draft(
            room_id=room_id,
            sender_id=bot.id,
            text=text,
            blocks=blocks,
            idempotency_key=idempotency_key,
        )
        return await self._writer.write(draft)

    async def update(
        self, bot: Bot, message_id: int, text: str, blocks: str | None = None
    ) -> Message:
        """Change the checked text and blocks (JSON text) of the bot's own message.

        Raises `invalid_parameter` where it isn't the bot's, and as `send`.
        """
        return await self._changes.update(bot, message_id, text, blocks)

    async def send_attachments(
        self,
        bot: Bot,
        room_id: int,
        kind: AttachmentKind,
        ids: Sequence[int],
        *,
        idempotency_key: str | None = None,
    ) -> Message:
        """Write a message of files that the bot uploaded to the room; it is named after them.

        Raises as `send`, and `invalid_parameter` for files that can't be sent.
        """
        check_key(idempotency_key)
        check_together(kind, ids)
        found = {each.id: each for each in await attachments.find_many(self._database, ids)}
        draft = Draft(
            room_id=room_id,
            sender_id=bot.id,
            text=text_of([found[one] for one in ids if one in found]),
            blocks=None,
            idempotency_key=idempotency_key,
            attachment_ids=tuple(ids),
        )
        return await self._writer.write(draft)

    async def write(self, draft: Draft) -> Message:
        """Write a checked message of a sender that is no bot; NotFound."""
        return await self._writer.write(draft)

    async def after(self, room: PersonRoom, seq: int, limit: int) -> list[SeenMessage]:
        """Up to `limit` messages that the person may see after one, oldest first."""
        found = await store.after(self._database, room.id, max(seq, room.from_seq), limit)
        return await self._seen(room, found)

    async def newest(self, room: PersonRoom, below: int, limit: int) -> list[SeenMessage]:
        """The newest `limit` messages that the person may see below one, oldest first."""
        found = await store.between(self._database, room.id, room.from_seq, below, limit)
        return await self._seen(room, found)

    async def _seen(self, room: PersonRoom, found: Sequence[Message]) -> list[SeenMessage]:
        people = _people(room, await person_rooms.read_seqs(self._database, [room.id]))
        return [seen_by(message, people) for message in found]


def _people(room: PersonRoom, reads: Mapping[int, Mapping[int, int]]) -> dict[int, int]:
    """Up to where each person of a room has read, without its bot."""
    return {who: seq for who, seq in reads[room.id].items() if who != room.bot_id}
