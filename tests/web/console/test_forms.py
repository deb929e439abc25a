"""Between typed inputs and a template's variables."""

from collections.abc import Mapping

import pytest

from bot.broadcast.model.templates import Field, FieldType
from bot.core.errors import Bilingual, Problem
from bot.web.console.forms import (
    Faults,
    retyped,
    typed_of,
    variables_of,
    with_stand_ins,
)


def _field(name: str, kind: FieldType, limit: int = 20, default: object = None) -> Field:
    label = Bilingual("칸", "Field")
    return Field(name=name, type=kind, label=label, limit=limit, default=default)


TITLE = _field("title", FieldType.TEXT)
IMAGE = _field("image", FieldType.IMAGE, 1)
LINKS = _field("links", FieldType.LINKS, 3)
ROWS = _field("rows", FieldType.ROWS, 4)
STARTS = _field("starts", FieldType.DATE)
STYLE = _field("style", FieldType.CHOICE, default="white")
FIELDS = [TITLE, IMAGE, LINKS, ROWS, STARTS, STYLE]


def _url(image_id: str) -> str:
    return f"https://notices.example/media/{image_id}"


FULL: Mapping[str, object] = {
    "title": "안내",
    "image": {"media_id": "abc", "url": _url("abc"), "alt": "산"},
    "links": [{"label": "열기", "url": "https://example.com"}],
    "rows": [{"term": "일시", "text": "내일"}],
    "starts": "2026-12-24T14:00",
    "style": "red",
}


def test_variables_come_back_from_the_form_as_they_were() -> None:
    assert variables_of(FIELDS, typed_of(FIELDS, FULL), _url) == FULL


def test_an_empty_form_shows_defaults() -> None:
    assert typed_of(FIELDS, {})["v.style"] == "white"


def test_empty_links_are_left_out_and_the_others_move_up() -> None:
    typed = {"v.links.2.label": "열기", "v.links.2.url": "https://example.com", "act": "save"}
    variables = variables_of(FIELDS, typed, _url)
    assert variables["links"] == [{"label": "열기", "url": "https://example.com"}]
    again = retyped(FIELDS, typed, variables)
    assert again["v.links.0.label"] == "열기"
    assert "v.links.2.label" not in again
    assert again["act"] == "save"


@pytest.mark.parametrize(
    ("typed", "picture"),
    [
        ({}, None),
        ({"v.image.alt": "산"}, None),
        ({"v.image.id": "abc", "v.image.remove": "on"}, None),
        (
            {"v.image.url": "https://example.com/a.png", "v.image.alt": "산"},
            {"url": "https://example.com/a.png", "alt": "산"},
        ),
        ({"v.image.id": "abc"}, {"media_id": "abc", "url": _url("abc"), "alt": ""}),
    ],
)
def test_an_image_is_an_upload_an_address_or_nothing(
    typed: dict[str, str], picture: object
) -> None:
    assert variables_of([IMAGE], typed, _url) == {"image": picture}


def test_a_date_may_have_no_time() -> None:
    assert variables_of([STARTS], {"v.starts": "2026-12-24"}, _url) == {"starts": "2026-12-24"}
    assert typed_of([STARTS], {"starts": "2026-12-24 14:00"})["v.starts.time"] == "14:00"


def _problem(pointer: str) -> Problem:
    return Problem(pointer=pointer, code="required", text=Bilingual("비었어요", "Empty"))


@pytest.mark.parametrize(
    ("pointer", "target"),
    [
        ("/title", "v.title"),
        ("/links/1/url", "v.links.1.url"),
        ("/profile", "profile"),
        ("/nothing", ""),
        ("", ""),
    ],
)
def test_a_problem_stands_at_its_input(pointer: str, target: str) -> None:
    faults = Faults([_problem(pointer)], FIELDS)
    assert faults.summary[0].target == target
    assert faults
    assert not Faults([], FIELDS)


def test_stand_ins_take_the_place_of_what_is_missing() -> None:
    given = {
        "title": "",
        "image": {"media_id": "abc", "url": _url("abc"), "alt": ""},
        "links": [{"label": "열기"}, {"label": "보기", "url": "https://example.com"}],
        "starts": "",
        "style": "pink",
    }
    problems = [
        _problem(p)
        for p in ("/title", "/image/alt", "/links/0/url", "/starts", "/style", "/unknown")
    ]
    filled = with_stand_ins(FIELDS, given, problems, "en")
    assert filled == {
        "title": "Field",
        "image": {"media_id": "abc", "url": _url("abc"), "alt": "Field"},
        "links": [{"label": "보기", "url": "https://example.com"}],
        "starts": "2026-01-01",
        "style": None,
    }
