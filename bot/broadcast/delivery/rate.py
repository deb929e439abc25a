"""The pace of one App Key."""

from bot.core.clock import Clock

_BURST_SECONDS = 0.05


class Pace:
    """Lets at most `rate` messages a second through, evenly; None means unlimited."""

    def __init__(self, clock: Clock, rate: float | None) -> None:
        self._clock = clock
        self._rate = rate
        self._next = 0.0

    def set_rate(self, rate: float | None) -> None:
        """Change the rate while running."""
        self._rate = rate

    def hold_back(self, seconds: float) -> None:
        """The platform asked for a pause: nothing goes out before it is over."""
        self._next = max(self._next, self._clock.monotonic() + seconds)

    async def turn(self) -> None:
        """Wait for a turn; callers are let through in the order in which they came."""
        now = self._clock.monotonic()
        if self._rate is not None:
            # A reserved slot, not a count of tokens: no two callers get the same one.
            slot = max(self._next, now - _BURST_SECONDS)
            self._next = slot + 1 / self._rate
        else:
            slot = self._next
        if slot > now:
            await self._clock.sleep(slot - now)
