from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from bot.core.clock import DAY, HOUR
from bot.messenger.web.chat.times import day_words, list_words, rfc3339, time_words
from tests.clock import SUNDAY_MORNING as NOW

SEOUL = ZoneInfo("Asia/Seoul")
Lang = Literal["ko", "en"]


@pytest.mark.parametrize(
    ("hours", "ko", "en"),
    [
        (0, "오전 11:00", "11:00 AM"),
        (1, "오후 12:00", "12:00 PM"),
        (2, "오후 1:00", "1:00 PM"),
        (13, "오전 12:00", "12:00 AM"),
    ],
)
def test_a_time_is_in_the_workspaces_zone(hours: int, ko: str, en: str) -> None:
    at = NOW + hours * HOUR
    assert (time_words(at, SEOUL, "ko"), time_words(at, SEOUL, "en")) == (ko, en)


@pytest.mark.parametrize(
    ("days", "ko", "en"),
    [
        (0, "오전 11:00", "11:00 AM"),
        (1, "어제", "Yesterday"),
        (2, "11월 20일", "20 Nov"),
        (365, "2025. 11. 22.", "22 Nov 2025"),
    ],
)
def test_the_list_says_less_the_longer_ago(days: int, ko: str, en: str) -> None:
    at = NOW - days * DAY
    assert list_words(at, NOW, SEOUL, "ko") == ko
    assert list_words(at, NOW, SEOUL, "en") == en


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "2026년 11월 22일 일요일"), ("en", "Sunday, 22 November 2026")],
)
def test_a_day_is_named_in_full(language: Lang, words: str) -> None:
    assert day_words(NOW, SEOUL, language) == words


def test_a_moment_for_machines_has_its_offset() -> None:
    assert rfc3339(NOW + 5, SEOUL) == "2026-11-22T11:00:00.005+09:00"
