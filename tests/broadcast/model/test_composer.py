"""From a content to a message."""

from dataclasses import replace

import pytest

from bot.broadcast.model.composer import Composed, Recipient, compose, needs_recipient
from bot.broadcast.model.content import Content, ImagePlace, LinkButton, Picture, Row
from bot.core.errors import Invalid
from bot.kakaowork.blocks import (
    Action,
    Block,
    Button,
    ButtonStyle,
    Color,
    Description,
    Divider,
    Exclusive,
    Header,
    HeaderStyle,
    ImageLink,
    Link,
    Mention,
    OpenSystemBrowser,
    Styled,
    Text,
)

HONG = Recipient(name="홍길동", user_id=42, department="인사팀")
URL = "https://example.com/a"
PICTURE = Picture(url=URL, alt="운동장")


def blocks(content: Content, recipient: Recipient | None = None) -> tuple[Block, ...]:
    """The blocks of `content`."""
    return compose(content, recipient).blocks


def link(index: int) -> LinkButton:
    """A link button."""
    return LinkButton(label=f"버튼 {index}", url=f"{URL}/{index}")


def test_a_title_becomes_the_header() -> None:
    content = Content(title="제목", style=HeaderStyle.RED)
    assert compose(content, None) == Composed(
        text="제목", blocks=(Header(text="제목", style=HeaderStyle.RED),)
    )


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (ImagePlace.TOP, [Header, ImageLink, Text, Divider, Description, Button]),
        (ImagePlace.BOTTOM, [Header, Text, Divider, Description, ImageLink, Button]),
    ],
)
def test_the_blocks_stand_in_order(place: ImagePlace, order: list[type]) -> None:
    content = Content(
        title="제목",
        body="본문",
        image=PICTURE,
        image_place=place,
        rows=(Row(term="일시", text="금요일"),),
        links=(link(1),),
    )
    assert [type(block) for block in blocks(content)] == order


def test_rows_without_a_body_have_no_divider() -> None:
    content = Content(title="제목", rows=(Row(term="일시", text="금요일"),))
    assert blocks(content)[1:] == (
        Description(term="일시", content=Text(text="금요일"), accent=True),
    )


def test_one_link_is_a_primary_button() -> None:
    assert blocks(Content(title="제목", links=(link(1),)))[1:] == (
        Button(
            text="버튼 1",
            style=ButtonStyle.PRIMARY,
            action=OpenSystemBrowser(value=f"{URL}/1"),
        ),
    )


@pytest.mark.parametrize("count", [2, 3])
def test_more_links_are_one_row_with_the_first_primary(count: int) -> None:
    found = blocks(Content(title="제목", links=tuple(link(i) for i in range(count))))
    (row,) = found[1:]
    assert isinstance(row, Action)
    styles = [button.style for button in row.elements]
    assert styles == [ButtonStyle.PRIMARY, *[ButtonStyle.DEFAULT] * (count - 1)]


def test_a_mobile_address_is_opened_on_phones_only() -> None:
    content = Content(
        title="제목", links=(replace(link(1), mobile_url="https://m.example.com"),)
    )
    button = blocks(content)[1]
    assert isinstance(button, Button)
    assert button.action == Exclusive(
        default=OpenSystemBrowser(value=f"{URL}/1"),
        mobile=OpenSystemBrowser(value="https://m.example.com"),
    )


def test_styles_become_inlines() -> None:
    body = "**굵게** {red|빨강} [글](https://a.kr)"
    (text,) = blocks(Content(title="제목", body=body))[1:]
    assert text == Text(
        text="굵게 빨강 글",
        inlines=(
            Styled(text="굵게", bold=True),
            Styled(text=" "),
            Styled(text="빨강", color=Color.RED),
            Styled(text=" "),
            Link(text="글", url="https://a.kr"),
        ),
    )


def test_plain_words_need_no_inlines() -> None:
    assert blocks(Content(title="제목", body="본문"))[1] == Text(text="본문")


def test_a_mention_is_the_recipients() -> None:
    content = Content(title="제목", body="@{member}님")
    assert needs_recipient(content)
    (text,) = blocks(content, HONG)[1:]
    assert text == Text(
        text="@홍길동님", inlines=(Mention(text="@홍길동", user_id=42), Styled(text="님"))
    )
    assert compose(content, HONG).text == "제목\n\n@홍길동님"


def test_a_mention_of_nobody_is_plain_words() -> None:
    content = Content(title="제목", body="@{member}님")
    assert blocks(content)[1:] == (Text(text="@받는 분님"),)


def test_a_body_without_a_mention_needs_no_recipient() -> None:
    assert not needs_recipient(Content(title="제목", body=r"\@{member}"))


def test_the_text_says_all_in_words() -> None:
    content = Content(
        title="체육대회",
        body="**함께**해요",
        image=PICTURE,
        rows=(Row(term="일시", text="금요일"), Row(term="장소", text="운동장")),
        links=(link(1), link(2)),
    )
    assert compose(content, None).text == (
        "체육대회\n\n[이미지: 운동장]\n\n함께해요\n\n일시: 금요일\n장소: 운동장\n\n"
        "버튼 1: https://example.com/a/1\n버튼 2: https://example.com/a/2"
    )


def test_a_long_text_is_cut_between_words_and_keeps_the_links() -> None:
    content = Content(title="제목", body="낱말 " * 3_333, links=(link(1),))
    text = compose(content, None).text
    assert len(text) <= 10_000
    assert "낱말…\n\n버튼 1: https://example.com/a/1" in text


def test_a_text_of_links_and_rows_alone_is_cut_too() -> None:
    url = "https://example.com/" + "a" * 1_970
    links = tuple(LinkButton(label=f"{i}", url=url, mobile_url=url) for i in range(3))
    rows = tuple(Row(term=f"{i}", text="가" * 500) for i in range(10))
    text = compose(Content(title="제목", body="가" * 9_000, links=links, rows=rows), None).text
    assert len(text) <= 10_000
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        (Content(title="가" * 21), "/title", "header_too_long"),
        (Content(title=""), "/title", "empty_header"),
        (Content(title="a", image=Picture(url="x", alt="a")), "/image/url", "bad_url"),
        (Content(title="a", rows=(Row(term="", text="a"),)), "/rows/0/term", "empty_term"),
        (Content(title="a", rows=(Row(term="a", text=""),)), "/rows/0/text", "empty_text"),
        (Content(title="a", links=(replace(link(1), url="x"),)), "/links/0/url", "bad_url"),
        (
            Content(title="a", links=(link(1), replace(link(2), label=""))),
            "/links/1/label",
            "empty_button",
        ),
        (
            Content(title="a", links=(replace(link(1), mobile_url="x"),)),
            "/links/0/mobile_url",
            "bad_url",
        ),
    ],
)
def test_what_the_platform_refuses_is_refused_at_the_content(
    content: Content, pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        compose(content, None)
    found = [(problem.pointer, problem.code) for problem in caught.value.problems]
    assert (pointer, code) in found
    assert all(p.text.ko and p.text.en for p in caught.value.problems)


def test_a_mention_of_an_unknown_id_is_refused_at_the_body() -> None:
    with pytest.raises(Invalid) as caught:
        compose(Content(title="a", body="@{member}"), replace(HONG, user_id=0))
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.code) == ("/body", "bad_mention")
    assert problem.text.ko == "멘션할 사람의 id는 1 이상의 정수여야 해요. id를 확인해 주세요."
    assert problem.text.en.startswith("The id of a mentioned person")
