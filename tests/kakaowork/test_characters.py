"""Characters that nothing can hold are found by whoever writes, not only by whoever reads."""

import pytest

from bot.kakaowork.blocks import Block, Button, Link, OpenSystemBrowser, SubmitAction, Text
from bot.kakaowork.characters import is_unfit
from bot.kakaowork.rules import check_blocks, check_message_text

URL = "https://example.com/"


@pytest.mark.parametrize("text", ["a\0", "\ud800", "\udfff\ud800"])
def test_nul_and_half_a_surrogate_pair_are_unfit(text: str) -> None:
    assert is_unfit(text)
    (problem,) = check_message_text(text)
    assert (problem.pointer, problem.code) == ("/text", "bad_characters")


@pytest.mark.parametrize("text", ["", "가\n😀\x01\u202e\ufffe"])
def test_everything_else_fits(text: str) -> None:
    assert not is_unfit(text)


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        (Text(text="글", inlines=(Link(text="a\0", url=URL),)), "/inlines/0/text"),
        (Button(text="글", action=OpenSystemBrowser(value=f"{URL}\ud800")), "/action/value"),
        (Button(text="글", action=SubmitAction(name="a\0", value="1")), "/action/name"),
    ],
)
def test_only_a_careful_reading_names_the_place(block: Block, pointer: str) -> None:
    (problem,) = check_blocks([block], careful=True)
    assert (problem.pointer, problem.code) == (f"/blocks/0{pointer}", "bad_characters")
    assert check_blocks([block]) == []
