"""Parsing: JSON values to blocks, and every fault at its place."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.kakaowork.blocks import (
    Action,
    Block,
    Button,
    CallModal,
    Color,
    Context,
    Description,
    Divider,
    Header,
    HeaderStyle,
    ImageLink,
    Link,
    Mention,
    OpenInappBrowser,
    OpenSystemBrowser,
    Section,
    Styled,
    SubmitAction,
    Text,
)
from bot.kakaowork.parsing import parse_blocks
from tests.kakaowork.wording import (
    ACTIONS,
    BLOCKS,
    IMAGE,
    MISSING_EN,
    MISSING_KO,
    SUBMIT,
    TEXT,
    TYPE_EN,
    TYPE_KO,
    button,
    inline,
    problems_of,
)


@pytest.mark.parametrize(
    ("given", "block"),
    [
        ({"type": "header", "text": "제목"}, Header(text="제목")),
        (
            {"type": "header", "text": "제목", "style": "red"},
            Header(text="제목", style=HeaderStyle.RED),
        ),
        ({"type": "text", "text": "글", "inlines": None, "markdown": None}, Text(text="글")),
        ({"type": "text", "text": "*글*", "markdown": True}, Text(text="*글*", markdown=True)),
        (
            inline(type="styled", text="글", bold=True, color="gray"),
            Text(text="글", inlines=(Styled(text="글", bold=True, color=Color.GREY),)),
        ),
        (
            inline(type="link", text="전화", url="tel:119"),
            Text(text="글", inlines=(Link(text="전화", url="tel:119"),)),
        ),
        (
            inline(type="mention", text="@a", ref={"type": "kw", "value": "800"}),
            Text(text="글", inlines=(Mention(text="@a", user_id=800),)),
        ),
        (IMAGE, ImageLink(url="https://example.com/a.png")),
        (button(action=SUBMIT), Button(text="열기", action=SubmitAction(name="ok", value="1"))),
        (
            button(action_type="submit_action", action_name="ok", value="1"),
            Button(text="열기", action=SubmitAction(name="ok", value="1")),
        ),
        (
            button(action_type="call_modal", value="1"),
            Button(text="열기", action=CallModal(value="1")),
        ),
        (
            button(
                action_type="open_inapp_browser", action_name="n", value="https://example.com"
            ),
            Button(text="열기", action=OpenInappBrowser(value="https://example.com", name="n")),
        ),
        (
            {"type": "action", "elements": [button(action=SUBMIT)]},
            Action(elements=(Button(text="열기", action=SubmitAction(name="ok", value="1")),)),
        ),
        ({"type": "divider", "unheard_of": {"deep": []}}, Divider()),
        (
            {"type": "description", "term": "용어", "content": TEXT, "accent": True},
            Description(term="용어", content=Text(text="글"), accent=True),
        ),
        (
            {
                "type": "section",
                "content": TEXT,
                "accessory": IMAGE,
                "action": {"type": "open_system_browser", "value": "https://example.com"},
            },
            Section(
                content=Text(text="글"),
                accessory=ImageLink(url="https://example.com/a.png"),
                action=OpenSystemBrowser(value="https://example.com"),
            ),
        ),
        (
            {"type": "context", "content": TEXT, "image": IMAGE},
            Context(content=Text(text="글"), image=ImageLink(url="https://example.com/a.png")),
        ),
    ],
)
def test_each_block_is_read(given: dict[str, object], block: Block) -> None:
    assert parse_blocks([given]) == (block,)


def test_every_fault_is_collected_in_reading_order() -> None:
    blocks = [
        {"type": "header", "text": "가" * 21, "style": "green"},
        {"type": "nope"},
        {"type": "text", "inlines": [{"type": "styled", "text": ""}, {"type": "link"}]},
        TEXT,
        {"type": "header", "text": "둘"},
    ]
    assert [(p.pointer, p.code) for p in problems_of(blocks)] == [
        ("/blocks/0/style", "unknown_value"),
        ("/blocks/0/text", "header_too_long"),
        ("/blocks/1/type", "unknown_block"),
        ("/blocks/2/text", "missing_field"),
        ("/blocks/2/inlines/0/text", "empty_text"),
        ("/blocks/2/inlines/1/text", "missing_field"),
        ("/blocks/2/inlines/1/url", "missing_field"),
        ("/blocks/4", "header_twice"),
    ]


def test_the_error_says_how_many_places_more_there_are() -> None:
    with pytest.raises(Invalid) as caught:
        parse_blocks([{"type": "header"}, {"type": "text"}])
    assert caught.value.text.ko == MISSING_KO.format("text") + " (이 밖에 1곳이 더 있어요)"
    assert caught.value.text.en == MISSING_EN.format("text") + " (and 1 more)"


@pytest.mark.parametrize(
    ("value", "kind_ko", "kind_en"),
    [({}, "객체", "an object"), (None, "null", "null"), ("[]", "문자열", "a string")],
)
def test_blocks_have_to_be_an_array(value: object, kind_ko: str, kind_en: str) -> None:
    (found,) = problems_of(value, "/message/blocks")
    assert (found.pointer, found.code) == ("/message/blocks", "wrong_type")
    assert found.text.ko == TYPE_KO.format("배열", kind_ko)
    assert found.text.en == TYPE_EN.format("an array", kind_en)


def test_no_blocks_are_no_blocks() -> None:
    assert parse_blocks([]) == ()


def test_more_than_100_blocks_are_not_even_looked_at() -> None:
    (found,) = problems_of([7] * 101)
    assert (found.pointer, found.code) == ("/blocks", "too_many_blocks")
    assert (
        found.text.ko == "블록은 100개까지 쓸 수 있어요. 지금은 101개예요. 1개를 줄여 주세요."
    )
    assert found.text.en == "There can be up to 100 blocks. There are 101 now. Take out 1."


def test_a_hostile_message_gets_100_problems_and_no_more() -> None:
    nested: Any = {"type": "text", "inlines": [{"type": "x" * 10_000}] * 500}
    assert len(problems_of([copy.deepcopy(nested) for _ in range(100)])) == 100


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.sampled_from(
            [*BLOCKS.split(", "), *ACTIONS.split(", "), "styled", "link", "exclusive"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["type", "text", "inlines", "action", "elements", "content", "default", "url"]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


def refusal_of(value: object) -> Invalid | None:
    try:
        parse_blocks(value)
    except Invalid as refusal:
        return refusal
    return None


@given(json_values)
def test_any_json_is_read_or_refused_with_problems(value: object) -> None:
    refusal = refusal_of(value)
    if refusal is not None:
        assert refusal.word == "invalid_blocks"
        assert refusal.problems
        assert all(problem.pointer.startswith("/blocks") for problem in refusal.problems)
