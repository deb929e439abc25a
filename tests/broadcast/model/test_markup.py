"""The markup of a body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.markup import ANYBODY, MemberName, Span, escape, parse, plain
from bot.kakaowork.blocks import Color, Link, Styled

RED, BLUE, GREY = Color.RED, Color.BLUE, Color.GREY
SIGNS = st.lists(
    st.sampled_from([*"*_~[](){}|\\@ \n가a1", "**", "{red|", "@{member}", "](https://a.kr)"])
).map("".join)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("그냥 글", (Styled(text="그냥 글"),)),
        ("**굵게**", (Styled(text="굵게", bold=True),)),
        ("*기울임*", (Styled(text="기울임", italic=True),)),
        ("_기울임_", (Styled(text="기울임", italic=True),)),
        ("~~취소~~", (Styled(text="취소", strike=True),)),
        ("***둘 다***", (Styled(text="둘 다", bold=True, italic=True),)),
        ("{red|빨강}", (Styled(text="빨강", color=RED),)),
        ("{blue|파랑}", (Styled(text="파랑", color=BLUE),)),
        ("{grey|회색}", (Styled(text="회색", color=GREY),)),
        ("[표](https://a.kr/b)", (Link(text="표", url="https://a.kr/b"),)),
        ("@{member}", (MemberName(),)),
    ],
)
def test_each_form_of_markup_is_read(text: str, spans: tuple[Span, ...]) -> None:
    assert parse(text) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "{red|a **b {blue|c}** d}",
            (
                Styled(text="a ", color=RED),
                Styled(text="b ", color=RED, bold=True),
                Styled(text="c", color=BLUE, bold=True),
                Styled(text=" d", color=RED),
            ),
        ),
        (
            "**a *b***",
            (Styled(text="a ", bold=True), Styled(text="b", bold=True, italic=True)),
        ),
        ("**안내**는", (Styled(text="안내", bold=True), Styled(text="는"))),
        ("**「공지」**를", (Styled(text="「공지」", bold=True), Styled(text="를"))),
        ("~~**a**~~", (Styled(text="a", bold=True, strike=True),)),
        ("{red|{x} y}", (Styled(text="{x} y", color=RED),)),
        ("[**신청**](https://a.kr)", (Link(text="신청", url="https://a.kr"),)),
        (r"[a\]b](https://a.kr)", (Link(text="a]b", url="https://a.kr"),)),
        ("[a](https://a.kr/x_(y))", (Link(text="a", url="https://a.kr/x_(y)"),)),
        (r"[a](https://a.kr/x\_\(y)", (Link(text="a", url="https://a.kr/x_(y"),)),
        ("**a **b**", (Styled(text="**a "), Styled(text="b", bold=True))),
    ],
)
def test_styles_combine_and_nest(text: str, spans: tuple[Span, ...]) -> None:
    assert parse(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "**", "****", "** a **", "**a", "a**", "**a\n\nb**", "*a\n \nb*", "3*4*5", "file_name_x",
        "__init__", "~a~", "~~~a~~~", "{red|a", "a}", "{green|a}", "{RED|a}", "{red a}",
        "[a]", "[a](b)", "[a](javascript:alert)", "[a](ftp://a.kr)", "[a](https://u:p@a.kr)",
        "[a](https://a.kr", "[a] (https://a.kr)", "[](https://a.kr)", "[ ](https://a.kr)",
        "[a\nb](https://a.kr)", "[a](https://a .kr)", "@{members}", "@{ member }", "@member",
        "a\\b", "\\",
    ],
)  # fmt: skip
def test_what_is_no_markup_is_text(text: str) -> None:
    assert parse(text) == (Styled(text=text),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\*\*a\*\*", "**a**"),
        (r"\{red|a}", "{red|a}"),
        (r"\[a](https://a.kr)", "[a](https://a.kr)"),
        (r"\@{member}", "@{member}"),
        (r"\\*a", r"\*a"),
        (r"\n", r"\n"),
    ],
)
def test_a_backslash_takes_the_meaning_away(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_mention_is_plain_as_the_name_of_the_member() -> None:
    assert plain("안녕 @{member}") == f"안녕 @{ANYBODY}"
    assert plain("안녕 @{member}", "홍길동") == "안녕 @홍길동"


def test_a_color_may_span_paragraphs() -> None:
    assert parse("{red|a\n\nb}") == (Styled(text="a\n\nb", color=RED),)


@given(st.text() | SIGNS)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    assert plain(escape(text)) == text
    assert parse(escape(text)) == ((Styled(text=text),) if text else ())


@given(SIGNS)
def test_any_text_parses_into_spans_that_are_not_empty(text: str) -> None:
    spans = parse(text)
    assert all(isinstance(span, MemberName) or span.text for span in spans)
    assert len(plain(text, "")) <= len(text)


@given(st.sampled_from(["**", "*", "~~", "_"]), st.text("가나 다", min_size=1))
def test_escaped_text_inside_a_style_stays_inside(sign: str, words: str) -> None:
    words = f"가*{words}*가"
    (span,) = parse(f"{{red|{sign}{escape(words)}{sign}}}")
    assert isinstance(span, Styled)
    assert span.text == words
    assert span.color is RED


@pytest.mark.parametrize(
    "part",
    ["[", "[a](", "[a]((", "{red|", "*a", "**a", "\\", "\n ", "@{", "[a](https://a.kr/(", "}{"],
)
def test_a_long_hostile_text_is_read(part: str) -> None:
    text = part * (200_000 // len(part))
    assert plain(text, "")


def test_nested_colors_end_from_the_inside() -> None:
    depth = 5_000
    spans = parse("{red|" * depth + "a" + "}" * depth)
    assert spans == (Styled(text="a", color=RED),)
