"""One delivery on its way through a lane, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct

from bot.broadcast.delivery.messages import Messages
from bot.broadcast.model.deliveries import Decision, Policy
from bot.broadcast.model.notices import Notice
from bot.broadcast.store.claims import Claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """The shard a worker works on, under whose name, and how."""

    notice: Notice
    shard: int
    rows: range
    owner: str
    messages: Messages
    policy: Policy

    @property
    def urgent(self) -> bool:
        """Whether it goes before others of the same App Key."""
        return self.notice.urgent_reason is not None


class Arrived(Struct, frozen=True):
    """The platform took the message."""

    message_id: str


class TakenBack(Struct, frozen=True):
    """It was not begun, so it was no attempt."""


class Posted(Struct, frozen=True):
    """What came of one attempt; `opened`: the room it was (or would have been) posted to is new."""

    delivery: Claimed
    result: Arrived | TakenBack | Decision
    conversation_id: str | None
    opened: bool


class Parcel(Struct, frozen=True):
    """One delivery to post and whom to tell what came of it."""

    delivery: Claimed
    task: ShardTask
    done: Callable[[Posted], None]
