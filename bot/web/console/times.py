"""Times as people read and type them, in the workspace's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.broadcast.model.schedule_words import time_in_words
from bot.core.clock import HOUR, MINUTE, SECOND
from bot.core.errors import Language

_EPOCH = datetime.fromtimestamp(0, UTC)
_UNITS = {
    "ko": (("시간", HOUR), ("분", MINUTE), ("초", SECOND)),
    "en": ((" h", HOUR), (" min", MINUTE), (" s", SECOND)),
}


def moment(at: int, zone: ZoneInfo) -> datetime:
    """UTC milliseconds as a local moment."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def when(at: int, zone: ZoneInfo, language: Language) -> str:
    """The moment in words: `2026. 11. 23. (월) 09:00`, `Mon, 23 Nov 2026 09:00`."""
    return time_in_words(at, zone, language)


def typed_moment(at: int, zone: ZoneInfo) -> str:
    """The moment as a `datetime-local` input holds it: `2026-11-23T09:00`."""
    return moment(at, zone).strftime("%Y-%m-%dT%H:%M")


def read_moment(typed: str, zone: ZoneInfo) -> int | None:
    """UTC milliseconds of a `datetime-local` input; None where the zone has no such time."""
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    at = local.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        return None
    return round((at - _EPOCH) / timedelta(milliseconds=1))


def lasting(milliseconds: int, language: Language) -> str:
    """A duration in its two largest units: `3시간 12분`, `3 h 12 min`."""
    left = max(milliseconds, 0) // SECOND * SECOND
    words: list[str] = []
    for unit, size in _UNITS[language]:
        number, left = divmod(left, size)
        if number or (size == SECOND and not words):
            words.append(f"{number}{unit}")
    return " ".join(words[:2])
