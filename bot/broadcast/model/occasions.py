"""The planned time of what is sent, as templates and texts say it: `{{ occurrence.date }}`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.markup import escape
from bot.broadcast.model.templates import Field, FieldType, date_in_words
from bot.core.errors import Bilingual, Problem

_WEEKDAYS: Final = "월화수목금토일"
_MARK: Final = re.compile(r"\{\{\s*occurrence\b([^{}]*)\}\}")
_NAME: Final = re.compile(r"\s*\.\s*(\w+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When something is sent, in Korean words: `2026. 12. 24. (목)`, `09:00`, `목요일`, `12월`."""

    date: str
    time: str
    weekday: str
    month: str


ATTRIBUTES: Final = frozenset(field.name for field in fields(Occasion))
# Where a preview has no time yet; no word is longer than what comes in its place.
STAND_IN: Final = Occasion(date="보낼 날짜", time="시각", weekday="요일", month="그달")
# Nothing that is ever said is longer.
LONGEST: Final = Occasion(
    date="2026. 12. 24. (목)", time="09:00", weekday="목요일", month="12월"
)


def occasion_at(at: int, zone: ZoneInfo) -> Occasion:
    """The words for a moment (UTC ms) as the walls of `zone` show it."""
    wall = wall_of(moment_at(at), zone)
    return Occasion(
        date=date_in_words(f"{wall:%Y-%m-%d}"),
        time=f"{wall:%H:%M}",
        weekday=f"{_WEEKDAYS[wall.weekday()]}요일",
        month=f"{wall.month}월",
    )


def occasion_json(occasion: Occasion) -> dict[str, str]:
    """`occasion` as JSON."""
    return asdict(occasion)


def read_occasion(value: Mapping[str, str] | None) -> Occasion:
    """What `occasion_json` made; the stand-in where nothing was kept."""
    return STAND_IN if value is None else Occasion(**value)


def with_occasion(
    known: Sequence[Field], variables: Mapping[str, Any], occasion: Occasion
) -> dict[str, Any]:
    """`variables` and defaults with the four marks replaced in texts and rows; no more is read."""
    kinds = {field.name: field.type for field in known}
    return {
        name: _said(kinds.get(name), value, occasion)
        for name, value in _filled(known, variables).items()
    }


def with_marks(known: Sequence[Field], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `variables` and defaults that have a mark, as they were written."""
    given = _filled(known, variables)
    return {
        field.name: given[field.name]
        for field in known
        if any(_MARK.search(text) for _, text in _texts(field.type, "", given.get(field.name)))
    }


def _filled(known: Sequence[Field], variables: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {field.name: field.default for field in known if field.default is not None}
    return defaults | {name: value for name, value in variables.items() if value is not None}


def said_at(text: str, occasion: Occasion) -> str:
    """A plain text with the marks replaced."""
    return _replaced(text, occasion, marked_up=False)


def unknown_marks(known: Sequence[Field], variables: Mapping[str, Any]) -> list[Problem]:
    """The marks in `variables` that no occasion has a word for, by their fields."""
    given = _filled(known, variables)
    return [
        Problem(pointer=pointer, code="occurrence_unknown", text=_unknown(field, mark.group()))
        for field in known
        for pointer, text in _texts(field.type, f"/{field.name}", given.get(field.name))
        for mark in _MARK.finditer(text)
        if _attribute(mark) is None
    ]


def _said(kind: FieldType | None, value: Any, occasion: Occasion) -> Any:
    match kind, value:
        case FieldType.TEXT, str():
            return _replaced(value, occasion, marked_up=False)
        case FieldType.MARKUP, str():
            return _replaced(value, occasion, marked_up=True)
        case FieldType.ROWS, list():
            return [_said_row(row, occasion) for row in value]
        case _:
            return value


def _said_row(row: Any, occasion: Occasion) -> Any:
    if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
        return row
    return {**row, "text": _replaced(row["text"], occasion, marked_up=False)}


def _texts(kind: FieldType, pointer: str, value: Any) -> list[tuple[str, str]]:
    match kind, value:
        case ((FieldType.TEXT | FieldType.MARKUP), str()):
            return [(pointer, value)]
        case FieldType.ROWS, list():
            rows = [row.get("text") if isinstance(row, Mapping) else None for row in value]
            return [
                (f"{pointer}/{index}/text", text)
                for index, text in enumerate(rows)
                if isinstance(text, str)
            ]
        case _:
            return []


def _replaced(text: str, occasion: Occasion, *, marked_up: bool) -> str:
    def word(mark: re.Match[str]) -> str:
        name = _attribute(mark)
        if name is None:
            return mark.group()
        found: str = getattr(occasion, name)
        return escape(found) if marked_up else found

    return _MARK.sub(word, text)


def _attribute(mark: re.Match[str]) -> str | None:
    found = _NAME.fullmatch(mark.group(1))
    return found.group(1) if found and found.group(1) in ATTRIBUTES else None


def _unknown(field: Field, mark: str) -> Bilingual:
    return Bilingual(
        f"'{field.label.ko}' 칸의 {mark[:60]}은(는) 없는 표시예요."
        " occurrence.date, occurrence.time, occurrence.weekday, occurrence.month 중에서 써 주세요.",
        f"“{field.label.en}” has {mark[:60]}, which means nothing. Use occurrence.date,"
        " occurrence.time, occurrence.weekday or occurrence.month.",
    )
