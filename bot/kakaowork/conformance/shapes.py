"""What an answer should look like, and where one differs."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.errors import Bilingual

_SEEN_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Any value that passes `test`; `words` say which."""

    words: Bilingual
    test: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Maybe:
    """The shape, or null, or nothing there at all."""

    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of up to `most` items, each of the shape."""

    shape: "Shape"
    most: int | None = None


Shape = Kind | Maybe | Items | Mapping[str, "Shape"] | str | int | bool | None
"""An object has these fields at least; a plain value is exactly that value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was expected at a JSON pointer of the answer, and what is there."""

    pointer: str
    expected: Bilingual
    seen: str


def differences(shape: Shape, value: object, pointer: str = "") -> Iterator[Difference]:
    """Where `value` differs from `shape`, in the order of the shape."""
    match shape:
        case Maybe(shape=inner):
            if value is not None:
                yield from differences(inner, value, pointer)
        case Kind(words=words, test=test):
            if not test(value):
                yield Difference(pointer=pointer, expected=words, seen=told(value))
        case Items():
            yield from _of_list(shape, value, pointer)
        case Mapping():
            yield from _of_object(shape, value, pointer)
        case _:
            if type(value) is not type(shape) or value != shape:
                exact = Bilingual(told(shape), told(shape))
                yield Difference(pointer=pointer, expected=exact, seen=told(value))


def _of_object(shape: Mapping[str, Shape], value: object, pointer: str) -> Iterator[Difference]:
    if not isinstance(value, dict):
        yield Difference(pointer=pointer, expected=_OBJECT, seen=told(value))
        return
    for name, inner in shape.items():
        yield from differences(inner, value.get(name), f"{pointer}/{name}")


def _of_list(shape: Items, value: object, pointer: str) -> Iterator[Difference]:
    if not isinstance(value, list):
        yield Difference(pointer=pointer, expected=_ARRAY, seen=told(value))
        return
    if shape.most is not None and len(value) > shape.most:
        expected = Bilingual(f"{shape.most}개 이하", f"up to {shape.most} items")
        yield Difference(pointer=pointer, expected=expected, seen=str(len(value)))
    for index, item in enumerate(value):
        yield from differences(shape.shape, item, f"{pointer}/{index}")


def told(value: object) -> str:
    """A JSON value as it would be written, short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SEEN_CHARACTERS else f"{text[:_SEEN_CHARACTERS]}…"


def one_of(*values: str) -> Kind:
    """One of these words."""
    names = ", ".join(values)
    return Kind(
        words=Bilingual(f"다음 중 하나: {names}", f"one of {names}"),
        test=lambda value: value in values,
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_digits(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit()


_OBJECT = Bilingual("객체", "an object")
_ARRAY = Bilingual("배열", "an array")
TEXT = Kind(words=Bilingual("문자열", "a string"), test=lambda value: isinstance(value, str))
FLAG = Kind(words=Bilingual("true·false", "true or false"), test=lambda v: isinstance(v, bool))
WHOLE = Kind(words=Bilingual("정수", "a whole number"), test=_is_whole)
DIGITS = Kind(words=Bilingual("숫자로 된 문자열", "a string of digits"), test=_is_digits)
ID = Kind(
    words=Bilingual("숫자 또는 숫자로 된 문자열", "a number or a string of digits"),
    test=lambda value: _is_whole(value) or _is_digits(value),
)
TIME = Kind(
    words=Bilingual("유닉스 시각(초) 또는 시각 문자열", "Unix seconds or a time as a string"),
    test=lambda value: _is_whole(value) or isinstance(value, str),
)
FAILED: Shape = {"success": False, "error": {"code": TEXT, "message": TEXT}}


def failed(*codes: str) -> Mapping[str, Shape]:
    """A failure's envelope with one of these codes."""
    return {"success": False, "error": {"code": one_of(*codes), "message": TEXT}}
