"""The time that secret rooms go by, and when purging waits because a clock can't be right."""

from dataclasses import dataclass

from bot.core.clock import MINUTE

JUMP_MS = 5 * MINUTE
STEADY_TICKS = 3


def server_now(wall: int, high_water: int) -> int:
    """The time to go by in UTC milliseconds: it never goes back, though the wall clock may.

    `high_water` is the largest time seen so far, which a heartbeat keeps up to date even while
    every room is off: else a step forward and back in between would show hidden messages.
    """
    return max(wall, high_water)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The wall and the monotonic clock in milliseconds, read together, and what they show.

    `steady` counts the ticks in a row without a jump; while `held`, nothing is purged.
    """

    wall: int
    monotonic: int
    held: bool = False
    steady: int = 0

    @property
    def may_purge(self) -> bool:
        """Whether what has expired may be destroyed now; it is hidden in any case."""
        return not self.held


def next_tick(last: Tick, wall: int, monotonic: int) -> Tick:
    """The tick after `last`: a jump forward holds purging, three steady ticks release it.

    Hiding is undone by nobody and harms nobody; destroying too early can't be undone.
    """
    jumped = (wall - last.wall) - (monotonic - last.monotonic) > JUMP_MS
    if jumped:
        return Tick(wall=wall, monotonic=monotonic, held=True)
    steady = last.steady + 1
    held = last.held and steady < STEADY_TICKS
    return Tick(wall=wall, monotonic=monotonic, held=held, steady=steady)


def released(tick: Tick) -> Tick:
    """The same tick after a person has said that the clock is right."""
    return Tick(wall=tick.wall, monotonic=tick.monotonic)
