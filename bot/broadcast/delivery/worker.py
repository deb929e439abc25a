"""The worker of one shard: claims, posts through the lane, records; pipelined."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.broadcast.delivery.lane import Arrived, Lane, Parcel, Posted
from bot.broadcast.delivery.messages import Messages
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.deliveries import (
    Delivery,
    DeliveryState,
    GiveUp,
    Hold,
    Policy,
    Reopen,
    Retry,
    StopNotice,
    Trip,
)
from bot.broadcast.model.notices import Counts, Notice
from bot.broadcast.store import conversations, deliveries, notices, profiles, shards
from bot.broadcast.store.deliveries import Outcome
from bot.core.clock import SECOND, Clock
from bot.core.database import Database, Transaction

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

    async def run(self) -> None:
        """Work until the shard has nothing open, or is stopped, or lost."""
        self._lane.join()
        try:
            await self._recover()
            while await self._turn():
                await self._wait()
        finally:
            self._lane.leave()

    def drain(self) -> None:
        """Claim nothing more; what is under way is finished and recorded."""
        self._draining = True

    async def _recover(self) -> None:
        """Deliveries an earlier owner left in `sending` may have arrived, or not."""
        repeat = self._task.policy.idempotent or self._task.policy.resend_uncertain
        after = DeliveryState.PENDING if repeat else DeliveryState.UNCERTAIN
        async with self._database.transaction() as tx:
            await self._hold(tx)
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
        async with self._database.transaction() as tx:
            await self._hold(tx)
            deltas = await self._record(tx, posted)
            claimed = await self._claim(tx, deltas, freed=len(posted))
            counts = await self._count(tx, deltas)
            await self._touch(tx, posted)
        self._under_way += len(claimed) - len(posted)
        for delivery in claimed:
            self._lane.put(
                Parcel(
                    delivery=delivery,
                    messages=self._task.messages,
                    policy=self._task.policy,
                    done=self._posted,
                )
            )
        return bool(self._under_way) or (counts.pending > 0 and not self._halted)

    def _posted(self, posted: Posted) -> None:
        self._done.append(posted)
        self._some_done.set()
        if len(self._done) * 2 >= self._under_way:
            self._enough_done.set()

    async def _wait(self) -> None:
        """Until enough is done for one transaction, or some is and 50 ms have passed."""
        if self._under_way == 0:
            await self._wait_for_due()
            return
        if not self._done:
            self._some_done.clear()
            self._enough_done.clear()
            # Not for longer than the lease allows: an idle turn renews it.
            await _wait_for(self._some_done, self._settings.renew)
        if self._done and len(self._done) * 2 < self._under_way:
            self._enough_done.clear()
            await _wait_for(self._enough_done, self._settings.flush)

    async def _wait_for_due(self) -> None:
        due = await deliveries.next_due(self._database, self._task.notice.id, self._task.shard)
        wait = self._settings.poll if due is None else due - self._clock.now()
        await self._clock.sleep(min(max(wait, 1), self._settings.renew) / SECOND)

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
        outcomes = [await self._outcome(tx, one) for one in posted]
        if outcomes:
            await deliveries.record(tx, outcomes)
        for outcome in outcomes:
            deltas["sending"] -= 1
            deltas[outcome.state.value] += 1
        opened = [
            (one.delivery.member_id, one.conversation_id)
            for one in posted
            if one.opened and one.conversation_id is not None
        ]
        if opened:
            await conversations.remember(tx, self._task.notice.profile_id, opened)
        return deltas

    async def _outcome(self, tx: Transaction, posted: Posted) -> Outcome:
        delivery, result = posted.delivery, posted.result
        match result:
            case Arrived():
                return self._becomes(
                    posted, DeliveryState.SENT, None, message_id=result.message_id
                )
            case Retry():
                attempts = delivery.attempts - (0 if result.spends_attempt else 1)
                return self._becomes(
                    posted,
                    DeliveryState.PENDING,
                    result.reason,
                    attempts=attempts,
                    due_at=result.due_at,
                )
            case GiveUp():
                return self._becomes(posted, DeliveryState.FAILED, result.reason)
            case Hold():
                return self._becomes(posted, DeliveryState.UNCERTAIN, result.reason)
            case StopNotice():
                # No other delivery can succeed either, so none is tried.
                await notices.stop(tx, self._task.notice.id, result.reason)
                return self._becomes(posted, DeliveryState.FAILED, result.reason)
            case Trip():
                await profiles.pause(
                    tx, self._task.notice.profile_id, result.reason, self._clock.now()
                )
                attempts = delivery.attempts - 1
                return self._becomes(
                    posted, DeliveryState.PENDING, result.reason, attempts=attempts
                )
            case Reopen():
                raise AssertionError("the lane reopens by itself")
            case _:
                assert_never(result)

    def _becomes(
        self,
        posted: Posted,
        state: DeliveryState,
        reason: str | None,
        *,
        attempts: int | None = None,
        due_at: int = 0,
        message_id: str | None = None,
    ) -> Outcome:
        return Outcome(
            id=posted.delivery.id,
            state=state,
            reason=reason,
            attempts=posted.delivery.attempts if attempts is None else attempts,
            due_at=due_at,
            conversation_id=posted.conversation_id,
            message_id=message_id,
            sent_at=self._clock.now() if state is DeliveryState.SENT else None,
        )

    async def _claim(
        self, tx: Transaction, deltas: Counter[str], *, freed: int
    ) -> list[Delivery]:
        room = self._lane.share - (self._under_way - freed)
        gate = await notices.gate(tx, self._task.notice.id)
        if gate.stop_reason is not None:
            await self._fail_pending(tx, deltas, gate.stop_reason)
        self._halted = self._draining or not gate.open
        if self._halted or room <= 0:
            return []
        self._lane.pace.set_rate(gate.rate_ceiling or self._settings.rate_ceiling)
        claimed = await deliveries.claim(
            tx, self._task.notice.id, self._task.shard, now=self._clock.now(), limit=room
        )
        deltas["pending"] -= len(claimed)
        deltas["sending"] += len(claimed)
        return claimed

    async def _fail_pending(self, tx: Transaction, deltas: Counter[str], reason: str) -> None:
        moved = await deliveries.move(
            tx,
            self._task.notice.id,
            self._task.shard,
            before=DeliveryState.PENDING,
            after=DeliveryState.FAILED,
            reason=reason,
        )
        deltas["pending"] -= moved
        deltas["failed"] += moved

    async def _count(self, tx: Transaction, deltas: Counter[str]) -> Counts:
        return await shards.change(tx, self._task.notice.id, self._task.shard, deltas)

    async def _touch(self, tx: Transaction, posted: Sequence[Posted]) -> None:
        # At most once a second: all shards of a notice would wait for this one row.
        now = self._clock.now()
        if posted and now - self._touched_at >= SECOND:
            self._touched_at = now
            await notices.touch(tx, self._task.notice.id, now)


async def _wait_for(event: asyncio.Event, milliseconds: int) -> None:
    try:
        async with asyncio.timeout(milliseconds / SECOND):
            await event.wait()
    except TimeoutError:
        return
