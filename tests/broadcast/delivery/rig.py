"""A workspace, a hostile platform and engines between them, driven turn by turn."""

import asyncio
from dataclasses import dataclass, field

from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.deliveries import Delivery, DeliveryState
from bot.broadcast.model.notices import FINAL, Notice
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import Clock
from bot.core.database import Database
from bot.workspace.model.actors import machine_actor
from tests.broadcast.fakes import Act, FakePlatform
from tests.builders import Space, build_space

SETTINGS = DeliverySettings(concurrency=8, shard_rows=5, max_attempts=3, flush=5, poll=20)

_COMPARED = ", ".join(
    f"(SELECT coalesce(sum({s}), 0) FROM shards WHERE notice_id = $1) AS kept_{s},"
    f"(SELECT count(*) FROM deliveries WHERE notice_id = $1 AND state = '{s}') AS real_{s}"
    for s in DeliveryState
)


@dataclass(kw_only=True)
class Rig:
    """Everything that a notice passes through, with one engine and the means for more."""

    space: Space
    platform: FakePlatform
    clock: Clock
    settings: DeliverySettings = SETTINGS
    engines: list[LocalEngine] = field(default_factory=list)
    defects: list[BaseException] = field(default_factory=list)

    def new_engine(self) -> LocalEngine:
        """One more engine over the same database."""
        engine = LocalEngine(
            self.space.database,
            self.clock,
            self.platform,
            self.settings,
            on_defect=self.defects.append,
        )
        self.engines.append(engine)
        return engine

    @property
    def engine(self) -> LocalEngine:
        """The newest engine."""
        return self.engines[-1] if self.engines else self.new_engine()

    async def look(self) -> None:
        """Let the engine look for work once; what it starts runs on."""
        await self.engine.turn()

    async def settle(self) -> None:
        """Look and wait until there is nothing that the engine can do now."""
        while True:
            self.engine._woken.clear()
            await self.engine.turn()
            tasks = [running.task for running in self.engine._running.values()]
            if tasks:
                await asyncio.wait(tasks)
            elif not self.engine._woken.is_set():
                # A worker that ended during the turn has woken the engine: then it looks again.
                return

    async def stop(self) -> None:
        """Stop every engine; none may have failed."""
        for engine in self.engines:
            await engine.stop(patience=5)
        assert self.defects == []

    async def view(self, notice: Notice) -> NoticeView:
        """The notice as it is now; its counts must agree with its rows."""
        await self.add_up(notice)
        return await self.space.notices.get(machine_actor(), notice.id)

    async def finished(self, notice: Notice) -> NoticeView:
        """The notice when the engine has nothing left to do; it must have ended."""
        await self.settle()
        view = await self.view(notice)
        assert view.notice.state in FINAL, view
        assert view.counts.open == 0
        return view

    async def rows(self, notice: Notice) -> list[Delivery]:
        """The ledger of a notice."""
        return await self.space.notices.deliveries(machine_actor(), notice.id, limit=10_000)

    async def add_up(self, notice: Notice) -> None:
        """Compare what is counted with what there is, in one statement and so at one moment."""
        row = await self.space.database.fetch_one(f"SELECT {_COMPARED}", notice.id)
        assert row is not None
        assert [int(row[f"kept_{s}"]) for s in DeliveryState] == [
            int(row[f"real_{s}"]) for s in DeliveryState
        ]

    async def row_of(self, notice: Notice, key: str) -> Delivery:
        """One person's delivery."""
        member_id = await self.space.id_of(key)
        return next(row for row in await self.rows(notice) if row.member_id == member_id)

    async def script(self, key: str, *acts: Act) -> int:
        """Say what the platform does with one person's messages; answers their number."""
        number = (await self.space.member(key)).platform_id
        self.platform.script[number] = list(acts)
        return number

    async def states(self, notice: Notice) -> set[DeliveryState]:
        """The states that deliveries are in."""
        return {row.state for row in await self.rows(notice)}


async def build_rig(
    database: Database, clock: Clock, platform: FakePlatform, *, members: int = 12
) -> Rig:
    """A rig with a profile `hr`."""
    space = await build_space(database, clock, platform=platform, members=members)
    await space.profile("hr")
    return Rig(space=space, platform=platform, clock=clock)
