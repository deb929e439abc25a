"""Modals: limits, places, words, and JSON both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.kakaowork.modal import (
    Input,
    Label,
    ModalBlock,
    Option,
    Select,
    View,
    check_view,
    parse_view,
    view_json,
)
from tests.kakaowork.strategies import texts

OPTION = Option(text="하나", value="1")


def view(*blocks: ModalBlock, title: str = "설문") -> View:
    return View(title=title, accept="확인", decline="취소", value="survey", blocks=blocks)


@pytest.mark.parametrize(
    ("given", "pointer", "code", "ko", "en"),
    [
        (
            view(title=""),
            "/title",
            "empty_text",
            "모달 제목이 비어 있어요. 한 글자 이상 써 주세요.",
            "The modal's title is empty. Write at least one character.",
        ),
        (
            view(Label(text="가" * 201)),
            "/blocks/0/text",
            "label_too_long",
            "설명은 200자까지 쓸 수 있어요. 지금은 201자예요. 1자를 줄여 주세요.",
            "The label can have up to 200 characters. There are 201 now. Take out 1.",
        ),
        (
            view(Label(text="")),
            "/blocks/0/text",
            "empty_text",
            "설명이 비어 있어요. 한 글자 이상 써 주세요.",
            "The label is empty. Write at least one character.",
        ),
        (
            view(Input(name="")),
            "/blocks/0/name",
            "empty_value",
            "입력 이름이 비어 있어요. 한 글자 이상 써 주세요.",
            "The field's name is empty. Write at least one character.",
        ),
        (
            view(Input(name="a"), Select(name="a", options=(OPTION,))),
            "/blocks/1/name",
            "name_twice",
            "‘a’ 이름이 두 번 쓰였어요. 이름을 서로 다르게 지어 주세요.",
            "The name ‘a’ is used twice. Give each field its own name.",
        ),
        (
            view(Input(name="a", placeholder="가" * 51)),
            "/blocks/0/placeholder",
            "placeholder_too_long",
            "안내 글은 50자까지 쓸 수 있어요. 지금은 51자예요. 1자를 줄여 주세요.",
            "The placeholder can have up to 50 characters. There are 51 now. Take out 1.",
        ),
        (
            view(Select(name="a", options=())),
            "/blocks/0/options",
            "too_few_options",
            "선택지는 1개 이상이어야 해요. 지금은 0개예요. 1개를 더 넣어 주세요.",
            "There are too few options: 0, and 1 are needed. Add 1.",
        ),
        (
            view(Select(name="a", options=(OPTION,) * 31)),
            "/blocks/0/options",
            "too_many_options",
            "선택지는 30개까지 쓸 수 있어요. 지금은 31개예요. 1개를 줄여 주세요.",
            "There can be up to 30 options. There are 31 now. Take out 1.",
        ),
        (
            view(Select(name="a", options=(OPTION, Option(text="", value="2")))),
            "/blocks/0/options/1/text",
            "empty_text",
            "선택지가 비어 있어요. 한 글자 이상 써 주세요.",
            "The option is empty. Write at least one character.",
        ),
    ],
)
def test_each_limit_of_a_modal_is_named_with_its_place(
    given: View, pointer: str, code: str, ko: str, en: str
) -> None:
    (found,) = check_view(given)
    assert (found.pointer, found.code) == (f"/view{pointer}", code)
    assert (found.text.ko, found.text.en) == (ko, en)
    with pytest.raises(Invalid) as caught:
        parse_view(view_json(given))
    assert caught.value.word == "invalid_view"
    assert caught.value.problems == (found,)


def test_what_is_just_within_the_limits_is_taken() -> None:
    full = view(
        Label(text="가" * 200),
        Input(name="a", placeholder="가" * 50),
        Select(name="b", options=(OPTION,) * 30, placeholder="가" * 50),
    )
    assert check_view(full) == []


def test_every_fault_of_a_modal_is_collected() -> None:
    with pytest.raises(Invalid) as caught:
        parse_view(
            {"title": "설문", "accept": 1, "decline": "취소", "blocks": [{"type": "date"}, 7]}
        )
    assert [(problem.pointer, problem.code) for problem in caught.value.problems] == [
        ("/view/accept", "wrong_type"),
        ("/view/value", "missing_field"),
        ("/view/blocks/0/type", "unknown_block"),
        ("/view/blocks/1", "wrong_type"),
    ]
    words = caught.value.problems[2].text
    assert words.ko == "‘date’ 값은 쓸 수 없어요. 다음 중에서 골라 주세요: label, input, select"
    assert words.en == "‘date’ can't be used. Choose one of: label, input, select"


def test_a_modal_has_up_to_50_blocks() -> None:
    label = {"type": "label", "text": "글"}
    fields = {"title": "설문", "accept": "확인", "decline": "취소", "value": "v"}
    assert len(parse_view({**fields, "blocks": [label] * 50}).blocks) == 50
    with pytest.raises(Invalid) as caught:
        parse_view({**fields, "blocks": [label] * 51})
    (found,) = caught.value.problems
    assert (found.pointer, found.code) == ("/view/blocks", "too_many_blocks")
    assert found.text.ko == "블록은 50개까지 쓸 수 있어요. 지금은 51개예요. 1개를 줄여 주세요."
    assert found.text.en == "There can be up to 50 blocks. There are 51 now. Take out 1."


placeholders = st.one_of(st.none(), texts(50))
options = st.lists(st.builds(Option, text=texts(20), value=texts(20)), min_size=1, max_size=4)
fields = st.lists(
    st.one_of(
        st.builds(Label, text=texts(200), markdown=st.booleans()),
        st.builds(
            Input, name=st.uuids().map(str), required=st.booleans(), placeholder=placeholders
        ),
        st.builds(
            Select,
            name=st.uuids().map(str),
            options=options.map(tuple),
            required=st.booleans(),
            placeholder=placeholders,
        ),
    ),
    max_size=4,
    unique_by=lambda block: None if isinstance(block, Label) else block.name,
)


@given(
    st.builds(
        View,
        title=texts(20),
        accept=texts(9),
        decline=texts(9),
        value=texts(9),
        blocks=fields.map(tuple),
    )
)
def test_a_view_comes_back_as_it_was_written(given: View) -> None:
    assert parse_view(view_json(given)) == given
