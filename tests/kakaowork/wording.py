"""The words of refusals and the JSON that the tests of parsing share."""

import pytest

from bot.core.errors import Invalid, Problem
from bot.kakaowork.parsing import parse_blocks

TEXT = {"type": "text", "text": "글"}
IMAGE = {"type": "image_link", "url": "https://example.com/a.png"}
SUBMIT = {"type": "submit_action", "name": "ok", "value": "1"}
ACTIONS = (
    "open_system_browser, open_inapp_browser, open_external_app, submit_action, call_modal"
)
BLOCKS = "header, text, image_link, button, action, divider, description, section, context"
MISSING_KO = "‘{}’ 항목이 없어요. 값을 넣어 주세요."
MISSING_EN = "‘{}’ is missing. Give it a value."
UNKNOWN_KO = "‘{}’ 값은 쓸 수 없어요. 다음 중에서 골라 주세요: {}"
UNKNOWN_EN = "‘{}’ can't be used. Choose one of: {}"
TYPE_KO = "값의 종류가 달라요. {} 자리에 {} 값이 있어요. 종류를 맞춰 주세요."
TYPE_EN = "The type is wrong. It has to be {}, and it is {}. Change the type."


def button(**fields: object) -> dict[str, object]:
    return {"type": "button", "text": "열기", **fields}


def inline(**fields: object) -> dict[str, object]:
    return {"type": "text", "text": "글", "inlines": [fields]}


def problems_of(value: object, pointer: str = "/blocks") -> list[Problem]:
    with pytest.raises(Invalid) as caught:
        parse_blocks(value, pointer)
    assert caught.value.word == "invalid_blocks"
    assert caught.value.status == 422
    return list(caught.value.problems)
