"""What of secret rooms has come to its end, and taking its rows away; a tombstone stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.secret_erasure import Tombstone
from bot.messenger.model.secret_messages import Cause, SecretMessage, cause_of
from bot.messenger.model.secret_times import Times
from bot.messenger.store import secret_outbox
from bot.messenger.store.marks import evened, marks, pairs

Place = tuple[int, int]
"""A room and the number of a message in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A message or line to be erased; a line has no key, and may be of a kind nobody knows."""

    room_id: int
    seq: int
    expires_at: int
    key_id: str | None
    cause: Cause

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.room_id, self.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedFile:
    """A file to be erased."""

    id: str
    key_id: str


_COLUMNS = """room_id, seq, sender_id, sent_at, auto_ms, keep_ms, all_read_at, expires_at,
    files_expire_at, key_id, line_kind"""


def _ended(row: Row) -> Ended:
    return Ended(
        room_id=row["room_id"],
        seq=row["seq"],
        expires_at=row["expires_at"],
        key_id=row["key_id"],
        cause=Cause.CAP if row["line_kind"] is not None else cause_of(_message(row)),
    )


def _message(row: Row) -> SecretMessage:
    return SecretMessage(
        room_id=row["room_id"],
        seq=row["seq"],
        sender_id=row["sender_id"],
        sent_at=row["sent_at"],
        times=Times(auto_ms=row["auto_ms"], keep_ms=row["keep_ms"]),
        pending=frozenset(),
        all_read_at=row["all_read_at"],
        expires_at=row["expires_at"],
        files_expire_at=row["files_expire_at"],
    )


async def due(db: Reader, at: int, after: Ended | None, limit: int) -> list[Ended]:
    """Up to `limit` messages and lines that end up to `at`, the first to end first, after one."""
    last = (-1, -1, -1) if after is None else (after.expires_at, after.room_id, after.seq)
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM secret_messages
        WHERE expires_at <= $1 AND expires_at >= $2 AND (expires_at > $2
            OR room_id > $3 OR (room_id = $3 AND seq > $4))
        ORDER BY expires_at, room_id, seq LIMIT $5""",
        at,
        *last,
        limit,
    )
    return [_ended(row) for row in rows]


async def sealed_after(db: Reader, after: Place, limit: int) -> list[Ended]:
    """Up to `limit` messages of any room after a place, ended or not; lines are not sealed."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM secret_messages
        WHERE (room_id > $1 OR (room_id = $1 AND seq > $2)) AND key_id IS NOT NULL
        ORDER BY room_id, seq LIMIT $3""",
        *after,
        limit,
    )
    return [_ended(row) for row in rows]


async def end_now(
    tx: Transaction, room_id: int, seqs: Sequence[int], at: int, cause: Cause
) -> list[Ended]:
    """Let messages end at `at` where they don't end sooner, and keep why; answers those there are."""
    numbers = marks(len(seqs), 3)
    rows = await tx.fetch(
        f"""UPDATE secret_messages
        SET expires_at = CASE WHEN expires_at < $1 THEN expires_at ELSE $1 END,
            files_expire_at = CASE WHEN files_expire_at < $1 THEN files_expire_at ELSE $1 END
        WHERE room_id = $2 AND seq IN ({numbers}) RETURNING {_COLUMNS}""",
        at,
        room_id,
        *seqs,
    )
    await tx.execute(
        f"""UPDATE secret_files SET expires_at = $1
        WHERE room_id = $2 AND seq IN ({numbers}) AND expires_at > $1""",
        at,
        room_id,
        *seqs,
    )
    found = [_ended(row) for row in rows]
    graves = [Tombstone(room_id=e.room_id, seq=e.seq, gone_at=at, cause=cause) for e in found]
    await bury(tx, graves)
    return found


async def files_of(db: Reader, places: Sequence[Place]) -> list[EndedFile]:
    """The files of messages."""
    places = evened(places)
    rows = await db.fetch(
        f"SELECT id, key_id FROM secret_files WHERE (room_id, seq) IN ({pairs(len(places))})",
        *_flat(places),
    )
    return [EndedFile(id=row["id"], key_id=row["key_id"]) for row in rows]


