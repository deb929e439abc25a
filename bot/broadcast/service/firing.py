"""What the clock does: sends what has come due, once, and says what it didn't send and why."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import structlog

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.model.notices import Notice, NoticeDraft, NoticeState
from bot.broadcast.model.occasions import occasion_at
from bot.broadcast.model.occurrences import due_between, next_planned
from bot.broadcast.model.schedules import (
    ContentRule,
    Fire,
    Miss,
    Occurrence,
    OccurrenceState,
    Schedule,
    decide,
)
from bot.broadcast.service.composer import Composer, with_time
from bot.broadcast.service.drafts import notice_of, title_of
from bot.broadcast.service.news import tell_of_miss
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.sending import Sending
from bot.broadcast.store import notices, occurrences, restores
from bot.broadcast.store import profiles as profile_store
from bot.broadcast.store import schedules as store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import SpacecastError
from bot.workspace.model.actors import system_actor
from bot.workspace.service.audit import record

_AT_ONCE = 100
# Who was away for longer than so many planned times is told of these, and of no more.
_MOST_DUE = 10_000
_log = structlog.get_logger(__name__)


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
        calendar: Calendar,
        misfire_grace: int,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._sending = sending
        self._readiness = readiness
        self._composer = composer
        self._calendar = calendar
        self._misfire_grace = misfire_grace
        self._wake = wake

    async def next_due(self) -> int | None:
        """When something is due next (UTC ms; it may have passed), or None."""
        first = [await notices.first_due(self._database), await store.first_due(self._database)]
        return min((at for at in first if at is not None), default=None)

    async def fire_due(self) -> int:
        """Settle everything that is due; answers how much that was."""
        settled = 0
        for notice_id in await notices.due(self._database, self._clock.now(), _AT_ONCE):
            await self._sending.fire(notice_id, misfire_grace=self._misfire_grace)
            settled += 1
        for schedule in await store.due(self._database, self._clock.now(), _AT_ONCE):
            settled += await self._settle(schedule)
        return settled

    async def replan(self) -> int:
        """Plan every schedule anew, as after a change of holidays; answers how many had changed."""
        changed, after = 0, 0
        while some := await store.active_after(self._database, after, _AT_ONCE):
            stale = [one for one in some if self._next(one, one.planned_through) != one.next_at]
            for schedule in stale:
                changed += await self._replan(schedule)
            after = some[-1].number
        return changed

    async def _replan(self, schedule: Schedule) -> bool:
        async with self._database.transaction() as tx:
            held = await store.get_locked(tx, schedule.id)
            if held.version != schedule.version:
                return False
            through = held.planned_through
            await store.advance(tx, held.id, through, self._next(held, through))
        return True

    async def _settle(self, schedule: Schedule) -> bool:
        """Settle what is due of one schedule; False where another process does it."""
        notice, reason = await self._notice(schedule)
        async with self._database.transaction() as tx:
            now = self._clock.now()
            held = await store.claim(tx, schedule.id, now)
            if held is None or held.version != schedule.version:
                return False
            skipped = await occurrences.skipped(tx, held.id, held.planned_through)
            planned = due_between(held.plan, held.planned_through, now, self._calendar)
            due = list(islice(planned, _MOST_DUE))
            restored_at = await restores.last(tx)
            for decision in decide(due, skipped, now, self._misfire_grace, restored_at):
                match decision:
                    case Miss():
                        await self._miss(tx, held, decision)
                    case Fire() if reason is not None or notice is None:
                        at = decision.planned_at
                        await self._miss(tx, held, Miss(at, at, 1, reason or "not_frozen"))
                    case Fire():
                        await self._fire(tx, held, notice, decision.planned_at)
            await store.advance(tx, held.id, now, self._next(held, now))
        self._wake()
        return True

    async def _notice(self, schedule: Schedule) -> tuple[Notice | None, str | None]:
        """The notice to be sent, or why it can't be, as an error's code."""
        try:
            actor = await self._readiness.author(schedule.author_id)
            profile = await profile_store.get(self._database, schedule.profile_id)
            draft = NoticeDraft(
                profile_id=schedule.profile_id,
                template=schedule.template,
                variables=schedule.variables,
                audience=schedule.audience,
                urgent_reason=schedule.urgent_reason,
                on_uncertain=schedule.on_uncertain,
            )
            notice = notice_of(draft, actor, profile, number=0, now=self._clock.now())
            saved = schedule.content is ContentRule.SAVED
            frozen = (
                schedule.frozen
                if saved
                else self._composer.freeze(schedule.template, schedule.variables)
            )
            ready = replace(notice, frozen=frozen, schedule_id=schedule.id)
            await self._readiness.require(actor, ready)
        except SpacecastError as error:
            return None, error.word
        except (LookupError, TypeError, ValueError):
            _log.exception("a schedule's content can't be read", schedule=schedule.id)
            return None, "not_frozen"
        return ready, None

    async def _fire(
        self, tx: Transaction, schedule: Schedule, notice: Notice, planned_at: int
    ) -> None:
        now = self._clock.now()
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

    async def _miss(self, tx: Transaction, schedule: Schedule, miss: Miss) -> None:
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
        await tell_of_miss(tx, self._clock, schedule, miss)
        await record(
            tx, self._clock, system_actor(), "schedule.missed", "schedule", schedule.id,
            label=schedule.label, reason=miss.reason, planned_at=miss.planned_at,
            since=miss.since, count=miss.count,
        )  # fmt: skip

    def _next(self, schedule: Schedule, after: int) -> int | None:
        found = next_planned(schedule.plan, after, self._calendar)
        return None if found is None else found.at
