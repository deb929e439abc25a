"""Bots: who writes into rooms with an App Key."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class BotStatus(StrEnum):
    """Whether a bot may act, in the protocol's words."""

    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot; `id` is its user id on the platform, its URLs take presses and filled-in modals."""

    id: int
    name: str
    description: str
    status: BotStatus
    created_at: int
    request_url: str | None = None
    callback_url: str | None = None

    @property
    def active(self) -> bool:
        """Whether the bot may act."""
        return self.status is BotStatus.ACTIVATED


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredBot:
    """A bot just made and its App Key, which is told this once."""

    bot_id: int
    app_key: str


def app_key_hash(app_key: str) -> str:
    """What is kept of an App Key; 160 random bits need no slow hash."""
    return hashlib.sha256(app_key.encode("utf-8", "surrogatepass")).hexdigest()
