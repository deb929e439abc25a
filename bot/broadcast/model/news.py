"""What people are told by the bot: that something of theirs was not sent, and why."""

from dataclasses import dataclass
from enum import StrEnum


class NewsKind(StrEnum):
    """What happened."""

    MISSED = "missed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news for the author of a notice or schedule; times are UTC milliseconds.

    `subject_id` and `label`: the notice (N-42) or the schedule (S-7). It may stand for `count`
    planned times from `since` to `planned_at`.
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
    created_at: int
    attempts: int = 0
