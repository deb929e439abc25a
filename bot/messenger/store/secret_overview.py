"""All that an admin may learn of secret rooms: how many there are, never which."""

from collections.abc import Sequence

from bot.core.database import Reader
from bot.messenger.model.secret_members import Overview
from bot.messenger.store.marks import marks

_AT_ONCE = 500
# Rooms opened up to the mark are to be deleted, and only wait for it.
_THERE = "r.deleted_at IS NULL AND r.created_at > $1"


async def overview(db: Reader, mark: int, now: int) -> Overview:
    """The counts of the rooms opened after `mark` that are not deleted (times in UTC ms)."""
    rooms = await db.fetch_one(
        f"SELECT count(*) AS rooms, min(created_at) AS oldest FROM secret_rooms r WHERE {_THERE}",
        mark,
    )
    people: int = await db.fetch_value(
        f"""SELECT count(DISTINCT m.user_id) FROM secret_members m
        JOIN secret_rooms r ON r.id = m.room_id WHERE m.ended_at IS NULL AND {_THERE}""",
        mark,
    )
    oldest = rooms["oldest"] if rooms else None
    return Overview(
        rooms=rooms["rooms"] if rooms else 0,
        people=people,
        oldest_ms=None if oldest is None else max(0, now - oldest),
    )


async def rooms_of(db: Reader, mark: int, user_ids: Sequence[int]) -> dict[int, list[int]]:
    """Those of some people (platform ids) who see each room opened after `mark` and not deleted.

    Before its first message only its owner sees a room.
    """
    found: dict[int, list[int]] = {}
    for start in range(0, len(user_ids), _AT_ONCE):
        some = user_ids[start : start + _AT_ONCE]
        rows = await db.fetch(
            f"""SELECT m.room_id, m.user_id FROM secret_members m
            JOIN secret_rooms r ON r.id = m.room_id
            WHERE m.ended_at IS NULL AND {_THERE}
            AND (r.last_seq > 0 OR r.owner_id = m.id) AND m.user_id IN ({marks(len(some), 2)})
            ORDER BY m.room_id, m.user_id""",
            mark,
            *some,
        )
        for row in rows:
            found.setdefault(row["room_id"], []).append(row["user_id"])
    return found
