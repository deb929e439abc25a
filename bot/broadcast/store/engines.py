"""Which engines live: one row a process."""

from bot.core.database import Reader, Transaction


async def beat(tx: Transaction, engine_id: str, now: int) -> None:
    """This engine lives."""
    await tx.execute(
        """
        INSERT INTO engines (id, started_at, seen_at) VALUES ($1, $2, $2)
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
        """,
        engine_id,
        now,
    )


async def remove(tx: Transaction, engine_id: str, dead_before: int) -> None:
    """This engine has stopped; those long unseen are forgotten too."""
    await tx.execute(
        "DELETE FROM engines WHERE id = $1 OR seen_at < $2", engine_id, dead_before
    )


async def seen_since(db: Reader, since: int) -> bool:
    """Whether any engine has been seen since then."""
    return (
        await db.fetch_value("SELECT id FROM engines WHERE seen_at >= $1 LIMIT 1", since)
        is not None
    )
