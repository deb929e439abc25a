"""When members work and when they are on vacation: bots tell it, and everybody who asks hears it."""

from collections.abc import Mapping, Sequence

from bot.core.database import Database
from bot.messenger.model.user_times import Span, Times, TimesKind, no_users
from bot.messenger.store import user_times as store
from bot.workspace.service.members import Members


class UserTimes:
    """The times of active members; what one call asks for is changed whole or not at all."""

    def __init__(self, database: Database, members: Members) -> None:
        self._database = database
        self._members = members

    async def of(self, user_ids: Sequence[int]) -> Mapping[int, Times]:
        """The times of those of the members of whom any are known."""
        return await store.of(self._database, user_ids) if user_ids else {}

    async def put(self, kind: TimesKind, spans: Mapping[int, Span]) -> None:
        """Keep one kind of time of each member; `user_not_found` names everybody unknown."""
        await self._require_active(list(spans))
        async with self._database.transaction() as tx:
            await store.put(tx, kind, spans)

    async def reset(self, kind: TimesKind, user_ids: Sequence[int]) -> None:
        """Forget one kind of time of each member; `user_not_found` names everybody unknown."""
        await self._require_active(user_ids)
        async with self._database.transaction() as tx:
            await store.remove(tx, kind, user_ids)

    async def _require_active(self, user_ids: Sequence[int]) -> None:
        found = await self._members.by_platform_ids(user_ids)
        active = {member.platform_id for member in found if member.active}
        unknown = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in active]
        if unknown:
            raise no_users(unknown)
