"""Templates of notices: their fields, and which variables fill them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.broadcast.model.content import (
    BODY_CHARACTERS,
    MAX_CHOICES,
    MAX_LINKS,
    MAX_ROWS,
    LinkButton,
    Picture,
    Row,
    link_json,
    picture_json,
    read_choices,
    read_links,
    read_picture,
    read_rows,
    row_json,
)
from bot.broadcast.model.reading import URL_CHARACTERS, Reader
from bot.broadcast.model.schedule_words import wall_in_words
from bot.core.errors import Bilingual, Problem

DEFAULT_TEMPLATE: Final = "image-and-links"
TEXT_CHARACTERS: Final = 500
VARIABLES: Final = Bilingual("템플릿 값", "Template variables")

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_DATE_CHARACTERS: Final = 25
_CHOICE_CHARACTERS: Final = 100

Value = str | bool | Picture | tuple[LinkButton, ...] | tuple[Row, ...] | tuple[str, ...] | None


class FieldType(StrEnum):
    """What a field takes; only `markup` is read as markup where it stands in a body."""

    TEXT = "text"
    MARKUP = "markup"
    URL = "url"
    IMAGE = "image"
    LINKS = "links"
    ROWS = "rows"
    CHOICE = "choice"
    DATE = "date"
    FLAG = "flag"
    CHOICES = "choices"


# The most that a field of each type may allow: characters, links, rows or answers.
LIMITS: Final = {
    FieldType.TEXT: BODY_CHARACTERS,
    FieldType.MARKUP: BODY_CHARACTERS,
    FieldType.URL: URL_CHARACTERS,
    FieldType.IMAGE: 1,
    FieldType.LINKS: MAX_LINKS,
    FieldType.ROWS: MAX_ROWS,
    FieldType.CHOICE: _CHOICE_CHARACTERS,
    FieldType.DATE: _DATE_CHARACTERS,
    FieldType.FLAG: 1,
    FieldType.CHOICES: MAX_CHOICES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the values that a field of type `choice` takes."""

    value: str
    label: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a template asks for; `limit` counts characters, links, rows or answers."""

    name: str
    type: FieldType
    label: Bilingual
    limit: int
    help: Bilingual | None = None
    required: bool = False
    default: object = None
    choices: tuple[Choice, ...] = ()
    lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template as its file says; `content` holds the sources of every part of a content."""

    name: str
    label: Bilingual
    description: Bilingual
    fields: tuple[Field, ...]
    content: Mapping[str, object] = field(repr=False)
    uses_member: bool = False


def check_variables(template: Template, variables: Mapping[str, object]) -> list[Problem]:
    """What is missing, unknown, of the wrong type or too long, by the fields' labels."""
    return read_variables(template.fields, variables)[1]


def read_variables(
    fields: Sequence[Field], variables: Mapping[str, object]
) -> tuple[dict[str, Value], list[Problem]]:
    """The values of all fields, defaults put in, and every problem on the way."""
    reader = Reader()
    given = reader.mapping(variables, "", VARIABLES, [known.name for known in fields]) or {}
    values: dict[str, Value] = {}
    for known in fields:
        value = given.get(known.name)
        values[known.name] = _read(reader, known, known.default if value is None else value)
    return values, reader.problems


def variables_json(values: Mapping[str, Value]) -> dict[str, object]:
    """`values` as JSON, which `read_variables` reads back."""
    return {name: _value_json(value) for name, value in values.items()}


def date_in_words(text: str) -> str:
    """A date field's value as it is read: `2026. 12. 24. (목) 14:00`."""
    words = wall_in_words(datetime.fromisoformat(text), "ko")
    return words if len(text) > len("2026-12-24") else words.rpartition(" ")[0]


def _value_json(value: Value) -> object:
    if isinstance(value, Picture):
        return picture_json(value)
    if isinstance(value, tuple):
        return [_item_json(item) for item in value]
    return value


def _item_json(item: LinkButton | Row | str) -> object:
    match item:
        case LinkButton():
            return link_json(item)
        case Row():
            return row_json(item)
        case _:
            return item


def _read(reader: Reader, known: Field, value: object) -> Value:
    pointer = f"/{known.name}"
    before = len(reader.problems)
    read: Value
    match known.type:
        case FieldType.IMAGE:
            read = read_picture(reader, value, pointer, known.label)
        case FieldType.LINKS:
            read = read_links(reader, value, pointer, known.label, known.limit)
        case FieldType.ROWS:
            read = read_rows(reader, value, pointer, known.label, known.limit)
        case FieldType.CHOICES:
            read = read_choices(reader, value, pointer, known.label, known.limit)
        case FieldType.FLAG:
            read = reader.flag(value, pointer, known.label)
        case _:
            return _read_words(reader, known, value, pointer)
    if known.required and not read and len(reader.problems) == before:
        reader.required(pointer, known.label)
    return read


def _read_words(reader: Reader, known: Field, value: object, pointer: str) -> str:
    label, limit, required = known.label, known.limit, known.required
    if known.type is FieldType.URL:
        return reader.url(value, pointer, label, required=required)
    lines = known.lines or known.type is FieldType.MARKUP
    # The title's codes are part of the interface, whichever template it is a field of.
    code = "title" if known.name == "title" else ""
    before = len(reader.problems)
    text = reader.text(value, pointer, label, limit, required=required, lines=lines, code=code)
    if not text or len(reader.problems) > before:
        return text
    if known.type is FieldType.DATE:
        _check_date(reader, known, text)
    if known.type is FieldType.CHOICE and text not in {
        choice.value for choice in known.choices
    }:
        reader.no_choice(pointer, label, [choice.value for choice in known.choices])
    return text


def _check_date(reader: Reader, known: Field, text: str) -> None:
    try:
        if _DATE.fullmatch(text) and datetime.fromisoformat(text).year:
            return
    except ValueError:
        pass
    reader.report(
        f"/{known.name}",
        "date_invalid",
        f"'{known.label.ko}' 칸의 날짜를 알 수 없어요."
        " 2026-12-24 또는 2026-12-24 14:00처럼 써 주세요.",
        f"“{known.label.en}” is not a date. Write it like 2026-12-24 or 2026-12-24 14:00.",
    )
