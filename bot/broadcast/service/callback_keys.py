"""A profile's callback addresses, and the values of the buttons it sends."""

from collections.abc import Awaitable, Callable, Sequence

from bot.broadcast.model import signed_values
from bot.broadcast.model.callbacks import CallbackAddresses, CallbackKey, addresses_of
from bot.broadcast.model.profiles import Profile
from bot.broadcast.store import callbacks as store
from bot.broadcast.store import profiles
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.ids import new_secret
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.store import members


class CallbackKeys:
    """Only super admins see and change addresses: who knows one can press in anybody's name.

    `own_url`: this process for a platform on this machine; `moved` hears of a profile whose
    addresses were changed.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        public_url: str,
        own_url: str,
        moved: Callable[[Profile], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._public_url = public_url
        self._own_url = own_url
        self._moved = moved

    async def of_own_platform(self, profile_id: str) -> CallbackAddresses:
        """The addresses as the built-in messenger calls them, whatever stands before this process."""
        async with self._database.transaction() as tx:
            key = await self._key(tx, profile_id)
        return addresses_of(key, self._own_url)

    async def announce(self) -> None:
        """Tell the platform of every profile's addresses, as they are now."""
        for profile in await profiles.every(self._database):
            await self._moved(profile)

    async def addresses(self, actor: Actor, profile_key: str) -> CallbackAddresses:
        """The Request URL and the Callback URL of a profile."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            profile = await profiles.get(tx, profile_key)
            key = await self._key(tx, profile.id)
        return addresses_of(key, self._public_url)

    async def rotate(self, actor: Actor, profile_key: str) -> CallbackAddresses:
        """Make other addresses; the old ones lead nowhere at once, buttons already sent stay good."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            profile = await profiles.get(tx, profile_key)
            await self._key(tx, profile.id)
            await store.next_generation(tx, profile.id, self._clock.now())
            key = await self._key(tx, profile.id)
            await record(
                tx, self._clock, actor, "profile.callbacks_rotated", "profile", profile.id
            )
        await self._moved(profile)
        return addresses_of(key, self._public_url)

    async def signed_value(self, profile_id: str, parts: Sequence[str]) -> str:
        """The value of a button of this profile; the first part is the action it stands for."""
        async with self._database.transaction() as tx:
            key = await self._key(tx, profile_id)
        return signed_values.sign(parts, key.value_key)

    async def signed_values(
        self, tx: Transaction, profile_id: str, values: Sequence[Sequence[str]]
    ) -> tuple[str, ...]:
        """The values of several buttons of this profile, within a transaction."""
        key = await self._key(tx, profile_id)
        return tuple(signed_values.sign(parts, key.value_key) for parts in values)

    async def _key(self, tx: Transaction, profile_id: str) -> CallbackKey:
        known = await store.find_key(tx, profile_id)
        if known is not None:
            return known
        made = CallbackKey(profile_id=profile_id, secret=new_secret())
        await store.add_key_once(tx, made, self._clock.now())
        # Another process may have been first.
        return await store.find_key(tx, profile_id) or made

    async def _require_super_admin(self, actor: Actor) -> None:
        require_super_admin(actor, names(await members.super_admins(self._database)))
