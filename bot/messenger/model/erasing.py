"""The clock that may destroy: it never goes back, and a sudden leap must prove itself first."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.clock import DAY, MINUTE, SECOND
from bot.core.errors import Bilingual, WrongState

# What the wall clock may gain on the steady one between two ticks before it isn't believed.
LEAP = 5 * MINUTE
# So many ticks, each this long after the one before, in which both clocks move alike, prove a leap.
STEADY_TICKS = 3
TICK = MINUTE
_ALIKE = SECOND
# For so long a server may have been off: beyond it every secret has ended anyway, so that waiting for
# proof costs nothing, and a machine that wakes up in a wrong year destroys nothing at once.
ABSENCE = 30 * DAY
# What was due and is still there after a sweep is tried again after this.
RETRY = 5 * SECOND
# Where ends follow one another, so many are taken together that the files are not written for each.
PAUSE = 100


class Fate(StrEnum):
    """What has become of something with an end."""

    LIVE = "live"
    HELD = "held"  # shown to nobody any more, and not destroyed yet: the clock is in doubt
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A leap of the wall clock that isn't believed yet; `since` (UTC ms) names it."""

    since: int
    steady_ticks: int
    # By the steady clock, in milliseconds.
    counted_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMark:
    """What is kept of the clock over a restart; `reached` is in UTC milliseconds."""

    reached: int
    in_doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasingClock:
    """The time as of one tick; `monotonic` is the steady clock, in milliseconds."""

    # UTC ms up to which may be destroyed. It is never less than it was, and goes on with the steady
    # clock while the wall clock is behind: time that stood still would keep secrets for longer.
    erasing_at: int
    wall: int
    monotonic: int
    doubt: Doubt | None = None

    @property
    def hiding_at(self) -> int:
        """UTC ms up to which nothing is shown: a leap hides at once, since showing again is possible."""
        return max(self.wall, self.erasing_at)

    @property
    def mark(self) -> ClockMark:
        """What must be kept, at each tick, whether or not anything happens in any room."""
        return ClockMark(reached=self.erasing_at, in_doubt=self.doubt is not None)

    def fate(self, ends_at: int) -> Fate:
        """What becomes of something that ends at a time; at that very millisecond it has ended."""
        if ends_at <= self.erasing_at:
            return Fate.DUE
        return Fate.HELD if ends_at <= self.hiding_at else Fate.LIVE

    def tick(self, wall: int, monotonic: int) -> "ErasingClock":
        """The clock some time later."""
        elapsed = max(0, monotonic - self.monotonic)
        steady = self.erasing_at + elapsed
        later = replace(self, erasing_at=steady, wall=wall, monotonic=monotonic)
        if wall - steady <= LEAP:
            # Also the end of a doubt whose leap was taken back.
            return replace(later, erasing_at=max(wall, steady), doubt=None)
        alike = abs(wall - self.wall - elapsed) <= _ALIKE
        if self.doubt is None or not alike:
            return replace(later, doubt=_begun(wall, monotonic))
        return _proved(later, self.doubt)

    def confirmed(self, since: int) -> "ErasingClock":
        """The clock once a person says that the leap which `since` names is right.

        Raises WrongState `clock_not_in_doubt` where there is no such leap (any more).
        """
        if self.doubt is None or self.doubt.since != since:
            raise WrongState(_NO_DOUBT, code="clock_not_in_doubt")
        return replace(self, erasing_at=self.hiding_at, doubt=None)

    def next_look_in(self, first_end: int | None, swept_at: int | None = None) -> int:
        """Milliseconds until the next tick and sweep, given the first end after the last sweep.

        What ended up to `swept_at` (UTC ms) and is still there is tried again later; what has ended
        since then was only not looked at yet. Never more than a tick, so that no timer is too long
        for any clock.
        """
        if first_end is None:
            return TICK
        wait = first_end - self.erasing_at
        if wait > 0:
            return min(max(wait, PAUSE), TICK)
        return RETRY if swept_at is None or first_end <= swept_at else PAUSE


def started(mark: ClockMark | None, wall: int, monotonic: int) -> ErasingClock:
    """The clock of a process that starts; `mark` is what the last one kept.

    What ended while the server was off is due at once. A doubt outlives a restart.
    """
    reached = wall if mark is None else mark.reached
    believed = LEAP if mark is not None and mark.in_doubt else ABSENCE
    if wall - reached > believed:
        doubt = _begun(wall, monotonic)
        return ErasingClock(erasing_at=reached, wall=wall, monotonic=monotonic, doubt=doubt)
    return ErasingClock(erasing_at=max(wall, reached), wall=wall, monotonic=monotonic)


def _begun(wall: int, monotonic: int) -> Doubt:
    return Doubt(since=wall, steady_ticks=0, counted_at=monotonic)


def _proved(clock: ErasingClock, doubt: Doubt) -> ErasingClock:
    """Count a tick for the leap; looks in between, however many, are no further proof."""
    if clock.monotonic - doubt.counted_at < TICK:
        return replace(clock, doubt=doubt)
    if doubt.steady_ticks + 1 >= STEADY_TICKS:
        return replace(clock, erasing_at=clock.wall, doubt=None)
    counted = replace(doubt, steady_ticks=doubt.steady_ticks + 1, counted_at=clock.monotonic)
    return replace(clock, doubt=counted)


_NO_DOUBT = Bilingual(
    ko="확인할 시계 변경이 없어요. 이미 반영됐거나 시계가 다시 바뀌었어요. 지금 상태를 다시 확인해 주세요.",
    en="There is no such change of the clock to confirm: it was accepted already, or the clock has "
    "changed again. Look at its state again.",
)
