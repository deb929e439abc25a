"""How long after a notice people are reminded, written and read."""

import pytest

from bot.broadcast.model.notices import Reminders
from bot.broadcast.model.reminder_spans import read_rule, span_in_words, written_span
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Invalid

AT = ("/after", "/most")


@pytest.mark.parametrize(
    ("written", "every", "again"),
    [
        ("24h", 24 * HOUR, "24h"),
        (" 3D ", 3 * DAY, "3d"),
        ("48h", 2 * DAY, "2d"),
        ("1d", DAY, "24h"),
        ("90m", 90 * MINUTE, "90m"),
        ("4시간", 4 * HOUR, "4h"),
        ("30 일", 30 * DAY, "30d"),
    ],
)
def test_a_span_is_read_and_written_again(written: str, every: int, again: str) -> None:
    assert read_rule(written, 2, at=AT) == Reminders(every=every, most=2)
    assert written_span(every) == again
    assert read_rule(again, 2, at=AT).every == every


@pytest.mark.parametrize(
    ("after", "most", "pointer"),
    [
        ("", 1, "/after"),
        ("soon", 1, "/after"),
        ("59m", 1, "/after"),
        ("31d", 1, "/after"),
        ("999999d", 1, "/after"),
        ("-1d", 1, "/after"),
        ("24h", 0, "/most"),
        ("24h", 6, "/most"),
    ],
)
def test_a_rule_out_of_its_bounds_is_refused_where_it_is_wrong(
    after: str, most: int, pointer: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        read_rule(after, most, at=AT)
    assert [(p.pointer, p.code) for p in refusal.value.problems] == [(pointer, "bad_reminders")]


@pytest.mark.parametrize(
    ("every", "ko", "en"),
    [
        (HOUR, "1시간", "1 hour"),
        (24 * HOUR, "24시간", "24 hours"),
        (3 * DAY, "3일", "3 days"),
        (90 * MINUTE, "90분", "90 minutes"),
    ],
)
def test_a_span_in_words(every: int, ko: str, en: str) -> None:
    words = span_in_words(every)
    assert (words.ko, words.en) == (ko, en)
