"""Which time on the wall is meant by what a text says."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, assert_never

from bot.broadcast.model.schedule_rules import Monthly
from bot.broadcast.model.words_refused import Refusals
from bot.broadcast.model.words_said import (
    Ahead,
    Clock,
    ComingWeekday,
    Dated,
    Day,
    InWeek,
    Part,
    Repeated,
)

# Beyond it no occurrence is looked for either.
FARTHEST: Final = timedelta(days=8 * 366)
_DAY: Final = timedelta(days=1)
_LEAP_YEAR: Final = 2000


def _same(first: int, last: int) -> dict[int, int]:
    return {hour: hour for hour in range(first, last + 1)}


def _later(first: int, last: int) -> dict[int, int]:
    return {hour: hour + 12 for hour in range(first, last + 1)}


# The hours that go with a part of the day, and which of 24 each is.
_HOURS: Final = {
    Part.AM: _same(0, 11),
    Part.PM: _later(1, 11) | _same(12, 23),
    Part.DAWN: _same(0, 6),
    Part.MORNING: _same(5, 11),
    Part.MIDDAY: _same(10, 17) | _later(1, 5),
    Part.EVENING: _later(5, 11) | _same(17, 23),
    Part.NIGHT: _later(6, 11) | _same(18, 23),
    Part.MIDNIGHT: {},
}
# Hours which some count to the day before.
_EITHER_NIGHT: Final = {
    Part.AM: (12,),
    Part.DAWN: (12,),
    Part.NIGHT: (12, 1, 2, 3, 4, 5),
    Part.MIDNIGHT: (12,),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Reads days and clocks as they are meant when the wall shows `here` (naive)."""

    here: datetime
    no: Refusals

    def is_past(self, wall: datetime) -> bool:
        """Whether a time on the wall is over; doubled times are looked at elsewhere."""
        return wall < self.here

    def wall(self, day: Day, clock: Clock) -> datetime:
        """What the wall shows then; naive."""
        hour, minute = self.hour(clock), clock.minute
        match day:
            case Ahead():
                found = self._today + day.days * _DAY
            case InWeek():
                monday = self._today - self._today.weekday() * _DAY
                found = monday + (7 * day.weeks + day.weekday) * _DAY
            case ComingWeekday():
                found = self._today + (day.weekday - self._today.weekday()) % 7 * _DAY
                if self.is_past(_at(found, hour, minute)):
                    found += 7 * _DAY
            case Dated():
                found = self.day_of(day)
            case _:
                assert_never(day)
        self.near(found)
        return _at(found, hour, minute)

    def near(self, day: date) -> None:
        """Refuse a day that is more than eight years away."""
        if day - self._today > FARTHEST:
            raise self.no.too_far()
        if self._today - day > FARTHEST:
            raise self.no.time_in_past(datetime.combine(day, time()))

    def day_of(self, dated: Dated) -> date:
        """The date: without a year, the next that is today or later."""
        found = self._date(dated)
        if dated.weekday is not None and found.weekday() != dated.weekday:
            raise self.no.wrong_weekday(found)
        return found

    def hour(self, clock: Clock) -> int:
        """The hour, 0 to 24."""
        hour = self._hour_of_day(clock)
        if clock.minute > 59 or hour is None or hour > 24 or (hour == 24 and clock.minute):
            raise self.no.no_such_time()
        return hour

    def check_days(self, rule: Repeated) -> None:
        """Refuse a rule for a day that no month has."""
        if isinstance(rule, Monthly) and rule.day is not None and not 1 <= rule.day <= 31:
            raise self.no.no_such_day()

    def time_of_day(self, clock: Clock) -> time:
        """The time of day of a rule."""
        hour = self.hour(clock)
        if hour == 24:
            raise self.no.no_end_of_day()
        return time(hour, clock.minute)

    @property
    def _today(self) -> date:
        return self.here.date()

    def _date(self, dated: Dated) -> date:
        if dated.year is not None:
            try:
                return date(dated.year, dated.month, dated.day)
            except ValueError:
                raise self.no.no_such_day() from None
        try:
            date(_LEAP_YEAR, dated.month, dated.day)
        except ValueError:
            raise self.no.no_such_day() from None
        # February 29 is missing for eight years where a century has no leap day.
        years = range(self._today.year, self._today.year + 9)
        days = (_date_or_none(year, dated.month, dated.day) for year in years)
        found = next((day for day in days if day is not None and day >= self._today), None)
        if found is None:
            raise self.no.too_far()
        return found

    def _hour_of_day(self, clock: Clock) -> int | None:
        if clock.part is None:
            if 1 <= clock.hour <= clock.unsure_up_to:
                raise self.no.ambiguous_hour(clock.hour)
            return clock.hour
        if clock.hour in _EITHER_NIGHT.get(clock.part, ()):
            raise self.no.ambiguous_midnight()
        return _HOURS[clock.part].get(clock.hour)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _at(day: date, hour: int, minute: int) -> datetime:
    """The time on that day; hour 24 is its end."""
    return datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)
