from datetime import date, timedelta

import holidays
import pytest

from bot.broadcast.model.calendars import NO_HOLIDAYS, Calendar
from bot.core.errors import Bilingual

# As the 관공서의 공휴일에 관한 규정 says: what falls on a weekend or on another holiday is made up for on
# the next day that is neither, but for New Year's Day and 현충일; 설날 and 추석 only for a Sunday.
SUBSTITUTES = {
    "2026-03-02": "삼일절",
    "2026-05-25": "부처님오신날",
    "2026-08-17": "광복절",
    "2026-10-05": "개천절",
    "2027-02-09": "설날",
    "2027-08-16": "광복절",
    "2027-10-04": "개천절",
    "2027-10-11": "한글날",
    "2027-12-27": "기독탄신일",
}
HOLIDAYS = (
    *("2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-03-01", "2026-05-05"),
    *("2026-05-24", "2026-06-06", "2026-08-15", "2026-09-24", "2026-09-25", "2026-09-26"),
    *("2026-10-03", "2026-10-09", "2026-12-25", "2027-01-01", "2027-02-06", "2027-02-07"),
    *("2027-02-08", "2027-03-01", "2027-05-05", "2027-05-13", "2027-06-06", "2027-08-15"),
    *("2027-09-14", "2027-09-15", "2027-09-16", "2027-10-03", "2027-10-09", "2027-12-25"),
)


def korean(own: dict[date, str] | None = None) -> Calendar:
    """Korea's public holidays, and a company's own days."""

    def of_year(year: int) -> dict[date, Bilingual]:
        public = holidays.country_holidays("KR", years=year, language="ko")
        return {
            day: Bilingual(name, name)
            for day, name in (*public.items(), *(own or {}).items())
            if day.year == year
        }

    return Calendar(of_year)


def days_off(first: date, count: int) -> Calendar:
    """So many days in a row on which the company is closed."""
    own = {first + timedelta(days=number): "휴업" for number in range(count)}
    return Calendar(
        lambda year: {
            day: Bilingual(name, name) for day, name in own.items() if day.year == year
        }
    )


@pytest.mark.parametrize(("day", "name"), SUBSTITUTES.items())
def test_korea_s_substitute_holidays_are_holidays(day: str, name: str) -> None:
    found = korean().holiday(date.fromisoformat(day))
    assert found is not None
    assert name in found.ko
    assert "대체" in found.ko


@pytest.mark.parametrize("day", HOLIDAYS)
def test_korea_s_holidays_are_holidays_and_no_working_days(day: str) -> None:
    assert korean().holiday(date.fromisoformat(day)) is not None
    assert not korean().is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["2026-02-19", "2026-06-08", "2026-09-28", "2027-02-10", "2027-06-07", "2027-09-17"]
)
def test_days_without_a_substitute_are_working_days(day: str) -> None:
    assert korean().is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-29"])
def test_a_weekend_is_no_holiday_but_no_working_day_either(day: str) -> None:
    assert NO_HOLIDAYS.holiday(date.fromisoformat(day)) is None
    assert not NO_HOLIDAYS.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "following", "preceding"),
    [
        ("2026-09-23", "2026-09-28", "2026-09-22"),
        ("2026-09-24", "2026-09-28", "2026-09-23"),
        ("2026-09-26", "2026-09-28", "2026-09-23"),
        ("2026-10-02", "2026-10-06", "2026-10-01"),
        ("2026-12-31", "2027-01-04", "2026-12-30"),
        ("2027-02-05", "2027-02-10", "2027-02-04"),
        ("2027-02-10", "2027-02-11", "2027-02-05"),
    ],
)
def test_working_days_on_both_sides(day: str, following: str, preceding: str) -> None:
    calendar = korean()
    assert calendar.next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)
    assert calendar.last_working_day(date.fromisoformat(day)) == date.fromisoformat(preceding)


# From Monday to the Thursday eight weeks later it is 60 days.
@pytest.mark.parametrize(
    ("closed", "following"),
    [(1, date(2026, 1, 6)), (59, date(2026, 3, 5)), (60, date(2026, 3, 6))],
)
def test_a_company_may_be_closed_for_two_months(closed: int, following: date) -> None:
    first = date(2026, 1, 5)
    assert days_off(first, closed).next_working_day(first) == following


def test_a_company_that_is_closed_for_longer_has_no_next_working_day() -> None:
    first = date(2026, 1, 5)
    assert days_off(first, 61).next_working_day(first) is None
    last = first + timedelta(days=80)
    assert days_off(first, 80).last_working_day(last) == last - timedelta(days=60)


def test_a_year_is_asked_for_once() -> None:
    asked: list[int] = []

    def of_year(year: int) -> dict[date, Bilingual]:
        asked.append(year)
        return {}

    calendar = Calendar(of_year)
    for number in range(800):
        calendar.holiday(date(2026, 1, 1) + timedelta(days=number))
    assert asked == [2026, 2027, 2028]
