"""What a screen missed of a room while it was away, from the database alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.messenger.model.chat import ChatMessage, ChatRoom
from bot.messenger.service.chat_side import ChatSide
from bot.workspace.model.members import Member

# How many messages come of a room at most, and among how many it is looked for gone ones.
MISSED_MAX = 300
_LOOKED_AT = 300
_ROOMS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The messages after the last one seen, and the numbers of seen ones that are gone now.

    Where more were missed than fit, the newest come: what is before them is asked for like any
    older message.
    """

    messages: list[ChatMessage]
    gone: list[int]

    @classmethod
    async def of(cls, side: ChatSide, person: Member, room: ChatRoom, seq: int) -> "Missed":
        """What was missed after `seq`; raises as the side does."""
        messages = await side.after(person, room.id, seq, MISSED_MAX + 1)
        if len(messages) > MISSED_MAX:
            messages = await side.newest(person, room.id, room.last_seq + 1, MISSED_MAX)
        seen = await side.newest(person, room.id, seq + 1, _LOOKED_AT)
        return cls(messages=messages, gone=_gone(room, seq, seen))


def _gone(room: ChatRoom, seq: int, seen: list[ChatMessage]) -> list[int]:
    """The numbers up to `seq` that nothing stands under, as far back as was looked."""
    there = {one.seq for one in seen}
    upto = min(seq, room.last_seq)
    least = max(room.first_seq, upto - _LOOKED_AT + 1)
    return [one for one in range(least, upto + 1) if one not in there]


def rooms_named(given: object) -> Iterator[tuple[int, int]]:
    """The rooms that a screen has, each with the last message it saw there."""
    if not isinstance(given, dict):
        return
    for room, seq in list(given.items())[:_ROOMS_MAX]:
        fits = isinstance(room, str) and room.isascii() and room.isdigit() and len(room) <= 18
        if fits and isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq < 1 << 62:
            yield int(room), seq
