from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of
from bot.broadcast.model.quiet_hours import QuietHours
from bot.core.clock import DAY, MINUTE

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
NIGHT = QuietHours(time(21), time(8))
LUNCH = QuietHours(time(12), time(13, 30))


def _at(wall: str, zone: ZoneInfo = SEOUL, *, second: bool = False) -> int:
    """The moment at which the wall shows it; `second`: for the second time."""
    moment = datetime.fromisoformat(wall)
    if second:
        return milliseconds_of(moment.replace(tzinfo=zone, fold=1))
    return milliseconds_of(moment_of(moment, zone))


@pytest.mark.parametrize(
    ("hours", "at", "end"),
    [
        (NIGHT, "2026-12-01T20:59:59", None),
        (NIGHT, "2026-12-01T21:00", "2026-12-02T08:00"),
        (NIGHT, "2026-12-01T23:59:59", "2026-12-02T08:00"),
        (NIGHT, "2026-12-02T00:00", "2026-12-02T08:00"),
        (NIGHT, "2026-12-02T07:59:59", "2026-12-02T08:00"),
        (NIGHT, "2026-12-02T08:00", None),
        (NIGHT, "2026-12-31T22:00", "2027-01-01T08:00"),
        (LUNCH, "2026-12-02T11:59:59", None),
        (LUNCH, "2026-12-02T12:00", "2026-12-02T13:30"),
        (LUNCH, "2026-12-02T13:30", None),
        (LUNCH, "2026-12-02T00:00", None),
        (QuietHours(time(9), time(9)), "2026-12-02T09:00", None),
        (QuietHours(time(0), time(0)), "2026-12-02T00:00", None),
        (QuietHours(time(22), time(0)), "2026-12-02T23:00", "2026-12-03T00:00"),
        (QuietHours(time(22), time(0)), "2026-12-03T00:00", None),
        (QuietHours(time(0), time(7)), "2026-12-03T00:00", "2026-12-03T07:00"),
    ],
)
def test_what_falls_in_waits_until_the_hours_end(
    hours: QuietHours, at: str, end: str | None
) -> None:
    assert hours.end_of(_at(at), SEOUL) == (None if end is None else _at(end))


@pytest.mark.parametrize(
    ("hours", "at", "end"),
    [
        # In New York 02:00 to 03:00 is skipped on 2026-03-08, and 01:00 to 02:00 comes twice on
        # 2026-11-01.
        (NIGHT, "2026-03-07T22:00", "2026-03-08T08:00"),
        (QuietHours(time(22), time(2, 30)), "2026-03-08T01:59", "2026-03-08T03:00"),
        (QuietHours(time(2, 15), time(2, 45)), "2026-03-08T03:00", None),
        (NIGHT, "2026-10-31T22:00", "2026-11-01T08:00"),
        (QuietHours(time(22), time(1, 30)), "2026-11-01T01:29", "2026-11-01T01:30"),
    ],
)
def test_the_end_is_by_the_clock_on_the_wall_where_clocks_change(
    hours: QuietHours, at: str, end: str | None
) -> None:
    expected = None if end is None else _at(end, NEW_YORK)
    assert hours.end_of(_at(at, NEW_YORK), NEW_YORK) == expected


def test_an_end_that_the_wall_shows_twice_is_the_first_and_is_not_waited_for_again() -> None:
    hours = QuietHours(time(22), time(1, 30))
    assert hours.end_of(_at("2026-11-01T01:10", NEW_YORK, second=True), NEW_YORK) is None


@given(
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.integers(_at("2026-01-01T00:00"), _at("2027-01-01T00:00")),
    st.sampled_from(
        [SEOUL, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]
    ),
)
def test_the_end_is_later_within_a_day_and_not_quiet_itself(
    start: time, end: time, at: int, zone: ZoneInfo
) -> None:
    hours = QuietHours(start, end)
    until = hours.end_of(at, zone)
    shown = wall_of(moment_at(at), zone).time()
    if until is None:
        return
    assert at < until <= at + DAY + 60 * MINUTE
    assert hours.end_of(until, zone) is None
    assert start <= shown or shown < end
