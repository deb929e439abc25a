"""What bots are told without being asked: people's messages, and who has read theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.core.clock import MINUTE, SECOND

GIVE_UP = 5 * MINUTE
"""How long a bot is tried, in milliseconds."""
LEASE = 15 * SECOND
"""For how long, in milliseconds, what is being posted is nobody else's: a call takes ten seconds at most."""
GATHERED = SECOND
"""How long, in milliseconds, receipts wait for others, so that one call tells of many."""
RECEIPTS_MAX = 500
_LONGEST_PAUSE = 30 * SECOND
_DOUBLINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BotEvent:
    """A person's message that its room's bot has not taken yet; `attempts` were begun so far."""

    message_id: int
    bot_id: int
    room_id: int
    seq: int
    created_at: int
    attempts: int

    @property
    def id(self) -> str:
        """What a bot knows a repeat by."""
        return f"ev_{self.message_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Somebody has read a bot's message that had an Idempotency-Key."""

    message_id: int
    user_id: int
    room_id: int
    idempotency_key: str
    read_at: int
    attempts: int


def batch_id(receipts: Sequence[Receipt]) -> str:
    """What a bot knows a repeat by: the same for the same receipts."""
    told = ",".join(sorted(f"{one.message_id}/{one.user_id}" for one in receipts))
    return "rc_" + sha256(told.encode()).hexdigest()[:32]


def next_try(attempts: int, since: int, now: int) -> int | None:
    """When what was not taken is tried again (UTC ms), ever later; None once it is given up."""
    pause = min(SECOND << min(attempts, _DOUBLINGS), _LONGEST_PAUSE)
    return now + pause if now + pause <= since + GIVE_UP else None
