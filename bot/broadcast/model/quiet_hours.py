"""Hours in which people are left alone: what isn't urgent waits until they end."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import milliseconds_of, moment_at, moment_of, wall_of


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` up to but not including `end`, over midnight where `end` is not later.

    The same time twice means that there are none.
    """

    start: time
    end: time

    def end_of(self, at: int, zone: ZoneInfo) -> int | None:
        """When the quiet hours end in which `at` is; UTC milliseconds, None: it is in none."""
        wall = wall_of(moment_at(at), zone)
        if not self._covers(wall.time()):
            return None
        day = wall.date()
        if self.end <= self.start and wall.time() >= self.start:
            day += timedelta(days=1)
        end = milliseconds_of(moment_of(datetime.combine(day, self.end), zone))
        # When the clock is put back, the hour of the end may come a second time.
        return end if end > at else None

    def _covers(self, shown: time) -> bool:
        if self.start < self.end:
            return self.start <= shown < self.end
        return self.start != self.end and (shown >= self.start or shown < self.end)
