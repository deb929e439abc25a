"""Which rooms were erased, kept beside the keys: what a restored backup must not bring back."""

import json
from collections.abc import Sequence

from bot.core.database import Reader, Transaction


async def note(tx: Transaction, room_ids: Sequence[int], now: int) -> None:
    """Keep that rooms are erased; the first time counts."""
    await tx.execute_many(
        """INSERT INTO erased_rooms (room_id, erased_at) VALUES ($1, $2)
        ON CONFLICT (room_id) DO NOTHING""",
        [(room_id, now) for room_id in room_ids],
    )


async def among(db: Reader, room_ids: Sequence[int]) -> list[int]:
    """Those of the rooms that were erased."""
    rows = await db.fetch(
        """SELECT room_id FROM erased_rooms
        WHERE room_id IN (SELECT value FROM json_each($1)) ORDER BY room_id""",
        json.dumps(list(room_ids)),
    )
    return [row["room_id"] for row in rows]


async def last(db: Reader) -> int | None:
    """The greatest number that an erased room had."""
    number: int | None = await db.fetch_value("SELECT max(room_id) FROM erased_rooms")
    return number


async def forget(tx: Transaction, before: int) -> None:
    """Drop what is older than any backup, but never the greatest number: it isn't used again."""
    await tx.execute(
        """DELETE FROM erased_rooms WHERE erased_at < $1
        AND room_id < (SELECT max(room_id) FROM erased_rooms)""",
        before,
    )
