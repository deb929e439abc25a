"""What is to come and what became of it, by time: planned times of schedules, and notices sent once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import islice, takewhile

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.model.notices import QUIET_HOURS, Notice
from bot.broadcast.model.occurrences import Planned, planned
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.schedules import Occurrence, OccurrenceState, Schedule, ScheduleState
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.sending import Sending
from bot.broadcast.store import notices, occurrences, schedules
from bot.core.clock import Clock
from bot.core.database import Database
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

# Of one schedule; who is reminded more often than this reads the rule, not the list.
MOST_OF_ONE = 300
_MOST_SCHEDULES = 500


class AgendaState(StrEnum):
    """Where one time stands; `held` waits for the end of quiet hours."""

    PLANNED = "planned"
    HELD = "held"
    SKIPPED = "skipped"
    FIRED = "fired"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One time (UTC ms) of a schedule, or of a notice that is sent once.

    `waits_until`: when quiet hours let it go. A missed one may stand for `count` since `since`.
    """

    at: int
    title: str
    profile: Profile
    state: AgendaState
    schedule: Schedule | None = None
    notice_id: str | None = None
    moved_from: date | None = None
    waits_until: int | None = None
    urgent: bool = False
    reason: str | None = None
    since: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The items between two times, in order; `cut`: schedules with more than are shown."""

    items: tuple[AgendaItem, ...]
    cut: tuple[Schedule, ...] = ()


class Agenda:
    """Reads schedules, what became of their times, and the notices that wait."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        profiles: Profiles,
        sending: Sending,
        calendar: Calendar,
    ) -> None:
        self._database = database
        self._clock = clock
        self._profiles = profiles
        self._sending = sending
        self._calendar = calendar

    async def between(
        self, actor: Actor, first: int, end: int, *, most: int = MOST_OF_ONE
    ) -> Span:
        """What the profiles the actor may use send from `first` up to but not including `end`.

        Of one schedule no more than `most` times to come.
        """
        require_sending(actor, names(await members.super_admins(self._database)))
        profiles = {profile.id: profile for profile in await self._profiles.usable(actor)}
        known = await self._schedules(list(profiles))
        waiting = [
            one
            for one in await notices.scheduled_between(self._database, first, end)
            if one.profile_id in profiles
        ]
        found = [_once(one, known.get(one.schedule_id or ""), profiles) for one in waiting]
        settled = await occurrences.between(self._database, list(known), first, end)
        now, held = self._clock.now(), {one.id for one in waiting}
        found += [
            _settled(one, known[one.schedule_id], profiles)
            for one in settled
            # What is skipped and to come is among the planned; what is held is among the waiting.
            if (one.planned_at <= now or one.state is not OccurrenceState.SKIPPED)
            and one.notice_id not in held
        ]
        skipped = {
            (one.schedule_id, one.planned_at)
            for one in settled
            if one.state is OccurrenceState.SKIPPED
        }
        cut: list[Schedule] = []
        for schedule in known.values():
            times = list(islice(self._planned(schedule, first, end), most + 1))
            cut += [schedule] if len(times) > most else []
            found += [
                _planned(time, schedule, profiles, skipped=(schedule.id, time.at) in skipped)
                for time in times[:most]
            ]
        items = sorted(await self._with_quiet_hours(found), key=lambda item: item.at)
        return Span(items=tuple(items), cut=tuple(cut))

    async def _schedules(self, profile_ids: Sequence[str]) -> dict[str, Schedule]:
        return {
            schedule.id: schedule
            for state in ScheduleState
            for schedule in await schedules.page(
                self._database, limit=_MOST_SCHEDULES, profile_ids=profile_ids, state=state
            )
        }

    def _planned(self, schedule: Schedule, first: int, end: int) -> Iterator[Planned]:
        if schedule.state is not ScheduleState.ACTIVE:
            return iter(())
        after = max(first - 1, schedule.planned_through)
        times = planned(schedule.plan, after, self._calendar)
        return takewhile(lambda one: one.at < end, times)

    async def _with_quiet_hours(self, found: Sequence[AgendaItem]) -> list[AgendaItem]:
        zone = (await workspace_store.get(self._database)).zone
        return [
            replace(one, waits_until=self._sending.quiet_until(one.at, zone))
            if one.state is AgendaState.PLANNED and not one.urgent
            else one
            for one in found
        ]


def _once(
    notice: Notice, schedule: Schedule | None, profiles: Mapping[str, Profile]
) -> AgendaItem:
    held = notice.state_reason == QUIET_HOURS
    return AgendaItem(
        at=notice.scheduled_at or 0,
        title=notice.title,
        profile=profiles[notice.profile_id],
        state=AgendaState.HELD if held else AgendaState.PLANNED,
        schedule=schedule,
        notice_id=notice.id,
        urgent=notice.urgent_reason is not None,
    )


def _planned(
    time: Planned, schedule: Schedule, profiles: Mapping[str, Profile], *, skipped: bool
) -> AgendaItem:
    return AgendaItem(
        at=time.at,
        title=schedule.title,
        profile=profiles[schedule.profile_id],
        state=AgendaState.SKIPPED if skipped else AgendaState.PLANNED,
        schedule=schedule,
        moved_from=time.moved_from,
        urgent=schedule.urgent_reason is not None,
    )


def _settled(
    one: Occurrence, schedule: Schedule, profiles: Mapping[str, Profile]
) -> AgendaItem:
    return AgendaItem(
        at=one.planned_at,
        title=schedule.title,
        profile=profiles[schedule.profile_id],
        state=AgendaState(one.state.value),
        schedule=schedule,
        notice_id=one.notice_id,
        reason=one.reason,
        since=one.since,
        count=one.count,
    )
