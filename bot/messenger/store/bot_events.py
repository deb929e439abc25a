"""People's messages that are to be posted to the bots of their rooms."""

from collections.abc import Sequence

from bot.core.database import Reader, Transaction
from bot.messenger.model.bot_events import BotEvent
from bot.messenger.model.messages import Message
from bot.messenger.store.marks import marks

_COLUMNS = "message_id, bot_id, room_id, seq, created_at, attempts"


async def bots_of(db: Reader, room_ids: Sequence[int]) -> dict[int, int]:
    """The bots that take what is written in these rooms, room by room."""
    rows = await db.fetch(
        f"""SELECT r.id, b.id AS bot_id FROM messenger_rooms r
        JOIN messenger_bots b ON b.id = r.owner_id
        WHERE r.id IN ({marks(len(room_ids))}) AND b.callback_url IS NOT NULL""",
        *room_ids,
    )
    return {row["id"]: row["bot_id"] for row in rows}


async def add_many(tx: Transaction, written: Sequence[tuple[int, Message]]) -> None:
    """Have each (bot, message) posted as soon as can be."""
    await tx.execute_many(
        f"""INSERT INTO messenger_bot_events ({_COLUMNS}, due_at)
        VALUES ($1, $2, $3, $4, $5, 0, $5)""",
        [(one.id, bot_id, one.room_id, one.seq, one.sent_at) for bot_id, one in written],
    )


async def bots_due(db: Reader, at: int) -> list[int]:
    """The bots for which something is due at `at` (UTC ms)."""
    rows = await db.fetch(
        "SELECT DISTINCT bot_id FROM messenger_bot_events WHERE due_at <= $1", at
    )
    return [row["bot_id"] for row in rows]


async def claim(
    tx: Transaction, bot_id: int, at: int, until: int, limit: int
) -> list[BotEvent]:
    """Up to `limit` that are due for a bot, of each room only its first; nobody else's until then."""
    rows = await tx.fetch(
        f"""UPDATE messenger_bot_events SET due_at = $3, attempts = attempts + 1
        WHERE due_at <= $2 AND message_id IN (
            SELECT e.message_id FROM messenger_bot_events e
            WHERE e.bot_id = $1 AND e.due_at <= $2 AND NOT EXISTS (
                SELECT 1 FROM messenger_bot_events o
                WHERE o.room_id = e.room_id AND o.seq < e.seq
            ) ORDER BY e.due_at, e.message_id LIMIT $4 FOR UPDATE SKIP LOCKED
        ) RETURNING {_COLUMNS}""",
        bot_id,
        at,
        until,
        limit,
    )
    return [BotEvent(**{name: row[name] for name in _COLUMNS.split(", ")}) for row in rows]


async def remove(tx: Transaction, message_id: int) -> None:
    """One was taken, or is given up."""
    await tx.execute("DELETE FROM messenger_bot_events WHERE message_id = $1", message_id)


async def postpone(tx: Transaction, message_id: int, due_at: int) -> None:
    """Try one again at `due_at` (UTC ms)."""
    await tx.execute(
        "UPDATE messenger_bot_events SET due_at = $2 WHERE message_id = $1", message_id, due_at
    )
