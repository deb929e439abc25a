"""What people take back and have read of the messages of ordinary rooms."""

from collections.abc import Sequence

from bot.core.database import Reader, Transaction
from bot.messenger.store.marks import marks


async def senders(
    db: Reader, room_id: int, above: int, upto: int, limit: int
) -> dict[int, int]:
    """Who sent each of the newest `limit` messages with `above < seq <= upto`, by their numbers."""
    rows = await db.fetch(
        """SELECT seq, sender_id FROM messenger_messages
        WHERE room_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq DESC LIMIT $4""",
        room_id,
        above,
        upto,
        limit,
    )
    return {row["seq"]: row["sender_id"] for row in rows}


async def remove(tx: Transaction, message_ids: Sequence[int]) -> None:
    """Remove messages; files that no other message has are left for the sweep."""
    which = marks(len(message_ids))
    await tx.execute(
        f"""UPDATE messenger_attachments SET attached = FALSE WHERE id IN (
            SELECT attachment_id FROM messenger_message_attachments WHERE message_id IN ({which})
        ) AND NOT EXISTS (
            SELECT 1 FROM messenger_message_attachments l
            WHERE l.attachment_id = messenger_attachments.id AND l.message_id NOT IN ({which})
        )""",
        *message_ids,
    )
    await tx.execute(f"DELETE FROM messenger_messages WHERE id IN ({which})", *message_ids)
