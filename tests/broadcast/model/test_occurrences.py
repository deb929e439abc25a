# What a wall shows has no zone.
# ruff: noqa: DTZ001
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.calendars import NO_HOLIDAYS, Calendar, HolidayRule
from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of
from bot.broadcast.model.occurrences import Plan, closest, due_between, next_planned, planned
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
from bot.core.errors import Bilingual
from tests.broadcast.model.test_calendars import days_off, korean

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")
NINE = time(9)
SKIP, MOVE = HolidayRule.SKIP, HolidayRule.NEXT_WORKING_DAY


def _ms(wall: str, zone: ZoneInfo = SEOUL) -> int:
    return milliseconds_of(moment_of(datetime.fromisoformat(wall), zone))


def _shown(at: int, zone: ZoneInfo = SEOUL) -> str:
    return f"{wall_of(moment_at(at), zone):%Y-%m-%dT%H:%M}"


def _next(plan: Plan, after: str, calendar: Calendar, count: int) -> list[str]:
    found = islice(planned(plan, _ms(after, plan.zone), calendar), count)
    return [_shown(one.at, plan.zone) for one in found]


def _own(days: Mapping[date, str]) -> Calendar:
    return Calendar(
        lambda year: {
            day: Bilingual(name, name) for day, name in days.items() if day.year == year
        }
    )


@pytest.mark.parametrize(
    ("rule", "holidays", "after", "expected"),
    [
        # 추석 is from Thursday to Saturday.
        (Daily(NINE), SKIP, "2026-09-23T00:00", ["09-23", "09-27", "09-28"]),
        (Weekly((3,), NINE), MOVE, "2026-09-18T00:00", ["09-28", "10-01"]),
        (Weekly((5,), NINE), MOVE, "2026-09-20T00:00", ["09-28", "10-06"]),
        (Monthly(25, NINE), MOVE, "2026-09-20T00:00", ["09-28", "10-25"]),
        (Monthly(25, NINE), SKIP, "2026-09-20T00:00", ["10-25", "11-25"]),
        (Cron("0 9 3 10 *"), MOVE, "2026-09-20T00:00", ["10-06", "10-05"]),
        (Every(2, Unit.WEEKS, datetime(2026, 9, 24, 9)), MOVE, "2026-09-20T00:00", ["09-28"]),
        (Once(datetime(2026, 9, 25, 9)), MOVE, "2026-09-20T00:00", ["09-28"]),
        (Once(datetime(2026, 9, 25, 9)), SKIP, "2026-09-20T00:00", []),
        # 설날 2027 has its substitute on a Tuesday; every day of it is moved to the same day.
        (Weekly(WORKDAYS, NINE), MOVE, "2027-02-05T12:00", ["02-10", "02-11"]),
        (Daily(NINE), MOVE, "2027-02-05T12:00", ["02-10", "02-11"]),
        # New Year's Day, over the end of the year.
        (Monthly(1, NINE), MOVE, "2026-12-31T00:00", ["01-04", "02-01"]),
    ],
)
def test_korea_s_holidays_are_skipped_or_made_up_for(
    rule: Rule, holidays: HolidayRule, after: str, expected: list[str]
) -> None:
    plan = Plan(rules=(rule,), zone=SEOUL, holidays=holidays)
    found = _next(plan, after, korean(), max(len(expected), 1))
    assert [shown[5:10] for shown in found] == expected
    assert all(shown.endswith("T09:00") for shown in found)


def test_two_that_meet_are_one_and_the_one_of_that_day_counts() -> None:
    rules = (Weekly((4,), NINE), Weekly((0,), NINE))
    plan = Plan(rules=rules, zone=SEOUL, holidays=MOVE)
    found = list(islice(planned(plan, _ms("2026-09-21T12:00"), korean()), 2))
    assert [(_shown(one.at)[5:10], one.moved_from) for one in found] == [
        ("09-28", None),
        ("10-02", None),
    ]


def test_two_that_are_moved_to_one_day_are_one_from_the_first_holiday() -> None:
    plan = Plan(rules=(Weekly((3, 4), NINE),), zone=SEOUL, holidays=MOVE)
    for after in ("2026-09-23T12:00", "2026-09-25T12:00", "2026-09-27T23:59"):
        found = next_planned(plan, _ms(after), korean())
        assert found is not None
        assert (_shown(found.at), found.moved_from) == ("2026-09-28T09:00", date(2026, 9, 24))


