"""A long body is split over text blocks and nothing of it is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcast.model.composer import Recipient, compose, split
from bot.broadcast.model.content import Content
from bot.broadcast.model.markup import plain
from bot.kakaowork.blocks import Block, Inline, Link, Mention, Styled, Text

HONG = Recipient(name="홍길동", user_id=42, department="인사팀")
URL = "https://example.com/a"


def blocks(content: Content) -> tuple[Block, ...]:
    """The blocks of `content`."""
    return compose(content, None).blocks


def texts(body: str) -> list[str]:
    """The words of each text block."""
    found = blocks(Content(title="제목", body=body))
    return [block.text for block in found if isinstance(block, Text)]


def test_a_body_of_white_space_has_no_block() -> None:
    assert texts(" \n\n ") == []


def test_500_characters_are_one_block_and_501_are_two() -> None:
    assert texts("가" * 500) == ["가" * 500]
    assert texts("가" * 501) == ["가" * 500, "가"]


def test_whole_paragraphs_stay_together() -> None:
    first, second, third = "가" * 300, "나" * 150, "다" * 100
    assert texts(f"{first}\n\n{second}\n\n{third}") == [f"{first}\n\n{second}", third]


def test_a_long_paragraph_starts_a_block_of_its_own() -> None:
    long = " ".join(["말" * 9] * 60)
    assert texts(f"머리\n\n{long}")[0] == "머리"


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("가" * 300 + "\n" + "나 " * 150, "가" * 300),
        ("가" * 300 + ". " + "나" * 300, "가" * 300 + "."),
        ("가" * 300 + " " + "나" * 300, "가" * 300),
        ("가. " + "나 " * 300, "가. " + "나 " * 248 + "나"),
    ],
)
def test_a_paragraph_is_cut_at_a_line_a_sentence_or_a_word(body: str, first: str) -> None:
    assert texts(body)[0] == first


def test_a_styled_inline_that_fits_is_never_cut() -> None:
    bold = "굵은 글 " * 60 + "끝"
    body = "가 " * 200 + f"**{bold}**"
    assert texts(body) == [("가 " * 200).strip(), bold]


def test_a_longer_inline_is_cut_at_words_and_keeps_its_style() -> None:
    bold = " ".join(["낱말"] * 300)
    found = blocks(Content(title="제목", body=f"**{bold}**"))[1:]
    assert [type(block) for block in found] == [Text, Text]
    for block in found:
        assert isinstance(block, Text)
        assert block.inlines == (Styled(text=block.text, bold=True),)
        assert block.text.endswith("낱말")


@pytest.mark.parametrize(
    "letter", ["👨\u200d👩\u200d👧", "e\u0301", "\u1112\u1161\u11ab", "👍🏽"]
)
def test_what_is_seen_as_one_letter_is_not_cut(letter: str) -> None:
    body = "가" * (501 - len(letter)) + letter + "나"
    assert texts(body)[1] == letter + "나"


WORDS = st.text(st.sampled_from(list("가나다 \n.!*_~{}[]|@\\")), max_size=80)
PIECES = st.sampled_from(
    [
        "**굵은 글**", "{red|빨간 " + "말 " * 90 + "}", "[이름](https://a.kr)", "@{member}",
        "\n\n", "가" * 400, "문장이에요. " * 30, "*" + "긴 " * 400 + "끝*", "\n", "낱말 " * 50,
    ]
)  # fmt: skip
BODIES = st.lists(WORDS | PIECES, max_size=12).map("".join)


@settings(max_examples=200)
@given(BODIES, st.sampled_from([HONG, None]))
def test_nothing_of_a_body_is_lost(body: str, recipient: Recipient | None) -> None:
    composed = compose(Content(title="제목", body=body), recipient)
    found = [block for block in composed.blocks if isinstance(block, Text)]
    name = recipient.name if recipient else "받는 분"
    shown = plain(body, name)
    position = 0
    for block in found:
        assert block.text == block.text.strip() != ""
        assert len(block.text) <= 500
        if block.inlines:
            assert "".join(inline.text for inline in block.inlines) == block.text
        start = shown.index(block.text, position)
        assert not shown[position:start].strip()
        position = start + len(block.text)
    assert not shown[position:].strip()


INLINES = st.lists(
    st.builds(Styled, text=st.text("가나 \n.", min_size=1, max_size=600), bold=st.booleans())
    | st.builds(Mention, text=st.just("@홍길동"), user_id=st.just(1))
    | st.builds(Link, text=st.text("가나 ", min_size=1, max_size=500), url=st.just(URL)),
    max_size=6,
)


@given(INLINES)
def test_inlines_that_fit_are_whole_after_splitting(inlines: list[Inline]) -> None:
    found = [inline for text in split(inlines) for inline in text.inlines]
    for inline in inlines:
        fits = len(inline.text) <= 500
        if isinstance(inline, Link | Mention) and fits and inline.text.strip():
            assert any(inline.text.strip() in other.text for other in found)


def test_the_longest_body_makes_no_more_than_100_blocks() -> None:
    body = ("가\n\n나. " + "다" * 490 + "\n\n") * 20
    assert len(blocks(Content(title="제목", body=body[:10_000]))) <= 100
