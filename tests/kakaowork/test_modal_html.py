"""A modal as a form: every field named, nothing unescaped."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.kakaowork.modal import Input, Label, ModalBlock, Option, Select, View
from bot.kakaowork.modal_html import ModalWords, modal_html
from tests.kakaowork.strategies import texts

WORDS = ModalWords(required="(필수)", choose="골라 주세요")
TAGS = {"form", "h2", "div", "p", "button", "label", "span", "input", "select", "option"}
INLINE = {"a", "br", "strong"}


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.words += data


def shown(*blocks: ModalBlock) -> str:
    view = View(title="설문", accept="보내기", decline="취소", value="v", blocks=blocks)
    return modal_html(view, WORDS)


def test_a_label_right_above_a_field_names_it() -> None:
    html = shown(
        Label(text="안내"),
        Label(text="*이유*", markdown=True),
        Input(name="why", required=True),
    )
    assert '<p class="bk-text">안내</p><div class="bk-field"><label for="bk-field-2">' in html
    named = '<strong>이유</strong> <span class="bk-required">(필수)</span></label>'
    assert named in html
    assert 'id="bk-field-2" name="why"' in html
    assert 'aria-required="true"' in html
    assert 'aria-describedby="bk-field-2-fault"' in html


def test_without_a_label_the_placeholder_or_the_name_names_the_field() -> None:
    html = shown(Input(name="why", placeholder="이유를 써 주세요"), Input(name="other"))
    assert '<label for="bk-field-0">이유를 써 주세요</label>' in html
    assert '<label for="bk-field-1">other</label>' in html
    assert "aria-required" not in html


def test_a_select_begins_with_no_choice() -> None:
    options = (Option(text="비빔밥", value="b"), Option(text="냉면", value="n"))
    html = shown(Select(name="menu", options=options))
    assert '<option value="">골라 주세요</option><option value="b">비빔밥</option>' in html


def test_a_label_at_the_end_stays_words() -> None:
    assert '<p class="bk-text">끝</p></div>' in shown(Label(text="끝"))


@given(texts(40), texts(40), st.booleans())
def test_nothing_that_a_bot_says_becomes_markup(one: str, other: str, markdown: bool) -> None:
    evil = f'"><img src=x onerror=alert(1)>{one}'
    option = Option(text=evil + other, value=evil)
    view = View(
        title=evil,
        accept=evil,
        decline=evil,
        value=evil,
        blocks=(
            Label(text=evil, markdown=markdown),
            Input(name=evil, placeholder=evil),
            Select(name=evil, options=(option,), placeholder=evil, required=True),
        ),
    )
    page = Seen(modal_html(view, WORDS))
    assert set(page.tags) <= TAGS | INLINE
    names = {name for attributes in page.attributes for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "style"}]
    assert page.words.count("onerror=alert(1)") >= 6
