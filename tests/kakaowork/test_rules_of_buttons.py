"""Rules of buttons: every limit, its code, its place and its words."""

import pytest

from bot.core.errors import Problem
from bot.kakaowork.blocks import (
    Action,
    Block,
    Button,
    ButtonAction,
    CallModal,
    Exclusive,
    OpenExternalApp,
    OpenInappBrowser,
    OpenSystemBrowser,
    SubmitAction,
)
from bot.kakaowork.rules import check_blocks

SUBMIT = SubmitAction(name="ok", value="1")
WEB_KO = "http, https 주소만 쓸 수 있어요. 지금은 ‘{}’예요. 전체 주소를 써 주세요."
WEB_EN = "Only http, https addresses can be used. It is ‘{}’ now. Write the whole address."
SIZE_KO = (
    "창 크기는 standalone이 true일 때만 정할 수 있어요. standalone을 켜거나 크기를 지워 주세요."
)
SIZE_EN = "A window size needs standalone to be true. Turn it on or take the size out."


def press(action: ButtonAction) -> Button:
    return Button(text="열기", action=action)


def only(problems: list[Problem]) -> tuple[str, str, str, str]:
    assert len(problems) == 1
    found = problems[0]
    return found.pointer, found.code, found.text.ko, found.text.en


@pytest.mark.parametrize(
    ("block", "pointer", "code", "ko", "en"),
    [
        (
            Button(text="가" * 21, action=SUBMIT),
            "/text",
            "button_too_long",
            "버튼 글은 20자까지 쓸 수 있어요. 지금은 21자예요. 1자를 줄여 주세요.",
            "The button can have up to 20 characters. There are 21 now. Take out 1.",
        ),
        (
            Button(text="", action=SUBMIT),
            "/text",
            "empty_button",
            "버튼 글이 비어 있어요. 한 글자 이상 써 주세요.",
            "The button is empty. Write at least one character.",
        ),
        (
            Action(elements=()),
            "/elements",
            "too_few_buttons",
            "한 줄의 버튼은 1개 이상이어야 해요. 지금은 0개예요. 1개를 더 넣어 주세요.",
            "There are too few buttons in a row: 0, and 1 are needed. Add 1.",
        ),
        (
            Action(elements=(press(SUBMIT),) * 4),
            "/elements",
            "too_many_buttons",
            "한 줄의 버튼은 3개까지 쓸 수 있어요. 지금은 4개예요. 1개를 줄여 주세요.",
            "There can be up to 3 buttons in a row. There are 4 now. Take out 1.",
        ),
        (
            Action(elements=(press(SUBMIT), Button(text="", action=SUBMIT))),
            "/elements/1/text",
            "empty_button",
            "버튼 글이 비어 있어요. 한 글자 이상 써 주세요.",
            "The button is empty. Write at least one character.",
        ),
        (
            press(OpenInappBrowser(value="https://example.com", width=360)),
            "/action/width",
            "size_without_standalone",
            SIZE_KO,
            SIZE_EN,
        ),
        (
            press(OpenInappBrowser(value="https://example.com", height=360)),
            "/action/height",
            "size_without_standalone",
            SIZE_KO,
            SIZE_EN,
        ),
        (
            press(OpenInappBrowser(value="https://example.com", standalone=True, height=0)),
            "/action/height",
            "bad_size",
            "창 크기는 1 이상이어야 해요. 지금은 0이에요. 값을 고쳐 주세요.",
            "A window size has to be 1 or more. It is 0 now. Correct it.",
        ),
        (
            press(SubmitAction(name="", value="1")),
            "/action/name",
            "empty_value",
            "동작 이름이 비어 있어요. 한 글자 이상 써 주세요.",
            "The action's name is empty. Write at least one character.",
        ),
        (
            press(CallModal(value="")),
            "/action/value",
            "empty_value",
            "동작 값이 비어 있어요. 한 글자 이상 써 주세요.",
            "The action's value is empty. Write at least one character.",
        ),
        (
            press(OpenExternalApp(value="")),
            "/action/value",
            "empty_value",
            "동작 값이 비어 있어요. 한 글자 이상 써 주세요.",
            "The action's value is empty. Write at least one character.",
        ),
        (
            press(Exclusive(default=SUBMIT, ios=OpenSystemBrowser(value="x"))),
            "/action/ios/value",
            "bad_url",
            WEB_KO.format("x"),
            WEB_EN.format("x"),
        ),
    ],
)
def test_each_limit_of_buttons_is_named_with_its_place_and_the_way_out(
    block: Block, pointer: str, code: str, ko: str, en: str
) -> None:
    assert only(check_blocks([block])) == (f"/blocks/0{pointer}", code, ko, en)
