"""RFC 3339 in the workspace's zone."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import Problem
from bot.web.api.times import read_time, written_time
from tests.clock import SUNDAY_MORNING

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("at", "zone", "written"),
    [
        (SUNDAY_MORNING, SEOUL, "2026-11-22T11:00:00+09:00"),
        (SUNDAY_MORNING + 7, SEOUL, "2026-11-22T11:00:00.007+09:00"),
        (SUNDAY_MORNING, NEW_YORK, "2026-11-21T21:00:00-05:00"),
        (None, SEOUL, None),
    ],
)
def test_a_time_is_written_with_the_zones_offset(
    at: int | None, zone: ZoneInfo, written: str | None
) -> None:
    assert written_time(at, zone) == written


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-11-22T11:00:00+09:00", NEW_YORK),
        ("2026-11-22T02:00:00Z", SEOUL),
        ("2026-11-22t02:00:00.000z", SEOUL),
        ("2026-11-22 11:00", SEOUL),
        (" 2026-11-22T11:00:00.0 ", SEOUL),
        ("2026-11-21T21:00", NEW_YORK),
    ],
)
def test_a_time_is_read_with_its_offset_or_in_the_zone(text: str, zone: ZoneInfo) -> None:
    assert read_time(text, zone, "/at") == SUNDAY_MORNING


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "time_invalid"),
        ("tomorrow", "time_invalid"),
        ("2026-11-22", "time_invalid"),
        ("2026-02-30T09:00:00Z", "time_invalid"),
        ("2026-11-22T25:00:00Z", "time_invalid"),
        ("20261122T110000", "time_invalid"),
        ("2026-W47-7T09:00", "time_invalid"),
        ("2026-11-22T11:00:00+25:00", "time_invalid"),
        ("0001-01-01T00:00:00+09:00", "time_too_far"),
        ("9999-12-31T23:59:59Z", "time_too_far"),
        ("2026-03-08T02:30", "time_skipped"),
    ],
)
def test_what_is_no_time_is_refused(text: str, code: str) -> None:
    found = read_time(text, NEW_YORK, "/at")
    assert isinstance(found, Problem)
    assert (found.pointer, found.code) == ("/at", code)


def test_the_refusals_say_what_to_write() -> None:
    found = [
        read_time(text, NEW_YORK, "/at")
        for text in ("x", "1999-01-01T00:00Z", "2026-03-08T02:30")
    ]
    assert [(p.text.ko, p.text.en) for p in found if isinstance(p, Problem)] == [
        (
            "시각을 알 수 없어요. 2026-11-23T09:00:00+09:00처럼 써 주세요.",
            "This is not a time. Write it like 2026-11-23T09:00:00+09:00.",
        ),
        ("2000년부터 2199년까지의 시각을 써 주세요.", "Give a time between 2000 and 2199."),
        (
            "America/New_York에는 2026-03-08T02:30 시각이 없어요. 서머타임 앞뒤의 시각을 골라 주세요.",
            "There is no 2026-03-08T02:30 in America/New_York: the clocks go forward then. "
            "Choose another time.",
        ),
    ]


def test_a_time_that_comes_twice_is_the_first_one() -> None:
    first = read_time("2026-11-01T01:30:00-04:00", SEOUL, "/at")
    assert read_time("2026-11-01T01:30", NEW_YORK, "/at") == first
