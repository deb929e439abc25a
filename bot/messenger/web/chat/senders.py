"""Whose name stands over a message that isn't from the room's own bot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.messenger.model.hooks import Hook
from bot.messenger.model.messages import SeenMessage
from bot.messenger.model.rooms import PersonRoom
from bot.messenger.web.chat.shown import COLORS, ShownMessage, ShownSender, initial
from bot.messenger.web.parts import MessengerParts


async def hooks_behind(
    parts: MessengerParts, rooms: Sequence[PersonRoom], found: Sequence[SeenMessage]
) -> dict[int, Hook]:
    """The hooks that wrote some of the messages of the rooms, by their sender ids."""
    owners = {room.bot_id for room in rooms}
    others = {seen.message.sender_id for seen in found} - owners
    return await parts.hooks.senders(sorted(others)) if others else {}


def with_senders(
    shown: Sequence[ShownMessage], found: Sequence[SeenMessage], hooks: Mapping[int, Hook]
) -> list[ShownMessage]:
    """The messages, those of hooks under their names."""
    return [
        replace(one, sender=_shown(hook))
        if (hook := hooks.get(seen.message.sender_id)) is not None
        else one
        for one, seen in zip(shown, found, strict=True)
    ]


def _shown(hook: Hook) -> ShownSender:
    return ShownSender(
        name=hook.name,
        initial=initial(hook.name),
        color=hook.sender_id % COLORS,
        picture_url=hook.picture_url,
    )
