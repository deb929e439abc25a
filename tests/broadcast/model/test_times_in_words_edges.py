"""Times in words: what refusals say, where the clock is changed, and seconds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model import occurrences
from bot.broadcast.model.local_time import milliseconds_of
from bot.broadcast.model.schedule_rules import Once
from bot.broadcast.model.times_in_words import At, Repeating, read_when, render_when
from bot.broadcast.model.words_meant import FARTHEST
from bot.core.errors import Invalid
from tests.refusals import refused

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 16, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "code", "ko", "en"),
    [
        (
            "내일 3시",
            "ambiguous_hour",
            "3시가 오전인지 오후인지 알 수 없어요. '오전 3시', '오후 3시'나 '15:00'처럼 써 주세요.",
            "Is 3 o'clock in the morning or in the afternoon? Write '3am', '3pm' or '15:00'.",
        ),
        (
            "내일",
            "hour_missing",
            "몇 시에 보낼까요? '오전 9시'나 '14:30'처럼 시각도 써 주세요.",
            "At what time is it to be sent? Add it, like '9am' or '14:30'.",
        ),
        (
            "오늘 9시",
            "time_in_past",
            "이미 지난 시각이에요: 2026. 11. 22. (일) 09:00. 앞으로 올 시각을 써 주세요.",
            "This time is past: Sun, 22 Nov 2026 09:00. Write one that is to come.",
        ),
        (
            "12월 25일 목요일 9시",
            "wrong_weekday",
            "날짜와 요일이 서로 달라요. 2026. 12. 25.은 금요일이에요. 둘 중 하나를 고쳐 주세요.",
            "Date and day of the week don't agree: 25 Dec 2026 is a Friday. Correct one of them.",
        ),
        (
            "언젠가\u202e" + "가" * 60,
            "not_understood",
            f"'언젠가{'가' * 37}…'에서 보낼 시각을 읽지 못했어요. "
            "'내일 오전 9시'나 '매주 월, 수 09:00'처럼 써 주세요.",
            f"No time can be read from '언젠가{'가' * 37}…'. "
            "Write it like 'tomorrow at 9am' or 'every Monday at 09:00'.",
        ),
    ],
)
def test_a_refusal_says_what_to_write_instead(text: str, code: str, ko: str, en: str) -> None:
    with refused(Invalid, code, ko=ko, en=en):
        read_when(text, NOW, SEOUL)


@pytest.mark.parametrize("text", ["내일 9시" + " " * 300, "9" * 100_000, "cron:" + "* " * 500])
def test_a_text_longer_than_a_time_is_not_even_read(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_when(text, NOW, SEOUL)
    assert caught.value.word == "not_understood"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "16:01"),
        ("30분 뒤", "16:31"),
        ("오늘 16:01", "16:01"),
    ],
)
def test_within_a_minute_the_next_whole_one_is_meant(text: str, expected: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-22T{expected}+09:00")
    later = NOW + timedelta(seconds=30)
    assert read_when(text, later, SEOUL) == At(milliseconds_of(moment))
    with pytest.raises(Invalid):
        read_when("오늘 16:00", later, SEOUL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1 November: 01:00 to 02:00 comes twice; the first is meant unless an offset says otherwise.
        ("2026-11-01 01:30", "2026-11-01T05:30Z"),
        ("2026-11-01T01:30-05:00", "2026-11-01T06:30Z"),
        # 14 March: 02:00 to 03:00 does not come.
        ("2027-03-14 02:30", "2027-03-14T07:00Z"),
        ("in 24 hours", "2026-11-01T04:00Z"),
        ("tomorrow at 00:00", "2026-11-01T04:00Z"),
        ("in 2 days at 00:00", "2026-11-02T05:00Z"),
    ],
)
def test_where_the_clock_is_changed_times_are_those_of_schedules(
    text: str, expected: str
) -> None:
    now = datetime(2026, 10, 31, 0, tzinfo=NEW_YORK)
    moment = datetime.fromisoformat(expected)
    assert read_when(text, now, NEW_YORK) == At(milliseconds_of(moment))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-01T05:30Z", "2026-11-01T01:30-04:00"),
        ("2026-11-01T06:30Z", "2026-11-01T01:30-05:00"),
        ("2026-11-01T07:30Z", "Sun, 1 Nov 2026 02:30"),
    ],
)
def test_only_a_time_that_comes_twice_is_written_with_its_offset(
    moment: str, words: str
) -> None:
    at = milliseconds_of(datetime.fromisoformat(moment))
    assert render_when(At(at), NEW_YORK, "en") == words


def test_one_time_of_a_schedule_is_written_as_that_time() -> None:
    wall = datetime.fromisoformat("2026-12-24T09:00")
    words = render_when(Repeating(Once(wall)), SEOUL, "ko")
    assert words == "2026. 12. 24. (목) 09:00"
    at = milliseconds_of(wall.replace(tzinfo=SEOUL).astimezone(UTC))
    assert read_when(words, NOW, SEOUL) == At(at)


def test_a_time_is_read_as_far_as_schedules_are_looked_at() -> None:
    assert FARTHEST == occurrences._HORIZON
