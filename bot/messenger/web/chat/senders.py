"""Whose name stands over a message that isn't from the room's own bot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.messenger.model.hooks import Hook
from bot.messenger.model.messages import SeenMessage
from bot.messenger.model.rooms import PersonRoom
from bot.messenger.service.roster import Named
from bot.messenger.web.chat.shown import COLORS, ShownMessage, ShownSender, initial
from bot.messenger.web.parts import MessengerParts
from bot.workspace.model.members import Member


async def senders_of(
    parts: MessengerParts, room: PersonRoom, found: Sequence[SeenMessage]
) -> dict[int, ShownSender]:
    """The hooks and people that wrote some of the messages of a bot's room, by their numbers."""
    others = sorted({seen.message.sender_id for seen in found} - {room.bot_id})
    if not others:
        return {}
    people = await parts.roster.of(others)
    hooks = await parts.hooks.senders(others)
    shown = {number: _person(number, named) for number, named in people.items()}
    return shown | {number: _hook(hook) for number, hook in hooks.items()}


def with_senders(
    shown: Sequence[ShownMessage],
    found: Sequence[SeenMessage],
    reader: Member,
    senders: Mapping[int, ShownSender],
) -> list[ShownMessage]:
    """The messages under their senders' names, one's own without."""
    return [
        replace(one, mine=True)
        if seen.message.sender_id == reader.platform_id
        else replace(one, sender=senders.get(seen.message.sender_id))
        for one, seen in zip(shown, found, strict=True)
    ]


def _hook(hook: Hook) -> ShownSender:
    return ShownSender(
        name=hook.name,
        initial=initial(hook.name),
        color=hook.sender_id % COLORS,
        picture_url=hook.picture_url,
        bot=True,
    )


def _person(number: int, named: Named) -> ShownSender:
    return ShownSender(
        name=named.name,
        initial=initial(named.name),
        color=number % COLORS,
        picture_url=None,
        bot=named.member is None,
    )
