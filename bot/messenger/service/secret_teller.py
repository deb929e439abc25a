"""Tells people, by a bot of the messenger itself, what has become of secret rooms: each once."""

import structlog

from bot.core.clock import Clock
from bot.core.database import Database, Transaction, UniqueViolation
from bot.core.errors import NotFound
from bot.messenger.model import secret_tellings as model
from bot.messenger.model.bots import Bot, BotStatus
from bot.messenger.service.messages import Messages
from bot.messenger.service.rooms import Rooms
from bot.messenger.store import bots, numbers
from bot.messenger.store import secret_tellings as store
from bot.messenger.store.secret_tellings import Telling
from bot.workspace.service.workspace import WorkspaceSettings

_log = structlog.get_logger(__name__)
_AT_ONCE = 100
# In the place of an App Key's hash; no App Key has this one, so nobody can act as this bot.
_OWN = "spacecast"


class SecretTeller:
    """The message first, then the note that it is to be sent goes: its key makes it one message."""

    def __init__(
        self,
        database: Database,
        workspace: WorkspaceSettings,
        rooms: Rooms,
        messages: Messages,
        clock: Clock,
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._rooms = rooms
        self._messages = messages
        self._clock = clock

    async def tell(self) -> int:
        """Send all that is to be told; answers how many messages."""
        told, after = 0, (-1, "")
        while some := await store.some(self._database, after, _AT_ONCE):
            bot = await self._bot()
            for telling in some:
                told += await self._told(bot, telling)
            after = (some[-1].user_id, some[-1].occasion)
        return told

    async def _told(self, bot: Bot, telling: Telling) -> bool:
        text = model.telling(telling.kind)
        if text is None:
            # From a newer version; that one will know.
            return False
        language = (await self._workspace.get()).language
        key = model.telling_key(telling.user_id, telling.occasion)
        try:
            room = await self._rooms.open_direct(bot, telling.user_id)
            await self._messages.send(bot, room.id, text.in_(language), idempotency_key=key)
            sent = True
        except NotFound:
            # Whose account is suspended can't be written to, and has no room any more to miss.
            sent = False
        await self._database.atomically(
            lambda tx: store.remove(tx, telling.user_id, telling.occasion)
        )
        return sent

    async def _bot(self) -> Bot:
        """The messenger's own bot, made when it first has something to tell."""
        language = (await self._workspace.get()).language

        async def add(tx: Transaction) -> None:
            bot = Bot(
                id=await numbers.take(tx, "bot"),
                name=model.BOT_NAME.in_(language),
                description=model.BOT_DESCRIPTION.in_(language),
                status=BotStatus.ACTIVATED,
                created_at=self._clock.now(),
            )
            await bots.add(tx, bot, _OWN)

        found = await bots.find_by_key(self._database, _OWN)
        if found is None:
            try:
                await self._database.atomically(add)
            except UniqueViolation:
                _log.debug("another process has made the bot that tells")
            found = await bots.find_by_key(self._database, _OWN)
        if found is None:
            raise LookupError("the bot that tells of secret rooms isn't there")
        return found
