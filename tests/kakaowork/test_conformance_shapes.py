"""Shapes: what differs, where, and in which words."""

from typing import Any

import pytest

from bot.kakaowork.conformance import shapes as s


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (True, True),
        (None, None),
        (s.TEXT, ""),
        (s.DIGITS, "0123"),
        (s.ID, 7),
        (s.ID, "7"),
        (s.TIME, "2026-11-22T02:00:00Z"),
        (s.Maybe(s.WHOLE), None),
        ({"a": s.Maybe(s.TEXT)}, {"more": 1}),
        (s.Items(s.WHOLE), []),
        (s.Items(s.WHOLE, 2), [1, 2]),
        (s.failed("a", "b"), {"success": False, "error": {"code": "b", "message": ""}}),
    ],
)
def test_what_fits_has_no_difference(shape: s.Shape, value: Any) -> None:
    assert list(s.differences(shape, value)) == []


@pytest.mark.parametrize(
    ("shape", "value", "pointer", "expected", "seen"),
    [
        (True, 1, "", "true", "1"),
        (1, True, "", "1", "true"),
        (None, "", "", "null", '""'),
        (s.WHOLE, True, "", "a whole number", "true"),
        (s.DIGITS, 7, "", "a string of digits", "7"),
        (s.DIGITS, "٣", "", "a string of digits", '"٣"'),
        (s.one_of("a", "b"), "c", "", "one of a, b", '"c"'),
        (s.Maybe(s.TEXT), 0, "", "a string", "0"),
        ({"a": {"b": s.TEXT}}, {"a": []}, "/a", "an object", "[]"),
        ({"a": s.TEXT}, {}, "/a", "a string", "null"),
        (s.Items(s.TEXT), {"0": ""}, "", "an array", '{"0": ""}'),
        (
            s.Items({"id": s.DIGITS}),
            [{"id": "1"}, {"id": 2}],
            "/1/id",
            "a string of digits",
            "2",
        ),
        (s.Items(s.WHOLE, 1), [1, 2], "", "up to 1 items", "2"),
        (s.WHOLE, "가" * 500, "", "a whole number", '"' + "가" * 119 + "…"),
    ],
)
def test_a_difference_says_where_what_was_expected_and_what_was_seen(
    shape: s.Shape, value: Any, pointer: str, expected: str, seen: str
) -> None:
    (found,) = s.differences(shape, value)
    assert (found.pointer, found.expected.en, found.seen) == (pointer, expected, seen)
