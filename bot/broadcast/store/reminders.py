"""Which notices people are to be reminded of, and when."""

from bot.core.database import Reader


async def due(db: Reader, now: int, limit: int) -> list[str]:
    """The ids of up to `limit` notices of which people are to be reminded now, the longest due first."""
    rows = await db.fetch(
        "SELECT id FROM notices WHERE remind_at <= $1 ORDER BY remind_at, id LIMIT $2",
        now,
        limit,
    )
    return [row["id"] for row in rows]


async def first_due(db: Reader) -> int | None:
    """When the next reminder is due (UTC ms); None: there is none."""
    at: int | None = await db.fetch_value(
        "SELECT min(remind_at) FROM notices WHERE remind_at IS NOT NULL"
    )
    return at


async def under_way(db: Reader, notice_id: str) -> str | None:
    """The number of a reminder of the notice that has not ended yet."""
    found: int | None = await db.fetch_value(
        """SELECT number FROM notices WHERE reminds = $1
        AND state IN ('scheduled', 'preparing', 'sending', 'paused') LIMIT 1""",
        notice_id,
    )
    return None if found is None else f"N-{found}"


async def of(db: Reader, notice_id: str) -> list[tuple[str, str]]:
    """The reminders of a notice by id and number, the first sent first."""
    rows = await db.fetch(
        "SELECT id, number FROM notices WHERE reminds = $1 ORDER BY number", notice_id
    )
    return [(row["id"], f"N-{row['number']}") for row in rows]
