"""Between what is typed into the composer's form and the variables of a template."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.broadcast.model.templates import Field, FieldType
from bot.core.errors import Bilingual, Language, Problem

Typed = dict[str, str]
_PREFIX = "v"
_LINK = ("label", "url", "mobile_url")
_ROW = ("term", "text")
_OWN_INPUTS = frozenset(
    {"profile", "template", "audience", "people", "exclude", "urgent", "at", "count", "test"}
    | {"remind", "remind_times"}
)
_TICKED = "on"
_YES = (True, "true", "yes", "on")
_PARTS = {FieldType.LINKS: _LINK, FieldType.ROWS: _ROW}
_LISTS = frozenset({*_PARTS, FieldType.CHOICES})


def input_name(*path: object) -> str:
    """The name and id of an input: `v.links.0.url`."""
    return ".".join([_PREFIX, *map(str, path)])


def typed_of(fields: Sequence[Field], variables: Mapping[str, Any]) -> Typed:
    """How a form shows `variables`; fields without a value show their default."""
    typed: Typed = {}
    for field in fields:
        value = variables.get(field.name)
        value = field.default if value is None else value
        typed.update(_typed_field(field, value))
    return typed


def _typed_field(field: Field, value: Any) -> Typed:
    name = field.name
    match field.type:
        case FieldType.IMAGE:
            picture = value if isinstance(value, Mapping) else {}
            image_id = str(picture.get("media_id") or picture.get("id") or "")
            return {
                input_name(name, "id"): image_id,
                input_name(name, "url"): "" if image_id else str(picture.get("url") or ""),
                input_name(name, "alt"): str(picture.get("alt") or ""),
            }
        case FieldType.LINKS | FieldType.ROWS:
            items = value if isinstance(value, list | tuple) else ()
            return {
                input_name(name, index, part): str(item.get(part) or "")
                for index, item in enumerate(items)
                if isinstance(item, Mapping)
                for part in _PARTS[field.type]
            }
        case FieldType.CHOICES:
            items = value if isinstance(value, list | tuple) else ()
            return {input_name(name, index): str(item) for index, item in enumerate(items)}
        case FieldType.FLAG:
            return {input_name(name): _TICKED} if value in _YES else {}
        case FieldType.DATE:
            day, _, time = str(value or "").replace(" ", "T").partition("T")
            return {input_name(name): day, input_name(name, "time"): time[:5]}
        case _:
            return {input_name(name): str(value or "")}


def variables_of(
    fields: Sequence[Field], typed: Mapping[str, str], image_url: Callable[[str], str]
) -> dict[str, object]:
    """The variables that a form gives; empty links and rows are left out."""
    return {field.name: _variable(field, typed, image_url) for field in fields}


def _variable(
    field: Field, typed: Mapping[str, str], image_url: Callable[[str], str]
) -> object:
    def at(*path: object) -> str:
        return typed.get(input_name(field.name, *path), "").strip()

    match field.type:
        case FieldType.IMAGE:
            return _picture(at, image_url)
        case FieldType.LINKS | FieldType.ROWS:
            return list(_items(field, at))
        case FieldType.CHOICES:
            return [text for index in range(field.limit) if (text := at(index))]
        case FieldType.FLAG:
            return bool(at())
        case FieldType.DATE:
            return f"{at()}T{at('time')}" if at() and at("time") else at()
        case _:
            return typed.get(input_name(field.name), "")


def _picture(at: Callable[..., str], image_url: Callable[[str], str]) -> dict[str, str] | None:
    alt, image_id = at("alt"), at("id")
    if at("remove") or not (image_id or at("url")):
        return None
    if image_id:
        return {"media_id": image_id, "url": image_url(image_id), "alt": alt}
    return {"url": at("url"), "alt": alt}


def _items(field: Field, at: Callable[..., str]) -> Iterable[dict[str, str]]:
    for index in range(field.limit):
        item = {part: at(index, part) for part in _PARTS[field.type] if at(index, part)}
        if item:
            yield item


def retyped(
    fields: Sequence[Field], typed: Mapping[str, str], variables: Mapping[str, Any]
) -> Typed:
    """What was typed with its gaps closed, so that problems stand where they belong."""
    own = {name: text for name, text in typed.items() if not name.startswith(f"{_PREFIX}.")}
    return {**own, **typed_of(fields, variables)}


def with_stand_ins(
    fields: Sequence[Field],
    variables: Mapping[str, object],
    problems: Sequence[Problem],
    language: Language,
) -> dict[str, object]:
    """`variables` with something in the place of what is still missing, for a preview."""
    by_name = {field.name: field for field in fields}
    filled = dict(variables)
    for problem in reversed(problems):
        name, *rest = problem.pointer.lstrip("/").split("/")
        field = by_name.get(name)
        if field is None:
            continue
        if field.type in _LISTS and rest and rest[0].isdigit():
            # What is wrong with all of them has taken them away already.
            items = cast("list[object]", filled[name] or [])
            filled[name] = [item for index, item in enumerate(items) if index != int(rest[0])]
        elif field.type is FieldType.IMAGE and rest == ["alt"]:
            picture = cast("Mapping[str, object]", filled[name])
            filled[name] = {**picture, "alt": field.label.in_(language)}
        else:
            filled[name] = _stand_in(field, language)
    return filled


def _stand_in(field: Field, language: Language) -> object:
    match field.type:
        case FieldType.TEXT | FieldType.MARKUP:
            return field.label.in_(language)
        case FieldType.DATE:
            return "2026-01-01"
        case FieldType.URL:
            return "https://example.com/"
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One problem as a page shows it; `target` is the id of its input, if it has one."""

    target: str
    text: Bilingual


class Faults:
    """The problems of a form: beside their inputs and together in a summary."""

    def __init__(
        self,
        problems: Sequence[Problem] = (),
        fields: Sequence[Field] = (),
        inputs: frozenset[str] = _OWN_INPUTS,
    ) -> None:
        names = {field.name for field in fields}
        self.summary = [
            Fault(target=_target(problem.pointer, names, inputs), text=problem.text)
            for problem in problems
        ]

    def at(self, target: str) -> list[Fault]:
        """The problems of one input."""
        return [fault for fault in self.summary if fault.target == target]

    def __bool__(self) -> bool:
        return bool(self.summary)


def _target(pointer: str, names: set[str], inputs: frozenset[str]) -> str:
    path = pointer.strip("/").split("/")
    if path[0] in names:
        return input_name(*path)
    return path[0] if path[0] in inputs else ""
