"""Reading JSON values field by field while every problem is noted with its place."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from bot.core.errors import Bilingual, Invalid, Problem
from bot.kakaowork import refusals
from bot.kakaowork.characters import is_unfit

# More would say nothing new to a person, and a hostile body could ask for millions.
PROBLEMS_MAX = 100

_Word = TypeVar("_Word", bound=StrEnum)
_Empty = TypeVar("_Empty")

STRING = Bilingual(ko="문자열", en="a string")
OBJECT = Bilingual(ko="객체", en="an object")
ARRAY = Bilingual(ko="배열", en="an array")
FLAG = Bilingual(ko="true·false", en="true or false")
WHOLE = Bilingual(ko="정수", en="a whole number")
NUMBER = Bilingual(ko="숫자", en="a number")
NOTHING = Bilingual(ko="null", en="null")


def json_type(value: object) -> Bilingual:
    """What kind of JSON value this is, in words."""
    kinds: tuple[tuple[type | tuple[type, ...], Bilingual], ...] = (
        (str, STRING),
        (bool, FLAG),
        ((int, float), NUMBER),
        (dict, OBJECT),
        ((list, tuple), ARRAY),
    )
    return next((words for kind, words in kinds if isinstance(value, kind)), NOTHING)


class Notes:
    """The problems found so far; with `PROBLEMS_MAX` of them the reading is over."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.problems: list[Problem] = []
        self._closed: list[str] = []

    def refuse(self, pointer: str, code: str, text: Bilingual) -> None:
        """Note a problem, and hear no more of this place or of what is under it."""
        if self._is_closed(pointer):
            return
        self._closed.append(pointer)
        self._add(Problem(pointer=pointer, code=code, text=text))

    def close(self, pointer: str) -> None:
        """Hear no more of this place: what stands there was made up."""
        self._closed.append(pointer)

    def add_rules(self, problems: Sequence[Problem]) -> None:
        """Note broken limits, but not those of values that couldn't be read at all."""
        for problem in problems:
            if not self._is_closed(problem.pointer):
                self._add(problem)

    def raise_found(self) -> None:
        """Raise `Invalid` with the code and every problem, or do nothing where there are none."""
        if not self.problems:
            return
        problems = sorted(self.problems, key=_reading_order)
        first, rest = problems[0].text, len(problems) - 1
        text = first
        if rest:
            text = Bilingual(
                ko=f"{first.ko} (이 밖에 {rest}곳이 더 있어요)",
                en=f"{first.en} (and {rest} more)",
            )
        raise Invalid(text, code=self.code, problems=problems)

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) == PROBLEMS_MAX:
            self.raise_found()

    def _is_closed(self, pointer: str) -> bool:
        place = pointer + "/"
        return any(place.startswith(shut + "/") for shut in self._closed)


def _reading_order(problem: Problem) -> tuple[int, ...]:
    return tuple(int(part) for part in problem.pointer.split("/") if part.isdecimal())


class Fields:
    """The fields of one JSON object; what can't be read is noted and stands as an empty value."""

    def __init__(self, notes: Notes, pointer: str, values: dict[object, object]) -> None:
        self.notes = notes
        self.pointer = pointer
        self._values = values

    def place(self, name: str) -> str:
        """The JSON pointer of the field `name`."""
        return f"{self.pointer}/{name}"

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._values.get(name) is not None

    def given(self, name: str) -> object:
        """The value of the field `name` as it came; absent is None."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """A string that has to be there."""
        return self.optional_text(name) or self._needed(name, "")

    def optional_text(self, name: str) -> str | None:
        """A string that may be absent or null."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self._mistyped(name, STRING, value)
        elif is_unfit(value):
            self.notes.refuse(self.place(name), "bad_characters", refusals.BAD_CHARACTERS)
        else:
            return value
        return ""

    def flag(self, name: str) -> bool:
        """A true or false; absent is false."""
        value = self._values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._mistyped(name, FLAG, value)
        return False

    def optional_whole(self, name: str) -> int | None:
        """A whole number that may be absent or null."""
        value = self._values.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self._mistyped(name, WHOLE, value)
        return None

    def id_number(self, name: str) -> int:
        """An id that has to be there, as a number or as a string of digits."""
        value = self._values.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            return int(value)
        return self.optional_whole(name) or self._needed(name, 0)

    def word(self, name: str, kind: type[_Word], default: _Word) -> _Word:
        """One of the words of `kind`; absent is `default`."""
        given = self.optional_text(name)
        if given is None:
            return default
        try:
            return kind(given)
        except ValueError:
            self.notes.refuse(self.place(name), "unknown_value", refusals.unknown(given, kind))
            return default

    def inner(self, name: str) -> "Fields":
        """An object that has to be there."""
        value = self._values.get(name)
        if value is None:
            self._needed(name, None)
            value = {}
        return read_object(self.notes, self.place(name), value)

    def array(self, name: str) -> Sequence[object]:
        """An array that may be absent or null."""
        value = self._values.get(name)
        return () if value is None else read_array(self.notes, self.place(name), value)

    def needed_array(self, name: str) -> Sequence[object]:
        """An array that has to be there."""
        return self.array(name) or self._needed(name, ())

    def _needed(self, name: str, empty: _Empty) -> _Empty:
        if self._values.get(name) is None:
            self.notes.refuse(self.place(name), "missing_field", refusals.missing(name))
        return empty

    def _mistyped(self, name: str, expected: Bilingual, value: object) -> None:
        refuse_type(self.notes, self.place(name), expected, value)


def refuse_type(notes: Notes, pointer: str, expected: Bilingual, value: object) -> None:
    """Note that `value` has another type than `expected`."""
    notes.refuse(pointer, "wrong_type", refusals.wrong_type(expected, json_type(value)))


def read_object(notes: Notes, pointer: str, value: object) -> Fields:
    """The fields of a JSON object; anything else is noted and has no fields."""
    if isinstance(value, dict):
        return Fields(notes, pointer, value)
    refuse_type(notes, pointer, OBJECT, value)
    return Fields(notes, pointer, {})


def read_array(notes: Notes, pointer: str, value: object) -> Sequence[object]:
    """The items of a JSON array; anything else is noted and has no items."""
    if isinstance(value, list | tuple):
        return value
    refuse_type(notes, pointer, ARRAY, value)
    return ()
