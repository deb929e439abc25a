"""When a schedule is planned: the next occurrences, as a pure function of rules, zone and calendar."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.calendars import Calendar, HolidayRule
from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of
from bot.broadcast.model.schedule_rules import Rule, moments

# Beyond it nothing is looked for: February 29 on a certain weekday is up to 40 years away, and a
# notice that nobody living in the company planned is no plan.
_HORIZON: Final = timedelta(days=8 * 366)
_LOOKED_AT: Final = 200
# Every five minutes for the longest break: where more is left out in a row, nothing comes any more.
_LEFT_OUT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What decides when: `starts` and `ends` are UTC milliseconds, both included."""

    rules: tuple[Rule, ...]
    zone: ZoneInfo
    starts: int | None = None
    ends: int | None = None
    holidays: HolidayRule = HolidayRule.SEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One planned time in UTC milliseconds; `moved_from`: the holiday it was to be on."""

    at: int
    moved_from: date | None = None


def planned(plan: Plan, after: int, calendar: Calendar) -> Iterator[Planned]:
    """The planned times strictly after `after` (UTC ms), in order, each once, up to eight years on."""
    since = after if plan.starts is None else max(after, plan.starts - 1)
    end = moment_at(since) + _HORIZON
    last = since
    for one in _shifted(plan, _first_looked_at(plan, since, calendar), end, calendar):
        if plan.ends is not None and one.at > plan.ends:
            return
        if one.at > last:
            last = one.at
            yield one


def next_planned(plan: Plan, after: int, calendar: Calendar) -> Planned | None:
    """The first planned time after `after`; None where there is none."""
    return next(planned(plan, after, calendar), None)


def due_between(plan: Plan, after: int, until: int, calendar: Calendar) -> Iterator[Planned]:
    """The planned times after `after` up to `until`."""
    for one in planned(plan, after, calendar):
        if one.at > until:
            return
        yield one


def closest(plan: Plan, after: int, calendar: Calendar) -> int | None:
    """The shortest time (ms) between two of the next 200 planned times; None: there are no two."""
    times = [one.at for one in islice(planned(plan, after, calendar), _LOOKED_AT)]
    return min((late - early for early, late in pairwise(times)), default=None)


def _first_looked_at(plan: Plan, after: int, calendar: Calendar) -> datetime:
    """From when rules are asked: what was to be on a holiday before `after` may be moved behind it."""
    moment = moment_at(after)
    if plan.holidays is not HolidayRule.NEXT_WORKING_DAY:
        return moment
    day = calendar.last_working_day(wall_of(moment, plan.zone).date())
    return moment_of(datetime.combine(day, time()), plan.zone) - timedelta(minutes=1)


def _shifted(
    plan: Plan, since: datetime, end: datetime, calendar: Calendar
) -> Iterator[Planned]:
    """What the rules give, after the holidays; what was moved comes in its new place."""
    waiting: list[tuple[int, int]] = []
    left_out = 0
    for moment in _merged(plan, since, end):
        at = milliseconds_of(moment)
        # Nothing that comes now can be moved to before this.
        while waiting and waiting[0][0] < at:
            yield _planned(heapq.heappop(waiting))
        if plan.starts is None or at >= plan.starts:
            found = _after_holidays(plan, moment, calendar)
            left_out = 0 if found else left_out + 1
            if left_out > _LEFT_OUT:
                break
            if found:
                heapq.heappush(waiting, found)
    while waiting:
        yield _planned(heapq.heappop(waiting))


def _merged(plan: Plan, since: datetime, end: datetime) -> Iterator[datetime]:
    for moment in heapq.merge(*[moments(rule, since, plan.zone) for rule in plan.rules]):
        if moment > end:
            return
        yield moment


def _after_holidays(plan: Plan, moment: datetime, calendar: Calendar) -> tuple[int, int] | None:
    """When it is in the end, and the number of the holiday that it was moved from; 0: not moved."""
    wall = wall_of(moment, plan.zone)
    day = wall.date()
    if plan.holidays is HolidayRule.SEND or calendar.holiday(day) is None:
        return milliseconds_of(moment), 0
    if plan.holidays is HolidayRule.SKIP:
        return None
    later = calendar.next_working_day(day)
    if later is None:
        return None
    moved = moment_of(datetime.combine(later, wall.time()), plan.zone)
    return milliseconds_of(moved), day.toordinal()


def _planned(found: tuple[int, int]) -> Planned:
    at, holiday = found
    return Planned(at=at, moved_from=date.fromordinal(holiday) if holiday else None)
