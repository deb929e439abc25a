"""Files that bots and people upload into rooms, without their bytes."""

from collections.abc import Mapping, Sequence

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.attachments import Attachment, AttachmentKind
from bot.messenger.store.marks import marks

_NAMES = (
    "id", "room_id", "uploader_id", "kind", "name", "size", "content_type", "uploaded_at", "attached",
)  # fmt: skip
_COLUMNS = ", ".join(f"a.{name}" for name in _NAMES)


def _attachment(row: Row) -> Attachment:
    return Attachment(
        id=row["id"],
        room_id=row["room_id"],
        uploader_id=row["uploader_id"],
        kind=AttachmentKind(row["kind"]),
        name=row["name"],
        size=row["size"],
        content_type=row["content_type"],
        uploaded_at=row["uploaded_at"],
        attached=bool(row["attached"]),
    )


async def add_many(tx: Transaction, attachments: Sequence[Attachment]) -> None:
    """Add attachments."""
    await tx.execute_many(
        f"""INSERT INTO messenger_attachments ({", ".join(_NAMES)})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        [
            (a.id, a.room_id, a.uploader_id, a.kind.value, a.name, a.size, a.content_type,
             a.uploaded_at, a.attached)
            for a in attachments
        ],
    )  # fmt: skip


async def lock(tx: Transaction, ids: Sequence[int]) -> list[Attachment]:
    """Hold those of the attachments that there are, always in the order of their ids."""
    rows = await tx.fetch(
        f"""SELECT {_COLUMNS} FROM messenger_attachments a
        WHERE a.id IN ({marks(len(ids))}) ORDER BY a.id FOR UPDATE""",
        *ids,
    )
    return [_attachment(row) for row in rows]


async def find_many(db: Reader, ids: Sequence[int]) -> list[Attachment]:
    """Those of the attachments that there are, in the order of their ids."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM messenger_attachments a
        WHERE a.id IN ({marks(len(ids))}) ORDER BY a.id""",
        *ids,
    )
    return [_attachment(row) for row in rows]


async def attach(tx: Transaction, messages: Mapping[int, Sequence[int]]) -> None:
    """Keep the attachments of new messages, each message's in their order."""
    await tx.execute_many(
        """
        INSERT INTO messenger_message_attachments (message_id, position, attachment_id)
        VALUES ($1, $2, $3)
        """,
        [
            (message_id, position, attachment_id)
            for message_id, ids in messages.items()
            for position, attachment_id in enumerate(ids)
        ],
    )
    every = sorted({one for ids in messages.values() for one in ids})
    await tx.execute_many(
        "UPDATE messenger_attachments SET attached = TRUE WHERE id = $1",
        [(one,) for one in every],
    )


async def of_messages(db: Reader, message_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """The attachments of those of the messages that have any, in their order."""
    rows = await db.fetch(
        f"""SELECT l.message_id, {_COLUMNS} FROM messenger_message_attachments l
        JOIN messenger_attachments a ON a.id = l.attachment_id
        WHERE l.message_id IN ({marks(len(message_ids))}) ORDER BY l.message_id, l.position""",
        *message_ids,
    )
    found: dict[int, list[Attachment]] = {}
    for row in rows:
        found.setdefault(row["message_id"], []).append(_attachment(row))
    return found


async def find_seen(db: Reader, attachment_id: int, user_id: int) -> Attachment | None:
    """The attachment, if it is in a message that the person may see."""
    row = await db.fetch_one(
        f"""SELECT {_COLUMNS} FROM messenger_attachments a WHERE a.id = $1 AND EXISTS (
            SELECT 1 FROM messenger_message_attachments l
            JOIN messenger_messages t ON t.id = l.message_id
            JOIN messenger_room_members m
                ON m.room_id = t.room_id AND m.user_id = $2 AND m.from_seq < t.seq
            WHERE l.attachment_id = a.id
        )""",
        attachment_id,
        user_id,
    )
    return _attachment(row) if row else None


async def loose(db: Reader, before: int, limit: int) -> list[int]:
    """Up to `limit` attachments of no message, uploaded up to a time, oldest first."""
    rows = await db.fetch(
        """SELECT id FROM messenger_attachments
        WHERE NOT attached AND uploaded_at <= $1 ORDER BY uploaded_at LIMIT $2""",
        before,
        limit,
    )
    return [row["id"] for row in rows]


async def remove_loose(tx: Transaction, ids: Sequence[int]) -> None:
    """Remove those of the attachments that no message has."""
    await tx.execute(
        f"DELETE FROM messenger_attachments WHERE NOT attached AND id IN ({marks(len(ids))})",
        *ids,
    )
