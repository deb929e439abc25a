"""Schedules: a notice that is sent again and again, and what became of each planned time."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.notices import RESTORED, NoticeDraft
from bot.broadcast.model.occurrences import Plan, Planned
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.model.schedule_rules import Rule
from bot.core.errors import Bilingual


class ScheduleState(StrEnum):
    """Where a schedule stands; an ended one has no planned time left."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


SCHEDULE_STATE_NAMES = {
    ScheduleState.ACTIVE: Bilingual(ko="예약됨", en="Active"),
    ScheduleState.PAUSED: Bilingual(ko="일시중지", en="Paused"),
    ScheduleState.ENDED: Bilingual(ko="끝남", en="Ended"),
}


class ContentRule(StrEnum):
    """What is sent: the content as it was last saved, or with the template as it is then."""

    SAVED = "saved"
    LIVE = "live"


# Why a planned time is missed, where one that is sent stands for it too.
COALESCED: Final = "coalesced"


class OccurrenceState(StrEnum):
    """What became of a planned time; a skipped one may still be to come."""

    FIRED = "fired"
    SKIPPED = "skipped"
    MISSED = "missed"


OCCURRENCE_STATE_NAMES = {
    OccurrenceState.FIRED: Bilingual(ko="보냄", en="Sent"),
    OccurrenceState.SKIPPED: Bilingual(ko="건너뜀", en="Skipped"),
    OccurrenceState.MISSED: Bilingual(ko="놓침", en="Missed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDraft:
    """What its author decides; `starts` and `ends` are UTC milliseconds."""

    notice: NoticeDraft
    rules: tuple[Rule, ...]
    zone: ZoneInfo
    starts: int | None = None
    ends: int | None = None
    holidays: HolidayRule = HolidayRule.SEND
    content: ContentRule = ContentRule.SAVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule; times are UTC milliseconds.

    `planned_through`: everything planned up to then is settled. `next_at`: the first planned time
    after it, skipped or not. `frozen`: the content as it was last saved.
    """

    id: str
    number: int
    profile_id: str
    author_id: str
    author_name: str
    title: str
    template: str
    variables: Mapping[str, Any]
    audience: Audience
    urgent_reason: str | None
    on_uncertain: OnUncertain
    frozen: Mapping[str, Any]
    content: ContentRule
    rules: tuple[Rule, ...]
    zone: ZoneInfo
    starts: int | None
    ends: int | None
    holidays: HolidayRule
    state: ScheduleState
    planned_through: int
    next_at: int | None
    version: int
    created_at: int
    updated_at: int

    @property
    def label(self) -> str:
        """As people call it: S-7."""
        return f"S-{self.number}"

    @property
    def notice_draft(self) -> NoticeDraft:
        """What it sends, as its author may still change it."""
        return NoticeDraft(
            profile_id=self.profile_id,
            template=self.template,
            variables=self.variables,
            audience=self.audience,
            urgent_reason=self.urgent_reason,
            on_uncertain=self.on_uncertain,
        )

    @property
    def plan(self) -> Plan:
        """What decides when it is sent."""
        return Plan(
            rules=self.rules,
            zone=self.zone,
            starts=self.starts,
            ends=self.ends,
            holidays=self.holidays,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What became of a planned time (UTC ms); a missed one may stand for `count` since `since`."""

    schedule_id: str
    planned_at: int
    state: OccurrenceState
    reason: str | None = None
    notice_id: str | None = None
    since: int | None = None
    count: int = 1
    decided_at: int


@dataclass(frozen=True, slots=True)
class Fire:
    """Send for this planned time."""

    planned_at: int


@dataclass(frozen=True, slots=True)
class Miss:
    """Don't send for `count` planned times, the first at `since` and the last at `planned_at`."""

    planned_at: int
    since: int
    count: int
    reason: str


def decide(
    due: Sequence[Planned],
    skipped: Set[int],
    now: int,
    misfire_grace: int,
    restored_at: int = 0,
) -> list[Fire | Miss]:
    """What becomes of planned times that have come: at most one is sent, and at most the last.

    What is later than `misfire_grace` (ms) is not sent any more; of what is left only the last is,
    for whoever slept through three reminders needs one. What is not sent is told of in one piece.
    What was planned up to `restored_at`, when a backup was put back, may have been sent already, and
    never is again.
    """
    planned = [one.at for one in due if one.at not in skipped]
    doubtful = [at for at in planned if at <= restored_at]
    wanted = planned[len(doubtful) :]
    late = [at for at in wanted if now - at > misfire_grace]
    lost = wanted if len(late) == len(wanted) else wanted[:-1]
    found: list[Fire | Miss] = []
    if doubtful:
        found.append(Miss(doubtful[-1], doubtful[0], len(doubtful), RESTORED))
    if lost:
        reason = "misfire_grace" if late else COALESCED
        found.append(Miss(lost[-1], lost[0], len(lost), reason))
    if len(lost) < len(wanted):
        found.append(Fire(wanted[-1]))
    return found
