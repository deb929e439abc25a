"""A clock that tests move by hand."""

import asyncio

SUNDAY_MORNING = 1_795_312_800_000  # 2026-11-22 02:00 UTC, 11:00 in Seoul


class ManualClock:
    """Stands still until it is moved; sleeping moves it."""

    def __init__(self, now: int = SUNDAY_MORNING) -> None:
        self._now = now

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that only move forward."""
        return self._now / 1000

    def move(self, milliseconds: int) -> None:
        """Let time pass."""
        self._now += milliseconds

    async def sleep(self, seconds: float) -> None:
        """Let time pass and others run."""
        self._now += round(seconds * 1000)
        await asyncio.sleep(0)


class SettableClock(ManualClock):
    """Its wall clock can be set; its steady clock only runs."""

    _set_by = 0

    def monotonic(self) -> float:
        """Seconds that only move forward."""
        return super().monotonic() - self._set_by / 1000

    def set_by(self, milliseconds: int) -> None:
        """Set the wall clock."""
        self.move(milliseconds)
        self._set_by += milliseconds
