"""The messenger as a simulator of a platform: what it does to calls, and changing that."""

import asyncio
import random

from bot.core.clock import Clock
from bot.core.database import Database
from bot.messenger.model.bots import Bot
from bot.messenger.model.rate_limits import Bucket, TooManyRequests, take
from bot.messenger.model.simulation import Simulation, changed, simulation_json
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.service.members import Members


class Simulator:
    """Holds the simulation of this process; a change lasts until the process ends.

    `database` is the one with the audit log.
    """

    def __init__(
        self,
        database: Database,
        members: Members,
        clock: Clock,
        simulation: Simulation,
        chances: random.Random,
    ) -> None:
        self._database = database
        self._members = members
        self._clock = clock
        self._chances = chances
        self._buckets: dict[int, Bucket] = {}
        self._changing = asyncio.Lock()
        self.simulation = simulation

    async def told(self, actor: Actor) -> Simulation:
        """The simulation, to a super admin; `forbidden`."""
        await self._require_right(actor)
        return self.simulation

    async def change(self, actor: Actor, given: object) -> Simulation:
        """Change what is given, from the next call on; `forbidden`, or Invalid with pointers."""
        await self._require_right(actor)
        async with self._changing:
            after = changed(self.simulation, given)
            async with self._database.transaction() as tx:
                await record(
                    tx,
                    self._clock,
                    actor,
                    "messenger.simulator",
                    "messenger",
                    "simulator",
                    **simulation_json(after),
                )
            self.simulation = after
            if after.rate_limit is None:
                self._buckets.clear()
        return after

    def admit(self, bot: Bot) -> None:
        """Count a call of a bot, and with it of its App Key; TooManyRequests."""
        limit = self.simulation.rate_limit
        if limit is None:
            return
        left = take(limit, self._buckets.get(bot.id), self._clock.monotonic())
        if isinstance(left, TooManyRequests):
            raise left
        self._buckets[bot.id] = left

    def chance(self) -> float:
        """The next random number in [0, 1)."""
        return self._chances.random()

    async def _require_right(self, actor: Actor) -> None:
        require_super_admin(actor, names(await self._members.super_admins()))
