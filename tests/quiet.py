"""A platform that is never spoken to, and the keys of buttons that nobody presses."""

from dataclasses import dataclass, field

from bot.broadcast.model.profiles import NewProfile, Profile
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.platform import PlatformBot
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, invalid
from bot.kakaowork.client import WebApi


@dataclass(slots=True)
class QuietPlatform:
    """Makes bots and is never spoken to."""

    honours_idempotency_keys: bool = False
    takes_messages: bool = False
    made: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """A bot with the App Key given, or one made from its number."""
        if new.app_key == "no key":
            raise invalid("/app_key", "bad_app_key", Bilingual("키", "key"))
        self.made.append(new.id)
        number = len(self.made)
        return PlatformBot(bot_id=number, app_key=new.app_key or f"{number:08x}.{number:032x}")

    async def kept(self, profile: Profile) -> None:
        """Remember it."""
        self.names[profile.id] = profile.name

    def web_api(self, app_key: str) -> WebApi:
        """Nobody sends in these tests."""
        raise AssertionError("nothing should be sent here")


def callback_keys(database: Database, clock: Clock) -> CallbackKeys:
    """The keys of profiles' buttons."""

    async def moved(profile: Profile) -> None:
        del profile

    address = "https://notice.example.com"
    return CallbackKeys(database, clock, public_url=address, own_url=address, moved=moved)
