"""Secret rooms that are deleted: all that they held goes, and then they."""

from collections.abc import Sequence

from bot.core.database import Reader, Transaction
from bot.messenger.model.secret_messages import Cause
from bot.messenger.store import secret_outbox
from bot.messenger.store.marks import marks


async def ids(db: Reader) -> list[int]:
    """The rooms that are deleted and still there."""
    rows = await db.fetch(
        "SELECT id FROM secret_rooms WHERE deleted_at IS NOT NULL ORDER BY deleted_at, id"
    )
    return [row["id"] for row in rows]


async def live_after(db: Reader, after: int, limit: int) -> list[int]:
    """Up to `limit` rooms after a number that aren't deleted."""
    rows = await db.fetch(
        """SELECT id FROM secret_rooms WHERE id > $1 AND deleted_at IS NULL
        ORDER BY id LIMIT $2""",
        after,
        limit,
    )
    return [row["id"] for row in rows]


async def opened_until(db: Reader, mark: int, limit: int) -> list[int]:
    """Up to `limit` rooms, held, that were opened up to `mark` (UTC ms) and aren't deleted."""
    rows = await db.fetch(
        """SELECT id FROM secret_rooms WHERE created_at <= $1 AND deleted_at IS NULL
        ORDER BY id LIMIT $2 FOR UPDATE""",
        mark,
        limit,
    )
    return [row["id"] for row in rows]


async def set_deleted(tx: Transaction, room_ids: Sequence[int], cause: Cause, now: int) -> None:
    """From now on nobody finds these rooms."""
    await tx.execute(
        f"""UPDATE secret_rooms SET deleted_at = $1, deleted_because = $2
        WHERE id IN ({marks(len(room_ids), 3)}) AND deleted_at IS NULL""",
        now,
        cause.value,
        *room_ids,
    )


async def key_ids(db: Reader, room_id: int, after: int, limit: int) -> tuple[list[str], int]:
    """The keys of up to `limit` messages after a number, and the last message's number."""
    rows = await db.fetch(
        """SELECT seq, key_id FROM secret_messages
        WHERE room_id = $1 AND seq > $2 AND key_id IS NOT NULL ORDER BY seq LIMIT $3""",
        room_id,
        after,
        limit,
    )
    return [row["key_id"] for row in rows], rows[-1]["seq"] if rows else after


async def other_key_ids(db: Reader, room_id: int) -> list[str]:
    """The keys of the room's files and of its name."""
    rows = await db.fetch(
        """SELECT key_id FROM secret_files WHERE room_id = $1
        UNION SELECT name_key_id FROM secret_rooms WHERE id = $1 AND name_key_id IS NOT NULL""",
        room_id,
    )
    return [row["key_id"] for row in rows]


async def some_seqs(db: Reader, room_id: int, limit: int) -> list[int]:
    """Up to `limit` numbers of messages and lines that are still there."""
    rows = await db.fetch(
        "SELECT seq FROM secret_messages WHERE room_id = $1 ORDER BY seq LIMIT $2",
        room_id,
        limit,
    )
    return [row["seq"] for row in rows]


async def remove(tx: Transaction, room_id: int, now: int) -> None:
    """Take away a room that has no messages any more, with all that is left of it."""
    files = await tx.fetch("DELETE FROM secret_files WHERE room_id = $1 RETURNING id", room_id)
    await secret_outbox.add(tx, [row["id"] for row in files], now)
    for statement in (
        "DELETE FROM secret_tombstones WHERE room_id = $1",
        "DELETE FROM secret_members WHERE room_id = $1",
        "DELETE FROM secret_rooms WHERE id = $1",
    ):
        await tx.execute(statement, room_id)


async def name_keys(db: Reader) -> dict[int, str]:
    """The keys of the names that rooms have, by room."""
    rows = await db.fetch(
        "SELECT id, name_key_id FROM secret_rooms WHERE name_key_id IS NOT NULL"
    )
    return {row["id"]: row["name_key_id"] for row in rows}


async def unname(tx: Transaction, room_ids: Sequence[int]) -> None:
    """Take away names that nobody can open any more."""
    await tx.execute(
        f"""UPDATE secret_rooms SET name = NULL, name_key_id = NULL
        WHERE id IN ({marks(len(room_ids))})""",
        *room_ids,
    )


async def count_rooms_beyond(tx: Transaction, last: int) -> None:
    """Have the next room of any kind numbered above `last`."""
    await tx.execute(
        "UPDATE messenger_numbers SET next = $1 WHERE name = 'room' AND next < $1", last + 1
    )
