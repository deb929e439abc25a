"""Changes what bots have said: the message is held, and then the open screens hear of it."""

from collections.abc import Sequence

import msgspec

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Invalid
from bot.kakaowork.blocks import Block, button_actions
from bot.kakaowork.parsing import parse_blocks
from bot.messenger.model import messages as model
from bot.messenger.model.bots import Bot
from bot.messenger.model.messages import Draft, Message
from bot.messenger.service.hub import Hub
from bot.messenger.service.message_telling import MessageTelling
from bot.messenger.store import messages as store
from bot.messenger.store import rooms
from bot.workspace.service.members import Members


class MessageChanges:
    """Only a bot's own messages, in the rooms that it is still in."""

    def __init__(self, database: Database, members: Members, clock: Clock, hub: Hub) -> None:
        self._database = database
        self._members = members
        self._clock = clock
        self._telling = MessageTelling(database, hub)

    async def update(self, bot: Bot, message_id: int, text: str, blocks: str | None) -> Message:
        """Give a message another text and other blocks, as `Messages.update`."""
        found = await store.find_own(self._database, message_id, bot.id)
        if found is None:
            raise model.no_message()
        await self._require_there(found)
        async with self._database.transaction() as tx:
            # It may have been changed, or removed, since it was looked at.
            message = await store.lock_own(tx, message_id, bot.id)
            if message is None:
                raise model.no_message()
            changed = model.changed(
                message,
                text,
                blocks,
                self._clock.now(),
                other_buttons=_actions(blocks) != _actions(message.blocks),
            )
            if changed != message:
                await store.update(tx, changed)
        if changed != message:
            await self._telling.tell_changed(changed)
        return changed

    async def _require_there(self, message: Message) -> None:
        """Raise what sending it now would raise."""
        posting = await rooms.posting(self._database, [message.room_id], [message.sender_id])
        people = [user_id for user_id in posting.values() if user_id is not None]
        found = await self._members.by_platform_ids(people)
        draft = Draft(
            room_id=message.room_id,
            sender_id=message.sender_id,
            text=message.text,
            blocks=message.blocks,
            idempotency_key=None,
        )
        active = {member.platform_id for member in found if member.active}
        refusal = model.refusal_of(draft, posting, active)
        if refusal is not None:
            raise refusal


def blocks_of(message: Message) -> Sequence[Block]:
    """The blocks of a message, as far as they can still be read."""
    return _read(message.blocks)


def _read(blocks: str | None) -> Sequence[Block]:
    if blocks is None:
        return ()
    try:
        return parse_blocks(msgspec.json.decode(blocks))
    except Invalid:
        # Rules may have become stricter since; then the message shows as text, without buttons.
        return ()


def _actions(blocks: str | None) -> Sequence[object]:
    """What the buttons do: other words on them don't make them others."""
    return button_actions(_read(blocks))
