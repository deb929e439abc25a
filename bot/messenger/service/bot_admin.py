"""Bots as super admins see and change them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, invalid
from bot.messenger.model.bots import Bot, RegisteredBot
from bot.messenger.model.reactive import check_address
from bot.messenger.service.bots import Bots
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.service.members import Members

_NAME_CHARACTERS = 50
_ADDRESSES = ("request_url", "callback_url")


class BotAdmin:
    """Lists, makes and connects bots; `ledger` is the database with the audit log.

    The messenger may have a database of its own, so no transaction holds both: of a change the
    entry comes first, so that nothing is ever changed without one.
    """

    def __init__(self, ledger: Database, members: Members, clock: Clock, bots: Bots) -> None:
        self._ledger = ledger
        self._members = members
        self._clock = clock
        self._bots = bots

    async def every(self, actor: Actor) -> list[Bot]:
        """Every bot, oldest first; `forbidden`."""
        await self._require_right(actor)
        return await self._bots.every()

    async def get(self, actor: Actor, bot_id: int) -> Bot:
        """One bot; `forbidden`, `bot_not_found`."""
        await self._require_right(actor)
        return await self._bots.get(bot_id)

    async def create(self, actor: Actor, name: str, description: str) -> RegisteredBot:
        """A bot that is nobody's send profile; its App Key is told this once; `forbidden`."""
        await self._require_right(actor)
        if not 0 < len(name.strip()) <= _NAME_CHARACTERS:
            raise invalid("/name", "bad_name", _BAD_NAME)
        made = await self._bots.register(name.strip(), description.strip())
        # Without its entry nobody is told the key, and the bot can do nothing.
        await self._record(actor, "bot.created", str(made.bot_id), {"name": name.strip()})
        return made

    async def set_addresses(
        self, actor: Actor, bot_id: int, given: Mapping[str, str | None]
    ) -> Bot:
        """Change the `request_url` and `callback_url` that are given; None takes one away.

        Raises `forbidden`, `bot_not_found`, `bad_url`. The audit log names only the hosts: the
        rest of an address may be a secret.
        """
        await self._require_right(actor)
        await self._bots.get(bot_id)
        chosen = {name: given[name] or None for name in _ADDRESSES if name in given}
        for name, url in chosen.items():
            check_address(url, f"/{name}")
        hosts = {name: urlsplit(url).netloc if url else None for name, url in chosen.items()}
        await self._record(actor, "bot.addresses", str(bot_id), hosts)
        return await self._bots.set_addresses(bot_id, chosen)

    async def _record(
        self, actor: Actor, action: str, target: str, detail: Mapping[str, object]
    ) -> None:
        async with self._ledger.transaction() as tx:
            await record(tx, self._clock, actor, action, "bot", target, **detail)

    async def _require_right(self, actor: Actor) -> None:
        require_super_admin(actor, names(await self._members.super_admins()))


_BAD_NAME = Bilingual(
    ko=f"봇 이름은 1자 이상 {_NAME_CHARACTERS}자 이하여야 해요. 이름을 고쳐 주세요.",
    en=f"A bot's name has 1 to {_NAME_CHARACTERS} characters. Correct it.",
)
