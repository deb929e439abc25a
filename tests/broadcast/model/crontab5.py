"""A plain reading of Debian's crontab(5), for comparison: which days, and which minutes cron wakes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@dataclass(frozen=True)
class Crontab:
    """One line of a crontab, as sets of numbers; Sunday is 0 and 7."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    both_days: bool
    wildcard: bool

    def is_on_day(self, day: date) -> bool:
        """If neither day field begins with `*` either may match, else both must."""
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() in self.weekdays
        return (of_month and of_week) if self.both_days else (of_month or of_week)

    def is_on(self, wall: datetime) -> bool:
        """Whether all five fields match what the clock shows."""
        return wall.minute in self.minutes and wall.hour in self.hours and self.is_on_day(wall)


@dataclass(frozen=True)
class Wake:
    """A minute in which cron wakes: what the clock shows, and what it has come past for the first time."""

    moment: datetime
    shown: datetime
    passed: tuple[datetime, ...]


def crontab(text: str) -> Crontab:
    """Reads five fields that are known to be valid."""
    fields = text.lower().split()
    minutes, hours, days, months, weekdays = (
        frozenset(
            number for part in field.split(",") for number in _numbers(part, low, high, names)
        )
        for field, (low, high), names in zip(
            fields, _BOUNDS, ((), (), (), ("", *MONTHS), WEEKDAYS), strict=True
        )
    )
    return Crontab(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=weekdays | {7} if 0 in weekdays else weekdays,
        both_days=fields[2][0] == "*" or fields[4][0] == "*",
        wildcard=fields[0][0] == "*" or fields[1][0] == "*",
    )


def _numbers(part: str, low: int, high: int, names: tuple[str, ...]) -> range:
    span, _, step = part.partition("/")
    if span != "*":
        first, _, last = span.partition("-")
        low, high = (
            names.index(end) if end in names else int(end) for end in (first, last or first)
        )
    return range(low, high + 1, int(step or 1))


def times_of_day(line: Crontab) -> list[time]:
    """The times on a day on which it runs."""
    return [
        time(hour, minute) for hour in sorted(line.hours) for minute in sorted(line.minutes)
    ]


def wakes(zone: ZoneInfo, since: datetime, minutes: int) -> list[Wake]:
    """The minutes from `since` on, as the clock on the wall comes past them."""
    found: list[Wake] = []
    furthest = (since - MINUTE).astimezone(zone).replace(tzinfo=None)
    for number in range(minutes):
        moment = since + number * MINUTE
        shown = moment.astimezone(zone).replace(tzinfo=None)
        ahead = max(0, (shown - furthest) // MINUTE)
        passed = tuple(furthest + one * MINUTE for one in range(1, ahead + 1))
        furthest = max(furthest, shown)
        found.append(Wake(moment.astimezone(UTC), shown, passed))
    return found


def runs(line: Crontab, awake: list[Wake]) -> Iterator[datetime]:
    """When it runs.

    With a wildcard: whenever the clock shows it. With fixed times: once for each that the clock comes
    past, so right after a gap for what was in it, and not again for what it shows a second time.
    """
    for wake in awake:
        matching = (wake.shown,) if line.wildcard else wake.passed
        if any(line.is_on(wall) for wall in matching):
            yield wake.moment
