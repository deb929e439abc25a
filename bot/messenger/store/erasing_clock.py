"""How far the time of erasing has come; beside the keys, so that no backup sets it back."""

from bot.core.database import Reader, Transaction
from bot.messenger.model.erasing import ClockMark


async def find(db: Reader) -> ClockMark | None:
    """What was kept last; None in a new file."""
    row = await db.fetch_one("SELECT reached, in_doubt FROM erasing_clock")
    return (
        None
        if row is None
        else ClockMark(reached=row["reached"], in_doubt=bool(row["in_doubt"]))
    )


async def keep(tx: Transaction, mark: ClockMark) -> None:
    """Keep a mark; of two processes the one that has come further counts."""
    await tx.execute(
        """INSERT INTO erasing_clock (one, reached, in_doubt) VALUES (1, $1, $2)
        ON CONFLICT (one) DO UPDATE SET
            reached = max(reached, excluded.reached), in_doubt = excluded.in_doubt""",
        mark.reached,
        mark.in_doubt,
    )
