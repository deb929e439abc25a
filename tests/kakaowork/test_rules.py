"""Rules: every limit, its code, its place and its words."""

import pytest
from hypothesis import given

from bot.core.errors import Problem
from bot.kakaowork.blocks import (
    Action,
    Block,
    Button,
    ButtonAction,
    Context,
    Description,
    Divider,
    Header,
    ImageLink,
    Inline,
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
from bot.kakaowork.rules import check_blocks, check_message_text
from tests.kakaowork.strategies import messages

SUBMIT = SubmitAction(name="ok", value="1")
WEB_KO = "http, https 주소만 쓸 수 있어요. 지금은 ‘{}’예요. 전체 주소를 써 주세요."
WEB_EN = "Only http, https addresses can be used. It is ‘{}’ now. Write the whole address."
LINK_KO = WEB_KO.replace("https 주소", "https, mailto, tel 주소")
LINK_EN = WEB_EN.replace("https addresses", "https, mailto, tel addresses")


def press(action: ButtonAction) -> Button:
    return Button(text="열기", action=action)


def words(*inlines: Inline) -> Text:
    return Text(text="글", inlines=inlines)


def only(problems: list[Problem]) -> tuple[str, str, str, str]:
    assert len(problems) == 1
    found = problems[0]
    return found.pointer, found.code, found.text.ko, found.text.en


@pytest.mark.parametrize(
    ("block", "pointer", "code", "ko", "en"),
    [
        (
            Header(text="가" * 21),
            "/text",
            "header_too_long",
            "제목은 20자까지 쓸 수 있어요. 지금은 21자예요. 1자를 줄여 주세요.",
            "The header can have up to 20 characters. There are 21 now. Take out 1.",
        ),
        (
            Header(text=""),
            "/text",
            "empty_header",
            "제목이 비어 있어요. 한 글자 이상 써 주세요.",
            "The header is empty. Write at least one character.",
        ),
        (
            Header(text="위\n아래"),
            "/text",
            "header_line_break",
            "제목은 한 줄이어야 해요. 줄바꿈을 지워 주세요.",
            "The header has to be one line. Take out the line breaks.",
        ),
        (
            Header(text="끝\n"),
            "/text",
            "header_line_break",
            "제목은 한 줄이어야 해요. 줄바꿈을 지워 주세요.",
            "The header has to be one line. Take out the line breaks.",
        ),
        (
            Text(text="가" * 501),
            "/text",
            "text_too_long",
            "글은 500자까지 쓸 수 있어요. 지금은 501자예요. 1자를 줄여 주세요.",
            "The text can have up to 500 characters. There are 501 now. Take out 1.",
        ),
        (
            Text(text=""),
            "/text",
            "empty_text",
            "글이 비어 있어요. 한 글자 이상 써 주세요.",
            "The text is empty. Write at least one character.",
        ),
        (
            words(Styled(text="가" * 300), Link(text="나" * 202, url="https://example.com")),
            "/inlines",
            "inlines_too_long",
            "인라인 글은 모두 합쳐 500자까지 쓸 수 있어요. 지금은 502자예요. 2자를 줄여 주세요.",
            "The inlines together can have up to 500 characters. There are 502 now. Take out 2.",
        ),
        (
            words(*[Styled(text="")] * 501),
            "/inlines",
            "too_many_inlines",
            "인라인은 500개까지 쓸 수 있어요. 지금은 501개예요. 1개를 줄여 주세요.",
            "There can be up to 500 inlines. There are 501 now. Take out 1.",
        ),
        (
            words(Styled(text="")),
            "/inlines/0/text",
            "empty_text",
            "인라인 글이 비어 있어요. 한 글자 이상 써 주세요.",
            "The inline's text is empty. Write at least one character.",
        ),
        (
            Text(text="글", inlines=(Styled(text="글"),), markdown=True),
            "/markdown",
            "markdown_with_inlines",
            "markdown과 inlines는 함께 쓸 수 없어요. 하나만 써 주세요.",
            "Markdown and inlines can't be used together. Use one of them.",
        ),
        (
            words(Styled(text="가"), Link(text="여기", url="ftp://example.com")),
            "/inlines/1/url",
            "bad_url",
            LINK_KO.format("ftp://example.com"),
            LINK_EN.format("ftp://example.com"),
        ),
        (
            words(Mention(text="@ryan", user_id=0)),
            "/inlines/0/ref/value",
            "bad_mention",
            "멘션할 사람의 id는 1 이상의 정수여야 해요. id를 확인해 주세요.",
            "The id of a mentioned person has to be a whole number from 1. Check the id.",
        ),
        (
            ImageLink(url="/a.png"),
            "/url",
            "bad_url",
            WEB_KO.format("/a.png"),
            WEB_EN.format("/a.png"),
        ),
        (
            Description(term="가" * 11, content=Text(text="글")),
            "/term",
            "term_too_long",
            "용어는 10자까지 쓸 수 있어요. 지금은 11자예요. 1자를 줄여 주세요.",
            "The term can have up to 10 characters. There are 11 now. Take out 1.",
        ),
        (
            Description(term="", content=Text(text="글")),
            "/term",
            "empty_term",
            "용어가 비어 있어요. 한 글자 이상 써 주세요.",
            "The term is empty. Write at least one character.",
        ),
        (
            Section(content=Text(text="글"), accessory=ImageLink(url="javascript:alert(1)")),
            "/accessory/url",
            "bad_url",
            WEB_KO.format("javascript:alert(1)"),
            WEB_EN.format("javascript:alert(1)"),
        ),
        (
            Section(content=Text(text="글"), action=OpenSystemBrowser(value="tel:119")),
            "/action/value",
            "bad_url",
            WEB_KO.format("tel:119"),
            WEB_EN.format("tel:119"),
        ),
        (
            Context(content=Text(text="글"), image=ImageLink(url="https://")),
            "/image/url",
            "bad_url",
            WEB_KO.format("https://"),
            WEB_EN.format("https://"),
        ),
    ],
)
def test_each_limit_is_named_with_its_place_and_the_way_out(
    block: Block, pointer: str, code: str, ko: str, en: str
) -> None:
    assert only(check_blocks([block])) == (f"/blocks/0{pointer}", code, ko, en)


@pytest.mark.parametrize(
    "block",
    [
        Header(text="가" * 20),
        Text(text="가" * 500),
        Text(text="글", inlines=(Styled(text="가" * 250), Styled(text="나" * 250))),
        Button(text="가" * 20, action=SUBMIT),
        Action(elements=(press(SUBMIT),)),
        Action(elements=(press(SUBMIT),) * 3),
        Description(term="가" * 10, content=Text(text="가" * 501)),
        Section(content=Text(text="글")),
        press(
            OpenInappBrowser(value="https://example.com", standalone=True, width=1, height=1)
        ),
        press(OpenExternalApp(value="geo:37.5,127")),
    ],
)
def test_what_is_just_within_a_limit_is_taken(block: Block) -> None:
    assert check_blocks([block]) == []


def test_a_header_that_is_not_first_is_refused() -> None:
    assert only(check_blocks([Divider(), Header(text="제목")])) == (
        "/blocks/1",
        "header_not_first",
        "제목은 맨 앞에만 놓을 수 있어요. 첫 번째 블록으로 옮겨 주세요.",
        "The header can only be the first block. Move it to the top.",
    )


def test_a_second_header_is_refused() -> None:
    assert only(check_blocks([Header(text="하나"), Header(text="둘")], "/message/blocks")) == (
        "/message/blocks/1",
        "header_twice",
        "제목은 한 번만 쓸 수 있어요. 하나만 남겨 주세요.",
        "There can be only one header. Keep one of them.",
    )


def test_more_than_100_blocks_are_refused() -> None:
    assert check_blocks([Divider()] * 100) == []
    assert only(check_blocks([Divider()] * 101)) == (
        "/blocks",
        "too_many_blocks",
        "블록은 100개까지 쓸 수 있어요. 지금은 101개예요. 1개를 줄여 주세요.",
        "There can be up to 100 blocks. There are 101 now. Take out 1.",
    )


def test_a_careful_client_keeps_to_the_narrowest_reading() -> None:
    blocks: list[Block] = [
        Action(elements=(press(SUBMIT),)),
        Description(term="용어", content=Text(text="가" * 501)),
    ]
    assert check_blocks(blocks) == []
    found = check_blocks(blocks, careful=True)
    assert [(problem.pointer, problem.code, problem.text.ko) for problem in found] == [
        (
            "/blocks/0/elements",
            "too_few_buttons",
            "한 줄의 버튼은 2개 이상이어야 해요. 지금은 1개예요. 1개를 더 넣어 주세요.",
        ),
        (
            "/blocks/1/content/text",
            "text_too_long",
            "글은 500자까지 쓸 수 있어요. 지금은 501자예요. 1자를 줄여 주세요.",
        ),
    ]
    assert found[0].text.en == "There are too few buttons in a row: 1, and 2 are needed. Add 1."


def test_a_message_text_has_1_to_10000_characters() -> None:
    assert check_message_text("가" * 10_000) == []
    assert only(check_message_text("가" * 10_001)) == (
        "/text",
        "text_too_long",
        "메시지는 10,000자까지 쓸 수 있어요. 지금은 10,001자예요. 1자를 줄여 주세요.",
        "The message can have up to 10,000 characters. There are 10,001 now. Take out 1.",
    )
    assert only(check_message_text("", "/message")) == (
        "/message",
        "empty_text",
        "메시지가 비어 있어요. 한 글자 이상 써 주세요.",
        "The message is empty. Write at least one character.",
    )


@given(messages)
def test_blocks_within_their_limits_have_no_problem(blocks: tuple[Block, ...]) -> None:
    assert check_blocks(blocks) == []
