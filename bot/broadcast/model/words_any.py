"""Times in figures, which are written alike in every language."""

import re
from datetime import timedelta, timezone
from typing import Final

from bot.broadcast.model.words_ko import WEEKDAY_AFTER, weekday_of
from bot.broadcast.model.words_said import (
    Clock,
    Dated,
    Day,
    Form,
    Grammar,
    Repeated,
    Stamp,
    number,
    unsure,
)

_DATE: Final = re.compile(
    r"(?:on )?(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
    r"|(?P<y2>[0-9]{4})/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|(?P<y3>[0-9]{4})\. ?(?P<m3>[0-9]{1,2})\. ?(?P<d3>[0-9]{1,2})\.?)(?![0-9])"
    + WEEKDAY_AFTER
)
_LOCAL: Final = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})t(?=[0-9]{2}:)(?P<w>)"
)
_CLOCK: Final = re.compile(r"(?:at )?(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::00)?(?![0-9:])")
_STAMP: Final = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[t ](?P<h>[0-9]{2}):(?P<mi>[0-9]{2})"
    r"(?::00(?:\.0{1,9})?)? ?"
    r"(?:z|(?P<sign>[+-])(?P<oh>[01][0-9]|2[0-3])(?::?(?P<om>[0-5][0-9]))?)"
)
_NEVER: Final = re.compile(r"(?!)")


def _dated(found: re.Match[str]) -> Dated:
    year, month, day = (one for one in found.groups()[:-1] if one is not None)
    return Dated(int(year), int(month), int(day), weekday_of(found["w"]))


def _clock(found: re.Match[str]) -> Clock:
    return Clock(int(found["h"]), int(found["m"]), unsure_up_to=unsure(found["h"]))


_DAYS: Final[tuple[Form[Day | Repeated], ...]] = ((_LOCAL, _dated), (_DATE, _dated))

ANY: Final = Grammar(
    now=frozenset(),
    days=_DAYS,
    clocks=((_CLOCK, _clock),),
    delays=(),
    intervals=(),
    part_alone=_NEVER,
    interval_alone=_NEVER,
)


def stamp_in(text: str) -> Stamp | None:
    """The ISO 8601 time with `Z` or an offset that `text` is; None where it is something else."""
    found = _STAMP.fullmatch(text)
    if found is None:
        return None
    ahead = timedelta(hours=number(found, "oh"), minutes=number(found, "om"))
    return Stamp(
        Dated(int(found["y"]), int(found["m"]), int(found["d"])),
        Clock(int(found["h"]), int(found["mi"])),
        timezone(-ahead if found["sign"] == "-" else ahead),
    )
