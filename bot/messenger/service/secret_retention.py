"""Brings the ends of secret messages in line with how long the workspace keeps messages."""

from bot.core.database import Transaction
from bot.messenger.model.secret_messages import retimed
from bot.messenger.model.secret_rooms import retention_changed
from bot.messenger.model.secret_standing import Standings, retention_of
from bot.messenger.model.secret_times import Retention
from bot.messenger.service import secret_changes
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.store import numbers, secret_messages, secret_rooms

_MESSAGES, _FILES = "secret_retention", "secret_file_retention"
_BATCH = 500


class SecretRetention:
    """What is shown obeys a shorter time at once; the ends that are kept follow here.

    The workspace stands in another database, so what was applied last is kept beside the rooms,
    and a look finds any difference, also one from before a crash.
    """

    def __init__(self, ground: SecretGround) -> None:
        self._ground = ground

    async def look(self) -> bool:
        """Apply the workspace's retention where it isn't what was applied last."""
        ground, standings = self._ground, await self._ground.standings()
        before, wanted = await self._applied(), retention_of(standings)
        if before == wanted:
            return False
        now = ground.guarded.look().hiding_at
        await self._retime(wanted, now)
        await self._say_so(before, standings, now)

        async def keep(tx: Transaction) -> None:
            # 0 stands for ever.
            await numbers.put(tx, _MESSAGES, wanted.messages_ms or 0)
            await numbers.put(tx, _FILES, wanted.files_ms or 0)

        await ground.change(keep)
        ground.ends.wake()
        return True

    async def _applied(self) -> Retention:
        database = self._ground.database
        messages_ms = await numbers.find(database, _MESSAGES)
        files_ms = await numbers.find(database, _FILES)
        return Retention(messages_ms=messages_ms or None, files_ms=files_ms or None)

    async def _retime(self, wanted: Retention, now: int) -> None:
        after = (0, 0)
        while True:

            async def batch(
                tx: Transaction, start: tuple[int, int] = after
            ) -> tuple[int, int] | None:
                entries = await secret_messages.entries_after(tx, start, now, _BATCH)
                changed = [new for old in entries if (new := retimed(old, wanted, now)) != old]
                await secret_messages.retime(tx, changed)
                return (entries[-1].room_id, entries[-1].seq) if entries else None

            last = await self._ground.change(batch)
            if last is None:
                return
            after = last

    async def _say_so(self, before: Retention, standings: Standings, now: int) -> None:
        """A line in every room whose time it shortens."""
        after = 0
        while rooms := await secret_rooms.page(self._ground.database, after, _BATCH):
            after = rooms[-1].id
            for one in rooms:

                async def say(tx: Transaction, room_id: int = one.id) -> None:
                    room = await secret_rooms.lock(tx, room_id)
                    if room is not None:
                        change = retention_changed(room, before, standings, now)
                        await secret_changes.apply(tx, room, change, now)

                await self._ground.change(say)
