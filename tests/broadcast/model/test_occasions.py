"""The words for when something is sent, and where they come."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.occasions import (
    ATTRIBUTES,
    LONGEST,
    STAND_IN,
    Occasion,
    occasion_at,
    occasion_json,
    read_occasion,
    unknown_marks,
    with_marks,
    with_occasion,
)
from bot.broadcast.model.templates import LIMITS, Field, FieldType
from bot.core.errors import Bilingual

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
THEN = round(datetime(2026, 12, 24, 0, 30, tzinfo=SEOUL).timestamp()) * 1000


def field(name: str, kind: FieldType = FieldType.TEXT, default: object = None) -> Field:
    """A field as a template declares it."""
    label = Bilingual("제목", "Title")
    return Field(name=name, type=kind, label=label, limit=LIMITS[kind], default=default)


FIELDS = [
    field("title"),
    field("body", FieldType.MARKUP),
    field("rows", FieldType.ROWS),
    field("link", FieldType.URL),
    field("foot", default="{{ occurrence.month }} 안내"),
]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (SEOUL, ("2026. 12. 24. (목)", "00:30", "목요일", "12월")),
        (NEW_YORK, ("2026. 12. 23. (수)", "10:30", "수요일", "12월")),
    ],
)
def test_a_time_has_four_words_in_its_zone(zone: ZoneInfo, words: tuple[str, ...]) -> None:
    date, time, weekday, month = words
    said = occasion_at(THEN, zone)
    assert said == Occasion(date=date, time=time, weekday=weekday, month=month)
    assert read_occasion(occasion_json(said)) == said


@given(st.integers(0, 200 * 366 * 86_400_000))
def test_no_word_is_longer_than_the_longest_and_the_stand_in(at: int) -> None:
    said = occasion_json(occasion_at(at, SEOUL))
    for name, word in said.items():
        assert 0 < len(word) <= len(getattr(LONGEST, name))
        assert len(getattr(STAND_IN, name)) <= len(getattr(LONGEST, name))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("회의 {{ occurrence.date }}", "회의 2026. 12. 24. (목)"),
        ("{{occurrence.time}}{{  occurrence . weekday  }}", "00:30목요일"),
        ("{{\noccurrence.month\n}}", "12월"),
        ("{{ member.name }} {{ occurrences.date }} {occurrence.date}", None),
        ("{{ occurrence.da te }} {{ occurrence }} {{ occurrence.date | upper }}", None),
    ],
)
def test_exactly_the_four_marks_are_replaced_however_they_are_spaced(
    written: str, read: str | None
) -> None:
    said = with_occasion(FIELDS, {"title": written}, occasion_at(THEN, SEOUL))
    assert said["title"] == (written if read is None else read)


def test_marks_are_replaced_in_texts_markup_and_rows_and_in_defaults_but_nowhere_else() -> None:
    mark = "{{ occurrence.date }}"
    given_ = {
        "title": mark,
        "body": mark,
        "rows": [{"term": mark, "text": mark}, 3],
        "link": mark,
    }
    assert with_occasion(FIELDS, given_, occasion_at(THEN, SEOUL)) == {
        "title": "2026. 12. 24. (목)",
        "body": "2026. 12. 24. \\(목\\)",
        "rows": [{"term": mark, "text": "2026. 12. 24. (목)"}, 3],
        "link": mark,
        "foot": "12월 안내",
    }
    assert with_marks(FIELDS, given_ | {"title": "제목"}) == {
        "body": mark,
        "rows": given_["rows"],
        "foot": "{{ occurrence.month }} 안내",
    }


@pytest.mark.parametrize("value", [None, 3, [], {"text": "{{ occurrence.date }}"}])
def test_what_is_no_text_is_left_for_others_to_refuse(value: object) -> None:
    for name in ("title", "body", "rows"):
        said = with_occasion(FIELDS, {name: value}, LONGEST)
        assert said.get(name) == value
        assert unknown_marks(FIELDS, {name: value}) == []


@pytest.mark.parametrize(
    "mark", ["{{ occurrence.year }}", "{{occurrence}}", "{{ occurrence.date|upper }}"]
)
def test_an_unknown_mark_is_a_problem_of_its_field(mark: str) -> None:
    found = unknown_marks(
        FIELDS, {"title": f"회의 {mark}", "rows": [{"term": "언제", "text": mark}]}
    )
    assert [(one.pointer, one.code) for one in found] == [
        ("/title", "occurrence_unknown"),
        ("/rows/0/text", "occurrence_unknown"),
    ]
    assert mark in found[0].text.ko
    assert mark in found[0].text.en
    assert all(f"occurrence.{name}" in found[0].text.ko for name in ATTRIBUTES)
