# What a wall shows has no zone.
# ruff: noqa: DTZ001
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule

from bot.broadcast.model.schedule_rules import (
    WORKDAYS,
    Daily,
    Every,
    Monthly,
    Once,
    Rule,
    Unit,
    Weekly,
    first_minute,
    moments,
)
from tests.broadcast.model.dateutil_clocks import moment_by_dateutil

NEW_YORK, LONDON, LORD_HOWE, SEOUL = (
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Seoul",
)
ZONES = (NEW_YORK, LONDON, LORD_HOWE, SEOUL)
TIMES = (
    time(0, 0),
    time(1, 0),
    time(1, 45),
    time(2, 0),
    time(2, 15),
    time(2, 30),
    time(23, 59),
)
_BEGIN = datetime(2026, 1, 1)
_END = datetime(2027, 12, 31)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _by_rrule(rule: Rule, at: time) -> rrule.rrule:
    start = datetime.combine(_BEGIN, at)
    match rule:
        case Daily():
            return rrule.rrule(rrule.DAILY, dtstart=start, until=_END)
        case Weekly(days=days):
            return rrule.rrule(rrule.WEEKLY, byweekday=days, dtstart=start, until=_END)
        case Monthly(day=day):
            return rrule.rrule(rrule.MONTHLY, bymonthday=day or -1, dtstart=start, until=_END)
        case Every(count=count, unit=unit, first=first):
            often = rrule.DAILY if unit is Unit.DAYS else rrule.WEEKLY
            return rrule.rrule(often, interval=count, dtstart=first, until=_END)
        case _:
            raise AssertionError(rule)


def _rules(at: time) -> Iterator[Rule]:
    yield Daily(at)
    yield from (Weekly(days, at) for days in (WORKDAYS, (6,), (5, 6), (0, 2, 6)))
    yield from (Monthly(day, at) for day in (1, 8, 25, 28, 29, 30, 31, None))
    first = datetime(2026, 1, 4, at.hour, at.minute)
    yield from (Every(count, Unit.DAYS, first) for count in (1, 3, 7, 31, 400))
    yield from (Every(count, Unit.WEEKS, first) for count in (1, 2, 9))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", TIMES)
def test_two_years_of_every_rule_by_the_wall_agree_with_dateutil(zone: str, at: time) -> None:
    after = moment_by_dateutil(_BEGIN, zone) - timedelta(minutes=1)
    for rule in _rules(at):
        expected = [moment_by_dateutil(wall, zone) for wall in _by_rrule(rule, at)]
        assert list(islice(moments(rule, after, ZoneInfo(zone)), len(expected))) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_each_moment_is_followed_by_the_next_whatever_the_second(zone: str) -> None:
    second = timedelta(seconds=1)
    after = _at("2026-02-20T00:00")
    for at in TIMES:
        for rule in _rules(at):
            clock = ZoneInfo(zone)
            for early, late in pairwise(islice(moments(rule, after, clock), 10)):
                assert next(moments(rule, early, clock)) == late
                assert next(moments(rule, early - second, clock)) == early
                assert next(moments(rule, late - second, clock)) == late


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("count", "unit"),
    [(1, Unit.HOURS), (2, Unit.HOURS), (5, Unit.HOURS), (24, Unit.HOURS), (90, Unit.MINUTES)],
)
@pytest.mark.parametrize(
    "first", ["2026-03-07T09:00", "2026-03-08T02:30", "2026-11-01T01:30", "2026-10-04T02:15"]
)
def test_hours_and_minutes_pass_whatever_the_clock_does(
    zone: str, count: int, unit: Unit, first: str
) -> None:
    wall = datetime.fromisoformat(first)
    rule = Every(count, unit, wall)
    often = rrule.HOURLY if unit is Unit.HOURS else rrule.MINUTELY
    expected = list(
        rrule.rrule(often, interval=count, dtstart=moment_by_dateutil(wall, zone), count=1000)
    )
    before = expected[0] - timedelta(seconds=1)
    assert list(islice(moments(rule, before, ZoneInfo(zone)), 1000)) == expected
    for early, late in list(pairwise(expected))[::50]:
        assert next(moments(rule, early, ZoneInfo(zone))) == late
        assert next(moments(rule, late - timedelta(seconds=1), ZoneInfo(zone))) == late


