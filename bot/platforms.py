"""The two platforms: the built-in messenger and Kakao Work itself."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.broadcast.model.callbacks import CallbackAddresses
from bot.broadcast.model.profiles import NewProfile, Profile
from bot.broadcast.service.platform import Platform, PlatformBot
from bot.config import Config
from bot.core.errors import Bilingual, NotFound, TryLater, invalid
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections
from bot.kakaowork.errors import CallFailed, Refused
from bot.messenger.service.bots import Bots

KAKAO_WORK = "https://api.kakaowork.com"
Addresses = Callable[[str], Awaitable[CallbackAddresses]]


class BuiltInPlatform:
    """Makes its bots by itself and, unless told otherwise, drops repeats of a key's message."""

    takes_messages = True

    def __init__(
        self,
        connections: Connections,
        bots: Bots,
        timeout: float,
        *,
        addresses: Addresses,
        honours_idempotency_keys: bool,
    ) -> None:
        self.honours_idempotency_keys = honours_idempotency_keys
        self._connections = connections
        self._bots = bots
        self._timeout = timeout
        self._addresses = addresses

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """A bot of its own for a new profile."""
        if new.app_key is not None:
            bot = await self._bots.by_app_key(new.app_key)
            if bot is None:
                raise invalid("/app_key", "bad_app_key", _UNKNOWN_KEY)
            return PlatformBot(bot_id=bot.id, app_key=new.app_key)
        made = await self._bots.register(new.name, new.description)
        return PlatformBot(bot_id=made.bot_id, app_key=made.app_key)

    async def kept(self, profile: Profile) -> None:
        """People see the profile's name in the chat, and its buttons call us."""
        # A messenger that was set up anew knows nothing of the bot, which is told when it sends.
        with suppress(NotFound):
            bot = await self._bots.get(profile.bot_id)
            # Every start asks for this, and mostly nothing has changed.
            if (bot.name, bot.description) != (profile.name, profile.description):
                await self._bots.rename(bot.id, profile.name, profile.description)
            known, ours = (bot.request_url, bot.callback_url), f"/callbacks/{profile.id}/"
            # Addresses that somebody set by hand stay.
            if all(url is None or ours in url for url in known):
                found = await self._addresses(profile.id)
                if known != (found.request_url, found.callback_url):
                    given = {
                        "request_url": found.request_url,
                        "callback_url": found.callback_url,
                    }
                    await self._bots.set_addresses(bot.id, given)

    def web_api(self, app_key: str) -> WebApi:
        """The messenger's Web API as one bot."""
        return WebApi(self._connections, app_key, timeout=self._timeout)


class KakaoWorkPlatform:
    """Kakao Work: bots are made in its admin site, and nothing is known to drop repeats."""

    honours_idempotency_keys = False
    takes_messages = False

    def __init__(self, connections: Connections, timeout: float) -> None:
        self._connections = connections
        self._timeout = timeout

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """The bot that the pasted App Key belongs to."""
        if not new.app_key:
            raise invalid("/app_key", "app_key_required", _KEY_NEEDED)
        try:
            bot = await self.web_api(new.app_key).bots_info()
        except Refused as error:
            raise invalid("/app_key", "bad_app_key", _UNKNOWN_KEY) from error
        except CallFailed as error:
            raise TryLater(_UNREACHED, code="platform_unreachable") from error
        return PlatformBot(bot_id=int(bot.bot_id), app_key=new.app_key)

    async def kept(self, profile: Profile) -> None:
        """A bot's name and addresses are changed in Kakao Work's admin site only."""

    def web_api(self, app_key: str) -> WebApi:
        """The Web API as one bot."""
        return WebApi(self._connections, app_key, timeout=self._timeout)


def base_url_of(config: Config) -> str:
    """Where the platform's Web API is: as configured, Kakao Work's own, or this process."""
    if config.platform.base_url:
        return config.platform.base_url
    if config.platform.kind == "kakaowork":
        return KAKAO_WORK
    return f"{own_url(config)}/messenger"


def own_url(config: Config) -> str:
    """This process, as it is reached from this machine."""
    server = config.server
    host = "127.0.0.1" if server.host in {"0.0.0.0", "::"} else server.host  # noqa: S104 -- compared, not bound
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{server.port}"


def platform_of(
    config: Config, connections: Connections, bots: Bots, addresses: Addresses
) -> Platform:
    """The platform that is configured; `addresses`: where a profile's presses go, by its id."""
    timeout = config.delivery.request_timeout
    if config.platform.kind == "kakaowork":
        return KakaoWorkPlatform(connections, timeout)
    return BuiltInPlatform(
        connections,
        bots,
        timeout,
        addresses=addresses,
        honours_idempotency_keys=config.messenger.idempotency,
    )


_KEY_NEEDED = Bilingual(
    ko="App Key가 필요해요. 카카오워크 관리자 서비스의 봇 관리에서 복사해 주세요.",
    en="An App Key is needed. Copy it from the bot's page in the Kakao Work admin site.",
)
_UNKNOWN_KEY = Bilingual(
    ko="이 App Key로 봇을 찾을 수 없어요. 봇 관리에서 다시 복사해 주세요.",
    en="No bot has this App Key. Copy it again from the bot's page.",
)
_UNREACHED = Bilingual(
    ko="카카오워크에 연결할 수 없어서 App Key를 확인하지 못했어요. 잠시 뒤에 다시 해 주세요.",
    en="Kakao Work can't be reached, so the App Key was not checked. Try again in a moment.",
)
