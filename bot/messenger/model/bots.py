"""Bots: who writes into rooms with an App Key."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import Bilingual, NotFound, WrongState


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

    @property
    def takes_messages(self) -> bool:
        """Whether what people write to the bot reaches it."""
        return self.active and self.callback_url is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredBot:
    """A bot just made and its App Key, which is told this once."""

    bot_id: int
    app_key: str


def app_key_hash(app_key: str) -> str:
    """What is kept of an App Key; 160 random bits need no slow hash."""
    return hashlib.sha256(app_key.encode("utf-8", "surrogatepass")).hexdigest()


def require_listening(bot: Bot | None) -> Bot:
    """The bot; `bot_takes_no_messages` where there is none (404) or it wouldn't hear anything (409)."""
    if bot is None:
        raise NotFound(_NO_LISTENER, code=_DEAF)
    if not bot.takes_messages:
        raise not_listening()
    return bot


def not_listening() -> WrongState:
    """`bot_takes_no_messages`: a bot wouldn't hear what is written."""
    return WrongState(_NOT_LISTENING, code=_DEAF)


_DEAF = "bot_takes_no_messages"
_NOT_LISTENING = Bilingual(
    ko="이 봇은 메시지를 받지 않아요. 전할 말이 있으면 담당자와의 채팅방에 써 주세요.",
    en="This bot doesn't take messages. Write to whoever is in charge of it instead.",
)
_NO_LISTENER = Bilingual(
    ko="메시지를 받는 봇 가운데 이런 봇이 없어요. 봇 목록에서 다시 골라 주세요.",
    en="No bot that takes messages is this one. Choose again from the list of bots.",
)
