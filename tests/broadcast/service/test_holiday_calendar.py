from datetime import date

import pytest

from bot.broadcast.service.holiday_calendar import calendar_of
from bot.core.errors import Bilingual

FOUNDING = Bilingual("창립기념일", "Founding day")


@pytest.mark.parametrize(
    ("day", "korean"),
    [
        ("2026-01-01", "신정연휴"),
        ("2026-02-17", "설날"),
        ("2026-03-02", "삼일절 대체 휴일"),
        ("2026-05-25", "부처님오신날 대체 휴일"),
        ("2026-09-25", "추석"),
        ("2026-12-25", "기독탄신일"),
        ("2026-11-23", None),
        ("2026-11-22", None),
    ],
)
def test_korean_holidays_are_known_with_those_that_stand_in_for_a_weekend(
    day: str, korean: str | None
) -> None:
    found = calendar_of("KR", {}).holiday(date.fromisoformat(day))
    assert (found.ko if found else None) == korean


def test_they_have_a_name_in_english_too() -> None:
    christmas = calendar_of("KR", {}).holiday(date(2026, 12, 25))
    assert christmas is not None
    assert christmas.en == "Christmas Day"


@pytest.mark.parametrize("country", ["KR", None])
def test_the_companys_own_days_are_holidays_too_and_only_then(country: str | None) -> None:
    calendar = calendar_of(country, {date(2026, 10, 30): FOUNDING})
    assert calendar.holiday(date(2026, 10, 30)) == FOUNDING
    assert not calendar.is_working_day(date(2026, 10, 30))
    assert calendar.holiday(date(2027, 10, 30)) is None


def test_an_own_day_names_a_public_holiday_anew() -> None:
    calendar = calendar_of("KR", {date(2026, 12, 25): FOUNDING})
    assert calendar.holiday(date(2026, 12, 25)) == FOUNDING


def test_without_a_country_there_are_none() -> None:
    calendar = calendar_of(None, {})
    assert calendar.holiday(date(2026, 12, 25)) is None
    assert calendar.is_working_day(date(2026, 12, 25))


def test_a_country_that_the_library_does_not_know_shows_at_once() -> None:
    with pytest.raises(NotImplementedError):
        calendar_of("XX", {})


def test_a_country_without_names_in_korean_has_its_own() -> None:
    found = calendar_of("US", {}).holiday(date(2026, 7, 3))
    assert found is not None
    assert found.ko
    assert found.en
