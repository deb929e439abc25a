"""Deliveries, one per recipient, and what to do when one fails."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.clock import SECOND


class DeliveryState(StrEnum):
    """Where one person's delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


RECIPIENTS_MAX = 10_000_000


def ledger_rows(notice_number: int) -> range:
    """The ledger's rows that are kept for a notice."""
    return range(notice_number * RECIPIENTS_MAX, (notice_number + 1) * RECIPIENTS_MAX)


def delivery_id(notice_id: str, row: int) -> str:
    """A delivery's name outside, and its idempotency key: its place in the notice's ledger."""
    return f"{notice_id}.{row % RECIPIENTS_MAX:07d}"


def ledger_row_of(delivery: str, notice_number: int) -> int | None:
    """The inverse of `delivery_id`; None for what can't be one."""
    place = delivery.rpartition(".")[2]
    if not (place.isascii() and place.isdigit() and len(place) <= len(str(RECIPIENTS_MAX))):
        return None
    row = ledger_rows(notice_number).start + int(place)
    return row if row in ledger_rows(notice_number) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One person's delivery, with the name as it was when sending started.

    `in_doubt`: an earlier attempt may have arrived without an answer.
    """

    row: int
    notice_id: str
    member_id: str
    name: str
    email: str
    department: str | None
    position: str | None
    platform_id: int
    state: DeliveryState
    reason: str | None
    attempts: int
    due_at: int
    conversation_id: str | None
    message_id: str | None
    sent_at: int | None
    in_doubt: bool = False
    read_at: int | None = None
    acknowledged_at: int | None = None
    # The place of the chosen answer of a survey.
    choice: int | None = None

    @property
    def id(self) -> str:
        """As it is named outside."""
        return delivery_id(self.notice_id, self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A call that did not succeed; `written`: its bytes may have left this machine."""

    code: str
    written: bool
    status: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the decision depends on besides the failure; `idempotent`: the platform drops repeats."""

    max_attempts: int
    idempotent: bool
    resend_uncertain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Send again at `due_at`; a wait the platform asked for spends no attempt.

    `in_doubt`: this attempt may have arrived.
    """

    due_at: int
    reason: str
    spends_attempt: bool = True
    in_doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """The room is gone: forget it and open it again, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """This person can't be reached."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It may have arrived: leave it to a person."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotice:
    """The content is refused: no other delivery of this notice can succeed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """The App Key is refused: put the delivery back and pause the profile."""

    reason: str


Decision = Retry | Reopen | GiveUp | Hold | StopNotice | Trip

CONTENT_ERRORS = frozenset(
    {"invalid_blocks", "text_too_long", "invalid_parameter", "missing_parameter"}
)
PERSON_ERRORS = frozenset({"user_not_found"})
CREDENTIAL_ERRORS = frozenset(
    {"unauthorized", "invalid_authentication", "expired_authentication", "invalid_token"}
)
_FIRST_WAIT = 1 * SECOND
_LONGEST_WAIT = 60 * SECOND
_WAIT_WHEN_TOLD_NOTHING = 1.0
_LONGEST_TOLD_WAIT = 600.0


def decide(  # noqa: PLR0911 -- one return an error class reads best
    failure: Failure,
    *,
    attempts: int,
    reopened: bool,
    now: int,
    chance: float,
    policy: Policy,
    in_doubt: bool = False,
) -> Decision:
    """What to do after a failure; `attempts` counts this one, `chance` in [0, 1) spreads retries.

    `in_doubt`: an earlier attempt may have arrived.
    """
    if failure.code in CREDENTIAL_ERRORS or failure.status == 401:
        return Trip(reason=failure.code)
    if failure.code in CONTENT_ERRORS:
        return StopNotice(reason=failure.code)
    if failure.code in PERSON_ERRORS:
        return GiveUp(reason=failure.code)
    if failure.code == "conversation_not_found":
        return GiveUp(reason=failure.code) if reopened else Reopen()
    if failure.code == "too_many_requests" or failure.status == 429:
        wait = min(failure.retry_after or _WAIT_WHEN_TOLD_NOTHING, _LONGEST_TOLD_WAIT)
        return Retry(
            due_at=now + round(wait * SECOND), reason=failure.code, spends_attempt=False
        )
    unanswered = failure.written and failure.status is None
    if unanswered and not (policy.idempotent or policy.resend_uncertain):
        return Hold(reason=failure.code)
    if attempts >= policy.max_attempts:
        doubtful = unanswered or in_doubt
        return Hold(reason=failure.code) if doubtful else GiveUp(reason=failure.code)
    due_at = now + backoff(attempts, chance)
    return Retry(due_at=due_at, reason=failure.code, in_doubt=unanswered)


def backoff(attempts: int, chance: float) -> int:
    """Milliseconds until the next attempt: full jitter below a doubling limit."""
    return round(chance * min(_LONGEST_WAIT, _FIRST_WAIT << (attempts - 1)))
