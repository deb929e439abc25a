"""What people are told by the bot: that something of theirs was not sent, and why."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.clock import DAY, HOUR, MINUTE

_FIRST_WAIT = 1 * MINUTE
_LONGEST_WAIT = 1 * HOUR
GIVEN_UP_AFTER = 1 * DAY


class NewsKind(StrEnum):
    """What happened."""

    MISSED = "missed"
    FAILED = "failed"


class NewsOutcome(StrEnum):
    """What became of a piece of news: somebody was told, or nobody could be."""

    TOLD = "told"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news for the author of a notice or schedule; times are UTC milliseconds.

    `subject_id` and `label`: the notice (N-42) or the schedule (S-7). Missed: it may stand for
    `count` planned times from `since` to `planned_at`. Failed: `count` people were not sent it, and
    `sent` were.
    """

    id: str
    member_id: str
    profile_id: str
    kind: NewsKind
    subject_id: str
    label: str
    title: str
    planned_at: int
    reason: str | None
    since: int | None = None
    count: int = 1
    sent: int | None = None
    created_at: int
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """News for one author that is told in one message; `told`: who knows it, by platform id.

    `id` stays when it is told again because nobody knows whether it arrived.
    """

    id: str
    member_id: str
    profile_id: str
    news: tuple[News, ...]
    told: frozenset[int] = frozenset()


def wait_before_telling_again(attempts: int) -> int:
    """Milliseconds until the next attempt after `attempts` that failed: doubling, up to an hour."""
    return min(_LONGEST_WAIT, _FIRST_WAIT << min(attempts - 1, 10))
