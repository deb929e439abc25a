"""Times in words: what is written is read back, and no text at all does harm."""

from datetime import UTC, datetime, time, timedelta
from typing import Final, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.broadcast.model.local_time import milliseconds_of
from bot.broadcast.model.schedule_rules import (
    Cron,
    Daily,
    Every,
    Monthly,
    Once,
    Rule,
    Unit,
    Weekly,
)
from bot.broadcast.model.times_in_words import At, Repeating, When, read_when, render_when
from bot.core.clock import MINUTE
from bot.core.errors import Invalid, Language
from tests.broadcast.model.test_times_in_words import RULES
from tests.broadcast.model.times_written import (
    REFUSED_EN,
    REFUSED_KO,
    TIMES_EN,
    TIMES_KO,
    rows,
)

ZONES: Final = [
    ZoneInfo(key)
    for key in (
        "Asia/Seoul",
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Pacific/Apia",
        "UTC",
    )
]
NOW: Final = datetime(2026, 11, 22, 7, tzinfo=UTC)
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")
SENTENCES: Final = [
    text for table in (TIMES_KO, TIMES_EN, REFUSED_KO, REFUSED_EN) for text, _ in rows(table)
] + [text for text, _ in RULES]
# What the grammar is made of, whole words and single signs, and what is near to them.
ALPHABET: Final = sorted(
    {
        *(word for text in SENTENCES for word in text.split()),
        *(letter for text in SENTENCES for letter in text),
        *"٣³½\u1100\u0000\u200b\u202e\ud800İß：０ㆍ・、",
        "99999999999999999999",
        "0",
        " ",
    }
)

zones = st.sampled_from(ZONES)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
walls = st.datetimes(
    datetime.fromisoformat("2026-12-01T00:00"), datetime.fromisoformat("2034-10-31T00:00")
).map(lambda wall: wall.replace(second=0, microsecond=0))
# Whole minutes of seven years, and many of those around the changes of the clock.
moments = st.one_of(
    st.integers(0, 7 * 366 * 24 * 60).map(
        lambda minutes: milliseconds_of(NOW) + minutes * MINUTE
    ),
    st.tuples(
        st.sampled_from(["2027-03-14T07:00Z", "2027-11-07T06:00Z", "2027-10-31T01:00Z"]),
        st.integers(-180, 180),
    ).map(lambda given: milliseconds_of(datetime.fromisoformat(given[0])) + given[1] * MINUTE),
)
# Where, how much is left out there, and what is put in.
changes = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 3), st.sampled_from(ALPHABET)),
    min_size=1,
    max_size=3,
)
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Daily, clocks),
    st.builds(Weekly, weekdays, clocks),
    st.builds(Monthly, st.none() | st.integers(1, 31), clocks),
    st.builds(Every, st.integers(1, 9999), st.sampled_from(Unit), walls),
    st.sampled_from(["0 9 * * 1-5", "*/15 8-18 1,15 * MON", "0 0 29 2 *"]).map(Cron),
)


@settings(max_examples=500, deadline=None)
@given(moments, zones, st.sampled_from(LANGUAGES))
def test_a_time_that_is_written_is_read_back(
    at: int, zone: ZoneInfo, language: Language
) -> None:
    assert read_when(render_when(At(at), zone, language), NOW, zone) == At(at)


@settings(max_examples=500, deadline=None)
@given(rules, zones, st.sampled_from(LANGUAGES))
def test_a_rule_that_is_written_is_read_back(
    rule: Rule, zone: ZoneInfo, language: Language
) -> None:
    when = Repeating(rule)
    assert read_when(render_when(when, zone, language), NOW, zone) == when


def test_every_kind_of_rule_is_written_and_read() -> None:
    assert {type(rule) for _, rule in RULES} | {Once} == set(get_args(Rule))


@pytest.mark.parametrize("text", [text for text, _ in rows(TIMES_KO) + rows(TIMES_EN)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_is_written_so_that_it_means_the_same(
    text: str, language: Language
) -> None:
    for zone in ZONES:
        when = read_or_none(text, zone)
        if when is not None:
            assert read_when(render_when(when, zone, language), NOW, zone) == when


def read_or_none(text: str, zone: ZoneInfo, now: datetime = NOW) -> When | None:
    """What is read; None where it is refused."""
    try:
        return read_when(text, now, zone)
    except Invalid as error:
        refusal = error
    assert [problem.pointer for problem in refusal.problems] == ["/at"]
    assert refusal.text.ko
    assert refusal.text.en
    return None


def check_any(text: str, zone: ZoneInfo, now: datetime = NOW) -> None:
    """Read, in the future, and stable; or refused."""
    when = read_or_none(text, zone, now)
    if isinstance(when, At):
        assert when.at % MINUTE == 0
        assert when.at >= now.timestamp() * 1000
        assert when.at <= (now + timedelta(days=8 * 366 + 2)).timestamp() * 1000
    if when is not None:
        assert read_when(render_when(when, zone, "ko"), now, zone) == when


@settings(max_examples=2_000, deadline=None)
@given(st.lists(st.sampled_from(ALPHABET), max_size=12), st.sampled_from(["", " "]), zones)
@example(["9", "999", "-12-31 24:00"], "", ZONES[0])
@example(["0001-01-01 00:00"], "", ZONES[0])
@example(["9999-12-31T23:59-23:59"], "", ZONES[0])
@example(["0001-01-01T00:00+23:59"], "", ZONES[0])
def test_words_of_the_grammar_in_any_order_are_read_or_refused(
    words: list[str], between: str, zone: ZoneInfo
) -> None:
    check_any(between.join(words), zone)


@settings(max_examples=2_000, deadline=None)
@given(st.sampled_from(SENTENCES), changes, zones)
def test_a_sentence_with_a_few_changes_is_read_or_refused(
    sentence: str, changed: list[tuple[int, int, str]], zone: ZoneInfo
) -> None:
    text = sentence
    for place, left_out, put_in in changed:
        start = place % (len(text) + 1)
        text = text[:start] + put_in + text[start + left_out :]
    check_any(text, zone)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), zones)
def test_any_text_is_read_or_refused(text: str, zone: ZoneInfo) -> None:
    check_any(text, zone)


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(SENTENCES),
    zones,
    st.datetimes(
        datetime.fromisoformat("2026-01-01T00:00"), datetime.fromisoformat("2110-01-01T00:00")
    ),
)
def test_a_sentence_is_read_or_refused_at_any_time(
    text: str, zone: ZoneInfo, now: datetime
) -> None:
    check_any(text, zone, now.replace(tzinfo=UTC))


@pytest.mark.parametrize("at", [time(), time(12), time(0, 30), time(12, 30), time(3), time(15)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_hour_is_lost_between_morning_and_afternoon(at: time, language: Language) -> None:
    when = Repeating(Daily(at))
    assert read_when(render_when(when, ZONES[0], language), NOW, ZONES[0]) == when
