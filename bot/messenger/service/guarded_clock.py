"""The time by which secrets are hidden and destroyed: looked at often, kept at every tick."""

from bot.core.clock import Clock
from bot.messenger.model.erasing import ErasingClock, started
from bot.messenger.service.key_ring import KeyRing


class GuardedClock:
    """One for a process; every time of a secret message comes from here, also when it was sent."""

    def __init__(self, ring: KeyRing, clock: Clock, state: ErasingClock) -> None:
        self._ring = ring
        self._clock = clock
        self._state = state

    @classmethod
    async def start(cls, ring: KeyRing, clock: Clock) -> "GuardedClock":
        """The clock, going on from where the last process kept it."""
        state = started(await ring.clock_mark(), clock.now(), _milliseconds(clock))
        guarded = cls(ring, clock, state)
        await ring.keep_clock(state.mark)
        return guarded

    def look(self) -> ErasingClock:
        """The time now; it never goes back, however often it is looked at."""
        self._state = self._state.tick(self._clock.now(), _milliseconds(self._clock))
        return self._state

    async def tick(self) -> ErasingClock:
        """The time now, kept; to be called every `TICK`, whether or not there is any room."""
        state = self.look()
        await self._ring.keep_clock(state.mark)
        return state

    async def confirm(self, since: int) -> ErasingClock:
        """Believe the leap that `since` names; WrongState `clock_not_in_doubt` for any other."""
        self._state = self.look().confirmed(since)
        await self._ring.keep_clock(self._state.mark)
        return self._state


def _milliseconds(clock: Clock) -> int:
    return int(clock.monotonic() * 1_000)
