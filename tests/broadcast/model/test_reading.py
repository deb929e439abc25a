"""Reading untrusted values."""

from enum import StrEnum

import pytest

from bot.broadcast.model.reading import Reader, is_notice_url
from bot.core.errors import Bilingual, Problem

LABEL = Bilingual("이름", "Name")


class Color(StrEnum):
    """Two words to choose from."""

    RED = "red"
    BLUE = "blue"


def test_a_text_is_trimmed_and_its_line_breaks_are_made_alike() -> None:
    reader = Reader()
    assert reader.text(" a\r\nb\rc ", "/x", LABEL, 5, lines=True) == "a\nb\nc"
    assert not reader.problems


@pytest.mark.parametrize("letters", ["a\nb", "a\u2028b", "a\x85b", "a\x0bb"])
def test_every_kind_of_line_break_is_refused_on_one_line(letters: str) -> None:
    reader = Reader()
    reader.text(letters, "/x", LABEL, 10)
    assert [problem.code for problem in reader.problems] == ["line_break"]


def test_an_optional_text_may_be_absent() -> None:
    reader = Reader()
    assert reader.text(None, "/x", LABEL, 10, required=False) == ""
    assert reader.url(None, "/x", LABEL, required=False) == ""
    assert reader.choice(None, "/x", LABEL, Color.BLUE) is Color.BLUE
    assert list(reader.items(None, "/x", LABEL, 3)) == []
    assert not reader.problems


def test_a_prefix_makes_the_codes_of_a_field() -> None:
    reader = Reader()
    reader.text("", "/a", LABEL, 2, code="title")
    reader.text("abc", "/b", LABEL, 2, code="title")
    assert [problem.code for problem in reader.problems] == ["title_required", "title_too_long"]


def test_a_required_thing_is_named_by_its_label() -> None:
    reader = Reader()
    reader.required("/x", LABEL)
    text = Bilingual("'이름' 칸이 비어 있어요. 채워 주세요.", "“Name” is empty. Fill it in.")
    assert reader.problems == [Problem(pointer="/x", code="required", text=text)]


def test_a_very_long_key_is_quoted_in_short() -> None:
    reader = Reader()
    reader.mapping({"k" * 10_000: 1}, "", LABEL, ("a",))
    assert len(reader.problems[0].text.ko) < 200


def test_only_so_many_items_are_read() -> None:
    reader = Reader()
    assert len(list(reader.items([1] * 1_000_000, "/x", LABEL, 3))) == 3
    assert [problem.code for problem in reader.problems] == ["too_many"]


@pytest.mark.parametrize(
    ("url", "right"), [("https://a.kr", True), ("https://" + "a" * 2_000, False), ("", False)]
)
def test_an_address_is_whole_and_not_too_long(url: str, right: bool) -> None:
    assert is_notice_url(url) is right
