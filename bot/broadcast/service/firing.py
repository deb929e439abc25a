"""What the clock does: sends what has come due, once, and says what it didn't send and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.occasions import occasion_at
from bot.broadcast.model.occurrences import Planned, due_between, next_planned
from bot.broadcast.model.schedules import (
    COALESCED,
    Fire,
    Miss,
    Occurrence,
    OccurrenceState,
    Schedule,
    decide,
)
from bot.broadcast.service.composer import Composer, with_time
from bot.broadcast.service.drafts import title_of
from bot.broadcast.service.due_notices import DueNotices
from bot.broadcast.service.news import tell_of_miss
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.reminding import Reminding
from bot.broadcast.service.sending import Sending
from bot.broadcast.store import notices, occurrences, reminders, restores
from bot.broadcast.store import schedules as store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.workspace.model.actors import system_actor
from bot.workspace.service.audit import record

_AT_ONCE = 100
# In one transaction: what it costs to be durable is shared, and nothing waits long for it.
_TOGETHER = 25
# Who was away for longer than so many planned times is told of these, and of no more.
_MOST_LATE = 10_000


class Firing:
    """Whatever is due is read from the database; any number of processes may do this at once.

    `misfire_grace`: how late something may still be sent, in milliseconds.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        sending: Sending,
        readiness: Readiness,
        composer: Composer,
        reminding: Reminding,
        calendar: Calendar,
        misfire_grace: int,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._sending = sending
        self._readiness = readiness
        self._composer = composer
        self._reminding = reminding
        self._calendar = calendar
        self._misfire_grace = misfire_grace
        self._wake = wake

    async def next_due(self) -> int | None:
        """When something is due next (UTC ms; it may have passed), or None."""
        first = [
            await notices.first_due(self._database),
            await reminders.first_due(self._database),
            await store.first_due(self._database),
        ]
        return min((at for at in first if at is not None), default=None)

    async def fire_due(self) -> int:
        """Settle everything that is due; answers how much that was."""
        settled = 0
        for notice_id in await notices.due(self._database, self._clock.now(), _AT_ONCE):
            await self._sending.fire(notice_id, misfire_grace=self._misfire_grace)
            settled += 1
        settled += await self._reminding.fire_due()
        due = await store.due(self._database, self._clock.now(), _AT_ONCE)
        asked = self._asked()
        for first in range(0, len(due), _TOGETHER):
            settled += await self._settle(due[first : first + _TOGETHER], asked)
        return settled

    async def settle_due(self, schedule: Schedule) -> None:
        """Settle what has come due of one schedule, before its plan is another."""
        if schedule.next_at is not None and schedule.next_at <= self._clock.now():
            await self._settle([schedule], self._asked())

    async def replan(self) -> int:
        """Plan every schedule anew, as after a change of holidays; answers how many had changed."""
        changed, after = 0, 0
        while some := await store.active_after(self._database, after, _TOGETHER):
            stale = [one for one in some if self._next(one, one.planned_through) != one.next_at]
            for schedule in stale:
                changed += await self._replan(schedule)
            after = some[-1].number
        return changed

    async def _replan(self, schedule: Schedule) -> bool:
        async with self._database.transaction() as tx:
            held = await store.find_locked(tx, schedule.id)
            if held is None or held.version != schedule.version:
                return False
            through = held.planned_through
            await store.advance(tx, held.id, through, self._next(held, through))
        return True

    def _asked(self) -> DueNotices:
        return DueNotices(self._clock, readiness=self._readiness, composer=self._composer)

    async def _settle(self, schedules: Sequence[Schedule], asked: DueNotices) -> int:
        """Settle what is due of some schedules, in one transaction; not what others settle."""
        versions = {one.id: one.version for one in schedules}
        ready = {one.id: await asked.of(one) for one in schedules}

        async def settle(tx: Transaction) -> int:
            now = self._clock.now()
            held = await store.claim(tx, list(versions), now)
            # What was changed meanwhile is checked again first.
            same = [one for one in held if one.version == versions[one.id]]
            for schedule in same:
                await self._settle_one(tx, schedule, ready, now)
            return len(same)

        settled = await self._database.atomically(settle)
        self._wake()
        return settled

    async def _settle_one(
        self, tx: Transaction, held: Schedule, ready: Mapping[str, Notice | str], now: int
    ) -> None:
        skipped = await occurrences.skipped(tx, held.id, held.planned_through)
        notice = ready[held.id]
        restored_at = await restores.last(tx)
        due = self._due(held, now)
        for decision in decide(due, skipped, now, self._misfire_grace, restored_at):
            match decision:
                case Miss():
                    await self._miss(tx, held, decision)
                case Fire(at) if isinstance(notice, str):
                    await self._miss(tx, held, Miss(at, at, 1, notice))
                case Fire(at):
                    await self._fire(tx, held, notice, at)
        await store.advance(tx, held.id, now, self._next(held, now))

    def _due(self, schedule: Schedule, now: int) -> list[Planned]:
        """What has come due; of what is too late to be sent, only so much."""
        late = now - self._misfire_grace - 1
        after = max(schedule.planned_through, late)
        too_late = due_between(schedule.plan, schedule.planned_through, late, self._calendar)
        in_time = due_between(schedule.plan, after, now, self._calendar)
        return [*islice(too_late, _MOST_LATE), *in_time]

    async def _fire(
        self, tx: Transaction, schedule: Schedule, notice: Notice, planned_at: int
    ) -> None:
        now = self._clock.now()
        until = await self._sending.held_until(tx, notice, now)
        if until is not None and await notices.is_held(tx, schedule.id):
            # One that waits for the morning stands for all of the night; that is no news.
            once = Miss(planned_at, planned_at, 1, COALESCED)
            await self._miss(tx, schedule, once, tell=False)
            return
        fired = Occurrence(
            schedule_id=schedule.id,
            planned_at=planned_at,
            state=OccurrenceState.FIRED,
            notice_id=notice.id,
            decided_at=now,
        )
        if not await occurrences.add(tx, fired):
            return
        occasion = occasion_at(planned_at, schedule.zone)
        made = replace(
            notice,
            frozen=with_time(notice.frozen or {}, occasion),
            title=title_of(notice.variables, occasion),
            number=await notices.next_number(tx),
            state=NoticeState.SCHEDULED,
            planned_at=planned_at,
            scheduled_at=planned_at,
        )
        ready = await self._sending.started(tx, made)
        await notices.add(tx, ready)
        await record(
            tx, self._clock, system_actor(), "schedule.fired", "schedule", schedule.id,
            label=schedule.label, notice=ready.label, planned_at=planned_at,
            urgent=ready.urgent_reason,
        )  # fmt: skip

    async def _miss(
        self, tx: Transaction, schedule: Schedule, miss: Miss, *, tell: bool = True
    ) -> None:
        missed = Occurrence(
            schedule_id=schedule.id,
            planned_at=miss.planned_at,
            state=OccurrenceState.MISSED,
            reason=miss.reason,
            since=miss.since,
            count=miss.count,
            decided_at=self._clock.now(),
        )
        if not await occurrences.add(tx, missed):
            return
        await record(
            tx, self._clock, system_actor(), "schedule.missed", "schedule", schedule.id,
            label=schedule.label, reason=miss.reason, planned_at=miss.planned_at,
            since=miss.since, count=miss.count,
        )  # fmt: skip
        if tell:
            await tell_of_miss(tx, self._clock, schedule, miss)

    def _next(self, schedule: Schedule, after: int) -> int | None:
        found = next_planned(schedule.plan, after, self._calendar)
        return None if found is None else found.at
