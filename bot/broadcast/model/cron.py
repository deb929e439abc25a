"""Cron expressions as Debian's crontab(5) has them, by the library cronsim."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_FIELDS: Final = 5
_NAME: Final = r"[A-Za-z]{3}"
_ONE: Final = (
    rf"(?:(?:\*|(?:\d{{1,2}}|{_NAME})-(?:\d{{1,2}}|{_NAME}))(?:/\d{{1,2}})?|\d{{1,2}}|{_NAME})"
)
_FIELD: Final = re.compile(rf"{_ONE}(?:,{_ONE})*", re.ASCII)
_MACROS: Final = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


def read_cron(text: str) -> str | None:
    """The expression in five fields with single spaces; None where it is not one.

    Takes what crontab(5) of Debian takes: numbers, names, ranges, lists, steps and @daily and its
    like. What other crons add (seconds, `L`, `#`, `W`) is refused rather than guessed at.
    """
    plain = " ".join(text.split())
    plain = _MACROS.get(plain.lower(), plain)
    fields = plain.split(" ")
    if len(fields) != _FIELDS or not all(_FIELD.fullmatch(field) for field in fields):
        return None
    try:
        CronSim(plain.upper(), datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError:
        return None
    return plain


def cron_moments(text: str, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments, in UTC, strictly after `after` at which cron would run `text` in `zone`."""
    # cronsim counts whole minutes from the one that is given.
    for moment in CronSim(text.upper(), after.astimezone(zone)):
        yield moment.astimezone(UTC)
