"""Messages."""

from collections.abc import Sequence

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.messages import Key, Message
from bot.messenger.store.marks import marks

_COLUMNS = "id, room_id, seq, sender_id, text, blocks, sent_at, idempotency_key, reply_to_seq"
_READ = f"{_COLUMNS}, updated_at, edition"


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        room_id=row["room_id"],
        seq=row["seq"],
        sender_id=row["sender_id"],
        text=row["text"],
        blocks=row["blocks"],
        sent_at=row["sent_at"],
        idempotency_key=row["idempotency_key"],
        reply_to_seq=row["reply_to_seq"],
        updated_at=row["updated_at"],
        edition=row["edition"],
    )


async def by_keys(db: Reader, keys: Sequence[Key]) -> dict[Key, Message]:
    """The messages that were written under these keys, sender by sender."""
    found: dict[Key, Message] = {}
    by_sender: dict[int, list[str]] = {}
    for sender_id, key in keys:
        by_sender.setdefault(sender_id, []).append(key)
    for sender_id, own in by_sender.items():
        rows = await db.fetch(
            f"""SELECT {_READ} FROM messenger_messages
            WHERE sender_id = $1 AND idempotency_key IN ({marks(len(own), 2)})""",
            sender_id,
            *own,
        )
        found.update({(sender_id, row["idempotency_key"]): _message(row) for row in rows})
    return found


async def add_many(tx: Transaction, messages: Sequence[Message]) -> None:
    """Add messages; UniqueViolation where another process was first with a key."""
    await tx.execute_many(
        f"""INSERT INTO messenger_messages ({_COLUMNS})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        [
            (m.id, m.room_id, m.seq, m.sender_id, m.text, m.blocks, m.sent_at, m.idempotency_key,
             m.reply_to_seq)
            for m in messages
        ],
    )  # fmt: skip


async def find_own(db: Reader, message_id: int, sender_id: int) -> Message | None:
    """A message of this sender."""
    row = await db.fetch_one(
        f"SELECT {_READ} FROM messenger_messages WHERE id = $1 AND sender_id = $2",
        message_id,
        sender_id,
    )
    return _message(row) if row else None


async def lock_own(tx: Transaction, message_id: int, sender_id: int) -> Message | None:
    """As `find_own`; held until the transaction ends."""
    await tx.fetch("SELECT id FROM messenger_messages WHERE id = $1 FOR UPDATE", message_id)
    return await find_own(tx, message_id, sender_id)


async def update(tx: Transaction, message: Message) -> None:
    """Keep what a message says now."""
    await tx.execute(
        """UPDATE messenger_messages SET text = $2, blocks = $3, updated_at = $4, edition = $5
        WHERE id = $1""",
        message.id,
        message.text,
        message.blocks,
        message.updated_at,
        message.edition,
    )


async def after(db: Reader, room_id: int, seq: int, limit: int) -> list[Message]:
    """Up to `limit` messages after one, oldest first."""
    rows = await db.fetch(
        f"""SELECT {_READ} FROM messenger_messages
        WHERE room_id = $1 AND seq > $2 ORDER BY seq LIMIT $3""",
        room_id,
        seq,
        limit,
    )
    return [_message(row) for row in rows]


async def between(
    db: Reader, room_id: int, above: int, below: int, limit: int
) -> list[Message]:
    """The newest `limit` messages with `above < seq < below`, oldest first."""
    rows = await db.fetch(
        f"""SELECT {_READ} FROM messenger_messages
        WHERE room_id = $1 AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4""",
        room_id,
        above,
        below,
        limit,
    )
    return [_message(row) for row in reversed(rows)]


async def last_of(db: Reader, room_ids: Sequence[int]) -> dict[int, Message]:
    """The last message there is of each room that has one; the very last may be taken back."""
    columns = ", ".join(f"t.{name}" for name in _READ.split(", "))
    rows = await db.fetch(
        f"""SELECT {columns} FROM messenger_rooms r
        JOIN messenger_messages t ON t.room_id = r.id AND t.seq =
            (SELECT max(l.seq) FROM messenger_messages l WHERE l.room_id = r.id)
        WHERE r.id IN ({marks(len(room_ids))})""",
        *room_ids,
    )
    return {row["room_id"]: _message(row) for row in rows}
