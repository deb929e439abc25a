"""The older markdown of a text block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kakaowork.blocks import Inline, Link, Styled
from bot.kakaowork.markdown import markdown_inlines


@pytest.mark.parametrize(
    ("text", "inlines"),
    [
        ("", ()),
        ("plain", (Styled(text="plain"),)),
        ("*bold*", (Styled(text="bold", bold=True),)),
        ("a *b* c", (Styled(text="a "), Styled(text="b", bold=True), Styled(text=" c"))),
        (
            "[공지](https://example.com/1) 보기",
            (Link(text="공지", url="https://example.com/1"), Styled(text=" 보기")),
        ),
        ("[x](javascript:alert(1))", (Styled(text="[x](javascript:alert(1))"),)),
        ("[x](/relative)", (Styled(text="[x](/relative)"),)),
        ("2 * 3 = 6", (Styled(text="2 * 3 = 6"),)),
        ("*a\nb*", (Styled(text="*a\nb*"),)),
        ("**", (Styled(text="**"),)),
    ],
)
def test_bold_and_links_are_read_and_the_rest_stays(
    text: str, inlines: tuple[Inline, ...]
) -> None:
    assert markdown_inlines(text) == inlines


@given(st.text(alphabet="*[]()ab\n", max_size=40))
def test_no_word_is_lost(text: str) -> None:
    shown = "".join(inline.text for inline in markdown_inlines(text))
    assert [sign for sign in shown if sign in "ab"] == [sign for sign in text if sign in "ab"]
