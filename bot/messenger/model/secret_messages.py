"""The clock of each message of a secret room: who still has to read it, and when it is gone."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.messenger.model.secret_times import Retention, Times, kept_for


@dataclass(frozen=True, slots=True, repr=False)
class SecretText:
    """What somebody wrote; it never shows in a log, a trace or an error report."""

    value: str = field(repr=False)

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretMessage:
    """A message without its text; times are UTC milliseconds, people are membership ids.

    `pending` owe a read and only ever get fewer; `all_read_at` is set once, when none is left.
    """

    room_id: int
    seq: int
    sender_id: int
    sent_at: int
    times: Times
    pending: frozenset[int]
    all_read_at: int | None
    expires_at: int
    files_expire_at: int
    reply_to_seq: int | None = None


class LineKind(StrEnum):
    """What a line of the room itself tells."""

    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    OWNER = "owner"
    INVITES_ALLOWED = "invites_allowed"
    INVITES_CLOSED = "invites_closed"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the room itself: no content, nobody has to read it, it goes by the maximum."""

    room_id: int
    seq: int
    kind: LineKind
    user_ids: tuple[int, ...]
    sent_at: int
    keep_ms: int
    expires_at: int


Entry = SecretMessage | Line


class Cause(StrEnum):
    """Why something is erased; an audit entry may keep it."""

    READ = "read"
    CAP = "cap"
    MANUAL = "manual"
    ROOM = "room"
    ADMIN = "admin"
    NOBODY_LEFT = "nobody_left"


def cap_of(sent_at: int, keep_ms: int, retention: Retention) -> int:
    """When a message has to be gone, read or not."""
    return sent_at + kept_for(keep_ms, retention)


def expiry_of(sent_at: int, times: Times, all_read_at: int | None, retention: Retention) -> int:
    """When a message is gone: by the maximum, or sooner, once everybody has read it."""
    cap = cap_of(sent_at, times.keep_ms, retention)
    return cap if all_read_at is None else min(cap, all_read_at + times.auto_ms)


def files_expiry_of(sent_at: int, expires_at: int, retention: Retention) -> int:
    """When a message's files are gone: with it, or sooner, by the workspace's time for files."""
    files_ms = retention.files_ms
    return expires_at if files_ms is None else min(expires_at, sent_at + files_ms)


def is_expired(expires_at: int, now: int) -> bool:
    """Whether something is gone: it is there while `now` is before `expires_at`, and not then."""
    return expires_at <= now


def expired(entries: Iterable[Entry], now: int) -> tuple[Entry, ...]:
    """What a sweep erases, whatever plan, billing and switch say."""
    return tuple(entry for entry in entries if is_expired(entry.expires_at, now))


def files_expired(messages: Iterable[SecretMessage], now: int) -> tuple[SecretMessage, ...]:
    """Messages that are there yet and whose files a sweep erases."""
    return tuple(
        one
        for one in messages
        if is_expired(one.files_expire_at, now) and not is_expired(one.expires_at, now)
    )


def cause_of(entry: Entry) -> Cause:
    """Which of the two clocks ends an entry."""
    if isinstance(entry, Line) or entry.all_read_at is None:
        return Cause.CAP
    by_reading = entry.expires_at == entry.all_read_at + entry.times.auto_ms
    return Cause.READ if by_reading else Cause.CAP


def new_message(
    *,
    room_id: int,
    seq: int,
    sender_id: int,
    times: Times,
    readers: Set[int],
    retention: Retention,
    now: int,
    reply_to_seq: int | None = None,
) -> SecretMessage:
    """A message as it is sent; where nobody has to read it, its read clock starts at once."""
    all_read_at = None if readers else now
    expires_at = expiry_of(now, times, all_read_at, retention)
    return SecretMessage(
        room_id=room_id,
        seq=seq,
        sender_id=sender_id,
        sent_at=now,
        times=times,
        pending=frozenset(readers),
        all_read_at=all_read_at,
        expires_at=expires_at,
        files_expire_at=files_expiry_of(now, expires_at, retention),
        reply_to_seq=reply_to_seq,
    )


def new_line(
    *,
    room_id: int,
    seq: int,
    kind: LineKind,
    user_ids: tuple[int, ...],
    keep_ms: int,
    retention: Retention,
    now: int,
) -> Line:
    """A line of the room itself as it is written."""
    return Line(
        room_id=room_id,
        seq=seq,
        kind=kind,
        user_ids=user_ids,
        sent_at=now,
        keep_ms=keep_ms,
        expires_at=cap_of(now, keep_ms, retention),
    )


def settled(message: SecretMessage, reader_ids: Set[int], now: int) -> SecretMessage:
    """A message that these memberships don't owe a read any more.

    The read clock starts when the last one is settled, at `now` and never before: a start in the
    past could erase at once what nobody expected to go. Once started it never moves.
    """
    pending = message.pending - reader_ids
    if pending or message.all_read_at is not None:
        return replace(message, pending=pending)
    expires_at = min(message.expires_at, now + message.times.auto_ms)
    return replace(
        message,
        pending=pending,
        all_read_at=now,
        expires_at=expires_at,
        files_expire_at=min(message.files_expire_at, expires_at),
    )


def read_up_to(
    messages: Iterable[SecretMessage], reader_id: int, upto: int, now: int
) -> tuple[SecretMessage, ...]:
    """Those messages that change when a membership has read up to `upto`, as they are then."""
    return waived((one for one in messages if one.seq <= upto), frozenset({reader_id}), now)


def waived(
    messages: Iterable[SecretMessage], member_ids: Set[int], now: int
) -> tuple[SecretMessage, ...]:
    """Those messages that change when memberships leave, are removed or are suspended."""
    return tuple(settled(one, member_ids, now) for one in messages if one.pending & member_ids)


def retimed(entry: Entry, retention: Retention, now: int) -> Entry:
    """An entry under a new retention of the workspace: shorter bites at once, also what is old.

    What has expired stays so: a longer retention brings nothing back, purged or not.
    """
    if is_expired(entry.expires_at, now):
        return entry
    if isinstance(entry, Line):
        return replace(entry, expires_at=cap_of(entry.sent_at, entry.keep_ms, retention))
    expires_at = expiry_of(entry.sent_at, entry.times, entry.all_read_at, retention)
    files = files_expiry_of(entry.sent_at, expires_at, retention)
    gone = is_expired(entry.files_expire_at, now)
    return replace(
        entry,
        expires_at=expires_at,
        files_expire_at=min(files, entry.files_expire_at) if gone else files,
    )
