"""Whatever is written, reading it ends in one of three ways."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands.model.commands import Asked, Verb
from bot.commands.model.grammar import read_command
from bot.commands.model.nearest import by_initials, distance, initials, letters, near
from tests.commands.fuzz import check, run, seeds

_ANY = st.text(st.characters(exclude_categories=()), max_size=80)


@given(text=_ANY)
def test_any_text_is_read_without_an_error(text: str) -> None:
    check(text)


@given(root=st.sampled_from(["/공지 ", "/notice ", "／공지　"]), text=_ANY)
@example(root="/공지 ", text="\ud800:x")
@example(root="/공지 ", text="작성 \u202e")
def test_anything_after_a_root_is_read_without_an_error(root: str, text: str) -> None:
    check(root + text)


@given(line=st.sampled_from(seeds()), more=_ANY)
def test_anything_after_a_command_is_read_without_an_error(line: str, more: str) -> None:
    check(line + more)
    check(f"{line} {more}")


@given(body=_ANY.filter(lambda body: bool(body.strip(" \t\r\n\u200b\ufeff\u2060"))))
def test_a_body_after_an_empty_line_is_kept_as_it_is(body: str) -> None:
    found = read_command(f"/공지 작성 제목:안내\n\n.{body}")
    assert isinstance(found, Asked)
    assert found.text == f".{body}".rstrip()
    assert found.verb is Verb.NEW


def test_two_thousand_broken_lines_are_read_without_an_error() -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"python -m tests.commands.fuzz 2000 {seed}")
    outcomes = run(2_000, seed)
    assert outcomes.total() == 2_000
    assert {"no command", "misread", "asked: new"} <= set(outcomes)


@pytest.mark.parametrize(
    ("word", "apart"),
    [("예약", "ㅇㅖㅇㅑㄱ"), ("없음", "ㅇㅓㅄㅇㅡㅁ"), ("ㄷㅇㅁ", "ㄷㅇㅁ"), ("Send", "send")],
)
def test_a_word_is_taken_apart_into_letters(word: str, apart: str) -> None:
    assert letters(word) == apart


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "", 0), ("a", "", 1), ("send", "sned", 1), ("abc", "abd", 1), ("ㅂㅗ", "ㅗㅂㅗ", 1)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips
    assert distance(other, one) == slips


def test_initials_find_words() -> None:
    names = {"예약": 1, "예약발송": 1, "재시도": 2}
    assert initials("예약") == "ㅇㅇ"
    assert by_initials("ㅈㅅ", names) == (2,)
    assert by_initials("ㅇㅇ", names) == (1,)
    assert by_initials("예", names) == ()
    assert near("얘약", names) == (1,)
