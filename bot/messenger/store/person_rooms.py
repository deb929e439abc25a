"""Rooms as the people in them see them."""

from collections.abc import Sequence

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.rooms import PersonRoom, RoomKind
from bot.messenger.store.marks import marks

_SELECT = """
    SELECT r.id, r.kind, r.name, r.owner_id, b.id AS bot_id, b.name AS bot_name, r.last_seq, r.last_at,
        m.from_seq, m.read_seq,
        b.id IS NULL OR (b.callback_url IS NOT NULL AND b.status = 'activated') AS takes_messages
    FROM messenger_room_members m
    JOIN messenger_rooms r ON r.id = m.room_id
    LEFT JOIN messenger_bots b ON b.id = r.owner_id
"""


def _room(row: Row) -> PersonRoom:
    return PersonRoom(
        id=row["id"],
        kind=RoomKind(row["kind"]),
        # What has no name here is named after its people, who are in another database.
        name=row["name"] or row["bot_name"] or "",
        owner_id=row["owner_id"],
        bot_id=row["bot_id"],
        bot_name=row["bot_name"] or row["name"] or "",
        last_seq=row["last_seq"],
        last_at=row["last_at"],
        from_seq=row["from_seq"],
        read_seq=row["read_seq"],
        takes_messages=bool(row["takes_messages"]),
    )


async def with_messages(db: Reader, user_id: int, limit: int) -> list[PersonRoom]:
    """The rooms in which the person may see a message, newest first; others show later."""
    rows = await db.fetch(
        f"""{_SELECT} WHERE m.user_id = $1 AND r.last_seq > m.from_seq
        ORDER BY r.last_at DESC, r.id DESC LIMIT $2""",
        user_id,
        limit,
    )
    return [_room(row) for row in rows]


async def find(db: Reader, room_id: int, user_id: int) -> PersonRoom | None:
    """The room, if the person is in it."""
    row = await db.fetch_one(
        f"{_SELECT} WHERE m.room_id = $1 AND m.user_id = $2", room_id, user_id
    )
    return _room(row) if row else None


async def set_reads(tx: Transaction, reads: Sequence[tuple[int, int, int]]) -> None:
    """Keep of each (room, person) up to which message they have read; never less than before."""
    await tx.execute_many(
        """
        UPDATE messenger_room_members SET read_seq = $3
        WHERE room_id = $1 AND user_id = $2 AND read_seq < $3
        """,
        reads,
    )


async def read_seqs(db: Reader, room_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Up to where each member has read, room by room; bots are members too."""
    rows = await db.fetch(
        f"""SELECT room_id, user_id, read_seq FROM messenger_room_members
        WHERE room_id IN ({marks(len(room_ids))}) ORDER BY room_id, user_id""",
        *room_ids,
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["room_id"], {})[row["user_id"]] = row["read_seq"]
    return found
