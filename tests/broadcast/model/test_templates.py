"""Templates and the variables that fill them."""

import json

import pytest

from bot.broadcast.model.content import LinkButton, Picture, Row
from bot.broadcast.model.templates import (
    LIMITS,
    Choice,
    Field,
    FieldType,
    Template,
    check_variables,
    date_in_words,
    read_variables,
    variables_json,
)
from bot.core.errors import Bilingual, Problem

URL = "https://example.com"
PICTURE = {"url": URL, "alt": "운동장"}


def field(kind: FieldType, *, name: str = "x", required: bool = False, limit: int = 0) -> Field:
    """A field of type `kind`."""
    return Field(
        name=name,
        type=kind,
        label=Bilingual("엑스", "X"),
        limit=limit or LIMITS[kind],
        required=required,
        choices=(Choice(value="a", label=Bilingual("에이", "A")),)
        if kind is FieldType.CHOICE
        else (),
    )


def template(*fields: Field) -> Template:
    """A template with `fields`."""
    label = Bilingual("시험", "Test")
    return Template(name="test", label=label, description=label, fields=fields, content={})


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (FieldType.TEXT, " 글 ", "글"),
        (FieldType.MARKUP, "**a**\n\nb", "**a**\n\nb"),
        (FieldType.URL, URL, URL),
        (FieldType.CHOICE, "a", "a"),
        (FieldType.CHOICE, "", ""),
        (FieldType.DATE, "2026-12-24", "2026-12-24"),
        (FieldType.DATE, "2026-12-24T14:00", "2026-12-24T14:00"),
        (FieldType.IMAGE, PICTURE, Picture(url=URL, alt="운동장")),
        (FieldType.IMAGE, None, None),
        (FieldType.LINKS, [{"label": "a", "url": URL}], (LinkButton(label="a", url=URL),)),
        (FieldType.LINKS, None, ()),
        (FieldType.ROWS, [{"term": "a", "text": "b"}], (Row(term="a", text="b"),)),
    ],
)
def test_a_value_of_each_type_is_read_and_survives_json(
    kind: FieldType, given: object, value: object
) -> None:
    values, problems = read_variables([field(kind)], {"x": given})
    assert not problems
    assert values == {"x": value}
    again, _ = read_variables([field(kind)], json.loads(json.dumps(variables_json(values))))
    assert again == values


@pytest.mark.parametrize(
    ("known", "given", "code", "ko", "en"),
    [
        (
            field(FieldType.TEXT, required=True), {}, "required",
            "'엑스' 칸이 비어 있어요. 채워 주세요.", "“X” is empty. Fill it in.",
        ),
        (
            field(FieldType.IMAGE, required=True), {"x": None}, "required",
            "'엑스' 칸이 비어 있어요. 채워 주세요.", "“X” is empty. Fill it in.",
        ),
        (
            field(FieldType.LINKS, required=True), {"x": []}, "required",
            "'엑스' 칸이 비어 있어요. 채워 주세요.", "“X” is empty. Fill it in.",
        ),
        (
            field(FieldType.TEXT, limit=3), {"x": "가나다라"}, "too_long",
            "'엑스' 칸은 3자까지 쓸 수 있어요. 지금은 4자예요. 줄여 주세요.",
            "“X” can have at most 3 characters; it has 4. Shorten it.",
        ),
        (
            field(FieldType.TEXT), {"x": "가\n나"}, "line_break",
            "'엑스' 칸에는 줄바꿈을 쓸 수 없어요. 한 줄로 써 주세요.",
            "“X” can't have line breaks. Write it on one line.",
        ),
        (
            field(FieldType.TEXT), {"x": 3}, "wrong_type",
            "'엑스' 칸의 형식이 맞지 않아요. 글자로 써 주세요.", "“X” must be text.",
        ),
        (
            field(FieldType.URL), {"x": "a.kr"}, "url_invalid",
            "'엑스' 칸의 주소를 열 수 없어요."
            " http:// 또는 https://로 시작하는 전체 주소를 써 주세요.",
            "“X” is not a usable address."
            " Give a whole one that starts with http:// or https://.",
        ),
        (
            field(FieldType.CHOICE), {"x": "b"}, "choice_unknown",
            "'엑스' 칸에는 a 중 하나를 써 주세요.", "“X” must be one of a.",
        ),
        (
            field(FieldType.LINKS, limit=1), {"x": [{"label": "a", "url": URL}] * 2}, "too_many",
            "'엑스' 칸에는 1개까지 넣을 수 있어요. 지금은 2개예요. 줄여 주세요.",
            "“X” can have at most 1; there are 2. Remove some.",
        ),
        (
            field(FieldType.ROWS), {"x": "a"}, "wrong_type",
            "'엑스' 칸의 형식이 맞지 않아요. 목록으로 써 주세요.", "“X” must be a list.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_named_by_its_fields_label(
    known: Field, given: dict[str, object], code: str, ko: str, en: str
) -> None:
    (problem,) = check_variables(template(known), given)
    assert problem == Problem(pointer="/x", code=code, text=Bilingual(ko, en))


@pytest.mark.parametrize(
    "given",
    ["2026-13-01", "2026-02-30", "내일", "20261224", "2026-W52-1", "2026-12-24T25:00", "12-24"],
)
def test_a_date_that_is_none_is_refused(given: str) -> None:
    (problem,) = check_variables(template(field(FieldType.DATE)), {"x": given})
    assert (problem.pointer, problem.code) == ("/x", "date_invalid")
    assert problem.text == Bilingual(
        "'엑스' 칸의 날짜를 알 수 없어요. 2026-12-24 또는 2026-12-24 14:00처럼 써 주세요.",
        "“X” is not a date. Write it like 2026-12-24 or 2026-12-24 14:00.",
    )


def test_an_unknown_variable_is_refused_with_the_known_ones() -> None:
    (problem,) = check_variables(template(field(FieldType.TEXT)), {"y": "a"})
    assert problem == Problem(
        pointer="/y",
        code="unknown_field",
        text=Bilingual(
            "'y'라는 항목은 없어요. x 중에서 써 주세요.", "There is no field “y”. Use one of x."
        ),
    )


def test_all_wrong_variables_are_named_at_once() -> None:
    fields = [field(FieldType.TEXT, name=name, required=True) for name in ("a", "b")]
    found = check_variables(template(*fields), {"c": 1})
    assert [problem.pointer for problem in found] == ["/c", "/a", "/b"]


def test_the_title_has_codes_of_its_own() -> None:
    title = field(FieldType.TEXT, name="title", required=True, limit=20)
    assert check_variables(template(title), {})[0].code == "title_required"
    assert check_variables(template(title), {"title": "가" * 21})[0].code == "title_too_long"


def test_a_default_stands_in_for_what_is_not_given_but_not_for_what_is_emptied() -> None:
    known = Field(
        name="x", type=FieldType.TEXT, label=Bilingual("엑스", "X"), limit=9, default="기본"
    )
    assert read_variables([known], {})[0] == {"x": "기본"}
    assert read_variables([known], {"x": None})[0] == {"x": "기본"}
    assert read_variables([known], {"x": ""})[0] == {"x": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-12-24", "2026. 12. 24. (목)"),
        ("2026-11-23 09:00", "2026. 11. 23. (월) 09:00"),
        ("2026-01-04T22:05", "2026. 1. 4. (일) 22:05"),
    ],
)
def test_a_date_is_written_with_its_weekday(text: str, words: str) -> None:
    assert date_in_words(text) == words
