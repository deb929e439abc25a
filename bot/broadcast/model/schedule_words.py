"""Rules, times, waits and zones as people read them."""

from datetime import datetime, time
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from bot.broadcast.model import words_en, words_ko
from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.schedule_rules import (
    WORKDAYS,
    Cron,
    Daily,
    Every,
    Monthly,
    Once,
    Rule,
    Unit,
    Weekly,
)
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Bilingual, Language

_UNITS_KO: Final = {
    Unit.MINUTES: "분",
    Unit.HOURS: "시간",
    Unit.DAYS: "일",
    Unit.WEEKS: "주",
}
_UNITS_EN: Final = {unit: word for word, unit in words_en.UNITS.items()}
_LENGTHS: Final = (
    (DAY, Bilingual(ko="일", en=" d")),
    (HOUR, Bilingual(ko="시간", en=" h")),
    (MINUTE, Bilingual(ko="분", en=" min")),
)
_SHORTEST_MONTH: Final = 28
_CITIES_KO: Final = {
    "Seoul": "서울",
    "Pyongyang": "평양",
    "Tokyo": "도쿄",
    "Shanghai": "상하이",
    "Hong Kong": "홍콩",
    "Taipei": "타이베이",
    "Singapore": "싱가포르",
    "Ho Chi Minh": "호찌민",
    "Bangkok": "방콕",
    "Jakarta": "자카르타",
    "Manila": "마닐라",
    "Kolkata": "콜카타",
    "Dubai": "두바이",
    "Sydney": "시드니",
    "Berlin": "베를린",
    "Paris": "파리",
    "London": "런던",
    "New York": "뉴욕",
    "Chicago": "시카고",
    "Los Angeles": "로스앤젤레스",
}


def rule_in_words(rule: Rule, language: Language) -> str:
    """`매주 월, 수요일 오전 9:00`, `Every Monday and Wednesday at 09:00`; `read_when` reads it back."""
    if isinstance(rule, Cron):
        return f"cron: {rule.text}"
    return _rule_ko(rule) if language == "ko" else _rule_en(rule)


def rule_note(rule: Rule) -> Bilingual | None:
    """What a reader of the rule may not expect: the months that a day leaves out."""
    if not isinstance(rule, Monthly) or rule.day is None or rule.day <= _SHORTEST_MONTH:
        return None
    return Bilingual(
        ko=f"({rule.day}일이 없는 달은 건너뛰어요)",
        en=f"(months without a {_ordinal(rule.day)} are left out)",
    )


def time_in_words(at: int, zone: ZoneInfo, language: Language) -> str:
    """UTC milliseconds as `2026. 11. 23. (월) 09:00`, `Mon, 23 Nov 2026 09:00`."""
    return wall_in_words(wall_of(moment_at(at), zone), language)


def wall_in_words(wall: datetime, language: Language) -> str:
    """What a wall shows (naive), as `time_in_words`."""
    if language == "ko":
        weekday = words_ko.WEEKDAYS[wall.weekday()]
        return f"{wall.year:04}. {wall.month}. {wall.day}. ({weekday}) {wall:%H:%M}"
    weekday, month = words_en.WEEKDAYS[wall.weekday()], words_en.MONTHS[wall.month - 1]
    return f"{weekday[:3]}, {wall.day} {month[:3]} {wall.year:04} {wall:%H:%M}"


def time_left_in_words(milliseconds: int, language: Language) -> str:
    """How long until then: `3시간 12분 뒤`, `in 3 h 12 min`; days and hours where it is days."""
    if milliseconds < MINUTE:
        return "1분 안에" if language == "ko" else "within a minute"
    left, words = milliseconds, []
    for length, unit in _LENGTHS[0 if milliseconds >= DAY else 1 :][:2]:
        count, left = divmod(left, length)
        if count:
            words.append(f"{count}{unit.in_(language)}")
    said = " ".join(words)
    return f"{said} 뒤" if language == "ko" else f"in {said}"


def zone_in_words(zone: ZoneInfo, language: Language) -> str:
    """The zone as people call it: `서울`, `Seoul`; what is no place, such as `Etc/GMT+9`, by its key."""
    key = zone.key or str(zone)
    area, _, _ = key.partition("/")
    if area == "Etc":
        return key
    place = key.rpartition("/")[2].replace("_", " ")
    return _CITIES_KO.get(place, place) if language == "ko" else place


def _rule_ko(rule: Once | Daily | Weekly | Monthly | Every) -> str:
    match rule:
        case Once():
            return wall_in_words(rule.at, "ko")
        case Daily():
            return f"매일 {_clock_ko(rule.at)}"
        case Weekly() if rule.days == WORKDAYS:
            return f"평일 {_clock_ko(rule.at)}"
        case Weekly():
            days = ", ".join(words_ko.WEEKDAYS[day] for day in rule.days)
            return f"매주 {days}요일 {_clock_ko(rule.at)}"
        case Monthly():
            day = "말일" if rule.day is None else f"{rule.day}일"
            return f"매월 {day} {_clock_ko(rule.at)}"
        case Every():
            start = wall_in_words(rule.first, "ko")
            return f"{start}부터 {rule.count}{_UNITS_KO[rule.unit]}마다"
        case _:
            assert_never(rule)


def _rule_en(rule: Once | Daily | Weekly | Monthly | Every) -> str:
    match rule:
        case Once():
            return wall_in_words(rule.at, "en")
        case Daily():
            return f"Every day at {rule.at:%H:%M}"
        case Weekly() if rule.days == WORKDAYS:
            return f"Every weekday at {rule.at:%H:%M}"
        case Weekly():
            return f"Every {_listed(rule.days)} at {rule.at:%H:%M}"
        case Monthly():
            day = "last day" if rule.day is None else _ordinal(rule.day)
            return f"Every month on the {day} at {rule.at:%H:%M}"
        case Every():
            unit = _UNITS_EN[rule.unit]
            counted = unit if rule.count == 1 else f"{rule.count} {unit}s"
            return f"Every {counted} from {wall_in_words(rule.first, 'en')}"
        case _:
            assert_never(rule)


def _clock_ko(at: time) -> str:
    part = "오전" if at.hour < 12 else "오후"
    return f"{part} {at.hour if at.hour <= 12 else at.hour - 12}:{at:%M}"


def _listed(days: tuple[int, ...]) -> str:
    names = [words_en.WEEKDAYS[day] for day in days]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _ordinal(number: int) -> str:
    if number in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