@pytest.mark.parametrize(
    ("rule", "after", "shown"),
    [
        (Monthly(29, time(9)), "2026-12-30T00:00", ["2027-01-29", "2027-03-29"]),
        (Monthly(29, time(9)), "2028-01-30T00:00", ["2028-02-29", "2028-03-29"]),
        (Monthly(29, time(9)), "2100-01-30T00:00", ["2100-03-29", "2100-04-29"]),
        (Monthly(30, time(9)), "2026-01-31T00:00", ["2026-03-30", "2026-04-30"]),
        (Monthly(31, time(9)), "2026-03-31T12:00", ["2026-05-31", "2026-07-31", "2026-08-31"]),
        (Monthly(31, time(9)), "2026-08-31T12:00", ["2026-10-31", "2026-12-31", "2027-01-31"]),
        (Monthly(None, time(9)), "2028-01-31T12:00", ["2028-02-29", "2028-03-31"]),
        (Monthly(None, time(9)), "2027-01-31T12:00", ["2027-02-28", "2027-03-31"]),
        (Monthly(None, time(9)), "2100-01-31T12:00", ["2100-02-28", "2100-03-31"]),
        (Every(1, Unit.DAYS, datetime(2096, 2, 28, 9)), "2096-02-28T12:00", ["2096-02-29"]),
        (Every(1461, Unit.DAYS, datetime(2096, 2, 29, 9)), "2096-03-01T00:00", ["2100-03-01"]),
        (Every(2, Unit.WEEKS, datetime(2028, 2, 15, 9)), "2028-02-15T12:00", ["2028-02-29"]),
    ],
)
def test_the_ends_of_months_and_leap_days(rule: Rule, after: str, shown: list[str]) -> None:
    found = islice(moments(rule, _at(after), ZoneInfo(SEOUL)), len(shown))
    assert [f"{moment + timedelta(hours=9):%Y-%m-%d}" for moment in found] == shown


@pytest.mark.parametrize(
    ("zone", "rule", "after", "found"),
    [
        (
            NEW_YORK,
            Daily(time(2, 30)),
            "2026-03-07T00:00",
            ["07T07:30", "08T07:00", "09T06:30"],
        ),
        (NEW_YORK, Daily(time(1, 30)), "2026-10-31T12:00", ["01T05:30", "02T06:30"]),
        (NEW_YORK, Weekly((6,), time(2, 30)), "2026-03-02T00:00", ["08T07:00", "15T06:30"]),
        (LONDON, Monthly(29, time(1, 30)), "2026-03-01T00:00", ["29T01:00", "29T00:30"]),
        (LONDON, Monthly(25, time(1, 30)), "2026-10-01T00:00", ["25T00:30", "25T01:30"]),
        (LORD_HOWE, Daily(time(2, 15)), "2026-10-03T00:00", ["03T15:30", "04T15:15"]),
        (LORD_HOWE, Daily(time(1, 45)), "2026-04-04T00:00", ["04T14:45", "05T15:15"]),
        (
            NEW_YORK,
            Every(2, Unit.HOURS, datetime(2026, 3, 8, 1)),
            "2026-03-08T00:00",
            ["08T06:00", "08T08:00"],
        ),
        (
            NEW_YORK,
            Every(1, Unit.DAYS, datetime(2026, 3, 7, 9)),
            "2026-03-07T00:00",
            ["07T14:00", "08T13:00"],
        ),
        (SEOUL, Daily(time(2, 30)), "2026-03-07T00:00", ["07T17:30", "08T17:30"]),
    ],
)
def test_changes_of_the_clock(zone: str, rule: Rule, after: str, found: list[str]) -> None:
    coming = islice(moments(rule, _at(after), ZoneInfo(zone)), len(found))
    assert [f"{moment:%dT%H:%M}" for moment in coming] == found


def test_one_time_comes_once_and_only_after() -> None:
    rule, seoul = Once(datetime(2026, 12, 24, 9)), ZoneInfo(SEOUL)
    at = _at("2026-12-24T00:00")
    assert list(moments(rule, at - timedelta(seconds=1), seoul)) == [at]
    assert list(moments(rule, at - timedelta(days=9000), seoul)) == [at]
    assert list(moments(rule, at, seoul)) == []


@pytest.mark.parametrize(
    "rule",
    [Weekly((), time(9)), Weekly((7,), time(9)), Monthly(0, time(9)), Monthly(32, time(9))],
)
def test_a_rule_that_never_comes_ends(rule: Rule) -> None:
    assert list(moments(rule, _at("2026-11-25T00:00"), ZoneInfo(SEOUL))) == []


@pytest.mark.parametrize(
    ("moment", "wall"),
    [
        ("2026-11-25T00:00:00", "2026-11-25T09:00"),
        ("2026-11-25T00:00:01", "2026-11-25T09:01"),
        ("2026-11-25T14:59:30", "2026-11-26T00:00"),
    ],
)
def test_the_first_minute_is_not_before(moment: str, wall: str) -> None:
    assert first_minute(_at(moment), ZoneInfo(SEOUL)) == datetime.fromisoformat(wall)
