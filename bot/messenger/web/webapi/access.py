"""Who calls: the bot behind an App Key."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.core.errors import Bilingual, Unauthorized
from bot.kakaowork.errors import ErrorCode
from bot.messenger.model.bots import Bot
from bot.messenger.web.parts import parts_of

BotHandler = Callable[[web.Request, Bot], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def for_any_bot(handler: BotHandler) -> Handler:
    """`handler` for calls with a known App Key, even of a deactivated bot."""

    async def call(request: web.Request) -> web.StreamResponse:
        return await handler(request, await _bot_of(request))

    return call


def for_bots(handler: BotHandler) -> Handler:
    """`handler` for calls with the App Key of an active bot."""

    async def call(request: web.Request) -> web.StreamResponse:
        bot = await _bot_of(request)
        if not bot.active:
            raise Unauthorized(_INACTIVE, code=ErrorCode.INVALID_AUTHENTICATION)
        return await handler(request, bot)

    return call


async def _bot_of(request: web.Request) -> Bot:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthorized(_NO_KEY, code=ErrorCode.UNAUTHORIZED)
    parts = parts_of(request)
    bot = await parts.bots.by_app_key(key.strip())
    if bot is None:
        raise Unauthorized(_WRONG_KEY, code=ErrorCode.INVALID_AUTHENTICATION)
    parts.simulator.admit(bot)
    return bot


_NO_KEY = Bilingual(
    ko="App Key가 없어요. Authorization: Bearer 헤더에 넣어 주세요.",
    en="There is no App Key. Send it in an Authorization: Bearer header.",
)
_WRONG_KEY = Bilingual(
    ko="App Key가 올바르지 않아요. 봇의 App Key를 확인해 주세요.",
    en="The App Key is not valid. Check the bot's App Key.",
)
_INACTIVE = Bilingual(
    ko="비활성화된 봇이에요. 봇을 다시 활성화한 뒤에 써 주세요.",
    en="The bot is deactivated. Activate it again to use it.",
)
