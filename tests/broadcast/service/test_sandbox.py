"""The sandbox in which templates run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.composer import Recipient
from bot.broadcast.model.content import Row
from bot.broadcast.model.markup import plain
from bot.broadcast.service.sandbox import OUTPUT_CHARACTERS, Fault, Marked, Source

HONG = Recipient(name="홍*길*동", user_id=42, department="인사팀")
NAMES = ("x", "y", "body", "rows", "words")
VALUES = {
    "x": "a*b*",
    "y": "",
    "body": Marked("**굵게**"),
    "rows": (Row(term="일시", text="금요일"), Row(term="장소", text="운동장")),
    "words": "가 나 다",
    "member": HONG,
}


def render(text: str, *, markup: bool = False) -> str:
    """`text` filled with the values above."""
    return Source(text, NAMES, markup=markup).render(VALUES)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ x }}", "a*b*"),
        ("{% if y %}A{% else %}B{% endif %}", "B"),
        ("{{ y or '없음' }}", "없음"),
        ("{{ y | default('없음', true) }}", "없음"),
        ("{% for row in rows %}{{ row.term }}: {{ row.text }}\n{% endfor %}",
         "일시: 금요일\n장소: 운동장\n"),
        ("{% for n in range(3) %}{{ loop.index }}{% endfor %}", "123"),
        ("{{ words.split()[1] }}", "나"),
        ("{{ words | length }}", "5"),
        ("{{ rows | length }}", "2"),
        ("{{ member.name }}/{{ member.department }}", "홍*길*동/인사팀"),
        ("{{ 'A' ~ x }}", "Aa*b*"),
        ("{{ 'ab' if 'a' in x else 'c' }}", "ab"),
        ("{{ body }}", "굵게"),
        ("{{ 'a' if y }}", ""),
        ("{# nothing #}", ""),
    ],
)  # fmt: skip
def test_what_a_template_needs_works(source: str, text: str) -> None:
    assert render(source) == text


def test_a_value_in_a_body_is_shown_as_it_is_and_markup_as_markup() -> None:
    assert render("**{{ x }}** {{ body }}", markup=True) == r"**a\*b\*** **굵게**"
    assert render("{{ member.name }}", markup=True) == r"홍\*길\*동"
    assert render("{{ '*a*' }}", markup=True) == r"\*a\*"


@given(st.text("*_{}[]()|~\\@가 \n"))
def test_a_text_value_never_becomes_markup(value: str) -> None:
    rendered = Source("{{ x }}", ["x"], markup=True).render({"x": value})
    assert plain(rendered) == value


@given(st.text("{}%# x'\"|."))
def test_a_value_is_never_run_as_a_template(value: str) -> None:
    assert Source("{{ x }}", ["x"]).render({"x": value}) == value


FORBIDDEN_KO = "템플릿에서 쓸 수 없는 표현이에요"
FORBIDDEN_EN = "This can't be used in a template"


@pytest.mark.parametrize(
    "source",
    [
        "{{ x.__class__ }}",
        "{{ x.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ x['format'] }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ '{0.__class__}'.format_map(x) }}",
        "{{ '%s' % x }}",
        "{{ x.encode() }}",
        "{{ x.replace('a', 'aaaa') }}",
        "{{ x.ljust(1000000000) }}",
        "{{ x.join(words) }}",
        "{{ x * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 1 // 0 }}",
        "{{ 1 / 0 }}",
        "{{ x[0:1] }}",
        "{{ member.user_id }}",
        "{{ member['user_id'] }}",
        "{{ x() }}",
        "{{ self }}",
        "{% set z = x ~ x %}{{ z }}",
        "{% set z %}a{% endset %}",
        "{% for a in range(9) %}{% for b in range(9) %}{% endfor %}{% endfor %}",
        "{% for a in rows recursive %}{{ loop(a) }}{% endfor %}",
        "{% for member in rows %}{{ member }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as z %}",
        "{% extends 'x' %}",
        "{% block z %}{% endblock %}",
        "{% filter upper %}a{% endfilter %}",
        "{% with z = 1 %}{% endwith %}",
        "{{ {'a': 1} }}",
        "{{ range(*rows) }}",
    ],
)
def test_what_could_reach_out_or_grow_is_refused_when_it_is_read(source: str) -> None:
    with pytest.raises(Fault) as caught:
        Source(source, NAMES)
    assert caught.value.text.ko.startswith(FORBIDDEN_KO)
    assert caught.value.text.en.startswith(FORBIDDEN_EN)


@pytest.mark.parametrize(
    "source",
    [
        "{{ x",
        "{% if x %}",
        "{{ x | attr('a') }}",
        "{{ x | format(1) }}",
        "{{ x | center(1000000000) }}",
        "{{ 1 | round(1000000000, 'floor') }}",
        "{{ x | indent(1000000000) }}",
        "{{ x | map('upper') | list }}",
        "{{ x is callable }}",
        "{% do x %}",
        "{% debug %}",
    ],
)
def test_what_is_no_syntax_here_is_refused(source: str) -> None:
    with pytest.raises(Fault) as caught:
        Source(source, NAMES)
    assert caught.value.text.ko.startswith("템플릿 문법이 맞지 않아요. 이 줄을 고쳐 주세요.")
    assert caught.value.text.en.startswith("The template's syntax is wrong. Correct this line.")


@pytest.mark.parametrize("name", ["z", "config", "lipsum", "cycler", "namespace", "dict"])
def test_an_undeclared_name_is_refused_with_its_line(name: str) -> None:
    with pytest.raises(Fault) as caught:
        Source("a\nb {{ " + name + " }}", NAMES)
    assert caught.value.line == 2
    assert f"'{name}'라는 필드가 없어요" in caught.value.text.ko
    assert f"There is no field “{name}”." in caught.value.text.en


@pytest.mark.parametrize(
    "source",
    ["a" * 20_001, "{{ x }}" * 2_500, "{{ " + "(" * 9_000 + "x" + ")" * 9_000 + " }}",
     "{{ " + "not " * 4_000 + "x }}", "{{ x" + " ~ x" * 3_000 + " }}"],
)  # fmt: skip
def test_a_source_that_is_too_complex_is_refused(source: str) -> None:
    with pytest.raises(Fault) as caught:
        Source(source, NAMES)
    assert caught.value.text.ko.startswith("템플릿 글이 너무 길거나 복잡해요.")
    assert caught.value.text.en.startswith("The source is too long or too complex.")


@pytest.mark.parametrize(
    "source",
    [
        "{{ range(101) }}",
        "{% for n in range(1000000000) %}a{% endfor %}",
        "{{ rows }}",
        "{{ member }}",
        "{{ x.strip }}",
        "{{ x.nothing }}",
        "{{ rows[5] }}",
        "{{ x + 1 }}",
    ],
)
def test_what_can_not_be_filled_in_is_said(source: str) -> None:
    with pytest.raises(Fault) as caught:
        render(source)
    assert caught.value.text.ko.startswith("템플릿에 값을 넣지 못했어요.")
    assert caught.value.text.en.startswith("The template could not be filled in.")


def test_a_template_makes_no_endless_text() -> None:
    source = Source("{% for n in range(100) %}{{ x }}{% endfor %}", ["x"])
    assert len(source.render({"x": "a" * (OUTPUT_CHARACTERS // 100)})) == OUTPUT_CHARACTERS
    with pytest.raises(Fault) as caught:
        source.render({"x": "a" * 10_000})
    assert "20,000자를 넘어요" in caught.value.text.ko
    assert "more than 20,000 characters" in caught.value.text.en


def test_the_names_that_a_source_uses_are_known() -> None:
    source = Source(
        "{{ x }}{% for row in rows %}{{ row.text }}{{ loop.index }}{% endfor %}", NAMES
    )
    assert source.names == {"x", "rows"}
    assert "member" in Source("{{ member.name }}", NAMES).names
