"""What is in secret rooms: messages and lines, sealed, and who still has to read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.secret_messages import Entry, Line, LineKind, SecretMessage
from bot.messenger.model.secret_times import Times
from bot.messenger.store.marks import marks

_COLUMNS = """m.room_id, m.seq, m.sender_id, m.sent_at, m.auto_ms, m.keep_ms, m.all_read_at,
    m.expires_at, m.files_expire_at, m.reply_to_seq, m.key_id, m.body, m.line_kind, m.line_people"""
# On every way to a message, and before any limit: what has ended is nowhere to be had.
_LIVE = "m.expires_at > $1 AND m.sent_at > $2"
# Stands for everybody else who owes a read, where only whether there is anybody matters.
OTHERS = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What of a room is there: until when it is now, and what the workspace keeps no longer.

    Both are UTC milliseconds; a message sent up to `kept_since` is gone whatever its own time.
    """

    now: int
    kept_since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """A message or line with what it says, sealed; `entry.pending` is not filled in here.

    `unread_by` counts who still has to read it.
    """

    entry: Entry
    unread_by: int
    key_id: str | None
    body: bytes | None = field(repr=False)


def _entry(row: Row, pending: frozenset[int] = frozenset()) -> Entry:
    if row["line_kind"] is not None:
        return Line(
            room_id=row["room_id"],
            seq=row["seq"],
            kind=LineKind(row["line_kind"]),
            user_ids=tuple(int(one) for one in (row["line_people"] or "").split()),
            sent_at=row["sent_at"],
            keep_ms=row["keep_ms"],
            expires_at=row["expires_at"],
        )
    return SecretMessage(
        room_id=row["room_id"],
        seq=row["seq"],
        sender_id=row["sender_id"],
        sent_at=row["sent_at"],
        times=Times(auto_ms=row["auto_ms"], keep_ms=row["keep_ms"]),
        pending=pending,
        all_read_at=row["all_read_at"],
        expires_at=row["expires_at"],
        files_expire_at=row["files_expire_at"],
        reply_to_seq=row["reply_to_seq"],
    )


def _stored(row: Row) -> StoredEntry:
    return StoredEntry(
        entry=_entry(row), unread_by=row["unread_by"], key_id=row["key_id"], body=row["body"]
    )


_SELECT = f"""SELECT {_COLUMNS}, (SELECT count(*) FROM secret_pending p
    WHERE p.room_id = m.room_id AND p.seq = m.seq) AS unread_by FROM secret_messages m"""


async def after(
    db: Reader, room_id: int, seq: int, sight: Sight, limit: int
) -> list[StoredEntry]:
    """Up to `limit` entries after one that are there, oldest first."""
    rows = await db.fetch(
        f"{_SELECT} WHERE {_LIVE} AND m.room_id = $3 AND m.seq > $4 ORDER BY m.seq LIMIT $5",
        sight.now,
        sight.kept_since,
        room_id,
        seq,
        limit,
    )
    return [_stored(row) for row in rows]


async def newest(
    db: Reader, room_id: int, above: int, below: int, sight: Sight, limit: int
) -> list[StoredEntry]:
    """The newest `limit` entries with `above < seq < below` that are there, oldest first."""
    rows = await db.fetch(
        f"""{_SELECT} WHERE {_LIVE} AND m.room_id = $3 AND m.seq > $4 AND m.seq < $5
        ORDER BY m.seq DESC LIMIT $6""",
        sight.now,
        sight.kept_since,
        room_id,
        above,
        below,
        limit,
    )
    return [_stored(row) for row in reversed(rows)]


async def find(db: Reader, room_id: int, seq: int, sight: Sight) -> StoredEntry | None:
    """One entry, if it is there."""
    row = await db.fetch_one(
        f"{_SELECT} WHERE {_LIVE} AND m.room_id = $3 AND m.seq = $4",
        sight.now,
        sight.kept_since,
        room_id,
        seq,
    )
    return _stored(row) if row else None


async def last_of(
    db: Reader, member_ids: Sequence[int], sight: Sight
) -> dict[int, StoredEntry]:
    """The newest message that each of these memberships sees, by room; lines don't count."""
    rows = await db.fetch(
        f"""{_SELECT} JOIN (
            SELECT m.room_id, max(m.seq) AS seq FROM secret_members me
            JOIN secret_messages m ON m.room_id = me.room_id AND m.seq >= me.joined_seq
            WHERE {_LIVE} AND m.line_kind IS NULL AND me.id IN ({marks(len(member_ids), 3)})
            GROUP BY m.room_id
        ) newest ON newest.room_id = m.room_id AND newest.seq = m.seq""",
        sight.now,
        sight.kept_since,
        *member_ids,
    )
    return {row["room_id"]: _stored(row) for row in rows}


async def badges(db: Reader, member_ids: Sequence[int], sight: Sight) -> dict[int, int]:
    """How many messages each of these memberships has to read yet, counted from what is there."""
    rows = await db.fetch(
        f"""SELECT p.member_id, count(*) AS owed FROM secret_pending p
        JOIN secret_messages m ON m.room_id = p.room_id AND m.seq = p.seq
        WHERE {_LIVE} AND p.member_id IN ({marks(len(member_ids), 3)}) GROUP BY p.member_id""",
        sight.now,
        sight.kept_since,
        *member_ids,
    )
    return {row["member_id"]: row["owed"] for row in rows}


