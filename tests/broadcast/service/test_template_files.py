"""What a `template.yaml` has to say."""

from typing import Any

import pytest

from bot.broadcast.model.templates import Choice, FieldType
from bot.broadcast.service.template_files import parse_template
from bot.core.errors import Bilingual, Invalid, Problem

LABEL = {"ko": "엑스", "en": "X"}


def spec(**changes: Any) -> dict[str, Any]:
    """A whole template with `changes`."""
    whole: dict[str, Any] = {
        "name": {"ko": "시험", "en": "Test"},
        "description": {"ko": "시험이에요.", "en": "A test."},
        "fields": [{"name": "x", "label": LABEL}],
        "content": {"title": "{{ x }}"},
    }
    return whole | changes


def field(**changes: Any) -> dict[str, Any]:
    """A template whose only field has `changes`."""
    return spec(fields=[{"name": "x", "label": LABEL} | changes])


def problems_of(value: object) -> list[Problem]:
    """What is wrong with `value`."""
    with pytest.raises(Invalid) as caught:
        parse_template("test", value)
    assert all(problem.text.ko and problem.text.en for problem in caught.value.problems)
    return list(caught.value.problems)


def test_the_least_template_is_read() -> None:
    template = parse_template("test", spec())
    assert template.name == "test"
    assert template.label == Bilingual("시험", "Test")
    assert template.content == {"title": "{{ x }}"}
    (known,) = template.fields
    assert known.type is FieldType.TEXT
    assert known.limit == 500
    assert not known.required
    assert not template.uses_member


def test_everything_a_field_may_say_is_read() -> None:
    value = field(
        type="choice",
        help={"ko": "도움", "en": "Help"},
        required=True,
        default="a",
        choices=[{"value": "a", "label": LABEL}],
    )
    (known,) = parse_template("test", value).fields
    assert known.help == Bilingual("도움", "Help")
    assert known.required
    assert known.default == "a"
    assert known.choices == (Choice(value="a", label=Bilingual("엑스", "X")),)


@pytest.mark.parametrize("part", ["title", "body"])
def test_a_template_that_names_the_member_is_for_each_recipient(part: str) -> None:
    content = {"title": "a", part: "{% if x %}{{ member.name }}{% endif %}"}
    assert parse_template("test", spec(content=content)).uses_member


def test_a_row_that_names_the_member_counts_too() -> None:
    content = {"title": "a", "rows": [{"term": "소속", "text": "{{ member.department }}"}]}
    assert parse_template("test", spec(content=content)).uses_member


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        (None, "", "wrong_type"),
        ([], "", "wrong_type"),
        (spec(nmae=1), "/nmae", "unknown_field"),
        (spec(name="x"), "/name", "wrong_type"),
        (spec(name={"ko": "가"}), "/name/en", "required"),
        (spec(description=None), "/description", "wrong_type"),
        (spec(fields={"x": 1}), "/fields", "wrong_type"),
        (field(type="number"), "/fields/0/type", "choice_unknown"),
        (field(name="X"), "/fields/0/name", "field_name_invalid"),
        (field(name="member"), "/fields/0/name", "field_name_invalid"),
        (field(name="loop"), "/fields/0/name", "field_name_invalid"),
        (field(max=0), "/fields/0/max", "limit_invalid"),
        (field(max=True), "/fields/0/max", "limit_invalid"),
        (field(max=10_001), "/fields/0/max", "limit_invalid"),
        (field(type="links", max=4), "/fields/0/max", "limit_invalid"),
        (field(required="yes"), "/fields/0/required", "choice_unknown"),
        (field(type="choice"), "/fields/0/choices", "required"),
        (field(choices=[{"value": "a", "label": LABEL}]), "/fields/0/choices", "required"),
        (field(default="가" * 501), "/fields/0/default", "too_long"),
        (field(default=3), "/fields/0/default", "wrong_type"),
        (field(type="image", default="x"), "/fields/0/default", "wrong_type"),
        (field(colour=1), "/fields/0/colour", "unknown_field"),
        (spec(content=None), "/content", "wrong_type"),
        (spec(content={}), "/content/title", "required"),
        (spec(content={"title": 3}), "/content/title", "wrong_type"),
        (spec(content={"title": "a", "image": "x"}), "/content/image", "field_unknown"),
        (spec(content={"title": "a", "image": {"url": "b"}}), "/content/image/alt", "required"),
        (spec(content={"title": "a", "links": "x"}), "/content/links/0", "field_unknown"),
        (spec(content={"title": "a", "rows": [{}]}), "/content/rows/0/term", "required"),
        (spec(content={"title": "{{ y }}"}), "/content/title#1", "template_source"),
        (spec(content={"title": "a", "body": "a\n{{"}), "/content/body#2", "template_source"),
        (
            spec(content={"title": "a", "rows": [{"term": "a", "text": "{{ x.__a__ }}"}]}),
            "/content/rows/0/text#1",
            "template_source",
        ),
    ],
)
def test_a_mistake_is_named_at_its_place(value: object, pointer: str, code: str) -> None:
    assert (pointer, code) in [
        (problem.pointer, problem.code) for problem in problems_of(value)
    ]


def test_two_fields_of_one_name_are_refused() -> None:
    found = problems_of(spec(fields=[{"name": "x", "label": LABEL}] * 2))
    assert [(problem.pointer, problem.code) for problem in found] == [
        ("/fields/1/name", "field_name_invalid")
    ]
    assert found[0].text == Bilingual(
        "필드 이름은 영어 소문자로 시작하는 서로 다른 낱말이어야 해요. 이름을 바꿔 주세요.",
        "Each field needs a name of its own, in small letters, digits and underscores,"
        " that means nothing else in a template. Rename it.",
    )
