"""Times as the API writes and reads them: RFC 3339, in the workspace's zone."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import moment_at
from bot.broadcast.model.times_in_words import At, When, read_when
from bot.core.errors import Bilingual, Invalid, Problem, invalid

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_YEARS: Final = range(2000, 2200)
_FORM: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


def written_time(at: int | None, zone: ZoneInfo) -> str | None:
    """UTC milliseconds as `2026-11-23T09:00:00+09:00`."""
    if at is None:
        return None
    moment = (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)
    return moment.isoformat(timespec="milliseconds" if at % 1_000 else "seconds")


def read_time(text: str, zone: ZoneInfo, pointer: str) -> int | Problem:
    """UTC milliseconds of a time with its offset, or of a local time in `zone`."""
    moment = _moment(text.strip())
    if moment is None:
        return Problem(pointer=pointer, code="time_invalid", text=_INVALID)
    if moment.year not in _YEARS:
        return Problem(pointer=pointer, code="time_too_far", text=_TOO_FAR)
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=zone)
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            return Problem(pointer=pointer, code="time_skipped", text=_skipped(text, zone))
        moment = local
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)


def read_coming(text: str, zone: ZoneInfo, now: int, pointer: str) -> int | Problem:
    """As `read_time`, or words such as `내일 오전 9시` for one time to come."""
    try:
        when = read_any(text, zone, now, pointer)
    except Invalid as wrong:
        return wrong.problems[0]
    if isinstance(when, At):
        return when.at
    return Problem(pointer=pointer, code="repeats", text=_REPEATS)


def read_any(text: str, zone: ZoneInfo, now: int, pointer: str) -> When:
    """A time as `read_time` reads it, or words for one time or for times that repeat."""
    if not _FORM.fullmatch(text.strip()):
        return read_when(text, moment_at(now), zone, pointer=pointer)
    at = read_time(text, zone, pointer)
    if isinstance(at, Problem):
        raise invalid(at.pointer, at.code, at.text)
    return At(at)


def read_limit(
    text: str, zone: ZoneInfo, now: int, pointer: str, *, end: bool
) -> int | Problem:
    """As `read_coming`, or a day: its first minute, or its last where it is the `end`."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return read_coming(text, zone, now, pointer)
    return read_time(f"{day}T{'23:59' if end else '00:00'}", zone, pointer)


def _moment(text: str) -> datetime | None:
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    day, minute, seconds, offset = form.groups()
    try:
        return datetime.fromisoformat(
            f"{day}T{minute}{seconds or ':00'}{(offset or '').upper().replace('Z', '+00:00')}"
        )
    except ValueError:
        return None


def _skipped(text: str, zone: ZoneInfo) -> Bilingual:
    return Bilingual(
        ko=f"{zone.key}에는 {text.strip()} 시각이 없어요. 서머타임 앞뒤의 시각을 골라 주세요.",
        en=f"There is no {text.strip()} in {zone.key}: the clocks go forward then. "
        "Choose another time.",
    )


_INVALID = Bilingual(
    ko="시각을 알 수 없어요. 2026-11-23T09:00:00+09:00처럼 써 주세요.",
    en="This is not a time. Write it like 2026-11-23T09:00:00+09:00.",
)
_REPEATS = Bilingual(
    ko="되풀이하는 시각이에요. 여기에는 '내일 오전 9시'처럼 한 번의 시각을 쓰고, 되풀이는 rule에 써 주세요.",
    en="This repeats. Write one time here, like 'tomorrow at 9am'; what repeats goes into rule.",
)
_TOO_FAR = Bilingual(
    ko="2000년부터 2199년까지의 시각을 써 주세요.", en="Give a time between 2000 and 2199."
)