async def pending_of(db: Reader, room_id: int, seq: int) -> list[int]:
    """The memberships that still have to read a message."""
    rows = await db.fetch(
        "SELECT member_id FROM secret_pending WHERE room_id = $1 AND seq = $2 ORDER BY member_id",
        room_id,
        seq,
    )
    return [row["member_id"] for row in rows]


async def unread_by(db: Reader, room_id: int, seqs: Collection[int]) -> dict[int, int]:
    """How many still have to read each of these messages."""
    rows = await db.fetch(
        f"""SELECT seq, count(*) AS owed FROM secret_pending
        WHERE room_id = $1 AND seq IN ({marks(len(seqs), 2)}) GROUP BY seq""",
        room_id,
        *seqs,
    )
    counted = {row["seq"]: row["owed"] for row in rows}
    return {seq: counted.get(seq, 0) for seq in seqs}


async def owed_by(
    db: Reader, room_id: int, member_ids: Collection[int], upto: int | None = None
) -> list[SecretMessage]:
    """The messages that some of these memberships have to read yet, ended or not, in their order.

    `pending` has those of the memberships, and `OTHERS` where anybody else owes a read too: who
    they are doesn't matter, and in a large room they are many.
    """
    asked = sorted(member_ids)
    some = marks(len(asked), 3)
    rows = await db.fetch(
        f"""SELECT {_COLUMNS}, p.member_id, EXISTS (SELECT 1 FROM secret_pending o
            WHERE o.room_id = m.room_id AND o.seq = m.seq AND o.member_id NOT IN ({some})) AS others
        FROM secret_pending p JOIN secret_messages m ON m.room_id = p.room_id AND m.seq = p.seq
        WHERE p.room_id = $1 AND p.seq <= $2 AND p.member_id IN ({some}) ORDER BY m.seq""",
        room_id,
        upto if upto is not None else 1 << 62,
        *asked,
    )
    pending: dict[int, set[int]] = {}
    for row in rows:
        own = pending.setdefault(row["seq"], {OTHERS} if row["others"] else set())
        own.add(row["member_id"])
    by_seq = {row["seq"]: _entry(row, frozenset(pending[row["seq"]])) for row in rows}
    return [one for one in by_seq.values() if isinstance(one, SecretMessage)]


async def settle(
    tx: Transaction, messages: Sequence[SecretMessage], member_ids: Collection[int]
) -> None:
    """These memberships don't owe a read of these messages any more; their clocks as given."""
    await tx.execute_many(
        "DELETE FROM secret_pending WHERE room_id = $1 AND seq = $2 AND member_id = $3",
        [(m.room_id, m.seq, member_id) for m in messages for member_id in member_ids],
    )
    await retime(tx, [m for m in messages if not m.pending])


async def retime(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Keep when entries end, and their files with them."""
    await tx.execute_many(
        """
        UPDATE secret_messages SET all_read_at = $3, expires_at = $4, files_expire_at = $5
        WHERE room_id = $1 AND seq = $2
        """,
        [
            (e.room_id, e.seq, e.all_read_at, e.expires_at, e.files_expire_at)
            if isinstance(e, SecretMessage)
            else (e.room_id, e.seq, None, e.expires_at, e.expires_at)
            for e in entries
        ],
    )
    await tx.execute_many(
        "UPDATE secret_files SET expires_at = $3 WHERE room_id = $1 AND seq = $2",
        [
            (one.room_id, one.seq, one.files_expire_at)
            for one in entries
            if isinstance(one, SecretMessage)
        ],
    )


async def entries_after(
    db: Reader, after: tuple[int, int], now: int, limit: int
) -> list[Entry]:
    """Up to `limit` entries of any room after (room, seq) that haven't ended."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM secret_messages m
        WHERE (m.room_id > $1 OR (m.room_id = $1 AND m.seq > $2)) AND m.expires_at > $3
        ORDER BY m.room_id, m.seq LIMIT $4""",
        *after,
        now,
        limit,
    )
    return [_entry(row) for row in rows]


async def add_message(
    tx: Transaction, message: SecretMessage, key_id: str, body: bytes
) -> None:
    """Add a message with what it says, sealed, and who has to read it."""
    await tx.execute(
        """
        INSERT INTO secret_messages (room_id, seq, sender_id, sent_at, auto_ms, keep_ms, all_read_at,
            expires_at, files_expire_at, reply_to_seq, key_id, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        message.room_id,
        message.seq,
        message.sender_id,
        message.sent_at,
        message.times.auto_ms,
        message.times.keep_ms,
        message.all_read_at,
        message.expires_at,
        message.files_expire_at,
        message.reply_to_seq,
        key_id,
        body,
    )
    await tx.execute_many(
        "INSERT INTO secret_pending (room_id, seq, member_id) VALUES ($1, $2, $3)",
        [(message.room_id, message.seq, reader) for reader in sorted(message.pending)],
    )


async def add_lines(tx: Transaction, lines: Sequence[Line]) -> None:
    """Add lines of rooms themselves."""
    await tx.execute_many(
        """
        INSERT INTO secret_messages (room_id, seq, sender_id, sent_at, auto_ms, keep_ms, expires_at,
            files_expire_at, line_kind, line_people)
        VALUES ($1, $2, 0, $3, 0, $4, $5, $5, $6, $7)
        """,
        [
            (one.room_id, one.seq, one.sent_at, one.keep_ms, one.expires_at, one.kind.value,
             " ".join(str(user_id) for user_id in one.user_ids))
            for one in lines
        ],
    )  # fmt: skip
