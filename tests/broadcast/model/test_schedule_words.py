"""Rules, times, waits and zones in words."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.local_time import milliseconds_of
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
from bot.broadcast.model.schedule_words import (
    rule_in_words,
    rule_note,
    time_in_words,
    time_left_in_words,
    zone_in_words,
)
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Bilingual

SEOUL = ZoneInfo("Asia/Seoul")
NINE = time(9)
FIRST = datetime.fromisoformat("2026-12-01T09:00")


@pytest.mark.parametrize(
    ("rule", "ko", "en"),
    [
        (Once(FIRST), "2026. 12. 1. (화) 09:00", "Tue, 1 Dec 2026 09:00"),
        (Daily(NINE), "매일 오전 9:00", "Every day at 09:00"),
        (Daily(time(0, 5)), "매일 오전 0:05", "Every day at 00:05"),
        (Daily(time(12)), "매일 오후 12:00", "Every day at 12:00"),
        (Daily(time(23, 59)), "매일 오후 11:59", "Every day at 23:59"),
        (Weekly(WORKDAYS, NINE), "평일 오전 9:00", "Every weekday at 09:00"),
        (Weekly((0,), NINE), "매주 월요일 오전 9:00", "Every Monday at 09:00"),
        (
            Weekly((0, 2), NINE),
            "매주 월, 수요일 오전 9:00",
            "Every Monday and Wednesday at 09:00",
        ),
        (
            Weekly((0, 2, 6), time(14)),
            "매주 월, 수, 일요일 오후 2:00",
            "Every Monday, Wednesday and Sunday at 14:00",
        ),
        (Monthly(1, NINE), "매월 1일 오전 9:00", "Every month on the 1st at 09:00"),
        (Monthly(12, NINE), "매월 12일 오전 9:00", "Every month on the 12th at 09:00"),
        (Monthly(23, NINE), "매월 23일 오전 9:00", "Every month on the 23rd at 09:00"),
        (Monthly(None, NINE), "매월 말일 오전 9:00", "Every month on the last day at 09:00"),
        (
            Every(2, Unit.WEEKS, FIRST),
            "2026. 12. 1. (화) 09:00부터 2주마다",
            "Every 2 weeks from Tue, 1 Dec 2026 09:00",
        ),
        (
            Every(1, Unit.HOURS, FIRST),
            "2026. 12. 1. (화) 09:00부터 1시간마다",
            "Every hour from Tue, 1 Dec 2026 09:00",
        ),
        (Cron("0 9 * * 1-5"), "cron: 0 9 * * 1-5", "cron: 0 9 * * 1-5"),
    ],
)
def test_a_rule_is_said_in_words(rule: Rule, ko: str, en: str) -> None:
    assert (rule_in_words(rule, "ko"), rule_in_words(rule, "en")) == (ko, en)


@pytest.mark.parametrize(
    ("rule", "note"),
    [
        (
            Monthly(31, NINE),
            Bilingual(
                ko="(31일이 없는 달은 건너뛰어요)", en="(months without a 31st are left out)"
            ),
        ),
        (
            Monthly(29, NINE),
            Bilingual(
                ko="(29일이 없는 달은 건너뛰어요)", en="(months without a 29th are left out)"
            ),
        ),
        (Monthly(28, NINE), None),
        (Monthly(None, NINE), None),
        (Daily(NINE), None),
    ],
)
def test_months_that_a_day_leaves_out_are_noted(rule: Rule, note: Bilingual | None) -> None:
    assert rule_note(rule) == note


def test_a_time_is_said_by_the_clock_on_the_wall() -> None:
    at = milliseconds_of(datetime.fromisoformat("2026-11-23T00:00Z"))
    assert time_in_words(at, SEOUL, "ko") == "2026. 11. 23. (월) 09:00"
    assert time_in_words(at, SEOUL, "en") == "Mon, 23 Nov 2026 09:00"
    assert time_in_words(at, ZoneInfo("America/New_York"), "en") == "Sun, 22 Nov 2026 19:00"


@pytest.mark.parametrize(
    ("milliseconds", "ko", "en"),
    [
        (-1, "1분 안에", "within a minute"),
        (MINUTE - 1, "1분 안에", "within a minute"),
        (MINUTE, "1분 뒤", "in 1 min"),
        (2 * MINUTE - 1, "1분 뒤", "in 1 min"),
        (HOUR, "1시간 뒤", "in 1 h"),
        (3 * HOUR + 12 * MINUTE, "3시간 12분 뒤", "in 3 h 12 min"),
        (DAY, "1일 뒤", "in 1 d"),
        (DAY + 59 * MINUTE, "1일 뒤", "in 1 d"),
        (32 * DAY + 5 * HOUR, "32일 5시간 뒤", "in 32 d 5 h"),
    ],
)
def test_the_time_left_is_said_in_two_units(milliseconds: int, ko: str, en: str) -> None:
    assert time_left_in_words(milliseconds, "ko") == ko
    assert time_left_in_words(milliseconds, "en") == en


@pytest.mark.parametrize(
    ("key", "ko", "en"),
    [
        ("Asia/Seoul", "서울", "Seoul"),
        ("America/New_York", "뉴욕", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT+9", "Etc/GMT+9", "Etc/GMT+9"),
    ],
)
def test_a_zone_is_called_as_people_call_it(key: str, ko: str, en: str) -> None:
    zone = ZoneInfo(key)
    assert (zone_in_words(zone, "ko"), zone_in_words(zone, "en")) == (ko, en)
