"""How far a notice has got, and what holds it up."""

from bot.broadcast.model.standstill import Waiting
from bot.core.database import Reader


async def last_progress(db: Reader, notice_id: str) -> int | None:
    """When something last came of a notice; None where nothing has yet."""
    at: int | None = await db.fetch_value(
        "SELECT last_progress_at FROM notices WHERE id = $1", notice_id
    )
    return at


async def waiting(db: Reader, rows: range, now: int) -> list[Waiting]:
    """The deliveries of these rows that are sent again later, by reason, most frequent first."""
    found = await db.fetch(
        """
        SELECT reason, count(*) AS number, min(due_at) AS next_due FROM deliveries
        WHERE id >= $1 AND id < $2 AND due_at > 0 AND due_at > $3 AND state = 'pending'
        GROUP BY reason ORDER BY number DESC, reason
        """,
        rows.start,
        rows.stop,
        now,
    )
    return [
        Waiting(reason=row["reason"], deliveries=row["number"], next_due=row["next_due"])
        for row in found
    ]
