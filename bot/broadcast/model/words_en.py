"""How times are written in English."""

import re
from datetime import time, timedelta
from typing import Final

from bot.broadcast.model.schedule_rules import WORKDAYS, Daily, Monthly, Unit, Weekly
from bot.broadcast.model.words_said import (
    Ahead,
    Clock,
    ComingWeekday,
    Dated,
    Day,
    Form,
    Grammar,
    Interval,
    InWeek,
    Part,
    Repeated,
    number,
)

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
UNITS: Final = {
    "minute": Unit.MINUTES,
    "hour": Unit.HOURS,
    "day": Unit.DAYS,
    "week": Unit.WEEKS,
}
_SHORT: Final = 3
_WEEKDAY_NUMBERS: Final = {name[:_SHORT].lower(): at for at, name in enumerate(WEEKDAYS)}
_MONTH_NUMBERS: Final = {name[:_SHORT].lower(): at for at, name in enumerate(MONTHS, 1)}
_WEEKDAY: Final = (
    "(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?"
    "|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])"
)
_WEEKDAY_OR_SOME: Final = _WEEKDAY.replace("(?![a-z])", "s?(?![a-z])")
_MONTH: Final = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_ORDINAL: Final = r"(?P<d>[0-9]{1,2})(?![0-9])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,? (?P<y>[0-9]{4})(?![0-9:]))?"
_ON: Final = "(?:on )?"
_NAMED: Final = rf"{_ON}(?:(?P<w>{_WEEKDAY}),? )?"
_AND: Final = "(?:,? and |, ?)"
_COUNTED: Final = r"(?:(?P<n>[1-9][0-9]{0,3}) )?(?P<unit>minute|hour|day|week)s?"
_HOURS: Final = r"(?:(?P<h>[0-9]{1,4}) ?(?:hours?|hrs?|h)|an hour)"
_MINUTES: Final = r"(?P<m>[0-9]{1,4}) ?(?:minutes?|mins?|m)"


def _weekday(text: str) -> int:
    return _WEEKDAY_NUMBERS[text[:_SHORT]]


def _ahead(found: re.Match[str]) -> Ahead:
    return Ahead(int(found["n"]) * (1 if found["unit"] == "day" else 7))


def _in_week(found: re.Match[str]) -> InWeek:
    return InWeek(1 if found["week"] == "next" else 0, _weekday(found["w"]))


def _dated(found: re.Match[str]) -> Dated:
    year = int(found["y"]) if found["y"] else None
    weekday = _weekday(found["w"]) if found["w"] else None
    return Dated(year, _MONTH_NUMBERS[found["m"][:_SHORT]], int(found["d"]), weekday)


def _weekly(found: re.Match[str]) -> Weekly:
    days = {_weekday(one) for one in re.findall(_WEEKDAY_OR_SOME, found["days"])}
    return Weekly(tuple(sorted(days)), time())


def _monthly(found: re.Match[str]) -> Monthly:
    return Monthly(int(found["d"]), time())


def _clock(found: re.Match[str]) -> Clock:
    part = Part.AM if found["part"] == "a" else Part.PM
    return Clock(int(found["h"]), number(found, "m"), part)


def _bare(found: re.Match[str]) -> Clock:
    hour = int(found["h"])
    # Twelve is either noon or one of two midnights; the rest, up to eleven, morning or evening.
    return Clock(hour, part=Part.MIDNIGHT if hour == 12 else None, unsure_up_to=11)


def _delay(found: re.Match[str]) -> timedelta:
    return timedelta(hours=int(found["h"] or 1), minutes=number(found, "m"))


def _minutes(found: re.Match[str]) -> timedelta:
    return timedelta(minutes=int(found["m"]))


def _interval(found: re.Match[str]) -> Interval:
    return Interval(int(found["n"] or 1), UNITS[found["unit"]], found["start"])


_DAYS: Final[tuple[Form[Day | Repeated], ...]] = (
    (re.compile("(?:today|tonight)(?![a-z])"), lambda _: Ahead(0)),
    (re.compile("tomorrow(?![a-z])"), lambda _: Ahead(1)),
    (re.compile("(?:the )?day after tomorrow(?![a-z])"), lambda _: Ahead(2)),
    (re.compile(r"in (?P<n>[0-9]{1,4}) (?P<unit>day|week)s?(?![a-z])"), _ahead),
    (re.compile(rf"{_ON}(?P<week>this|next) (?P<w>{_WEEKDAY})"), _in_week),
    (
        re.compile(rf"{_ON}(?P<w>{_WEEKDAY})"),
        lambda found: ComingWeekday(_weekday(found["w"])),
    ),
    (re.compile(rf"{_NAMED}{_MONTH} {_ORDINAL}{_YEAR}"), _dated),
    (re.compile(rf"{_NAMED}(?:the )?{_ORDINAL} (?:of )?{_MONTH}{_YEAR}"), _dated),
    (re.compile("(?:every day|daily)(?![a-z])"), lambda _: Daily(time())),
    (
        re.compile("(?:every weekday|(?:on )?weekdays)(?![a-z])"),
        lambda _: Weekly(WORKDAYS, time()),
    ),
    (
        re.compile(
            rf"every (?:week on )?(?P<days>{_WEEKDAY_OR_SOME}(?:{_AND}{_WEEKDAY_OR_SOME})*)"
        ),
        _weekly,
    ),
    (re.compile(rf"every month on the {_ORDINAL}(?![a-z])"), _monthly),
    (re.compile(rf"{_ON}the {_ORDINAL} (?:of|day of) every month(?![a-z])"), _monthly),
    (re.compile("every month on the last day(?![a-z])"), lambda _: Monthly(None, time())),
    (
        re.compile(rf"{_ON}the last day of every month(?![a-z])"),
        lambda _: Monthly(None, time()),
    ),
)
_CLOCKS: Final[tuple[Form[Clock], ...]] = (
    (
        re.compile(
            r"(?:at )?(?P<h>0?[1-9]|1[0-2])(?::(?P<m>[0-9]{2}))? ?(?P<part>[ap])(?:m|\.m\.)(?![a-z])"
        ),
        _clock,
    ),
    (re.compile("(?:at )?(?:12 )?noon(?![a-z])"), lambda _: Clock(12)),
    (re.compile("(?:at )?midnight(?![a-z])"), lambda _: Clock(12, part=Part.MIDNIGHT)),
    (re.compile(r"at (?P<h>[0-9]{1,2})(?![0-9:])"), _bare),
)
_DELAYS: Final[tuple[Form[timedelta], ...]] = (
    (re.compile(rf"in {_HOURS}(?:,? (?:and )?{_MINUTES})?"), _delay),
    (re.compile(rf"in {_MINUTES}"), _minutes),
    (re.compile("in half an hour"), lambda _: timedelta(minutes=30)),
)

EN: Final = Grammar(
    now=frozenset({"now", "right now"}),
    days=_DAYS,
    clocks=_CLOCKS,
    delays=_DELAYS,
    intervals=((re.compile(rf"every {_COUNTED} (?:from|starting) (?P<start>.+)"), _interval),),
    part_alone=re.compile("(?:in the )?(?:morning|afternoon|evening)|at night"),
    interval_alone=re.compile(
        r".*?every (?:[0-9]{1,4} (?:minute|hour|day|week)s?|minute|hour|week|other)(?![a-z])"
    ),
)
