"""Notices and the states they go through."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.profiles import OnUncertain
from bot.core.errors import Bilingual, WrongState, invalid


class NoticeState(StrEnum):
    """Where a notice stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PREPARING = "preparing"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    PARTIALLY_SENT = "partially_sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSED = "missed"


STATE_NAMES = {
    NoticeState.DRAFT: Bilingual(ko="작성 중", en="Draft"),
    NoticeState.SCHEDULED: Bilingual(ko="예약됨", en="Scheduled"),
    NoticeState.PREPARING: Bilingual(ko="발송 준비 중", en="Preparing"),
    NoticeState.SENDING: Bilingual(ko="보내는 중", en="Sending"),
    NoticeState.PAUSED: Bilingual(ko="멈춤", en="Paused"),
    NoticeState.SENT: Bilingual(ko="모두 보냄", en="Sent"),
    NoticeState.PARTIALLY_SENT: Bilingual(ko="일부만 보냄", en="Partially sent"),
    NoticeState.FAILED: Bilingual(ko="보내지 못함", en="Failed"),
    NoticeState.CANCELLED: Bilingual(ko="취소됨", en="Cancelled"),
    NoticeState.MISSED: Bilingual(ko="제때 보내지 못함", en="Missed"),
}
FINAL = frozenset(
    {
        NoticeState.SENT,
        NoticeState.PARTIALLY_SENT,
        NoticeState.FAILED,
        NoticeState.CANCELLED,
        NoticeState.MISSED,
    }
)
RUNNING = frozenset({NoticeState.PREPARING, NoticeState.SENDING})
# Begun, and not yet all done; a paused one goes on when somebody says so.
UNDER_WAY = frozenset({NoticeState.SENDING, NoticeState.PAUSED})
# Why a scheduled notice is scheduled, where nobody chose its time.
QUIET_HOURS = "quiet_hours"
# Why a notice waits for somebody after a backup was put back: it may have been sent before.
RESTORED = "restored"
SLOWEST, FASTEST = 0.001, 10_000
_CORRECTION = "[정정] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many deliveries are in each state; together they are always the audience."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    cancelled: int = 0
    uncertain: int = 0

    @property
    def audience(self) -> int:
        """All of them."""
        return sum(self.by_state().values())

    @property
    def open(self) -> int:
        """Those without a final outcome."""
        return self.pending + self.sending

    def by_state(self) -> dict[str, int]:
        """The counts by the name of the state."""
        return {
            "pending": self.pending,
            "sending": self.sending,
            "sent": self.sent,
            "failed": self.failed,
            "skipped": self.skipped,
            "cancelled": self.cancelled,
            "uncertain": self.uncertain,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """Remind by itself who has not acknowledged, every so many milliseconds, at most so many times."""

    every: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """What a sender may still change; `variables` are the template's fields."""

    profile_id: str
    template: str
    variables: Mapping[str, Any]
    audience: Audience
    urgent_reason: str | None = None
    not_after: int | None = None
    on_uncertain: OnUncertain | None = None
    # Kept by every later change: whom it reaches is not the sender's to choose.
    corrects: str | None = None
    reminders: "Reminders | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice; times are UTC milliseconds.

    `rate`: messages a second that its sender allows; None: as fast as it goes. `corrects`: the id of
    the notice whose recipients it corrects. `planned_at`: the occurrence of its schedule. `reminds`:
    the id of the notice of which it reminds those who have not acknowledged it. `reminded`: how often
    the rule has reminded; `remind_at`: when it does next. `closed_at`: no answer counts from then on.
    """

    id: str
    number: int
    profile_id: str
    author_id: str
    author_name: str
    surface: str
    title: str
    template: str
    variables: Mapping[str, Any]
    audience: Audience
    frozen: Mapping[str, Any] | None
    state: NoticeState
    state_reason: str | None
    urgent_reason: str | None
    on_uncertain: OnUncertain
    not_after: int | None
    scheduled_at: int | None
    grace_until: int | None
    prepared_at: int | None
    started_at: int | None
    finished_at: int | None
    version: int
    created_at: int
    updated_at: int
    rate: float | None = None
    corrects: str | None = None
    schedule_id: str | None = None
    planned_at: int | None = None
    reminds: str | None = None
    reminders: Reminders | None = None
    reminded: int = 0
    remind_at: int | None = None
    closed_at: int | None = None

    @property
    def label(self) -> str:
        """As people call it: N-42."""
        return f"N-{self.number}"

    @property
    def draft(self) -> NoticeDraft:
        """What its sender may still change of it."""
        return NoticeDraft(
            profile_id=self.profile_id,
            template=self.template,
            variables=self.variables,
            audience=self.audience,
            urgent_reason=self.urgent_reason,
            not_after=self.not_after,
            on_uncertain=self.on_uncertain,
            reminders=self.reminders,
        )


def final_state(counts: Counts) -> NoticeState:
    """How a notice without open deliveries ended."""
    if counts.sent == 0 and counts.uncertain == 0:
        return NoticeState.FAILED
    if counts.failed or counts.uncertain or counts.cancelled:
        return NoticeState.PARTIALLY_SENT
    return NoticeState.SENT


def require_state(notice: Notice, allowed: frozenset[NoticeState], act: Bilingual) -> None:
    """Raise `wrong_state`, naming the state, unless the notice is in an allowed one."""
    if notice.state in allowed:
        return
    name = STATE_NAMES[notice.state]
    raise WrongState(
        Bilingual(
            ko=f"{notice.label} 공지는 '{name.ko}' 상태라서 {act.ko} 수 없어요.",
            en=f"{notice.label} is in the state '{name.en}', so it can't be {act.en}.",
        )
    )


def require_rate(rate: float | None) -> None:
    """Raise Invalid unless a notice may be slowed down to `rate` messages a second."""
    if rate is None or SLOWEST <= rate <= FASTEST:
        return
    raise invalid("/rate_per_second", "bad_rate", _BAD_RATE)


def correction_title(title: str, limit: int) -> str:
    """The title of a correction, in at most `limit` characters."""
    whole = title if title.startswith(_CORRECTION.strip()) else f"{_CORRECTION}{title}"
    return whole if len(whole) <= limit else f"{whole[: limit - 1]}…"


_BAD_RATE = Bilingual(
    ko="속도는 초당 0.001건에서 10,000건까지예요. 제한하지 않으려면 비워 주세요.",
    en="The rate is from 0.001 to 10,000 messages per second; none means no limit.",
)
