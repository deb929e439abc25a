"""The local engine: prepares notices and runs the workers of their shards as tasks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from bot.broadcast.delivery.breaker import trip
from bot.broadcast.delivery.fanout import Fanout
from bot.broadcast.delivery.lane import Lane
from bot.broadcast.delivery.messages import Messages
from bot.broadcast.delivery.parcel import ShardTask
from bot.broadcast.delivery.rate import Allowance
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.delivery.worker import ShardLost, ShardWorker
from bot.broadcast.model.deliveries import Policy
from bot.broadcast.model.notices import UNDER_WAY, Notice, NoticeState, final_state
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.service.news import tell_of_end
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import engines, notices, profiles, shards
from bot.broadcast.store.shards import OpenShard
from bot.core.clock import MINUTE, SECOND, Clock
from bot.core.database import Database
from bot.core.errors import Invalid, SpacecastError
from bot.core.ids import new_id
from bot.workspace.model.actors import system_actor
from bot.workspace.service.audit import record

_FORGOTTEN_AFTER = 10 * MINUTE
_PAGES_A_TURN = 5
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Running:
    worker: ShardWorker
    task: asyncio.Task[None]
    profile_id: str


class LocalEngine:
    """Looks for work every second and whenever it is woken; everything it knows is in the database."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platform: Platform,
        settings: DeliverySettings,
        *,
        on_defect: Callable[[BaseException], None],
        may_prepare: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._settings = settings
        self._on_defect = on_defect
        self._may_prepare = may_prepare
        self._fanout = Fanout(database, clock, settings.shard_rows)
        self._id = new_id("en")
        self._lanes: dict[str, Lane] = {}
        self._allowances: dict[str, Allowance] = {}
        self._running: dict[tuple[str, int], _Running] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    def wake(self) -> None:
        """There may be new work."""
        self._woken.set()

    def start(self) -> None:
        """Start looking for work."""
        self._loop = asyncio.create_task(self._look(), name="engine")
        self._loop.add_done_callback(self._watch)

    async def stop(self, patience: float = 15.0) -> None:
        """Claim nothing more, finish what is under way, give the shards back."""
        self._stopping = True
        self.wake()
        self._drain()
        if self._loop is not None:
            # It may be about to start one more worker.
            await asyncio.wait([self._loop], timeout=patience)
            self._drain()
        tasks = [running.task for running in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=patience)
        for task in [*tasks, *([self._loop] if self._loop else [])]:
            task.cancel()
        await asyncio.gather(
            *tasks, *([self._loop] if self._loop else []), return_exceptions=True
        )
        for lane in self._lanes.values():
            await lane.stop()
        async with self._database.transaction() as tx:
            await engines.remove(tx, self._id, self._clock.now() - _FORGOTTEN_AFTER)

    def _drain(self) -> None:
        for running in self._running.values():
            running.worker.drain()

    async def turn(self) -> None:
        """Look once: prepare what is due, claim what is open, finish what is done."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await engines.beat(tx, self._id, now)
        for notice in await notices.in_states(self._database, [NoticeState.PREPARING]):
            due = (notice.grace_until or 0) <= now and await self._is_ready()
            if due and not await self._fanout.prepare(notice.id, _PAGES_A_TURN):
                # A large audience keeps nobody else waiting.
                self.wake()
        most = self._settings.workers_per_profile + 1
        for open_shard in await shards.claimable(self._database, now, most):
            await self._claim(open_shard)
        # A paused notice too: what was on its way may have been its last.
        for notice in await notices.in_states(self._database, sorted(UNDER_WAY)):
            await self._finish(notice.id)

    async def _is_ready(self) -> bool:
        return self._may_prepare is None or await self._may_prepare()

    async def _look(self) -> None:
        while not self._stopping:
            self._woken.clear()
            await self.turn()
            try:
                async with asyncio.timeout(self._settings.poll / SECOND):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _claim(self, found: OpenShard) -> None:
        key = (found.notice_id, found.shard)
        if self._stopping or key in self._running or not self._has_room(found):
            return
        now = self._clock.now()
        # A name of its own for each claim: a worker that lost its shard can't pass for the next.
        owner = new_id("ow")
        async with self._database.transaction() as tx:
            claimed = await shards.claim(
                tx, *key, owner=owner, now=now, lease_until=now + self._settings.lease
            )
        if claimed is None:
            return
        worker = await self._worker(found, owner)
        if worker is None:
            async with self._database.transaction() as tx:
                await shards.release(tx, *key, owner)
            return
        task = asyncio.create_task(
            self._run(key, owner, worker), name=f"shard {found.notice_id} {found.shard}"
        )
        self._running[key] = _Running(worker, task, found.profile_id)
        task.add_done_callback(self._watch)

    def _has_room(self, found: OpenShard) -> bool:
        """One busy worker a notice, so that notices share their lane; a few notices a profile."""
        busy = {
            notice_id: running.worker
            for (notice_id, _), running in self._running.items()
            if running.profile_id == found.profile_id and not running.worker.idle
        }
        if found.notice_id in busy:
            return False
        # An urgent notice never waits for a worker, and one that was slowed down keeps none from others.
        crowd = sum(not worker.slowed for worker in busy.values())
        return found.urgent or crowd < self._settings.workers_per_profile

    async def _worker(self, found: OpenShard, owner: str) -> ShardWorker | None:
        """A worker, or None where the profile's App Key can't be one; the profile is paused then."""
        notice = await notices.get(self._database, found.notice_id)
        profile = await profiles.get(self._database, found.profile_id)
        try:
            lane = self._lane(profile.app_key, profile.id)
        except Invalid as error:
            async with self._database.transaction() as tx:
                await trip(tx, self._clock, profile.id, error.word)
            return None
        task = ShardTask(
            notice=notice,
            shard=found.shard,
            rows=found.rows,
            owner=owner,
            messages=await self._messages(notice),
            policy=Policy(
                max_attempts=self._settings.max_attempts,
                idempotent=self._platform.honours_idempotency_keys,
                resend_uncertain=notice.on_uncertain is OnUncertain.RESEND,
            ),
        )
        # All shards of a notice share what its sender allows.
        known = self._allowances.setdefault(notice.id, Allowance(self._clock, notice.rate))
        return ShardWorker(task, lane, self._database, self._clock, self._settings, known)

    async def _messages(self, notice: Notice) -> Messages:
        try:
            return Messages(notice.frozen or {})
        except (SpacecastError, LookupError, TypeError, ValueError) as error:
            _log.error("a frozen notice can't be read", notice=notice.id, error=repr(error))
        async with self._database.transaction() as tx:
            await notices.stop(tx, notice.id, "not_frozen")
        return Messages.none()

    def _lane(self, app_key: str, name: str) -> Lane:
        """The lane of an App Key: profiles that share one share its limit."""
        if app_key not in self._lanes:
            lane = Lane(
                self._platform.web_api(app_key),
                self._clock,
                concurrency=self._settings.concurrency,
            )
            lane.pace.set_ceiling("", self._settings.rate_ceiling)
            lane.start(name, self._watch)
            self._lanes[app_key] = lane
        return self._lanes[app_key]

    async def _run(self, key: tuple[str, int], owner: str, worker: ShardWorker) -> None:
        try:
            await worker.run()
            async with self._database.transaction() as tx:
                await shards.release(tx, *key, owner)
            await self._finish(key[0])
        except ShardLost:
            _log.warning("shard lost to another engine", notice=key[0], shard=key[1])
        finally:
            # Not before: `stop` waits for what is in here, and then the database is closed.
            self._running.pop(key, None)
            self.wake()

    async def _finish(self, notice_id: str) -> None:
        """End a notice that has no open delivery left."""
        if (await shards.counts(self._database, notice_id)).open:
            return
        async with self._database.transaction() as tx:
            notice = await notices.get_locked(tx, notice_id)
            if notice.state not in UNDER_WAY:
                return
            counts = await shards.counts(tx, notice_id)
            if counts.open:
                return
            now = self._clock.now()
            state = final_state(counts)
            ended = replace(
                notice, state=state, finished_at=now, updated_at=now, version=notice.version + 1
            )
            await notices.update(tx, ended)
            await tell_of_end(tx, self._clock, ended, counts)
            await record(
                tx, self._clock, system_actor(), "notice.finished", "notice", notice_id,
                state=state.value, **counts.by_state(),
            )  # fmt: skip
        self._allowances.pop(notice_id, None)

    def _watch(self, task: asyncio.Task[None]) -> None:
        """A part of the engine that dies must not die unnoticed."""
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            _log.error("the delivery engine has failed", task=task.get_name(), exc_info=error)
            self._on_defect(error)
