"""What ordinary rooms hold that is older than the workspace keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.database import Reader, Transaction
from bot.messenger.store.marks import marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Messages sent up to `upto` (UTC ms) are over it; all of them have ids below `below_id`."""

    upto: int
    below_id: int


async def count_messages(db: Reader, limit: Limit) -> int:
    """How many messages are over the limit."""
    found: int = await db.fetch_value(
        "SELECT count(*) FROM messenger_messages WHERE id < $1 AND sent_at <= $2",
        limit.below_id,
        limit.upto,
    )
    return found


async def count_files(db: Reader, limit: Limit) -> int:
    """How many files are in messages over the limit and in no newer one."""
    found: int = await db.fetch_value(
        """
        SELECT count(DISTINCT l.attachment_id)
        FROM messenger_message_attachments l JOIN messenger_messages t ON t.id = l.message_id
        WHERE l.message_id < $1 AND t.sent_at <= $2 AND NOT EXISTS (
            SELECT 1 FROM messenger_message_attachments o
            JOIN messenger_messages n ON n.id = o.message_id
            WHERE o.attachment_id = l.attachment_id AND n.sent_at > $2
        )
        """,
        limit.below_id,
        limit.upto,
    )
    return found


async def messages(db: Reader, limit: Limit, count: int) -> dict[int, int]:
    """The rooms of up to `count` messages over the limit by the messages' ids, oldest first."""
    rows = await db.fetch(
        """SELECT id, room_id FROM messenger_messages
        WHERE id < $1 AND sent_at <= $2 ORDER BY id LIMIT $3""",
        limit.below_id,
        limit.upto,
        count,
    )
    return {row["id"]: row["room_id"] for row in rows}


async def with_files(db: Reader, limit: Limit, count: int) -> dict[int, str]:
    """The texts of up to `count` messages over the limit that have files, by their ids."""
    rows = await db.fetch(
        """SELECT t.id, t.text FROM messenger_messages t
        WHERE t.id < $1 AND t.sent_at <= $2 AND EXISTS
            (SELECT 1 FROM messenger_message_attachments l WHERE l.message_id = t.id)
        ORDER BY t.id LIMIT $3""",
        limit.below_id,
        limit.upto,
        count,
    )
    return {row["id"]: row["text"] for row in rows}


async def file_ids(db: Reader, message_ids: Sequence[int]) -> list[int]:
    """The files of some messages."""
    rows = await db.fetch(
        f"""SELECT DISTINCT attachment_id FROM messenger_message_attachments
        WHERE message_id IN ({marks(len(message_ids))}) ORDER BY attachment_id""",
        *message_ids,
    )
    return [row["attachment_id"] for row in rows]


async def detach(tx: Transaction, message_ids: Sequence[int], files: Sequence[int]) -> None:
    """Take files away from messages; those that no other message has are loose, and swept."""
    await tx.execute(
        f"DELETE FROM messenger_message_attachments WHERE message_id IN ({marks(len(message_ids))})",
        *message_ids,
    )
    await tx.execute(
        f"""UPDATE messenger_attachments SET attached = FALSE
        WHERE id IN ({marks(len(files))}) AND NOT EXISTS (
            SELECT 1 FROM messenger_message_attachments l
            WHERE l.attachment_id = messenger_attachments.id
        )""",
        *files,
    )


async def set_texts(tx: Transaction, texts: Mapping[int, str]) -> None:
    """Put another text in the place of what some messages said."""
    await tx.execute_many(
        "UPDATE messenger_messages SET text = $2 WHERE id = $1", list(texts.items())
    )


async def remove(tx: Transaction, message_ids: Sequence[int]) -> None:
    """Delete messages."""
    await tx.execute(
        f"DELETE FROM messenger_messages WHERE id IN ({marks(len(message_ids))})",
        *message_ids,
    )


async def first_seqs(db: Reader, room_ids: Sequence[int]) -> dict[int, int]:
    """The number of the first message that is still there, of those of the rooms that have one."""
    rows = await db.fetch(
        f"""SELECT room_id, min(seq) AS first FROM messenger_messages
        WHERE room_id IN ({marks(len(room_ids))}) GROUP BY room_id""",
        *room_ids,
    )
    return {row["room_id"]: row["first"] for row in rows}


async def read_at_least(tx: Transaction, seqs: Mapping[int, int]) -> None:
    """Count everybody in a room as having read up to a message, room by room."""
    await tx.execute_many(
        "UPDATE messenger_room_members SET read_seq = $2 WHERE room_id = $1 AND read_seq < $2",
        list(seqs.items()),
    )


async def remove_presses(tx: Transaction, upto: int) -> int:
    """Forget the presses up to a time; answers how many."""
    return await tx.execute("DELETE FROM messenger_presses WHERE pressed_at <= $1", upto)


async def remove_modals(tx: Transaction, upto: int) -> int:
    """Forget the modals that ended up to a time; answers how many."""
    return await tx.execute("DELETE FROM messenger_modals WHERE expires_at <= $1", upto)
