"""The worker of one shard: claims, posts through the lane, records; pipelined."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.broadcast.delivery.lane import Arrived, Lane, Parcel, Posted
from bot.broadcast.delivery.messages import Messages
from bot.broadcast.delivery.outcomes import outcome_of
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.deliveries import Delivery, DeliveryState, Policy, StopNotice, Trip
from bot.broadcast.model.notices import Counts, Notice
from bot.broadcast.store import conversations, deliveries, notices, profiles, shards
from bot.broadcast.store.deliveries import Outcome
from bot.broadcast.store.notices import Gate
from bot.core.clock import SECOND, Clock
from bot.core.database import Database, Transaction
from bot.workspace.model.actors import system_actor
from bot.workspace.service.audit import record

_RECORDS_AT_ONCE = 100


class ShardLost(Exception):
    """Another engine owns the shard now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """The shard a worker works on, under whose name, and how."""

    notice: Notice
    shard: int
    owner: str
    messages: Messages
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What one transaction found and did."""

    gate: Gate
    claimed: list[Delivery]
    counts: Counts


class ShardWorker:
    """Keeps its share of the lane busy until no delivery of the shard is open.

    Each turn is one transaction: what came of posted deliveries is recorded and the next are
    marked `sending`, so that `sending` is durable before bytes leave.
    """

    def __init__(
        self,
        task: ShardTask,
        lane: Lane,
        database: Database,
        clock: Clock,
        settings: DeliverySettings,
    ) -> None:
        self._task = task
        self._lane = lane
        self._database = database
        self._clock = clock
        self._settings = settings
        self._done: list[Posted] = []
        self._some_done = asyncio.Event()
        self._enough_done = asyncio.Event()
        self._under_way = 0
        self._touched_at = 0
        self._halted = False
        self._draining = False
        self.idle = False

    async def run(self) -> None:
        """Work until the shard has nothing open, or is stopped, or lost."""
        self._lane.join()
        try:
            await self._recover()
            while await self._turn():
                await self._wait()
        finally:
            self._lane.take_back(self._posted)
            self._lane.leave()

    def drain(self) -> None:
        """Claim nothing more; what is under way is finished and recorded."""
        self._draining = True
        self._some_done.set()
        self._enough_done.set()

    async def _recover(self) -> None:
        """Deliveries an earlier owner left in `sending` may have arrived, or not."""
        policy = self._task.policy
        async with self._database.transaction() as tx:
            await self._hold(tx)
            gate = await notices.gate(tx, self._task.notice.id, self._clock.now())
            # Where the rest is not sent, these are not sent again either.
            repeat = gate.ends is None and (policy.idempotent or policy.resend_uncertain)
            after = DeliveryState.PENDING if repeat else DeliveryState.UNCERTAIN
            moved = await deliveries.move(
                tx,
                self._task.notice.id,
                self._task.shard,
                before=DeliveryState.SENDING,
                after=after,
                reason=None if repeat else "interrupted",
            )
            await self._count(tx, Counter({"sending": -moved, after.value: moved}))

    async def _turn(self) -> bool:
        """Record and mark in one transaction, then hand out; False when there is no more to do."""
        posted, self._done = self._done[:_RECORDS_AT_ONCE], self._done[_RECORDS_AT_ONCE:]
        await self._tell(posted)
        room = 0 if self._draining else self._lane.share - (self._under_way - len(posted))
        turn = await self._database.atomically(partial(self._write, posted=posted, room=room))
        self._lane.pace.set_rate(turn.gate.rate_ceiling or self._settings.rate_ceiling)
        self._under_way += len(turn.claimed) - len(posted)
        for delivery in turn.claimed:
            self._lane.put(
                Parcel(
                    delivery=delivery,
                    messages=self._task.messages,
                    policy=self._task.policy,
                    done=self._posted,
                )
            )
        self._halted = self._draining or not turn.gate.open
        if self._halted:
            for parcel in self._lane.take_back(self._posted):
                self._posted(parcel)
        return bool(self._under_way) or (turn.counts.pending > 0 and not self._halted)

    async def _write(self, tx: Transaction, *, posted: Sequence[Posted], room: int) -> _Turn:
        """The transaction of a turn; it runs on the database's thread and changes nothing here."""
        now = self._clock.now()
        await self._hold(tx)
        gate = await notices.gate(tx, self._task.notice.id, now)
        deltas = await self._record(tx, posted)
        if gate.ends is not None:
            deltas.update(await self._end_pending(tx, *gate.ends))
        claimed: list[Delivery] = []
        if gate.open and room > 0:
            claimed = await deliveries.claim(
                tx, self._task.notice.id, self._task.shard, now=now, limit=room
            )
        deltas["pending"] -= len(claimed)
        deltas["sending"] += len(claimed)
        return _Turn(gate=gate, claimed=claimed, counts=await self._count(tx, deltas))

    def _posted(self, posted: Posted) -> None:
        self._done.append(posted)
        self._some_done.set()
        if self._enough():
            self._enough_done.set()

    def _enough(self) -> bool:
        # Three quarters: the rest keeps the lane busy while these are recorded.
        return len(self._done) * 4 >= self._under_way * 3

    async def _wait(self) -> None:
        """Until enough is done for one transaction, or some is and 50 ms have passed."""
        if self._draining and not self._halted:
            return
        if self._under_way == 0:
            await self._wait_for_due()
            return
        if not self._done:
            self._some_done.clear()
            self._enough_done.clear()
            # Not for longer than the lease allows: an idle turn renews it.
            await _wait_for(self._some_done, self._settings.renew)
        if self._done and not self._enough():
            self._enough_done.clear()
            await _wait_for(self._enough_done, self._settings.flush)

    async def _wait_for_due(self) -> None:
        due = await deliveries.next_due(self._database, self._task.notice.id, self._task.shard)
        wait = self._settings.poll if due is None else due - self._clock.now()
        # Meanwhile the lane is for others: one person's retry holds nobody up.
        self.idle = True
        self._lane.leave()
        try:
            await self._clock.sleep(min(max(wait, 1), self._settings.renew) / SECOND)
        finally:
            self._lane.join()
            self.idle = False

    async def _hold(self, tx: Transaction) -> None:
        kept = await shards.renew(
            tx,
            self._task.notice.id,
            self._task.shard,
            owner=self._task.owner,
            lease_until=self._clock.now() + self._settings.lease,
        )
        if not kept:
            raise ShardLost

    async def _record(self, tx: Transaction, posted: Sequence[Posted]) -> Counter[str]:
        deltas: Counter[str] = Counter()
        arrived: list[tuple[str, str, str | None]] = []
        outcomes: list[Outcome] = []
        for one in posted:
            if isinstance(one.result, Arrived):
                arrived.append((one.delivery.id, one.result.message_id, one.conversation_id))
            else:
                outcomes.append(outcome_of(one, one.result))
                deltas[outcomes[-1].state.value] += 1
        if arrived:
            await deliveries.record_sent(tx, arrived, self._clock.now())
        if outcomes:
            await deliveries.record(tx, outcomes)
        deltas["sent"] += len(arrived)
        deltas["sending"] -= len(posted)
        opened = [
            (one.delivery.member_id, one.conversation_id)
            for one in posted
            if one.opened and one.conversation_id is not None
        ]
        if opened:
            await conversations.remember(tx, self._task.notice.profile_id, opened)
        return deltas

    async def _end_pending(
        self, tx: Transaction, after: DeliveryState, reason: str
    ) -> dict[str, int]:
        notice_id, shard = self._task.notice.id, self._task.shard
        return await deliveries.end_pending(tx, notice_id, shard, after=after, reason=reason)

    async def _count(self, tx: Transaction, deltas: Counter[str]) -> Counts:
        return await shards.change(tx, self._task.notice.id, self._task.shard, deltas)

    async def _tell(self, posted: Sequence[Posted]) -> None:
        """Write what concerns more than this shard, each in a transaction of its own.

        Whoever cancels holds the notice and then its shards; the other way round is a deadlock.
        """
        notice, now = self._task.notice, self._clock.now()
        refusals = [one.result for one in posted if isinstance(one.result, StopNotice | Trip)]
        for result in dict.fromkeys(refusals):
            async with self._database.transaction() as tx:
                if isinstance(result, StopNotice):
                    await notices.stop(tx, notice.id, result.reason)
                elif await profiles.pause(tx, notice.profile_id, result.reason, now):
                    await record(
                        tx, self._clock, system_actor(), "profile.paused", "profile",
                        notice.profile_id, reason=result.reason,
                    )  # fmt: skip
        # At most once a second: all shards of a notice wait for this one row.
        if posted and now - self._touched_at >= SECOND:
            self._touched_at = now
            async with self._database.transaction() as tx:
                await notices.touch(tx, notice.id, now)


async def _wait_for(event: asyncio.Event, milliseconds: int) -> None:
    try:
        async with asyncio.timeout(milliseconds / SECOND):
            await event.wait()
    except TimeoutError:
        return
