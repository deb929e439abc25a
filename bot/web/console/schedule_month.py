"""A month of planned times, in weeks that begin on Sunday, and agendas by day."""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of
from bot.broadcast.service.agenda import AgendaItem

_MONTH = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_DAY_KEY = re.compile(r"(\d{4}-\d\d)-\d\d", re.ASCII)
_DAY = timedelta(days=1)
_SUNDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day with what is on it; `other`: it is of the month before or after."""

    date: date
    items: tuple[AgendaItem, ...]
    other: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """As in addresses: `2026-12`."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        """The month after."""
        return month_at(self.first + 31 * _DAY)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return month_at(self.first - _DAY)


def month_at(day: date) -> Month:
    """The month of a day."""
    return Month(day.year, day.month)


def read_month(text: str, today: date) -> Month:
    """The month that an address names; what is none is that of today."""
    found = _MONTH.fullmatch(text)
    return Month(int(found[1]), int(found[2])) if found else month_at(today)


def read_day(text: str, month: Month, today: date) -> date | None:
    """The day of the month that an address names, or today where it is one of the month's."""
    found = _DAY_KEY.fullmatch(text)
    if found and month.key == found[1]:
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text)
    return today if month_at(today) == month else None


def start_of(day: date, zone: ZoneInfo) -> int:
    """When a day begins in a zone, in UTC milliseconds."""
    return milliseconds_of(moment_of(datetime.combine(day, time()), zone))


def weeks_of(month: Month, items: Sequence[AgendaItem], zone: ZoneInfo) -> list[list[Day]]:
    """The weeks that cover a month, from Sunday to Saturday."""
    by_day = {day.date: day.items for day in days_of(items, zone)}
    first = month.first
    day = first if first.weekday() == _SUNDAY else first - (first.weekday() + 1) * _DAY
    weeks: list[list[Day]] = []
    while day < month.next.first:
        dates = [day + n * _DAY for n in range(7)]
        weeks.append(
            [Day(date=d, items=by_day.get(d, ()), other=month_at(d) != month) for d in dates]
        )
        day += 7 * _DAY
    return weeks


def days_of(items: Sequence[AgendaItem], zone: ZoneInfo) -> list[Day]:
    """Items, which are in order, by the day they are on; days without any are left out."""

    def day_of(item: AgendaItem) -> date:
        return wall_of(moment_at(item.at), zone).date()

    return [Day(date=day, items=tuple(some)) for day, some in groupby(items, day_of)]
