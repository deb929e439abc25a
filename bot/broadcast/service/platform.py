"""What the two platforms do differently: Kakao Work itself and the built-in messenger."""

from dataclasses import dataclass
from typing import Protocol

from bot.broadcast.model.profiles import NewProfile, Profile
from bot.kakaowork.client import WebApi


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformBot:
    """The bot behind a profile."""

    bot_id: int
    app_key: str

    def __repr__(self) -> str:
        return f"PlatformBot({self.bot_id})"


class Platform(Protocol):
    """Where notices go."""

    @property
    def honours_idempotency_keys(self) -> bool:
        """Whether a message sent again under its key arrives once."""

    @property
    def takes_messages(self) -> bool:
        """Whether people's messages reach us, and messages can be changed and attachments fetched."""

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """The bot of a new profile: made here, or checked by its App Key."""

    async def kept(self, profile: Profile) -> None:
        """The profile was made, or its name or addresses changed: its bot follows where it is ours."""

    def web_api(self, app_key: str) -> WebApi:
        """The Web API as the bot with this App Key."""
