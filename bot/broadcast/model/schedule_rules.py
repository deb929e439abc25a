"""The rules of a schedule: when it is planned, by the clock on the wall of its time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.cron import cron_moments
from bot.broadcast.model.local_time import moment_of, wall_of

WORKDAYS: Final = (0, 1, 2, 3, 4)
_DAY: Final = timedelta(days=1)
# No day of the month is further away (from August 31 to October 31 it is 61 days), so a rule that leaves
# out more days in a row never comes.
_LONGEST_PAUSE: Final = 62


class Unit(StrEnum):
    """What `every` counts: minutes and hours pass, days and weeks keep the time on the wall."""

    MINUTES = "m"
    HOURS = "h"
    DAYS = "d"
    WEEKS = "w"


_LENGTHS: Final = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.WEEKS: timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Once:
    """One time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""

    at: time


@dataclass(frozen=True, slots=True)
class Weekly:
    """On days of the week, in order; 0 is Monday. `WORKDAYS` is what people call weekdays."""

    days: tuple[int, ...]
    at: time


@dataclass(frozen=True, slots=True)
class Monthly:
    """On a day of the month, or its last (None). A month without that day is left out."""

    day: int | None
    at: time


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, hours, days or weeks from a first time."""

    count: int
    unit: Unit
    first: datetime

    @property
    def length(self) -> timedelta:
        """From one to the next."""
        return self.count * _LENGTHS[self.unit]


@dataclass(frozen=True, slots=True)
class Cron:
    """As Debian's cron understands the five fields."""

    text: str


Rule = Once | Daily | Weekly | Monthly | Every | Cron
"""Times are naive, in whole minutes."""


def moments(rule: Rule, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments, in UTC and in order, strictly after `after` that a rule gives; maybe without end."""
    match rule:
        case Cron():
            yield from cron_moments(rule.text, after, zone)
        case Every(unit=Unit.MINUTES | Unit.HOURS):
            yield from _passing(rule, after, zone)
        case _:
            for wall in _walls(rule, wall_of(after, zone).date() - _DAY):
                moment = moment_of(wall, zone)
                if moment > after:
                    yield moment


def _passing(rule: Every, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    first = moment_of(rule.first, zone)
    steps = max(0, (after - first) // rule.length + 1)
    moment = first + steps * rule.length
    while moment.year < date.max.year:
        yield moment
        moment += rule.length


def _walls(rule: Once | Daily | Weekly | Monthly | Every, day: date) -> Iterator[datetime]:
    """What clocks on the wall show at the times from `day` on."""
    match rule:
        case Once():
            if rule.at.date() >= day:
                yield rule.at
        case Every():
            steps = max(0, -((rule.first.date() - day) // rule.length))
            first = rule.first.date() + steps * rule.length
            yield from _days(first, rule.length, rule.first.time())
        case Daily() | Weekly() | Monthly():
            yield from _chosen(rule, day)


def _chosen(rule: Daily | Weekly | Monthly, day: date) -> Iterator[datetime]:
    left_out = 0
    for wall in _days(day, _DAY, rule.at):
        if _is_on(rule, wall.date()):
            left_out = 0
            yield wall
        elif (left_out := left_out + 1) > _LONGEST_PAUSE:
            return


def _days(day: date, step: timedelta, at: time) -> Iterator[datetime]:
    while day.year < date.max.year:
        yield datetime.combine(day, at)
        day += step


def _is_on(rule: Daily | Weekly | Monthly, day: date) -> bool:
    match rule:
        case Daily():
            return True
        case Weekly():
            return day.weekday() in rule.days
        case Monthly(day=None):
            return (day + _DAY).month != day.month
        case Monthly():
            return day.day == rule.day


def first_minute(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the wall shows at the first whole minute that is not before `moment`."""
    wall = wall_of(moment.astimezone(UTC), zone)
    whole = wall.replace(second=0, microsecond=0)
    return whole if whole == wall else whole + timedelta(minutes=1)
