# What a wall shows has no zone.
# ruff: noqa: DTZ001
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcast.model.local_time import (
    milliseconds_of,
    moment_at,
    moment_of,
    moments_of,
    wall_of,
)
from tests.broadcast.model.dateutil_clocks import moment_by_dateutil

MINUTE = timedelta(minutes=1)
NEW_YORK, LONDON, LORD_HOWE = "America/New_York", "Europe/London", "Australia/Lord_Howe"
ZONES = (NEW_YORK, LONDON, LORD_HOWE, "Asia/Seoul", "Africa/Cairo")


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "wall", "moment"),
    [
        (NEW_YORK, "2026-03-08T01:59", "2026-03-08T06:59"),
        (NEW_YORK, "2026-03-08T02:00", "2026-03-08T07:00"),
        (NEW_YORK, "2026-03-08T02:30", "2026-03-08T07:00"),
        (NEW_YORK, "2026-03-08T02:59", "2026-03-08T07:00"),
        (NEW_YORK, "2026-03-08T03:00", "2026-03-08T07:00"),
        (NEW_YORK, "2026-03-08T03:01", "2026-03-08T07:01"),
        (NEW_YORK, "2026-11-01T00:59", "2026-11-01T04:59"),
        (NEW_YORK, "2026-11-01T01:00", "2026-11-01T05:00"),
        (NEW_YORK, "2026-11-01T01:59", "2026-11-01T05:59"),
        (NEW_YORK, "2026-11-01T02:00", "2026-11-01T07:00"),
        (LONDON, "2026-03-29T01:30", "2026-03-29T01:00"),
        (LONDON, "2026-03-29T02:00", "2026-03-29T01:00"),
        (LONDON, "2026-10-25T01:30", "2026-10-25T00:30"),
        (LONDON, "2026-10-25T02:00", "2026-10-25T02:00"),
        (LORD_HOWE, "2026-10-04T01:59", "2026-10-03T15:29"),
        (LORD_HOWE, "2026-10-04T02:15", "2026-10-03T15:30"),
        (LORD_HOWE, "2026-10-04T02:30", "2026-10-03T15:30"),
        (LORD_HOWE, "2026-04-05T01:29", "2026-04-04T14:29"),
        (LORD_HOWE, "2026-04-05T01:45", "2026-04-04T14:45"),
        (LORD_HOWE, "2026-04-05T02:00", "2026-04-04T15:30"),
        ("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00"),
        ("Africa/Cairo", "2026-10-29T23:30", "2026-10-29T20:30"),
        # A whole day was skipped.
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),
        ("Asia/Seoul", "2026-03-08T02:30", "2026-03-07T17:30"),
        ("UTC", "2026-03-08T02:30", "2026-03-08T02:30"),
    ],
)
def test_what_the_wall_shows_means_one_moment(zone: str, wall: str, moment: str) -> None:
    found = moment_of(_wall(wall), ZoneInfo(zone))
    assert f"{found:%Y-%m-%dT%H:%M}" == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "day",
    ["03-07", "10-31", "03-28", "10-24", "10-03", "04-04", "04-23", "10-29", "02-28", "12-31"],
)
def test_every_minute_of_a_day_and_a_half_agrees_with_dateutil(zone: str, day: str) -> None:
    start = _wall(f"2026-{day}T18:00")
    for number in range(0, 36 * 60, 5):
        wall = start + number * MINUTE
        assert moment_of(wall, ZoneInfo(zone)) == moment_by_dateutil(wall, zone), wall


@pytest.mark.parametrize(
    ("zone", "wall", "moment"),
    [
        # Clocks were put forward by 2 minutes and 8 seconds, and by 44 minutes and 30 seconds.
        ("Asia/Seoul", "1908-04-01T00:01", "1908-03-31T15:33"),
        ("Africa/Monrovia", "1972-01-07T00:30", "1972-01-07T00:45"),
    ],
)
def test_a_gap_of_odd_seconds_ends(zone: str, wall: str, moment: str) -> None:
    found = moment_of(_wall(wall), ZoneInfo(zone))
    assert abs(found - _wall(moment).replace(tzinfo=UTC)) <= MINUTE


@pytest.mark.parametrize(
    ("zone", "wall", "moments"),
    [
        (NEW_YORK, "2026-03-08T02:30", []),
        (NEW_YORK, "2026-11-01T01:30", ["05:30", "06:30"]),
        (NEW_YORK, "2026-11-01T02:00", ["07:00"]),
        (LORD_HOWE, "2026-04-05T01:45", ["14:45", "15:15"]),
        (LORD_HOWE, "2026-10-04T02:15", []),
        ("Asia/Seoul", "2026-11-01T01:30", ["16:30"]),
    ],
)
def test_a_wall_shows_a_time_never_once_or_twice(
    zone: str, wall: str, moments: list[str]
) -> None:
    found = moments_of(_wall(wall), ZoneInfo(zone))
    assert [f"{moment:%H:%M}" for moment in found] == moments


_walls = st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)


@given(_walls, st.sampled_from(ZONES))
def test_what_is_shown_comes_back_and_a_skipped_time_is_later(
    wall: datetime, zone: str
) -> None:
    clock = ZoneInfo(zone)
    shown = wall_of(moment_of(wall, clock), clock)
    assert shown == wall if moments_of(wall, clock) else shown > wall


@given(st.integers(2000, 2199), st.sampled_from(ZONES))
@settings(max_examples=5, deadline=None)
def test_later_on_the_wall_is_never_earlier(year: int, zone: str) -> None:
    walls = [datetime(year, 1, 1) + number * 15 * MINUTE for number in range(366 * 96)]
    moments = [moment_of(wall, ZoneInfo(zone)) for wall in walls]
    assert all(early <= late for early, late in pairwise(moments))


@given(st.integers(0, 7_000_000_000))
def test_a_moment_and_its_milliseconds_are_the_same(seconds: int) -> None:
    assert milliseconds_of(moment_at(seconds * 1000)) == seconds * 1000
    assert moment_at(seconds * 1000 + 999) == moment_at(seconds * 1000)
