"""The worker of one shard: claims, posts through the lane, records; pipelined."""

import asyncio
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.broadcast.delivery.breaker import trip
from bot.broadcast.delivery.lane import Lane
from bot.broadcast.delivery.outcomes import outcome_of
from bot.broadcast.delivery.parcel import Arrived, Parcel, Posted, ShardTask
from bot.broadcast.delivery.rate import Allowance
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.deliveries import DeliveryState, StopNotice, Trip
from bot.broadcast.model.notices import Counts
from bot.broadcast.store import claims, conversations, deliveries, gates, notices, shards
from bot.broadcast.store.claims import Claimed
from bot.broadcast.store.deliveries import Outcome
from bot.broadcast.store.gates import Gate
from bot.core.clock import SECOND, Clock
from bot.core.database import Database, Transaction

_RECORDS_AT_ONCE = 100


class ShardLost(Exception):
    """Another engine owns the shard now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What one transaction found and did."""

    gate: Gate
    claimed: list[Claimed]
    # Whatever was never put back before this row has been claimed.
    cursor: int
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
        allowance: Allowance,
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
        self._cursor = task.rows.start
        self._allowance = allowance
        self._touched_at = 0
        self._halted = False
        self._draining = False
        # Waiting for a retry; waiting for the rate that its own notice's sender chose.
        self.idle = False
        self.slowed = False

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
            gate = await gates.gate(tx, self._task.notice.id, self._clock.now())
            # Where the rest is not sent, these are not sent again either.
            repeat = gate.ends is None and (policy.idempotent or policy.resend_uncertain)
            after = DeliveryState.PENDING if repeat else DeliveryState.UNCERTAIN
            if repeat:
                moved = await deliveries.put_back(
                    tx, self._task.rows, before=DeliveryState.SENDING, now=self._clock.now()
                )
            else:
                moved = await deliveries.end(
                    tx,
                    self._task.rows,
                    before=DeliveryState.SENDING,
                    after=DeliveryState.UNCERTAIN,
                    reason="interrupted",
                )
            await self._count(tx, Counter({"sending": -moved, after.value: moved}))

    async def _turn(self) -> bool:
        """Record and mark in one transaction, then hand out; False when there is no more to do."""
        posted, self._done = self._done[:_RECORDS_AT_ONCE], self._done[_RECORDS_AT_ONCE:]
        await self._tell(posted)
        room = 0 if self._draining else self._lane.share - (self._under_way - len(posted))
        room = self._allowance.take(room)
        turn = await self._database.atomically(partial(self._write, posted=posted, room=room))
        self._allowance.give_back(room - len(turn.claimed))
        self._allowance.rate, self._cursor = turn.gate.notice_rate, turn.cursor
        self._lane.pace.set_ceiling(self._task.notice.profile_id, turn.gate.profile_rate)
        self._under_way += len(turn.claimed) - len(posted)
        for delivery in turn.claimed:
            self._lane.put(Parcel(delivery, self._task, self._posted))
        self._halted = self._draining or not turn.gate.open
        if self._halted or self._lane.pace.held:
            for parcel in self._lane.take_back(self._posted):
                self._posted(parcel)
        return bool(self._under_way) or (turn.counts.pending > 0 and not self._halted)

    async def _write(self, tx: Transaction, *, posted: Sequence[Posted], room: int) -> _Turn:
        """The transaction of a turn; it runs on the database's thread and changes nothing here."""
        now = self._clock.now()
        await self._hold(tx)
        gate = await gates.gate(tx, self._task.notice.id, now)
        deltas = await self._record(tx, posted, now)
        if gate.ends is not None:
            deltas.update(await self._end_pending(tx, *gate.ends))
        claimed, cursor = await self._claim(tx, room if gate.open else 0, now)
        deltas["pending"] -= len(claimed)
        deltas["sending"] += len(claimed)
        counts = await self._count(tx, deltas)
        return _Turn(gate=gate, claimed=claimed, cursor=cursor, counts=counts)

    async def _claim(self, tx: Transaction, room: int, now: int) -> tuple[list[Claimed], int]:
        """Mark what was put back and is due, then what comes next."""
        if room <= 0:
            return [], self._cursor
        rows = self._task.rows
        personal = self._task.messages.per_recipient
        again = await claims.claim_put_back(tx, rows, now=now, limit=room, personal=personal)
        left, cursor = room - len(again), self._cursor
        if left <= 0 or cursor >= rows.stop:
            return again, cursor
        ahead = range(cursor, rows.stop)
        fresh, cursor = await claims.claim_fresh(tx, ahead, left, personal=personal)
        return again + fresh, cursor

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
        due = await deliveries.next_due(self._database, self._task.rows)
        wait = self._settings.poll if due is None else due - self._clock.now()
        # Somebody else may have put back what was passed already.
        self._cursor = self._task.rows.start
        pause = self._lane.pace.pause
        wait = max(wait, math.ceil(max(self._allowance.wait, pause) * SECOND))
        # Meanwhile the lane is for others: one person's retry holds nobody up.
        self.slowed = self._allowance.wait > 0
        self.idle = not self.slowed and pause == 0
        self._lane.leave()
        try:
            await self._clock.sleep(min(max(wait, 1), self._settings.renew) / SECOND)
        finally:
            self._lane.join()
            self.idle = self.slowed = False

    async def _hold(self, tx: Transaction) -> None:
        kept = await shards.hold(tx, self._task.notice.id, self._task.shard, self._task.owner)
        if not kept:
            raise ShardLost

    async def _record(
        self, tx: Transaction, posted: Sequence[Posted], now: int
    ) -> Counter[str]:
        deltas: Counter[str] = Counter()
        arrived: dict[int, str] = {}
        outcomes: list[Outcome] = []
        for one in posted:
            if isinstance(one.result, Arrived):
                arrived[one.delivery.row] = one.result.message_id
            else:
                outcomes.append(outcome_of(one, one.result, now))
                deltas[outcomes[-1].state.value] += 1
        if arrived:
            await deliveries.record_sent(tx, arrived, now)
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
        return await deliveries.end_pending(tx, self._task.rows, after=after, reason=reason)

    async def _count(self, tx: Transaction, deltas: Counter[str]) -> Counts:
        lease = self._clock.now() + self._settings.lease
        key = self._task.notice.id, self._task.shard
        return await shards.change(tx, *key, deltas, lease_until=lease)

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
                else:
                    await trip(tx, self._clock, notice.profile_id, result.reason)
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
