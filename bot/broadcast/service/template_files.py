"""What a `template.yaml` has to say, checked key by key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.broadcast.model import content as parts
from bot.broadcast.model.reading import Reader
from bot.broadcast.model.templates import (
    LIMITS,
    TEXT_CHARACTERS,
    Choice,
    Field,
    FieldType,
    Template,
    read_variables,
)
from bot.broadcast.service.sandbox import MEMBER, RESERVED, SOURCE_CHARACTERS, Fault, Source
from bot.core.errors import Bilingual, Problem, raise_problems

_TOP_KEYS: Final = ("name", "description", "fields", "content")
_FIELD_KEYS: Final = (
    *("name", "type", "label", "help", "required"),
    *("default", "max", "choices", "lines"),
)
_ITEM_KEYS: Final = {
    "image": ("url", "alt"),
    "links": ("label", "url", "mobile_url"),
    "rows": ("term", "text"),
}
_ANSWER_PARTS: Final = {"acknowledge": FieldType.FLAG, "choices": FieldType.CHOICES}
_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_LABEL_CHARACTERS: Final = 40
_DESCRIPTION_CHARACTERS: Final = 200
_MAX_FIELDS: Final = 30
_MAX_CHOICES: Final = 30
_MAX_ITEMS: Final = 20


def parse_template(name: str, value: object) -> Template:
    """The template that a file's content describes; Invalid names every mistake.

    Problems are placed by JSON pointer; `#n` behind one means the n-th line of that text.
    """
    reader = Reader()
    given = reader.mapping(value, "", _label("template.yaml"), _TOP_KEYS) or {}
    label = _bilingual(reader, given.get("name"), "/name", _LABEL_CHARACTERS)
    about = _bilingual(
        reader, given.get("description"), "/description", _DESCRIPTION_CHARACTERS
    )
    fields = tuple(_fields(reader, given.get("fields")))
    content, names = _Content(reader, fields).read(given.get("content"))
    raise_problems(reader.problems, "template_broken")
    return Template(
        name=name,
        label=label,
        description=about,
        fields=fields,
        content=content,
        uses_member=MEMBER in names,
    )


def _label(word: str) -> Bilingual:
    return Bilingual(word, word)


def _bilingual(reader: Reader, value: object, pointer: str, limit: int) -> Bilingual:
    given = reader.mapping(value, pointer, _label(pointer.rpartition("/")[2]), ("ko", "en"))
    ko, en = (
        reader.text((given or {}).get(key), f"{pointer}/{key}", _label(key), limit)
        if given is not None
        else ""
        for key in ("ko", "en")
    )
    return Bilingual(ko, en)


def _fields(reader: Reader, value: object) -> Iterator[Field]:
    seen: set[str] = set()
    for pointer, item in reader.items(value, "/fields", _label("fields"), _MAX_FIELDS):
        given = reader.mapping(item, pointer, _label("fields"), _FIELD_KEYS)
        if given is None:
            continue
        field = _field(reader, given, pointer)
        if not _FIELD_NAME.fullmatch(field.name) or field.name in {*RESERVED, *seen}:
            reader.report(
                f"{pointer}/name",
                "field_name_invalid",
                "필드 이름은 영어 소문자로 시작하는 서로 다른 낱말이어야 해요. 이름을 바꿔 주세요.",
                "Each field needs a name of its own, in small letters, digits and underscores,"
                " that means nothing else in a template. Rename it.",
            )
        seen.add(field.name)
        yield field


def _field(reader: Reader, given: Mapping[object, object], at: str) -> Field:
    name = reader.text(given.get("name"), f"{at}/name", _label("name"), _LABEL_CHARACTERS)
    kind = reader.choice(given.get("type"), f"{at}/type", _label("type"), FieldType.TEXT)
    helped = given.get("help")
    field = Field(
        name=name,
        type=kind,
        label=_bilingual(reader, given.get("label"), f"{at}/label", _LABEL_CHARACTERS),
        limit=_limit(reader, given.get("max"), f"{at}/max", kind),
        help=None
        if helped is None
        else _bilingual(reader, helped, f"{at}/help", _DESCRIPTION_CHARACTERS),
        required=_flag(reader, given.get("required"), f"{at}/required"),
        default=_default(given.get("default")),
        choices=tuple(_choices(reader, given.get("choices"), f"{at}/choices")),
        lines=_flag(reader, given.get("lines"), f"{at}/lines"),
    )
    if (kind is FieldType.CHOICE) != bool(field.choices):
        reader.required(f"{at}/choices", _label("choices"))
    if field.default is not None:
        unforced = replace(field, required=False)
        _, problems = read_variables([unforced], {name: field.default})
        reader.problems.extend(replace(p, pointer=f"{at}/default") for p in problems)
    return field


def _default(value: object) -> object:
    # YAML reads an unquoted 2026-12-24 as a date.
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else value


def _flag(reader: Reader, value: object, pointer: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    reader.no_choice(pointer, _label(pointer.rpartition("/")[2]), ["true", "false"])
    return False


def _limit(reader: Reader, value: object, pointer: str, kind: FieldType) -> int:
    most = LIMITS[kind]
    if value is None:
        return TEXT_CHARACTERS if kind is FieldType.TEXT else most
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return value
    reader.report(
        pointer,
        "limit_invalid",
        f"max에는 1에서 {most:,}까지의 수를 써 주세요.",
        f"“max” must be a number from 1 to {most:,}.",
    )
    return most


def _choices(reader: Reader, value: object, pointer: str) -> Iterator[Choice]:
    for at, item in reader.items(value, pointer, _label("choices"), _MAX_CHOICES):
        given = reader.mapping(item, at, _label("choices"), ("value", "label"))
        if given is None:
            continue
        words = reader.text(
            given.get("value"), f"{at}/value", _label("value"), _LABEL_CHARACTERS
        )
        label = _bilingual(reader, given.get("label"), f"{at}/label", _LABEL_CHARACTERS)
        yield Choice(value=words, label=label)


class _Content:
    """Reads the part `content` and compiles every source in it."""

    def __init__(self, reader: Reader, fields: Sequence[Field]) -> None:
        self._reader = reader
        self._types = {field.name: field.type for field in fields}
        self._names: set[str] = set()

    def read(self, value: object) -> tuple[dict[str, object], set[str]]:
        """The sources by part, and the names that they use."""
        given = self._reader.mapping(value, "/content", _label("content"), parts.FIELDS) or {}
        if given.get("title") is None:
            self._reader.required("/content/title", _label("title"))
        content: dict[str, object] = {}
        for key in parts.FIELDS:
            item, pointer = given.get(key), f"/content/{key}"
            if item is None:
                continue
            if key == "image":
                content[key] = self._picture(item, pointer)
            elif key in _ANSWER_PARTS:
                content[key] = self._answers(item, pointer, _ANSWER_PARTS[key])
            elif key in _ITEM_KEYS:
                content[key] = self._list(item, pointer, FieldType(key))
            else:
                content[key] = self._source(item, pointer, markup=key == "body")
        return content, self._names

    def _source(self, value: object, pointer: str, *, markup: bool = False) -> str:
        reader, label = self._reader, _label(pointer.rpartition("/")[2])
        text = reader.text(value, pointer, label, SOURCE_CHARACTERS, required=False, lines=True)
        try:
            self._names |= Source(text, self._types, markup=markup).names
        except Fault as fault:
            at = f"{pointer}#{fault.line}"
            reader.problems.append(Problem(pointer=at, code="template_source", text=fault.text))
        return text

    def _mapping(self, value: object, pointer: str, key: str) -> dict[str, str]:
        keys = _ITEM_KEYS[key]
        given = self._reader.mapping(value, pointer, _label(key), keys) or {}
        for name in keys[:2]:
            if given.get(name) is None:
                self._reader.required(f"{pointer}/{name}", _label(name))
        return {name: self._source(given.get(name), f"{pointer}/{name}") for name in keys}

    def _picture(self, value: object, pointer: str) -> object:
        if isinstance(value, str):
            return self._field(value, pointer, FieldType.IMAGE)
        return self._mapping(value, pointer, "image")

    def _answers(self, value: object, pointer: str, kind: FieldType) -> object:
        """A field of this type, or for all notices of the template that it has the button."""
        if kind is FieldType.FLAG and isinstance(value, bool):
            return value
        return self._field(str(value), pointer, kind)

    def _list(self, value: object, pointer: str, kind: FieldType) -> list[object]:
        items = [value] if isinstance(value, str) else value
        return [
            self._field(item, at, kind)
            if isinstance(item, str)
            else self._mapping(item, at, kind.value)
            for at, item in self._reader.items(items, pointer, _label(kind.value), _MAX_ITEMS)
        ]

    def _field(self, name: str, pointer: str, kind: FieldType) -> str:
        if self._types.get(name) is not kind:
            self._reader.report(
                pointer,
                "field_unknown",
                f"'{name}'라는 {kind.value} 필드가 없어요. fields에 적거나 이름을 고쳐 주세요.",
                f"There is no field “{name}” of type {kind.value}."
                " Declare it under fields or correct the name.",
            )
        return name
