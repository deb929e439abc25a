"""Parsing: each fault of a JSON value is named once, at its place, in both languages."""

import pytest

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
    UNKNOWN_EN,
    UNKNOWN_KO,
    button,
    inline,
    problems_of,
)


@pytest.mark.parametrize(
    ("block", "pointer", "code", "ko", "en"),
    [
        (
            7,
            "",
            "wrong_type",
            TYPE_KO.format("객체", "숫자"),
            TYPE_EN.format("an object", "a number"),
        ),
        (
            None,
            "",
            "wrong_type",
            TYPE_KO.format("객체", "null"),
            TYPE_EN.format("an object", "null"),
        ),
        ({}, "/type", "missing_field", MISSING_KO.format("type"), MISSING_EN.format("type")),
        (
            {"type": "carousel"},
            "/type",
            "unknown_block",
            UNKNOWN_KO.format("carousel", BLOCKS),
            UNKNOWN_EN.format("carousel", BLOCKS),
        ),
        (
            {"type": "x" * 50},
            "/type",
            "unknown_block",
            UNKNOWN_KO.format("x" * 40 + "…", BLOCKS),
            UNKNOWN_EN.format("x" * 40 + "…", BLOCKS),
        ),
        (
            {"type": ["header"]},
            "/type",
            "wrong_type",
            TYPE_KO.format("문자열", "배열"),
            TYPE_EN.format("a string", "an array"),
        ),
        (
            {"type": "header"},
            "/text",
            "missing_field",
            MISSING_KO.format("text"),
            MISSING_EN.format("text"),
        ),
        (
            {"type": "header", "text": "제목", "style": "green"},
            "/style",
            "unknown_value",
            UNKNOWN_KO.format("green", "white, blue, red, yellow"),
            UNKNOWN_EN.format("green", "white, blue, red, yellow"),
        ),
        (
            {"type": "text", "text": True},
            "/text",
            "wrong_type",
            TYPE_KO.format("문자열", "true·false"),
            TYPE_EN.format("a string", "true or false"),
        ),
        (
            {"type": "text", "text": "글", "markdown": "yes"},
            "/markdown",
            "wrong_type",
            TYPE_KO.format("true·false", "문자열"),
            TYPE_EN.format("true or false", "a string"),
        ),
        (
            {"type": "text", "text": "글", "inlines": {}},
            "/inlines",
            "wrong_type",
            TYPE_KO.format("배열", "객체"),
            TYPE_EN.format("an array", "an object"),
        ),
        (
            {"type": "text", "text": "글", "inlines": [7] * 501},
            "/inlines",
            "too_many_inlines",
            "인라인은 500개까지 쓸 수 있어요. 지금은 501개예요. 1개를 줄여 주세요.",
            "There can be up to 500 inlines. There are 501 now. Take out 1.",
        ),
        (
            {"type": "text", "text": "반쪽 \ud83d"},
            "/text",
            "bad_characters",
            "쓸 수 없는 문자(NUL 또는 반쪽 서로게이트)가 있어요. 그 문자를 지워 주세요.",
            "There is a character that can't be used (NUL or half a surrogate pair). Take it out.",
        ),
        (
            inline(type="emoji", text="x"),
            "/inlines/0/type",
            "unknown_inline",
            UNKNOWN_KO.format("emoji", "styled, link, mention"),
            UNKNOWN_EN.format("emoji", "styled, link, mention"),
        ),
        (
            inline(type="link", text="x", url="x"),
            "/inlines/0/url",
            "bad_url",
            "http, https, mailto, tel 주소만 쓸 수 있어요. 지금은 ‘x’예요. 전체 주소를 써 주세요.",
            "Only http, https, mailto, tel addresses can be used. It is ‘x’ now. "
            "Write the whole address.",
        ),
        (
            inline(type="mention", text="@a"),
            "/inlines/0/ref",
            "missing_field",
            MISSING_KO.format("ref"),
            MISSING_EN.format("ref"),
        ),
        (
            inline(type="mention", text="@a", ref={"type": "kt", "value": 1}),
            "/inlines/0/ref/type",
            "unknown_value",
            UNKNOWN_KO.format("kt", "kw"),
            UNKNOWN_EN.format("kt", "kw"),
        ),
        (
            inline(type="mention", text="@a", ref={"type": "kw", "value": "ryan"}),
            "/inlines/0/ref/value",
            "wrong_type",
            TYPE_KO.format("정수", "문자열"),
            TYPE_EN.format("a whole number", "a string"),
        ),
        (
            button(),
            "/action",
            "missing_field",
            MISSING_KO.format("action"),
            MISSING_EN.format("action"),
        ),
        (
            button(action={"type": "fly"}),
            "/action/type",
            "unknown_action",
            UNKNOWN_KO.format("fly", ACTIONS + ", exclusive"),
            UNKNOWN_EN.format("fly", ACTIONS + ", exclusive"),
        ),
        (
            button(action_type="fly"),
            "/action_type",
            "unknown_action",
            UNKNOWN_KO.format("fly", ACTIONS),
            UNKNOWN_EN.format("fly", ACTIONS),
        ),
        (
            button(action_type="submit_action", value="1"),
            "/action_name",
            "missing_field",
            MISSING_KO.format("action_name"),
            MISSING_EN.format("action_name"),
        ),
        (
            button(action_type="submit_action", action_name="ok", value=""),
            "/value",
            "empty_value",
            "동작 값이 비어 있어요. 한 글자 이상 써 주세요.",
            "The action's value is empty. Write at least one character.",
        ),
        (
            button(action={"type": "exclusive", "default": {"type": "exclusive"}}),
            "/action/default",
            "nested_exclusive",
            "exclusive 안에는 exclusive를 넣을 수 없어요. 다른 동작으로 바꿔 주세요.",
            "An exclusive action can't hold another one. Use a different action.",
        ),
        (
            button(action={"type": "exclusive", "pc": SUBMIT}),
            "/action/default",
            "missing_field",
            MISSING_KO.format("default"),
            MISSING_EN.format("default"),
        ),
        (
            button(
                action={
                    "type": "open_inapp_browser",
                    "value": "https://example.com",
                    "standalone": True,
                    "width": 360.5,
                }
            ),
            "/action/width",
            "wrong_type",
            TYPE_KO.format("정수", "숫자"),
            TYPE_EN.format("a whole number", "a number"),
        ),
        (
            {"type": "action"},
            "/elements",
            "missing_field",
            MISSING_KO.format("elements"),
            MISSING_EN.format("elements"),
        ),
        (
            {"type": "action", "elements": [7] * 4},
            "/elements",
            "too_many_buttons",
            "한 줄의 버튼은 3개까지 쓸 수 있어요. 지금은 4개예요. 1개를 줄여 주세요.",
            "There can be up to 3 buttons in a row. There are 4 now. Take out 1.",
        ),
        (
            {"type": "action", "elements": [TEXT]},
            "/elements/0/type",
            "unknown_block",
            UNKNOWN_KO.format("text", "button"),
            UNKNOWN_EN.format("text", "button"),
        ),
        (
            {"type": "description", "term": "용어", "content": IMAGE},
            "/content/type",
            "unknown_block",
            UNKNOWN_KO.format("image_link", "text"),
            UNKNOWN_EN.format("image_link", "text"),
        ),
        (
            {"type": "section", "content": TEXT, "accessory": "https://example.com"},
            "/accessory",
            "wrong_type",
            TYPE_KO.format("객체", "문자열"),
            TYPE_EN.format("an object", "a string"),
        ),
    ],
)
def test_each_fault_is_named_once_at_its_place(
    block: object, pointer: str, code: str, ko: str, en: str
) -> None:
    found = problems_of([block])
    assert [(p.pointer, p.code, p.text.ko, p.text.en) for p in found] == [
        (f"/blocks/0{pointer}", code, ko, en)
    ]
