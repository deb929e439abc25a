"""How times are written in Korean."""

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
    unsure,
)

WEEKDAYS: Final = "월화수목금토일"
_WEEKDAY: Final = f"[{WEEKDAYS}]"
WEEKDAY_AFTER: Final = (
    rf"(?P<w>(?: ?\({_WEEKDAY}(?:요일)?\)| ?{_WEEKDAY}요일)?)"  # (목), (목요일), 목요일
)
_AND: Final = r"(?: ?[,·\u119e\u30fb\u3001] ?| ?(?:과|와|및) ?| )?"

_AHEAD: Final = {"오늘": 0, "내일": 1, "모레": 2, "글피": 3}
_WEEKS: Final = {"이번주": 0, "금주": 0, "다음주": 1, "차주": 1, "다다음주": 2}
_PARTS: Final = {
    "오전": Part.AM,
    "오후": Part.PM,
    "새벽": Part.DAWN,
    "아침": Part.MORNING,
    "낮": Part.MIDDAY,
    "저녁": Part.EVENING,
    "밤": Part.NIGHT,
}
# How hours are counted aloud.
_COUNTS: Final = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")
_PART: Final = "|".join(_PARTS)
UNITS: Final = {
    "분": Unit.MINUTES,
    "시간": Unit.HOURS,
    "일": Unit.DAYS,
    "주": Unit.WEEKS,
    "주일": Unit.WEEKS,
}
_COUNTED: Final = r"(?P<n>[1-9][0-9]{0,3}) ?(?P<unit>분|시간|일|주일?)"


def weekday_of(text: str) -> int | None:
    """The day of the week, 0 for Monday, in `(목)`, `목요일` or `(목요일)`; None where there is none."""
    found = re.search(_WEEKDAY, text)
    return WEEKDAYS.index(found[0]) if found else None


def _ahead(found: re.Match[str]) -> Ahead:
    return Ahead(int(found["n"]) * (1 if found["unit"] == "일" else 7))


def _in_week(found: re.Match[str]) -> InWeek:
    return InWeek(_WEEKS[found["week"].replace(" ", "")], WEEKDAYS.index(found["w"]))


def _dated(found: re.Match[str]) -> Dated:
    year = int(found["y"]) if found["y"] else None
    return Dated(year, int(found["m"]), int(found["d"]), weekday_of(found["w"]))


def _weekly(found: re.Match[str]) -> Weekly:
    # Without this the last syllable of every weekday would be a Sunday.
    letters = found["days"].replace("요일", "")
    days = {WEEKDAYS.index(one) for one in letters if one in WEEKDAYS}
    return Weekly(tuple(sorted(days)), time())


def _monthly(found: re.Match[str]) -> Monthly:
    return Monthly(int(found["d"]), time())


def _clock(found: re.Match[str]) -> Clock:
    minute = 30 if found["half"] else number(found, "m") + number(found, "m2")
    part = _PARTS.get(found["part"] or "")
    return Clock(int(found["h"]), minute, part, unsure_up_to=unsure(found["h"]))


def _delay(found: re.Match[str]) -> timedelta:
    minutes = 30 if found["half"] else number(found, "m")
    aloud = found["aloud"]
    hours = _COUNTS.index(aloud) + 1 if aloud else number(found, "h")
    return timedelta(hours=hours, minutes=minutes)


def _minutes(found: re.Match[str]) -> timedelta:
    return timedelta(minutes=int(found["m"]))


def _interval(found: re.Match[str]) -> Interval:
    return Interval(int(found["n"]), UNITS[found["unit"]], found["start"])


_DAYS: Final[tuple[Form[Day | Repeated], ...]] = (
    (re.compile("(?P<day>오늘|내일|모레|글피)"), lambda found: Ahead(_AHEAD[found["day"]])),
    (re.compile(r"(?P<n>[0-9]{1,4}) ?(?P<unit>일|주일?) ?(?:뒤|후)에?"), _ahead),
    (
        re.compile(
            rf"(?P<week>이번 ?주|금주|다음 ?주|차주|다다음 ?주) ?(?P<w>{_WEEKDAY})(?:요일)?"
        ),
        _in_week,
    ),
    (
        re.compile(f"(?P<w>{_WEEKDAY})요일"),
        lambda found: ComingWeekday(WEEKDAYS.index(found["w"])),
    ),
    (
        re.compile(
            r"(?:(?P<y>[0-9]{4})년 ?)?(?P<m>[0-9]{1,2})월 ?(?P<d>[0-9]{1,2})일" + WEEKDAY_AFTER
        ),
        _dated,
    ),
    (re.compile("매일"), lambda _: Daily(time())),
    (re.compile("(?:매주 ?)?평일"), lambda _: Weekly(WORKDAYS, time())),
    (
        re.compile(
            f"매주 ?(?P<days>{_WEEKDAY}(?:요일)?(?:{_AND}{_WEEKDAY}(?:요일)?)*)(?:마다)?"
        ),
        _weekly,
    ),
    (re.compile(r"매[월달] ?(?P<d>[0-9]{1,2})일"), _monthly),
    (re.compile("매[월달] ?(?:말일|마지막 ?날)"), lambda _: Monthly(None, time())),
)
_CLOCKS: Final[tuple[Form[Clock], ...]] = (
    (
        re.compile(
            rf"(?:(?P<part>{_PART}) ?)?(?P<h>[0-9]{{1,2}})"
            r"(?:시(?: ?(?P<m>[0-9]{1,2})분| ?(?P<half>반)| ?정각)?|:(?P<m2>[0-9]{2})(?![0-9:]))에?"
        ),
        _clock,
    ),
    (re.compile("정오에?"), lambda _: Clock(12)),
    (re.compile("자정에?"), lambda _: Clock(12, part=Part.MIDNIGHT)),
)
_DELAYS: Final[tuple[Form[timedelta], ...]] = (
    (
        re.compile(
            rf"(?:(?P<h>[0-9]{{1,4}})|(?P<aloud>{'|'.join(_COUNTS)})) ?시간"
            r"(?: ?(?P<m>[0-9]{1,4}) ?분| ?(?P<half>반))? ?(?:뒤|후)에?"
        ),
        _delay,
    ),
    (re.compile(r"(?P<m>[0-9]{1,4}) ?분 ?(?:뒤|후)에?"), _minutes),
)

KO: Final = Grammar(
    now=frozenset({"지금", "지금 바로", "바로 지금"}),
    days=_DAYS,
    clocks=_CLOCKS,
    delays=_DELAYS,
    intervals=((re.compile(rf"(?P<start>.+?) ?부터 ?{_COUNTED} ?마다"), _interval),),
    part_alone=re.compile(f"(?:{_PART})에?"),
    interval_alone=re.compile(rf".*?(?:{_COUNTED} ?마다|격주|매시간?|매분)"),
)
