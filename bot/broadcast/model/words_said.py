"""What a text says of a time, before it is held against calendar, clock and zone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum
from typing import TypeVar

from bot.broadcast.model.schedule_rules import Daily, Monthly, Unit, Weekly

T = TypeVar("T")
Form = tuple[re.Pattern[str], Callable[[re.Match[str]], T]]
"""How something is written, and what is meant by it."""


class Part(StrEnum):
    """The part of the day that goes with an hour."""

    AM = "am"
    PM = "pm"
    DAWN = "dawn"
    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    NIGHT = "night"
    MIDNIGHT = "midnight"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; an hour up to `unsure_up_to` may as well be of the afternoon."""

    hour: int
    minute: int = 0
    part: Part | None = None
    unsure_up_to: int = 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many days after today."""

    days: int


@dataclass(frozen=True, slots=True)
class InWeek:
    """A day of this week (0) or of a later one; a week begins on Monday (0)."""

    weeks: int
    weekday: int


@dataclass(frozen=True, slots=True)
class ComingWeekday:
    """The next such day of the week whose time is still to come."""

    weekday: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A date; without a year the next one there is, and with the day of the week if it was given."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Every so many, from a first time that is still text."""

    count: int
    unit: Unit
    start: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time that says its own offset from UTC."""

    date: Dated
    clock: Clock
    offset: timezone


Day = Ahead | InWeek | ComingWeekday | Dated
Repeated = Daily | Weekly | Monthly
"""Rules whose time is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How one language writes times; every text is folded (NFKC), lower case and single-spaced."""

    now: frozenset[str]
    days: tuple[Form[Day | Repeated], ...]
    clocks: tuple[Form[Clock], ...]
    delays: tuple[Form[timedelta], ...]
    intervals: tuple[Form[Interval], ...]
    # A part of the day alone: the hour is missing.
    part_alone: re.Pattern[str]
    # An interval is meant, but its start is missing.
    interval_alone: re.Pattern[str]


def unsure(hour: str) -> int:
    """Up to which hour a written one may be of the afternoon: `3` may, `03`, `7` and `15` may not."""
    return 0 if hour.startswith("0") else 6


def number(found: re.Match[str], name: str) -> int:
    """The number in a group; 0 where it is left out."""
    return int(found[name] or 0)
