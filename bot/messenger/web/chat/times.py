"""Times as people read them, in the workspace's zone and by patterns of our own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.core.errors import Language

_DAY = {"ko": "y년 M월 d일 EEEE", "en": "EEEE, d MMMM y"}
_SHORT_DAY = {"ko": "M월 d일", "en": "d MMM"}
_SHORT_DAY_OF_YEAR = {"ko": "y. M. d.", "en": "d MMM y"}
_YESTERDAY = {"ko": "어제", "en": "Yesterday"}


def moment(at: int, zone: ZoneInfo) -> datetime:
    """UTC milliseconds as a local moment."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at)).astimezone(zone)


def rfc3339(at: int, zone: ZoneInfo) -> str:
    """The moment for machines, with its offset."""
    return moment(at, zone).isoformat(timespec="milliseconds")


def day_words(at: int, zone: ZoneInfo, language: Language) -> str:
    """The day of a separator: `2026년 11월 22일 일요일`."""
    return format_date(moment(at, zone), _DAY[language], locale=language)


def time_words(at: int, zone: ZoneInfo, language: Language) -> str:
    """The time of day: `오전 11:00`, `11:00 AM`."""
    local = moment(at, zone)
    clock = f"{local.hour % 12 or 12}:{local.minute:02}"
    morning = local.hour < 12
    if language == "ko":
        return f"{'오전' if morning else '오후'} {clock}"
    return f"{clock} {'AM' if morning else 'PM'}"


def list_words(at: int, now: int, zone: ZoneInfo, language: Language) -> str:
    """When a room was last used: a time today, else yesterday, else the day."""
    local, today = moment(at, zone), moment(now, zone)
    if local.date() == today.date():
        return time_words(at, zone, language)
    if local.date() == today.date() - timedelta(days=1):
        return _YESTERDAY[language]
    patterns = _SHORT_DAY if local.year == today.year else _SHORT_DAY_OF_YEAR
    return format_date(local, patterns[language], locale=language)
