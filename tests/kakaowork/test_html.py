"""HTML and plain text of blocks: nothing that was given gets through as markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kakaowork.blocks import (
    Action,
    Block,
    Button,
    ButtonStyle,
    CallModal,
    Color,
    Context,
    Description,
    Divider,
    Exclusive,
    Header,
    HeaderStyle,
    ImageLink,
    Link,
    Mention,
    OpenExternalApp,
    OpenInappBrowser,
    OpenSystemBrowser,
    Section,
    Styled,
    SubmitAction,
    Text,
)
from bot.kakaowork.html import blocks_html, blocks_text
from tests.kakaowork.strategies import messages, texts

NEW_TAB = 'rel="noopener noreferrer" target="_blank"'
SUBMIT = SubmitAction(name="ok", value="1")
TAGS = {
    "div",
    "p",
    "br",
    "strong",
    "em",
    "s",
    "span",
    "a",
    "img",
    "hr",
    "dl",
    "dt",
    "dd",
    "button",
}
NAMES = {
    "class",
    "rel",
    "target",
    "href",
    "role",
    "src",
    "alt",
    "loading",
    "type",
    "aria-label",
}


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"href", "src", "data-mobile-url"}:
                self.addresses.append(value or "")
            if not name.startswith("data-"):
                self.names.add(name)
        if tag == "br":
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        self.words += data


def seen(html: str) -> Seen:
    page = Seen()
    page.feed(html)
    page.close()
    return page


def press(text: str, style: ButtonStyle = ButtonStyle.DEFAULT) -> Button:
    return Button(text=text, action=SUBMIT, style=style)


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (
            Header(text="<제목>", style=HeaderStyle.BLUE),
            '<p class="bk-header bk-header--blue">&lt;제목&gt;</p>',
        ),
        (Header(text="제목"), '<p class="bk-header bk-header--white">제목</p>'),
        (Text(text="위\n아래\r\n끝"), '<p class="bk-text">위<br>아래<br>끝</p>'),
        (
            Text(text="x", inlines=(Styled(text="글", bold=True, italic=True, strike=True),)),
            '<p class="bk-text"><strong><em><s>글</s></em></strong></p>',
        ),
        (
            Text(text="x", inlines=(Styled(text="글", color=Color.RED),)),
            '<p class="bk-text"><span class="bk-color--red">글</span></p>',
        ),
        (
            Text(text="x", inlines=(Link(text="여기", url="https://example.com/?a=1&b=2"),)),
            f'<p class="bk-text"><a class="bk-link" href="https://example.com/?a=1&amp;b=2" '
            f"{NEW_TAB}>여기</a></p>",
        ),
        (
            Text(text="x", inlines=(Link(text="여기", url="javascript:alert(1)"),)),
            '<p class="bk-text">여기</p>',
        ),
        (
            Text(text="x", inlines=(Mention(text="@ryan", user_id=800),)),
            '<p class="bk-text"><span class="bk-mention" data-user-id="800">@ryan</span></p>',
        ),
        (
            Text(text="*굵게* [여기](https://example.com)", markdown=True),
            '<p class="bk-text"><strong>굵게</strong> '
            f'<a class="bk-link" href="https://example.com" {NEW_TAB}>여기</a></p>',
        ),
        (Divider(), '<hr class="bk-divider">'),
        (
            ImageLink(url="https://example.com/a.png"),
            '<img class="bk-image" loading="lazy" src="https://example.com/a.png" alt="">',
        ),
        (ImageLink(url="javascript:alert(1)"), ""),
        (
            Description(term="기안자", content=Text(text="김OO"), accent=True),
            '<dl class="bk-description bk-description--accent"><dt>기안자</dt><dd>김OO</dd></dl>',
        ),
        (
            Description(term="기안자", content=Text(text="김OO")),
            '<dl class="bk-description"><dt>기안자</dt><dd>김OO</dd></dl>',
        ),
        (
            Context(content=Text(text="글"), image=ImageLink(url="https://example.com/i.png")),
            '<div class="bk-context"><img class="bk-context-image" loading="lazy" '
            'src="https://example.com/i.png" alt=""><p class="bk-text">글</p></div>',
        ),
        (
            Section(
                content=Text(text='첨부 "1"'),
                accessory=ImageLink(url="https://example.com/a.png"),
                action=OpenSystemBrowser(value="https://example.com"),
            ),
            '<div class="bk-section"><p class="bk-text">첨부 &#34;1&#34;</p>'
            '<img class="bk-section-image" loading="lazy" src="https://example.com/a.png" alt="">'
            f'<a class="bk-section-action" role="button" href="https://example.com" {NEW_TAB} '
            'aria-label="첨부 &#34;1&#34;">›</a></div>',
        ),
        (
            Section(content=Text(text="글"), action=CallModal(value="1")),
            '<div class="bk-section"><p class="bk-text">글</p><button type="button" '
            'class="bk-section-action" data-action-index="0" aria-label="글">›</button></div>',
        ),
        (
            Button(
                text="열기",
                action=OpenInappBrowser(value="https://example.com"),
                style=ButtonStyle.PRIMARY,
            ),
            '<a class="bk-button bk-button--primary" role="button" href="https://example.com" '
            f"{NEW_TAB}>열기</a>",
        ),
        (
            Button(
                text="열기",
                action=Exclusive(
                    default=OpenSystemBrowser(value="https://example.com/default"),
                    pc=OpenSystemBrowser(value="https://example.com/pc"),
                    mobile=OpenSystemBrowser(value="https://m.example.com"),
                ),
            ),
            f'<a class="bk-button" role="button" href="https://example.com/pc" {NEW_TAB} '
            'data-mobile-url="https://m.example.com">열기</a>',
        ),
        (
            Button(
                text="열기",
                action=Exclusive(
                    default=OpenSystemBrowser(value="https://example.com"),
                    mobile=OpenExternalApp(value="ios=a&aos=b"),
                ),
            ),
            f'<a class="bk-button" role="button" href="https://example.com" {NEW_TAB}>열기</a>',
        ),
        (
            Button(text="열기", action=OpenExternalApp(value="javascript:alert(1)")),
            '<button type="button" class="bk-button" data-action-index="0">열기</button>',
        ),
        (
            Button(text="열기", action=OpenSystemBrowser(value="javascript:alert(1)")),
            '<button type="button" class="bk-button" data-action-index="0">열기</button>',
        ),
        (
            Action(
                elements=(press("승인", ButtonStyle.PRIMARY), press("반려", ButtonStyle.DANGER))
            ),
            '<div class="bk-action"><button type="button" class="bk-button bk-button--primary" '
            'data-action-index="0">승인</button><button type="button" '
            'class="bk-button bk-button--danger" data-action-index="1">반려</button></div>',
        ),
    ],
)
def test_each_block_has_its_html(block: Block, html: str) -> None:
    assert blocks_html([block]) == f'<div class="bk-card">{html}</div>'


def test_the_first_picture_is_described_and_the_others_are_decor() -> None:
    image = ImageLink(url="https://example.com/a.png")
    html = blocks_html([image, image], image_alt='표 "1"')
    assert html.count('alt="표 &#34;1&#34;"') == 1
    assert html.count('alt=""') == 1


def test_a_press_is_counted_over_links_too() -> None:
    page = OpenSystemBrowser(value="https://example.com")
    html = blocks_html([Button(text="1", action=page), press("2")])
    assert 'data-action-index="1">2</button>' in html


@given(messages, texts(60))
def test_no_sign_that_was_given_gets_through_as_markup(
    blocks: tuple[Block, ...], alt: str
) -> None:
    page = seen(blocks_html(blocks, image_alt=alt))
    assert page.tags <= TAGS
    assert page.names <= NAMES
    schemes = ("http://", "https://", "mailto:", "tel:")
    assert all(address.startswith(schemes) for address in page.addresses)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=80))
def test_words_are_shown_as_they_were_given(text: str) -> None:
    blocks = [Text(text=text), Text(text="x", inlines=(Styled(text=text, bold=True),))]
    html = str(blocks_html(blocks))
    assert seen(html).words == text * 2
    known = ("<div ", "</div>", "<p ", "</p>", "<br>", "<strong>", "</strong>")
    for tag in known:
        html = html.replace(tag, "")
    assert "<" not in html


@given(messages)
def test_any_blocks_have_plain_text(blocks: tuple[Block, ...]) -> None:
    assert isinstance(blocks_text(blocks), str)


def test_plain_text_has_a_line_for_each_block_with_words() -> None:
    image = ImageLink(url="https://example.com/a.png")
    blocks: list[Block] = [
        Header(text="제목"),
        image,
        Text(
            text="x", inlines=(Styled(text="굵은 "), Link(text="글", url="https://example.com"))
        ),
        Text(text="*굵게*", markdown=True),
        Divider(),
        Description(term="기안자", content=Text(text="김OO")),
        Section(content=Text(text="첨부")),
        Context(content=Text(text="결재함"), image=image),
        press("확인"),
        Action(elements=(press("승인"), press("반려"))),
    ]
    assert blocks_text(blocks).split("\n") == [
        "제목",
        "굵은 글",
        "굵게",
        "기안자: 김OO",
        "첨부",
        "결재함",
        "[확인]",
        "[승인] [반려]",
    ]