def test_what_is_moved_keeps_its_time_and_its_place_in_order() -> None:
    rules = (Once(datetime(2026, 9, 25, 15)), Daily(NINE), Once(datetime(2026, 9, 24, 8)))
    plan = Plan(rules=rules, zone=SEOUL, holidays=MOVE)
    assert _next(plan, "2026-09-23T12:00", korean(), 5) == [
        "2026-09-27T09:00",
        "2026-09-28T08:00",
        "2026-09-28T09:00",
        "2026-09-28T15:00",
        "2026-09-29T09:00",
    ]


def test_what_was_to_be_before_the_start_is_not_moved_behind_it() -> None:
    for starts, expected in (
        ("2026-09-25T09:00", "2026-09-28"),
        ("2026-09-25T09:01", "2026-10-02"),
    ):
        plan = Plan(rules=(Weekly((4,), NINE),), zone=SEOUL, starts=_ms(starts), holidays=MOVE)
        assert _next(plan, "2026-09-20T00:00", korean(), 1) == [f"{expected}T09:00"]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("2026-09-25T09:00", []),
        ("2026-09-28T08:59", []),
        ("2026-09-28T09:00", ["2026-09-28T09:00"]),
        ("2026-10-02T09:00", ["2026-09-28T09:00", "2026-10-02T09:00"]),
    ],
)
def test_nothing_is_planned_after_the_end(ends: str, expected: list[str]) -> None:
    plan = Plan(rules=(Weekly((4,), NINE),), zone=SEOUL, ends=_ms(ends), holidays=MOVE)
    assert _next(plan, "2026-09-20T00:00", korean(), 5) == expected


def test_start_and_end_are_included() -> None:
    starts, ends = _ms("2026-11-25T09:00"), _ms("2026-11-27T09:00")
    plan = Plan(rules=(Daily(NINE),), zone=SEOUL, starts=starts, ends=ends)
    assert [one.at for one in planned(plan, 0, NO_HOLIDAYS)] == [starts, starts + DAY, ends]


def test_the_company_s_own_days_count() -> None:
    calendar = korean({date(2026, 9, 28): "창립기념일", date(2026, 9, 29): "워크숍"})
    plan = Plan(rules=(Weekly((4,), NINE),), zone=SEOUL, holidays=MOVE)
    assert _next(plan, "2026-09-20T00:00", calendar, 1) == ["2026-09-30T09:00"]
    own = _own({date(2026, 11, 25): "창립기념일"})
    assert _next(plan, "2026-11-20T12:00", own, 1) == ["2026-11-27T09:00"]
    daily = Plan(rules=(Daily(NINE),), zone=SEOUL, holidays=SKIP)
    assert _next(daily, "2026-11-24T12:00", own, 1) == ["2026-11-26T09:00"]


@pytest.mark.parametrize(
    ("closed", "expected"),
    # A plain Saturday is no holiday, so a daily notice goes out on it; nothing is moved to it.
    [(60, ["03-06", "03-07"]), (61, ["03-07", "03-08"])],
)
def test_a_company_may_be_closed_for_two_months(closed: int, expected: list[str]) -> None:
    calendar = days_off(date(2026, 1, 5), closed)
    plan = Plan(rules=(Daily(NINE),), zone=SEOUL, holidays=MOVE)
    for after in ("2026-01-04T12:00", "2026-02-10T12:00", "2026-03-05T12:00"):
        found = _next(plan, after, calendar, 2)
        assert [shown[5:10] for shown in found] == expected


@pytest.mark.parametrize(("closed", "expected"), [(60, "2026-03-06"), (61, "2026-04-05")])
def test_longer_than_two_months_nothing_is_moved(closed: int, expected: str) -> None:
    calendar = days_off(date(2026, 1, 5), closed)
    plan = Plan(rules=(Monthly(5, NINE),), zone=SEOUL, holidays=MOVE)
    for after in ("2026-01-04T12:00", "2026-03-05T12:00"):
        last = [shown[:10] for shown in _next(plan, after, calendar, 2)]
        assert expected in last


def test_the_day_is_the_day_of_the_schedule_s_zone() -> None:
    calendar = _own({date(2026, 11, 25): "휴업"})
    rules = (Daily(time(23, 30)),)
    new_york = Plan(rules=rules, zone=NEW_YORK, holidays=SKIP)
    assert _next(new_york, "2026-11-24T12:00", calendar, 2) == [
        "2026-11-24T23:30",
        "2026-11-26T23:30",
    ]


