"""What pydantic finds wrong, as problems in both languages."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.core.errors import Bilingual, Problem

_KINDS = {
    "string": Bilingual(ko="글자로", en="text"),
    "int": Bilingual(ko="정수로", en="a whole number"),
    "float": Bilingual(ko="숫자로", en="a number"),
    "finite": Bilingual(ko="숫자로", en="a number"),
    "bool": Bilingual(ko="true 또는 false로", en="true or false"),
    "list": Bilingual(ko="목록으로", en="a list"),
    "dict": Bilingual(ko="객체로", en="an object"),
    "model": Bilingual(ko="객체로", en="an object"),
}
_QUOTED = re.compile(r"'([^']*)'")
_SHOWN = 80


def problems_of(error: ValidationError) -> list[Problem]:
    """Every problem by its JSON pointer."""
    return [_problem(found) for found in error.errors(include_url=False)]


def pointer(place: Iterable[int | str]) -> str:
    """The JSON pointer (RFC 6901) of a place."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in place)
    return "".join(f"/{part}" for part in escaped)


def refused(code: str, text: Bilingual) -> PydanticCustomError:
    """What a validator of ours raises; the Korean sentence travels in the context."""
    return PydanticCustomError(code, "{en}", {"ko": text.ko, "en": text.en})


def _problem(found: ErrorDetails) -> Problem:
    place = found["loc"]
    name = str(place[-1])[:_SHOWN] if place else ""
    code, text = _worded(found["type"], name, found.get("ctx", {}))
    return Problem(pointer=pointer(place), code=code, text=text)


def _worded(kind: str, name: str, context: dict[str, Any]) -> tuple[str, Bilingual]:
    if "ko" in context:
        return kind, Bilingual(ko=context["ko"], en=context["en"])
    if kind == "missing":
        return "required", _required(name)
    if kind == "extra_forbidden":
        return "unknown_field", _unknown(name)
    if kind in {"enum", "literal_error"}:
        return "choice_unknown", _choice(name, _QUOTED.findall(str(context["expected"])))
    if kind in _SIZES:
        return _size(kind, name, context)
    family = kind.partition("_")[0]
    return "wrong_type", _wrong_type(name, _KINDS.get(family, _KINDS["string"]))


_SIZES = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
    "string_too_long": "max_length",
    "string_too_short": "min_length",
    "too_long": "max_length",
}


def _size(kind: str, name: str, context: dict[str, Any]) -> tuple[str, Bilingual]:
    limit = context[_SIZES[kind]]
    match kind:
        case "string_too_short":
            return "required", _empty(name)
        case "string_too_long":
            return "too_long", Bilingual(
                ko=f"'{name}' 항목은 {limit:,}자까지 쓸 수 있어요. 줄여 주세요.",
                en=f"“{name}” can have at most {limit:,} characters. Shorten it.",
            )
        case "too_long":
            return "too_many", Bilingual(
                ko=f"'{name}' 항목에는 {limit:,}개까지 넣을 수 있어요. 줄여 주세요.",
                en=f"“{name}” can have at most {limit:,} entries. Remove some.",
            )
        case _:
            return "out_of_range", _range(kind, name, limit)


def _range(kind: str, name: str, limit: float) -> Bilingual:
    ko, en = {
        "greater_than": ("보다 커야", "more than"),
        "greater_than_equal": (" 이상이어야", "at least"),
        "less_than": ("보다 작아야", "less than"),
        "less_than_equal": (" 이하여야", "at most"),
    }[kind]
    return Bilingual(
        ko=f"'{name}' 항목은 {limit:,g}{ko} 해요.", en=f"“{name}” must be {en} {limit:,g}."
    )


def _required(name: str) -> Bilingual:
    return Bilingual(
        ko=f"'{name}' 항목이 빠졌어요. 넣어 주세요.", en=f"“{name}” is missing. Add it."
    )


def _empty(name: str) -> Bilingual:
    return Bilingual(
        ko=f"'{name}' 항목이 비어 있어요. 채워 주세요.", en=f"“{name}” is empty. Fill it in."
    )


def _unknown(name: str) -> Bilingual:
    return Bilingual(
        ko=f"'{name}' 항목은 없어요. 이름을 확인하거나 빼 주세요.",
        en=f"There is no field “{name}”. Check its name or leave it out.",
    )


def _choice(name: str, allowed: list[str]) -> Bilingual:
    names = ", ".join(allowed)
    return Bilingual(
        ko=f"'{name}' 항목에는 {names} 중 하나를 써 주세요.",
        en=f"“{name}” must be one of {names}.",
    )


def _wrong_type(name: str, kind: Bilingual) -> Bilingual:
    return Bilingual(
        ko=f"'{name}' 항목의 형식이 맞지 않아요. {kind.ko} 써 주세요.",
        en=f"“{name}” must be {kind.en}.",
    )
