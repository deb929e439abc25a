"""What was filled in is checked field by field."""

import pytest

from bot.core.errors import Invalid
from bot.kakaowork.modal import Input, Label, Option, Select, View
from bot.kakaowork.modal_answers import INPUT_CHARACTERS, read_answers

VIEW = View(
    title="설문",
    accept="확인",
    decline="취소",
    value="survey",
    blocks=(
        Label(text="무엇을 드실래요?"),
        Select(name="menu", required=True, options=(Option(text="비빔밥", value="b"),)),
        Input(name="note"),
        Input(name="a/b~c", required=True),
    ),
)
GOOD = {"menu": "b", "note": "", "a/b~c": "네"}


def test_every_field_is_answered_with_a_string() -> None:
    assert read_answers(VIEW, {"menu": "b", "a/b~c": "네"}) == GOOD
    assert read_answers(VIEW, {**GOOD, "note": "  "}) == GOOD
    assert read_answers(VIEW, {**GOOD, "note": "가" * INPUT_CHARACTERS})["note"][-1] == "가"


@pytest.mark.parametrize(
    ("change", "pointer", "code", "ko", "en"),
    [
        (
            {"menu": ""},
            "/actions/menu",
            "required",
            "꼭 골라야 하는 칸이에요. 하나를 골라 주세요.",
            "This has to be chosen. Choose one.",
        ),
        (
            {"a/b~c": " \n"},
            "/actions/a~1b~0c",
            "required",
            "꼭 써야 하는 칸이에요. 내용을 써 주세요.",
            "This has to be filled in. Write something.",
        ),
        (
            {"menu": "c"},
            "/actions/menu",
            "unknown_option",
            "고를 수 없는 값이에요. 목록에서 골라 주세요.",
            "This is none of the choices. Choose one from the list.",
        ),
        (
            {"note": "가" * (INPUT_CHARACTERS + 1)},
            "/actions/note",
            "answer_too_long",
            "답은 1,000자까지 쓸 수 있어요. 지금은 1,001자예요. 1자를 줄여 주세요.",
            "The answer can have up to 1,000 characters. There are 1,001 now. Take out 1.",
        ),
        (
            {"other": "x"},
            "/actions/other",
            "unknown_field",
            "이 모달에 없는 칸이에요. 모달을 다시 열어 주세요.",
            "The modal has no such field. Open it again.",
        ),
    ],
)
def test_a_wrong_answer_is_named_by_its_place(
    change: dict[str, str], pointer: str, code: str, ko: str, en: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read_answers(VIEW, {**GOOD, **change})
    (problem,) = caught.value.problems
    assert caught.value.word == "invalid_answers"
    assert (problem.pointer, problem.code) == (pointer, code)
    assert (problem.text.ko, problem.text.en) == (ko, en)


@pytest.mark.parametrize("given", [None, [], "x", {"menu": ["b"]}, {"menu": "b", "note": "\0"}])
def test_what_is_no_answer_at_all_is_refused(given: object) -> None:
    with pytest.raises(Invalid):
        read_answers(VIEW, given)
