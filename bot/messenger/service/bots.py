"""Bots and their App Keys."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, NotFound
from bot.core.ids import new_app_key
from bot.messenger.model.bots import Bot, BotStatus, RegisteredBot, app_key_hash
from bot.messenger.store import bots as store
from bot.messenger.store import numbers

# Seconds for which a key is answered from memory: how long another process's change may go unseen.
_REMEMBERED = 2.0
_REMEMBERED_KEYS = 1_000


class Bots:
    """Makes bots and knows them by their App Key."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._recent: dict[str, tuple[float, Bot]] = {}

    async def register(self, name: str, description: str) -> RegisteredBot:
        """Make a bot; its App Key is told here and never again."""
        app_key = new_app_key()
        async with self._database.transaction() as tx:
            bot = Bot(
                id=await numbers.take(tx, "bot"),
                name=name,
                description=description,
                status=BotStatus.ACTIVATED,
                created_at=self._clock.now(),
            )
            await store.add(tx, bot, app_key_hash(app_key))
        return RegisteredBot(bot_id=bot.id, app_key=app_key)

    async def rename(self, bot_id: int, name: str, description: str) -> None:
        """Change what people see of a bot; NotFound where there is none."""
        async with self._database.transaction() as tx:
            bot = await _get(tx, bot_id)
            await store.update(tx, replace(bot, name=name, description=description))
        self._recent.clear()

    async def set_status(self, bot_id: int, *, active: bool) -> None:
        """Let a bot act or not; NotFound where there is none."""
        status = BotStatus.ACTIVATED if active else BotStatus.DEACTIVATED
        async with self._database.transaction() as tx:
            bot = await _get(tx, bot_id)
            await store.update(tx, replace(bot, status=status))
        self._recent.clear()

    async def every(self) -> list[Bot]:
        """Every bot, oldest first."""
        return await store.page(self._database)

    async def get(self, bot_id: int) -> Bot:
        """The bot; NotFound where there is none."""
        return _there(await store.find(self._database, bot_id))

    async def set_addresses(self, bot_id: int, given: Mapping[str, str | None]) -> Bot:
        """Change the checked `request_url` and `callback_url` that are given; NotFound."""
        async with self._database.transaction() as tx:
            bot = await _get(tx, bot_id)
            changed = replace(
                bot,
                request_url=given.get("request_url", bot.request_url),
                callback_url=given.get("callback_url", bot.callback_url),
            )
            await store.update(tx, changed)
        self._recent.clear()
        return changed

    async def by_app_key(self, key: str) -> Bot | None:
        """The bot with this App Key, as of the last two seconds."""
        hashed, now = app_key_hash(key), self._clock.monotonic()
        recent = self._recent.get(hashed)
        if recent is not None and now < recent[0]:
            return recent[1]
        bot = await store.find_by_key(self._database, hashed)
        if bot is None:
            self._recent.pop(hashed, None)
            return None
        if len(self._recent) >= _REMEMBERED_KEYS:
            self._recent.clear()
        self._recent[hashed] = (now + _REMEMBERED, bot)
        return bot


async def _get(tx: Transaction, bot_id: int) -> Bot:
    return _there(await store.find(tx, bot_id))


def _there(bot: Bot | None) -> Bot:
    if bot is None:
        raise NotFound(_NO_BOT, code="bot_not_found")
    return bot


_NO_BOT = Bilingual(
    ko="그런 봇이 없어요. 봇 id를 확인해 주세요.",
    en="There is no such bot. Check its id.",
)