def test_several_rules_are_one_list_without_doubles() -> None:
    rules = (
        Daily(NINE),
        Weekly(WORKDAYS, NINE),
        Cron("0 9,18 * * 5"),
        Once(datetime(2026, 11, 26, 9)),
    )
    plan = Plan(rules=rules, zone=SEOUL)
    assert [shown[5:] for shown in _next(plan, "2026-11-26T00:00", NO_HOLIDAYS, 4)] == [
        "11-26T09:00",
        "11-27T09:00",
        "11-27T18:00",
        "11-28T09:00",
    ]


def test_a_skipped_time_and_the_time_it_becomes_are_one() -> None:
    rules = (Daily(time(2, 30)), Daily(time(3)))
    plan = Plan(rules=rules, zone=NEW_YORK)
    assert _next(plan, "2026-03-07T12:00", NO_HOLIDAYS, 3) == [
        "2026-03-08T03:00",
        "2026-03-09T02:30",
        "2026-03-09T03:00",
    ]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), None),
        ((Once(datetime(2026, 12, 24, 9)),), None),
        ((Daily(NINE),), DAY),
        ((Daily(NINE), Daily(time(9, 5))), 5 * MINUTE),
        ((Weekly((0, 4), NINE),), 3 * DAY),
        ((Every(2, Unit.HOURS, datetime(2026, 12, 1, 9)),), 2 * HOUR),
        ((Cron("*/20 9 * * *"),), 20 * MINUTE),
        ((Monthly(None, NINE),), 28 * DAY),
    ],
)
def test_the_closest_two(rules: tuple[Rule, ...], expected: int | None) -> None:
    plan = Plan(rules=rules, zone=SEOUL)
    after = _ms("2026-11-25T00:00")
    times = [one.at for one in islice(planned(plan, after, NO_HOLIDAYS), 200)]
    by_hand = min((late - early for early, late in pairwise(times)), default=None)
    assert closest(plan, after, NO_HOLIDAYS) == by_hand == expected


@pytest.mark.parametrize(
    "rule",
    [
        Daily(NINE),
        Weekly((), NINE),
        Monthly(30, NINE),
        Every(1, Unit.DAYS, datetime(2026, 1, 1)),
        Every(5, Unit.MINUTES, datetime(2026, 1, 1)),
        Cron("*/5 * * * *"),
        Cron("0 9 29 2 */7"),
    ],
)
@pytest.mark.parametrize("holidays", [SKIP, MOVE])
def test_where_every_day_is_a_holiday_nothing_is_planned(
    rule: Rule, holidays: HolidayRule
) -> None:
    asked: list[int] = []

    def of_year(year: int) -> Mapping[date, Bilingual]:
        asked.append(year)
        name = Bilingual("휴일", "Holiday")
        return {
            date.fromordinal(date(year, 1, 1).toordinal() + one): name for one in range(366)
        }

    plan = Plan(rules=(rule,), zone=SEOUL, holidays=holidays)
    assert next_planned(plan, _ms("2026-11-25T00:00"), Calendar(of_year)) is None
    assert all(2026 <= year <= 2035 for year in asked)


def test_nothing_is_looked_for_beyond_eight_years() -> None:
    after = milliseconds_of(datetime(2032, 3, 1, tzinfo=UTC))
    plan = Plan(rules=(Cron("0 9 29 2 */7"),), zone=SEOUL)
    assert next_planned(plan, after, NO_HOLIDAYS) is None
    leap = Plan(rules=(Cron("0 9 29 2 *"),), zone=SEOUL)
    found = _next(leap, "2096-02-29T09:00", NO_HOLIDAYS, 1)
    assert found == ["2104-02-29T09:00"]


def test_what_is_due_is_after_the_one_and_up_to_the_other() -> None:
    plan = Plan(rules=(Daily(NINE),), zone=SEOUL)
    first = _ms("2026-11-25T09:00")
    for after, until, count in (
        (first - 1, first, 1),
        (first, first + DAY, 1),
        (first, first + DAY - 1, 0),
        (first, first, 0),
        (first - 1, first + 3 * DAY, 4),
    ):
        found = list(due_between(plan, after, until, NO_HOLIDAYS))
        assert len(found) == count
