"""Times as people read and type them."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.clock import HOUR, MINUTE, SECOND
from bot.core.errors import Language
from bot.web.console.times import lasting, read_moment, typed_moment, when

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
MONDAY_NINE = 1_795_392_000_000  # 2026-11-23 00:00 UTC


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "2026. 11. 23. (월) 09:00"), ("en", "Mon, 23 Nov 2026 09:00")],
)
def test_a_moment_is_said_by_explicit_patterns(language: Language, words: str) -> None:
    assert when(MONDAY_NINE, SEOUL, language) == words


def test_what_is_typed_is_read_in_the_zone_of_the_workspace() -> None:
    assert read_moment("2026-11-23T09:00", SEOUL) == MONDAY_NINE
    assert typed_moment(MONDAY_NINE, SEOUL) == "2026-11-23T09:00"


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-02-30T09:00", "2026-11-23T09:00Z"])
def test_what_is_no_local_time_is_not_read(typed: str) -> None:
    assert read_moment(typed, SEOUL) is None


def test_a_time_that_the_zone_skips_is_not_read() -> None:
    assert read_moment("2026-03-08T02:30", NEW_YORK) is None


def test_a_time_that_comes_twice_is_the_first() -> None:
    first = read_moment("2026-11-01T01:30", NEW_YORK)
    assert first is not None
    assert typed_moment(first + HOUR, NEW_YORK) == "2026-11-01T01:30"


@pytest.mark.parametrize(
    ("milliseconds", "ko", "en"),
    [
        (0, "0초", "0 s"),
        (-5, "0초", "0 s"),
        (9 * SECOND + 999, "9초", "9 s"),
        (3 * HOUR + 12 * MINUTE + 5 * SECOND, "3시간 12분", "3 h 12 min"),
        (2 * MINUTE, "2분", "2 min"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(
    milliseconds: int, ko: str, en: str
) -> None:
    assert lasting(milliseconds, "ko") == ko
    assert lasting(milliseconds, "en") == en