async def due_files(db: Reader, at: int, after: str, limit: int) -> list[EndedFile]:
    """Up to `limit` files that end up to `at`, with their message or alone, after an id."""
    rows = await db.fetch(
        """SELECT id, key_id FROM secret_files WHERE expires_at <= $1 AND id > $2
        ORDER BY id LIMIT $3""",
        at,
        after,
        limit,
    )
    return [EndedFile(id=row["id"], key_id=row["key_id"]) for row in rows]


async def files_after(db: Reader, after: str, limit: int) -> list[EndedFile]:
    """Up to `limit` files after an id, ended or not."""
    rows = await db.fetch(
        "SELECT id, key_id FROM secret_files WHERE id > $1 ORDER BY id LIMIT $2", after, limit
    )
    return [EndedFile(id=row["id"], key_id=row["key_id"]) for row in rows]


async def hold_rooms(tx: Transaction, room_ids: Sequence[int]) -> None:
    """Hold rooms in the order of their numbers, as everything does that changes what is in them."""
    room_ids = evened(room_ids)
    await tx.fetch(
        f"""SELECT id FROM secret_rooms WHERE id IN ({marks(len(room_ids))})
        ORDER BY id FOR UPDATE""",
        *room_ids,
    )


async def remove(tx: Transaction, places: Sequence[Place], now: int) -> list[Place]:
    """Take away messages with all that hangs on them; answers those that were there.

    Their files are to be unlinked from `now` on.
    """
    places = evened(places)
    some, numbers = pairs(len(places)), _flat(places)
    files = await tx.fetch(
        f"DELETE FROM secret_files WHERE (room_id, seq) IN ({some}) RETURNING id", *numbers
    )
    await secret_outbox.add(tx, [row["id"] for row in files], now)
    await tx.execute(f"DELETE FROM secret_pending WHERE (room_id, seq) IN ({some})", *numbers)
    rows = await tx.fetch(
        f"DELETE FROM secret_messages WHERE (room_id, seq) IN ({some}) RETURNING room_id, seq",
        *numbers,
    )
    return sorted((row["room_id"], row["seq"]) for row in rows)


async def remove_files(tx: Transaction, file_ids: Sequence[str], now: int) -> int:
    """Take away files alone, which are to be unlinked from `now` on; answers how many there were."""
    file_ids = evened(file_ids)
    rows = await tx.fetch(
        f"DELETE FROM secret_files WHERE id IN ({marks(len(file_ids))}) RETURNING id", *file_ids
    )
    await secret_outbox.add(tx, [row["id"] for row in rows], now)
    return len(rows)


async def bury(tx: Transaction, graves: Sequence[Tombstone]) -> None:
    """Keep tombstones; one that is there stays as it is."""
    await tx.execute_many(
        """INSERT INTO secret_tombstones (room_id, seq, gone_at, cause) VALUES ($1, $2, $3, $4)
        ON CONFLICT (room_id, seq) DO NOTHING""",
        [(one.room_id, one.seq, one.gone_at, one.cause.value) for one in graves],
    )


async def forget_tombstones(tx: Transaction, until: int) -> int:
    """Remove the tombstones of what was gone at `until` (UTC ms); answers how many there were."""
    return await tx.execute("DELETE FROM secret_tombstones WHERE gone_at <= $1", until)


async def people_in(db: Reader, room_ids: Sequence[int]) -> dict[int, list[int]]:
    """Who is in each of the rooms (platform ids)."""
    room_ids = evened(room_ids)
    rows = await db.fetch(
        f"""SELECT room_id, user_id FROM secret_members
        WHERE room_id IN ({marks(len(room_ids))}) AND ended_at IS NULL""",
        *room_ids,
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["room_id"], []).append(row["user_id"])
    return found


async def first_end(db: Reader) -> int | None:
    """When the next message, line or file ends, or ended that is still there (UTC ms)."""
    ends = [
        await db.fetch_value("SELECT min(expires_at) FROM secret_messages"),
        await db.fetch_value("SELECT min(expires_at) FROM secret_files"),
    ]
    return min((end for end in ends if end is not None), default=None)


def _flat(places: Sequence[Place]) -> list[int]:
    return [number for place in places for number in place]
