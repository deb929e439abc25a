"""How long after a notice its reminders go out, as people write and read it: 24h, 3d."""

import re
from typing import Final

from bot.broadcast.model.acknowledgements import require_reminders
from bot.broadcast.model.notices import Reminders
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Bilingual, Invalid, Problem, invalid

_WRITTEN: Final = re.compile(r"(\d{1,6})\s*(m|h|d|분|시간|일)", re.ASCII)
_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY, "분": MINUTE, "시간": HOUR, "일": DAY}
# Above this, whole days read better than hours.
_DAYS_FROM: Final = 2 * DAY


def read_rule(after: str, most: int, *, at: tuple[str, str]) -> Reminders:
    """The rule `after` (24h, 3d) at most `most` times; Invalid points to its part, named by `at`."""
    found = _WRITTEN.fullmatch(after.strip().lower())
    if found is None:
        raise invalid(at[0], "bad_reminders", _NO_SPAN)
    every = int(found[1]) * _UNITS[found[2]]
    try:
        require_reminders(every, most)
    except Invalid as wrong:
        place = at[1] if wrong.problems[0].pointer.endswith("/most") else at[0]
        problem = Problem(
            pointer=place, code=wrong.problems[0].code, text=wrong.problems[0].text
        )
        raise Invalid(wrong.text, code=wrong.word, problems=[problem]) from wrong
    return Reminders(every=every, most=most)


def written_span(every: int) -> str:
    """Milliseconds as `read_rule` takes them."""
    number, unit = _number_and_unit(every)
    return f"{number}{unit}"


def span_in_words(every: int) -> Bilingual:
    """Milliseconds as a person says them: 24시간, 3일."""
    number, unit = _number_and_unit(every)
    ko = {"m": "분", "h": "시간", "d": "일"}[unit]
    en = {"m": "minute", "h": "hour", "d": "day"}[unit]
    return Bilingual(ko=f"{number}{ko}", en=f"{number} {en}{'' if number == 1 else 's'}")


def _number_and_unit(every: int) -> tuple[int, str]:
    if every % DAY == 0 and every >= _DAYS_FROM:
        return every // DAY, "d"
    if every % HOUR == 0:
        return every // HOUR, "h"
    return every // MINUTE, "m"


_NO_SPAN: Final = Bilingual(
    ko="다시 알릴 때를 24h나 3d처럼 써 주세요. 1시간에서 30일 사이예요.",
    en="Write when to remind like 24h or 3d: from 1 hour to 30 days.",
)
