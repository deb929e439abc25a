"""Schedules: made, changed, paused, skipped, removed; every surface comes through here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.model.occurrences import FURTHEST, Planned, next_planned, planned
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.schedules import (
    SCHEDULE_STATE_NAMES,
    Occurrence,
    OccurrenceState,
    Schedule,
    ScheduleState,
)
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.sight import may_see, visible_profiles
from bot.broadcast.store import occurrences
from bot.broadcast.store import profiles as profile_store
from bot.broadcast.store import schedules as store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, WrongState, invalid
from bot.workspace.model.actors import Actor
from bot.workspace.service.audit import record

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A planned time to come; `skipped`: nothing is sent then."""

    planned: Planned
    skipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """A schedule with its profile, its next planned times, and what became of the last ones."""

    schedule: Schedule
    profile: Profile
    upcoming: tuple[Upcoming, ...]
    past: tuple[Occurrence, ...] = ()


class Schedules:
    """Rights, then decision, then one transaction with its audit entry, then the clock is woken."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        profiles: Profiles,
        readiness: Readiness,
        calendar: Calendar,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._profiles = profiles
        self._readiness = readiness
        self._calendar = calendar
        self._wake = wake

    async def pause(self, actor: Actor, key: str) -> ScheduleView:
        """Send nothing until it is resumed; what is planned meanwhile is passed over."""
        before = await self._seen(actor, key)
        async with self._database.transaction() as tx:
            held = await self.held(tx, actor, before.id)
            _require(held, {ScheduleState.ACTIVE, ScheduleState.PAUSED}, _PAUSE)
            if held.state is ScheduleState.ACTIVE:
                paused = replace(held, state=ScheduleState.PAUSED)
                await self.keep(tx, actor, "schedule.paused", paused)
        self._wake()
        return await self.get(actor, before.id)

    async def resume(self, actor: Actor, key: str) -> ScheduleView:
        """Go on with what is planned from now on."""
        before = await self._seen(actor, key)
        await self._readiness.require_right(actor, before.profile_id)
        async with self._database.transaction() as tx:
            held = await self.held(tx, actor, before.id)
            _require(held, {ScheduleState.ACTIVE, ScheduleState.PAUSED}, _RESUME)
            if held.state is ScheduleState.PAUSED:
                through = max(held.planned_through, self._clock.now())
                active = replace(held, state=ScheduleState.ACTIVE, planned_through=through)
                await self.keep(tx, actor, "schedule.resumed", self.with_next(active))
        self._wake()
        return await self.get(actor, before.id)

    async def skip(self, actor: Actor, key: str, at: int | None = None) -> ScheduleView:
        """Send nothing for one planned time to come, the next one where `at` (UTC ms) is None."""
        before = await self._seen(actor, key)
        async with self._database.transaction() as tx:
            held = await self.held(tx, actor, before.id)
            time = await self._to_come(tx, held, at)
            skipped = Occurrence(
                schedule_id=held.id,
                planned_at=time,
                state=OccurrenceState.SKIPPED,
                decided_at=self._clock.now(),
            )
            if await occurrences.add(tx, skipped):
                await self.keep(tx, actor, "schedule.skipped", held, at=time)
        self._wake()
        return await self.get(actor, before.id)

    async def unskip(self, actor: Actor, key: str, at: int) -> ScheduleView:
        """Send for a planned time to come after all."""
        before = await self._seen(actor, key)
        async with self._database.transaction() as tx:
            held = await self.held(tx, actor, before.id)
            await self._to_come(tx, held, at)
            if await occurrences.unskip(tx, held.id, at):
                await self.keep(tx, actor, "schedule.unskipped", held, at=at)
        self._wake()
        return await self.get(actor, before.id)

    async def remove(self, actor: Actor, key: str) -> None:
        """Remove a schedule; the notices that it has sent stay."""
        before = await self._seen(actor, key)
        async with self._database.transaction() as tx:
            held = await self.held(tx, actor, before.id)
            await store.remove(tx, held.id, self._clock.now())
            await record(
                tx, self._clock, actor, "schedule.removed", "schedule", held.id,
                label=held.label, title=held.title,
            )  # fmt: skip
        self._wake()

    async def get(self, actor: Actor, key: str, *, upcoming: int = 5) -> ScheduleView:
        """One schedule, with its next planned times and what became of the last twenty."""
        schedule = await self._seen(actor, key)
        past = await occurrences.page(
            self._database, schedule.id, before=self._clock.now() + 1, limit=20
        )
        return replace(await self._view(schedule, upcoming), past=tuple(past))

    async def page(
        self,
        actor: Actor,
        *,
        before: int | None = None,
        limit: int = 20,
        state: ScheduleState | None = None,
        text: str = "",
    ) -> list[ScheduleView]:
        """The newest schedules of the profiles the actor may use."""
        found = await store.page(
            self._database,
            before=before,
            limit=limit,
            profile_ids=await visible_profiles(self._database, actor),
            state=state,
            text=text,
        )
        return [await self._view(schedule, 1) for schedule in found]

    async def occurrences(
        self, actor: Actor, key: str, *, before: int | None = None, limit: int = 20
    ) -> list[Occurrence]:
        """What became of the planned times before `before` (UTC ms) that have come, newest first."""
        schedule = await self._seen(actor, key)
        come = self._clock.now() + 1
        end = come if before is None else min(before, come)
        return await occurrences.page(self._database, schedule.id, before=end, limit=limit)

    async def _view(self, schedule: Schedule, upcoming: int) -> ScheduleView:
        after = max(schedule.planned_through, self._clock.now())
        skipped = await occurrences.skipped(self._database, schedule.id, after)
        times = (
            []
            if schedule.state is ScheduleState.ENDED
            else list(islice(planned(schedule.plan, after, self._calendar), upcoming))
        )
        return ScheduleView(
            schedule=schedule,
            profile=await profile_store.get(self._database, schedule.profile_id),
            upcoming=tuple(Upcoming(planned=t, skipped=t.at in skipped) for t in times),
        )

    async def _seen(self, actor: Actor, key: str) -> Schedule:
        """The schedule, for those who may know of it."""
        schedule = await store.get(self._database, key)
        if not await may_see(
            self._database, actor, author_id=schedule.author_id, profile_id=schedule.profile_id
        ):
            # Answered like a schedule that never was: its existence is nobody else's business.
            raise store.not_found(schedule.label)
        return schedule

    async def held(self, tx: Transaction, actor: Actor, schedule_id: str) -> Schedule:
        """The schedule for somebody who may use its profile, held until the transaction ends."""
        schedule = await store.get_locked(tx, schedule_id)
        await self.require_use(tx, actor, schedule.profile_id)
        return schedule

    async def require_use(self, tx: Transaction, actor: Actor, profile_id: str) -> None:
        """Raise unless the actor may use the profile, as of this transaction."""
        await self._profiles.require_use(actor, await profile_store.get(tx, profile_id), tx)

    async def keep(
        self, tx: Transaction, actor: Actor, act: str, schedule: Schedule, **detail: object
    ) -> None:
        """Keep a changed schedule under its next version, with its audit entry."""
        now = self._clock.now()
        kept = replace(schedule, version=schedule.version + 1, updated_at=now)
        await store.update(tx, kept)
        await record(
            tx, self._clock, actor, act, "schedule", kept.id, label=kept.label, **detail
        )

    def with_next(self, schedule: Schedule) -> Schedule:
        """The schedule with the first planned time that is not settled; without one it has ended."""
        found = next_planned(schedule.plan, schedule.planned_through, self._calendar)
        if found is None:
            return replace(schedule, next_at=None, state=ScheduleState.ENDED)
        return replace(schedule, next_at=found.at)

    async def _to_come(self, tx: Transaction, schedule: Schedule, at: int | None) -> int:
        """The planned time to come that is `at`, or the next one that is not skipped."""
        after = max(schedule.planned_through, self._clock.now())
        _require(schedule, {ScheduleState.ACTIVE, ScheduleState.PAUSED}, _SKIP)
        if at is not None:
            near = after < at <= after + FURTHEST
            found = next_planned(schedule.plan, at - 1, self._calendar) if near else None
            if found is None or found.at != at:
                raise invalid("/at", "not_planned", _NOT_PLANNED)
            return at
        skipped = await occurrences.skipped(tx, schedule.id, after)
        for one in islice(planned(schedule.plan, after, self._calendar), MOST_SHOWN):
            if one.at not in skipped:
                return one.at
        raise WrongState(_NOTHING_TO_SKIP, code="nothing_to_skip")


def _require(schedule: Schedule, allowed: set[ScheduleState], act: Bilingual) -> None:
    if schedule.state in allowed:
        return
    name = SCHEDULE_STATE_NAMES[schedule.state]
    raise WrongState(
        Bilingual(
            ko=f"{schedule.label} 예약은 '{name.ko}' 상태라서 {act.ko} 수 없어요.",
            en=f"{schedule.label} is in the state '{name.en}', so it can't be {act.en}.",
        )
    )


_PAUSE = Bilingual(ko="멈출", en="paused")
_RESUME = Bilingual(ko="다시 시작할", en="resumed")
_SKIP = Bilingual(ko="건너뛸", en="skipped")
_NOT_PLANNED = Bilingual(
    ko="이 시각에는 보낼 계획이 없어요. 앞으로 보낼 시각 중에서 골라 주세요.",
    en="Nothing is planned for that time. Choose one of the times to come.",
)
_NOTHING_TO_SKIP = Bilingual(
    ko="앞으로 보낼 시각을 모두 건너뛰기로 했어요. 예약을 멈추거나 삭제할 수 있어요.",
    en="Everything to come is skipped already. You can pause or remove the schedule.",
)
