"""What pages say of planned times: when, how long until then, holidays, quiet hours."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.schedule_rules import Rule
from bot.broadcast.model.schedule_words import (
    rule_in_words,
    rule_note,
    time_in_words,
    time_left_in_words,
    wall_in_words,
    zone_in_words,
)
from bot.broadcast.model.schedules import Schedule
from bot.core.errors import Language
from bot.web.keys import WebParts


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A planned time to come as a page shows it; what there is nothing to say of is empty."""

    at: int
    when: str
    left: str
    holiday: str
    moved_from: str
    waits_until: str
    skipped: bool = False


class ScheduleWords:
    """Says times of schedules in one language; `zone` is the workspace's."""

    def __init__(self, parts: WebParts, zone: ZoneInfo, language: Language) -> None:
        self._parts = parts
        self._zone = zone
        self._language = language

    def time(self, at: int, zone: ZoneInfo | None = None) -> str:
        """`2026. 11. 23. (월) 09:00 (서울)`: never a time without its zone."""
        place = zone or self._zone
        said = time_in_words(at, place, self._language)
        return f"{said} ({zone_in_words(place, self._language)})"

    def clock(self, at: int) -> str:
        """`09:00`, by the workspace's clock."""
        return f"{wall_of(moment_at(at), self._zone):%H:%M}"

    def elsewhere(self, at: int, zone: ZoneInfo) -> str:
        """The time in a zone whose clocks show something else then; otherwise empty."""
        moment = moment_at(at)
        if wall_of(moment, zone) == wall_of(moment, self._zone):
            return ""
        return self.time(at, zone)

    def left(self, at: int) -> str:
        """`3시간 12분 뒤`."""
        return time_left_in_words(at - self._parts.clock.now(), self._language)

    def day(self, day: date) -> str:
        """`2026. 12. 25. (금)`."""
        wall = wall_in_words(datetime.combine(day, time()), self._language)
        return wall.rpartition(" ")[0]

    def month(self, first: date) -> str:
        """`2026년 12월`."""
        if self._language == "ko":
            return f"{first.year}년 {first.month}월"
        return f"{calendar.month_name[first.month]} {first.year}"

    def holiday(self, day: date) -> str:
        """The name of the holiday that a day is, or empty."""
        found = self._parts.calendar.holiday(day)
        return "" if found is None else found.in_(self._language)

    def rules(self, rules: Sequence[Rule]) -> list[str]:
        """Each rule in words, with what a reader may not expect."""
        said = []
        for rule in rules:
            note = rule_note(rule)
            words = rule_in_words(rule, self._language)
            said.append(f"{words} {note.in_(self._language)}" if note else words)
        return said

    def zone_name(self, zone: ZoneInfo) -> str:
        """`서울 (Asia/Seoul)`."""
        name = zone_in_words(zone, self._language)
        return zone.key if name == zone.key else f"{name} ({zone.key})"

    def waits_until(self, at: int, *, urgent: bool) -> str:
        """When quiet hours let go what is planned then, or empty."""
        until = None if urgent else self._parts.sending.quiet_until(at, self._zone)
        return "" if until is None else self.clock(until)

    def run(
        self,
        at: int,
        zone: ZoneInfo,
        *,
        moved_from: date | None = None,
        urgent: bool = False,
        skipped: bool = False,
    ) -> Run:
        """A planned time to come."""
        moved = ""
        if moved_from is not None:
            moved = f"{self.holiday(moved_from)} {self.day(moved_from)}".strip()
        return Run(
            at=at,
            when=self.time(at, zone),
            left=self.left(at),
            holiday=self.holiday(wall_of(moment_at(at), zone).date()),
            moved_from=moved,
            waits_until=self.waits_until(at, urgent=urgent),
            skipped=skipped,
        )

    def next_of(self, schedule: Schedule) -> str:
        """The next planned time, or empty."""
        return "" if schedule.next_at is None else self.time(schedule.next_at, schedule.zone)
