"""Cron expressions as Debian's crontab(5) has them, by the library cronsim."""

import heapq
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from bot.broadcast.model.local_time import moment_of, moments_of, wall_of

_FIELDS: Final = 5
_NAME: Final = r"[A-Za-z]{3}"
_ONE: Final = (
    rf"(?:(?:\*|(?:\d{{1,2}}|{_NAME})-(?:\d{{1,2}}|{_NAME}))(?:/\d{{1,2}})?|\d{{1,2}}|{_NAME})"
)
_FIELD: Final = re.compile(rf"{_ONE}(?:,{_ONE})*", re.ASCII)
_STEPPED_RANGE: Final = re.compile(r"(\w+)-(\w+)/\d+", re.ASCII)
_NUMBERS: Final = {
    name: number
    for first, names in (
        (0, "SUN MON TUE WED THU FRI SAT"),
        (1, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    )
    for number, name in enumerate(names.split(), first)
}
_MACROS: Final = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
# No clock is put back by more in our days; cron itself looks no further.
_PUT_BACK: Final = timedelta(hours=3)


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
        _walls(plain, datetime(2026, 1, 1))  # noqa: DTZ001 - what the wall shows
    except CronSimError:
        return None
    return plain


def cron_moments(text: str, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments, in UTC, strictly after `after` at which cron would run `text` in `zone`.

    Cron takes an expression whose minute or hour begins with `*` for "again and again": it runs
    whenever the wall shows it, so not in a gap and twice in a fold. Any other has its times, each once.
    """
    again = any(field.startswith("*") for field in text.split()[:2])
    last = after
    waiting: list[datetime] = []
    # cronsim walks by the wall alone: where clocks shift by half an hour it loses what comes after.
    for wall in _walls(text, wall_of(after, zone) - _PUT_BACK):
        first = moment_of(wall, zone)
        for moment in moments_of(wall, zone) if again else (first,):
            heapq.heappush(waiting, moment)
        # Only the second of two moments waits: what the wall shows later first comes later.
        while waiting and waiting[0] <= first:
            if (earliest := heapq.heappop(waiting)) > last:
                last = earliest
                yield earliest


def _walls(text: str, after: datetime) -> CronSim:
    """What the wall shows, after `after`; cronsim reads `5-5/2` as `5-59/2`, cron as `5`."""
    return CronSim(_STEPPED_RANGE.sub(_single, text.upper()), after)


def _single(stepped: re.Match[str]) -> str:
    first, last = (str(_NUMBERS.get(end, end)).lstrip("0") for end in stepped.group(1, 2))
    return stepped[1] if first == last else stepped[0]
