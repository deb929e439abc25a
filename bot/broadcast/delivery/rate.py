"""The pace of one App Key."""

import math
from collections import deque
from dataclasses import dataclass

from bot.broadcast.model import rates
from bot.core.clock import Clock

_BURST_SECONDS = 0.05
# How long a waiter sleeps before it looks whether the rate was changed meanwhile, and at least.
_LOOK_AGAIN, _LEAST = 1.0, 0.001
_REMEMBERED_SECONDS = 60


class Pace:
    """Lets messages through evenly, under the admins' ceilings and what the platform's answers teach."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ceilings: dict[str, float] = {}
        self._ceiling: float | None = None
        self._learned = rates.Learned()
        self._told: int | None = None
        self._next = 0.0
        self._held_until = 0.0
        # Failures of the platform itself, whoever the recipient was, since something was taken.
        self._troubles = 0
        # How many messages were taken in each of the last seconds.
        self._taken: deque[list[int]] = deque(maxlen=_REMEMBERED_SECONDS)

    @property
    def rate(self) -> float | None:
        """Messages a second; None: unlimited."""
        known = self._learned.rate
        if known is None or self._ceiling is None:
            return known if self._ceiling is None else self._ceiling
        return min(known, self._ceiling)

    @property
    def limited(self) -> bool:
        """Whether a turn has to be waited for at all."""
        return self._learned.rate is not None or self._ceiling is not None or self.held

    @property
    def learned(self) -> bool:
        """Whether the platform has shown that it has a limit."""
        return self._learned.rate is not None

    @property
    def probing(self) -> bool:
        """Whether the platform has failed so often in a row that one message at a time is tried."""
        return self._troubles >= rates.TROUBLES_BORNE

    @property
    def held(self) -> bool:
        """Whether a pause is not over yet that the platform asked for, or its trouble calls for."""
        return self.pause > 0

    @property
    def pause(self) -> float:
        """Seconds that are left of a pause."""
        return max(0.0, self._held_until - self._clock.monotonic())

    def set_ceiling(self, name: str, rate: float | None) -> None:
        """Whoever goes by `name` allows this much; the lowest of all ceilings counts."""
        if self._ceilings.get(name) == rate:
            return
        if rate is None:
            del self._ceilings[name]
        else:
            self._ceilings[name] = rate
        self._ceiling = min(self._ceilings.values(), default=None)
        self._hasten()

    def arrived(self, limit: int | None) -> None:
        """A message was taken; `limit` is what the platform says it allows a minute."""
        self._troubles = 0
        second = int(self._clock.monotonic())
        if self._taken and self._taken[-1][0] == second:
            self._taken[-1][1] += 1
        else:
            self._taken.append([second, 1])
        if limit is not None and limit != self._told:
            self._hear(limit)

    def refused(self, wait: float, limit: int | None) -> None:
        """The platform refuses for `wait` seconds: nothing goes out before they are over."""
        now = self._clock.monotonic()
        self._held_until = max(self._held_until, now + wait)
        if limit is not None and limit != self._told:
            self._hear(limit)
        self._learned = rates.refused(self._learned, self._measured(wait), wait, now)

    def troubled(self) -> None:
        """The platform failed, whoever the recipient was; after many in a row it has a rest."""
        if self.held:
            # Already on its way when the rest began.
            return
        self._troubles += 1
        self._held_until = self._clock.monotonic() + rates.rest_after(self._troubles)

    def _hear(self, limit: int) -> None:
        self._told = limit
        self._learned = rates.told(self._learned, limit, self._clock.monotonic())
        self._hasten()

    def _hasten(self) -> None:
        """Who waits already waits no longer than the new rate asks."""
        rate = self.rate
        soonest = self._clock.monotonic() + (1 / rate if rate else 0)
        self._next = min(self._next, soonest)

    def _measured(self, wait: float) -> float:
        """The rate at which messages were taken, over as long as the platform now refuses: it
        tells how long its own measure is."""
        seconds = min(max(1, math.ceil(wait)), _REMEMBERED_SECONDS)
        since = int(self._clock.monotonic()) - seconds
        return sum(count for second, count in self._taken if second >= since) / seconds

    async def turn(self) -> None:
        """Wait for a turn; one caller at a time."""
        self._learned = rates.grown(self._learned, self._clock.monotonic())
        while (wait := max(self._next, self._held_until) - self._clock.monotonic()) > 0:
            await self._clock.sleep(max(min(wait, _LOOK_AGAIN), _LEAST))
        rate = self.rate
        if rate is not None:
            earliest = self._clock.monotonic() - _BURST_SECONDS
            self._next = max(self._next, earliest) + 1 / rate


@dataclass(slots=True)
class Allowance:
    """How many deliveries of one notice may be begun, under the rate that its sender chose."""

    clock: Clock
    rate: float | None = None
    _left: float = 1.0
    _since: float | None = None

    def take(self, room: int) -> int:
        """At most `room`; with a rate, no more than it allows since the last time."""
        now = self.clock.monotonic()
        passed, self._since = now - (self._since or now), now
        if self.rate is None:
            return room
        # A pause before is worth a second's messages, no more.
        self._left = min(self._left + passed * self.rate, max(1.0, self.rate))
        taken = max(0, min(room, int(self._left)))
        self._left -= taken
        return taken

    def give_back(self, count: int) -> None:
        """So many of those taken were not begun."""
        if self.rate is not None:
            self._left += count

    @property
    def wait(self) -> float:
        """Seconds until the next one may be begun."""
        return 0.0 if self.rate is None else max(0.0, (1 - self._left) / self.rate)
