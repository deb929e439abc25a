"""Who has read messages of bots, until the bots were told."""

from collections.abc import Sequence

from bot.core.database import Reader, Transaction
from bot.messenger.model.bot_events import GATHERED, RECEIPTS_MAX, Receipt

_COLUMNS = "message_id, user_id, room_id, idempotency_key, read_at, attempts"


async def add_many(
    tx: Transaction, reads: Sequence[tuple[int, int, int, int]], now: int
) -> None:
    """For each (room, person, above, up to): what they have read of bots that want to know.

    Those are messages with an Idempotency-Key, of a bot that takes calls.
    """
    await tx.execute_many(
        """INSERT INTO messenger_receipts
            (message_id, user_id, bot_id, room_id, idempotency_key, read_at, due_at, attempts)
        SELECT t.id, CAST($2 AS BIGINT), b.id, t.room_id, t.idempotency_key,
            CAST($5 AS BIGINT), CAST($6 AS BIGINT), 0
        FROM messenger_messages t
        JOIN messenger_bots b ON b.id = t.sender_id AND b.callback_url IS NOT NULL
        WHERE t.room_id = $1 AND t.seq > $3 AND t.seq <= $4 AND t.idempotency_key IS NOT NULL
        ON CONFLICT (message_id, user_id) DO NOTHING""",
        [(*read, now, now + GATHERED) for read in reads],
    )


async def bots_due(db: Reader, at: int) -> list[int]:
    """The bots for which something is due at `at` (UTC ms)."""
    rows = await db.fetch(
        "SELECT DISTINCT bot_id FROM messenger_receipts WHERE due_at <= $1", at
    )
    return [row["bot_id"] for row in rows]


async def claim(tx: Transaction, bot_id: int, at: int, until: int) -> list[Receipt]:
    """As many as one call tells of those that are due for a bot; nobody else's until `until`."""
    rows = await tx.fetch(
        f"""UPDATE messenger_receipts SET due_at = $3, attempts = attempts + 1
        WHERE due_at <= $2 AND (message_id, user_id) IN (
            SELECT message_id, user_id FROM messenger_receipts
            WHERE bot_id = $1 AND due_at <= $2
            ORDER BY due_at, message_id, user_id LIMIT {RECEIPTS_MAX} FOR UPDATE SKIP LOCKED
        ) RETURNING {_COLUMNS}""",
        bot_id,
        at,
        until,
    )
    found = [Receipt(**{name: row[name] for name in _COLUMNS.split(", ")}) for row in rows]
    return sorted(found, key=lambda one: (one.read_at, one.message_id, one.user_id))


async def remove(tx: Transaction, receipts: Sequence[Receipt]) -> None:
    """These were taken, or are given up."""
    await tx.execute_many(
        "DELETE FROM messenger_receipts WHERE message_id = $1 AND user_id = $2",
        [(one.message_id, one.user_id) for one in receipts],
    )


async def postpone(tx: Transaction, later: Sequence[tuple[Receipt, int]]) -> None:
    """Try each again at its time (UTC ms)."""
    await tx.execute_many(
        "UPDATE messenger_receipts SET due_at = $3 WHERE message_id = $1 AND user_id = $2",
        [(one.message_id, one.user_id, due_at) for one, due_at in later],
    )


async def remove_all(tx: Transaction) -> None:
    """Nobody may be told any more what people read."""
    await tx.execute("DELETE FROM messenger_receipts")
