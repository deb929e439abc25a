"""Times in words, by a closed grammar: what is not understood whole is refused, and nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.cron import read_cron
from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of
from bot.broadcast.model.schedule_rules import Cron, Daily, Every, Monthly, Rule, Weekly
from bot.broadcast.model.schedule_words import rule_in_words, time_in_words
from bot.broadcast.model.words_any import ANY, stamp_in
from bot.broadcast.model.words_en import EN
from bot.broadcast.model.words_ko import KO
from bot.broadcast.model.words_meant import Meaning
from bot.broadcast.model.words_refused import Refusals
from bot.broadcast.model.words_said import Clock, Dated, Day, Interval, Repeated, Stamp
from bot.core.errors import Language

_GRAMMARS: Final = (ANY, KO, EN)
_LONGEST: Final = 200
_MINUTE: Final = timedelta(minutes=1)
_QUOTES: Final = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
_CRON: Final = re.compile(
    r"cron ?: ?(?P<quote>[\"']?) ?(?P<cron>.*?) ?(?P=quote)", re.IGNORECASE
)
_BETWEEN: Final = re.compile(",? ?")


@dataclass(frozen=True, slots=True)
class At:
    """One time, in UTC milliseconds; a whole minute."""

    at: int


@dataclass(frozen=True, slots=True)
class Repeating:
    """Again and again."""

    rule: Rule


When = At | Repeating


def read_when(text: str, now: datetime, zone: ZoneInfo, *, pointer: str = "/at") -> When:
    """What `text` means, in Korean or in English, at `now` (aware) in `zone`.

    Raises Invalid, at `pointer`, for everything that is not understood whole, that may mean two
    things, that does not exist or that is past.
    """
    folded = _folded(text[: _LONGEST + 1])
    no = Refusals(pointer, folded)
    if not folded:
        raise no.time_missing()
    if len(text) > _LONGEST or any(unicodedata.category(sign) == "No" for sign in text):
        # Folded, 9² would be 92.
        raise no.not_understood()
    cron = _CRON.fullmatch(folded)
    if cron:
        return Repeating(_cron(cron["cron"], no))
    return _Reader(now.astimezone(UTC), zone, no).when(folded.casefold())


def render_when(when: When, zone: ZoneInfo, language: Language) -> str:
    """Words that `read_when` reads back in the same zone, whatever the day.

    A time that clocks show twice is written with its offset. `Once` is written as the time it is.
    """
    if isinstance(when, Repeating):
        return rule_in_words(when.rule, language)
    local = moment_at(when.at).astimezone(zone)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return local.isoformat(timespec="minutes")
    return time_in_words(when.at, zone, language)


def _folded(text: str) -> str:
    """Full-width signs made narrow, curly quotes straight, and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split())


def _cron(text: str, no: Refusals) -> Cron:
    plain = read_cron(text)
    if plain is None:
        raise no.bad_cron()
    return Cron(plain)


@dataclass(frozen=True, slots=True)
class _Reader:
    now: datetime
    zone: ZoneInfo
    no: Refusals

    def when(self, text: str) -> When:
        """The one meaning of the text."""
        if any(text in grammar.now for grammar in _GRAMMARS):
            return self._after(timedelta())
        delay = _delay(text)
        if delay is not None:
            return self._after(delay)
        stamp = stamp_in(text)
        if stamp is not None:
            return self._stamped(stamp)
        interval = _interval(text)
        if interval is not None:
            return Repeating(self._every(interval))
        day, clock = self._day_and_clock(text)
        if isinstance(day, Daily | Weekly | Monthly):
            return Repeating(replace(day, at=self._meaning.time_of_day(clock)))
        return self._coming(moment_of(self._meaning.wall(day, clock), self.zone))

    @property
    def _meaning(self) -> Meaning:
        return Meaning(wall_of(self.now, self.zone), self.no)

    def _after(self, delay: timedelta) -> At:
        """The first whole minute that is not before that long from now."""
        moment = self.now + delay
        whole = moment.replace(second=0, microsecond=0)
        return At(milliseconds_of(whole if whole == moment else whole + _MINUTE))

    def _coming(self, moment: datetime) -> At:
        if moment < self.now:
            raise self.no.time_in_past(wall_of(moment, self.zone))
        return At(milliseconds_of(moment))

    def _stamped(self, stamp: Stamp) -> At:
        wall = self._meaning.wall(stamp.date, stamp.clock)
        return self._coming(wall.replace(tzinfo=stamp.offset).astimezone(UTC))

    def _every(self, interval: Interval) -> Every:
        day, clock = self._day_and_clock(interval.start)
        if not isinstance(day, Dated) or day.year is None:
            raise self.no.start_missing()
        return Every(interval.count, interval.unit, self._meaning.wall(day, clock))

    def _day_and_clock(self, text: str) -> tuple[Day | Repeated, Clock]:
        """The day and the time that the text is made of, whichever comes first."""
        for day, rest in _days_before(text):
            clock = _clock(rest)
            if clock is not None:
                self._check(day)
                return day, clock
            if not rest or any(grammar.part_alone.fullmatch(rest) for grammar in _GRAMMARS):
                self._check(day)
                raise self.no.hour_missing()
        for clock, rest in _clocks_before(text):
            later = _day(rest)
            if later is not None:
                self._check(later)
                return later, clock
        raise self._not_whole(text)

    def _check(self, day: Day | Repeated) -> None:
        """A day that does not exist is said before its time is asked for."""
        if isinstance(day, Dated):
            self._meaning.day_of(day)
        elif isinstance(day, Daily | Weekly | Monthly):
            self._meaning.check_days(day)

    def _not_whole(self, text: str) -> Exception:
        clock = _clock(text)
        if clock is not None:
            self._meaning.hour(clock)
            return self.no.day_missing()
        if any(grammar.interval_alone.match(text) for grammar in _GRAMMARS):
            return self.no.start_missing()
        return self.no.not_understood()


def _delay(text: str) -> timedelta | None:
    for grammar in _GRAMMARS:
        for pattern, read in grammar.delays:
            found = pattern.fullmatch(text)
            if found:
                return read(found)
    return None


def _interval(text: str) -> Interval | None:
    for grammar in _GRAMMARS:
        for pattern, read in grammar.intervals:
            found = pattern.fullmatch(text)
            if found:
                return read(found)
    return None


def _days_before(text: str) -> Iterator[tuple[Day | Repeated, str]]:
    """Every way to read a day at the start, with what follows."""
    for grammar in _GRAMMARS:
        for pattern, read in grammar.days:
            found = pattern.match(text)
            if found:
                rest = text[found.end() :]
                yield read(found), _BETWEEN.sub("", rest, count=1)


def _clocks_before(text: str) -> Iterator[tuple[Clock, str]]:
    """Every way to read a time at the start and a space after it, with what follows."""
    for grammar in _GRAMMARS:
        for pattern, read in grammar.clocks:
            found = pattern.match(text)
            if found and text.startswith(" ", found.end()):
                yield read(found), text[found.end() + 1 :]


def _day(text: str) -> Day | Repeated | None:
    for grammar in _GRAMMARS:
        for pattern, read in grammar.days:
            found = pattern.fullmatch(text)
            if found:
                return read(found)
    return None


def _clock(text: str) -> Clock | None:
    for grammar in _GRAMMARS:
        for pattern, read in grammar.clocks:
            found = pattern.fullmatch(text)
            if found:
                return read(found)
    return None
