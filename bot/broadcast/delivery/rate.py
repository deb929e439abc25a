"""The pace of one App Key."""

from bot.core.clock import Clock

_BURST_SECONDS = 0.05
# How long a waiter sleeps before it looks whether the rate was changed meanwhile, and at least.
_LOOK_AGAIN, _LEAST = 1.0, 0.001


class Pace:
    """Lets at most `rate` messages a second through, evenly; None means unlimited."""

    def __init__(self, clock: Clock, rate: float | None) -> None:
        self._clock = clock
        self._rate = rate
        self._next = 0.0
        self._held_until = 0.0

    @property
    def rate(self) -> float | None:
        """Messages a second."""
        return self._rate

    @property
    def limited(self) -> bool:
        """Whether a turn has to be waited for at all."""
        return self._rate is not None or self._held_until > self._clock.monotonic()

    def set_rate(self, rate: float | None) -> None:
        """Change the rate while running; who waits already waits no longer than it asks."""
        if rate != self._rate:
            self._rate = rate
            soonest = self._clock.monotonic() + (1 / rate if rate else 0)
            self._next = min(self._next, soonest)

    def hold_back(self, seconds: float) -> None:
        """The platform asked for a pause: nothing goes out before it is over."""
        self._held_until = max(self._held_until, self._clock.monotonic() + seconds)

    async def turn(self) -> None:
        """Wait for a turn; one caller at a time."""
        while (wait := max(self._next, self._held_until) - self._clock.monotonic()) > 0:
            await self._clock.sleep(max(min(wait, _LOOK_AGAIN), _LEAST))
        if self._rate is not None:
            earliest = self._clock.monotonic() - _BURST_SECONDS
            self._next = max(self._next, earliest) + 1 / self._rate
