"""When this database was last put back from a backup."""

from collections.abc import Mapping

from bot.core.database import Reader, Transaction

_NAME = "restored_at"


async def mark(tx: Transaction, now: int) -> None:
    """It was put back at `now`: what was planned up to then may have been sent before."""
    await tx.execute(
        """INSERT INTO counters (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        _NAME,
        now,
    )


async def last(db: Reader) -> int:
    """When that was (UTC ms); 0: never."""
    row: Mapping[str, int] | None = await db.fetch_one(
        "SELECT value FROM counters WHERE name = $1", _NAME
    )
    return row["value"] if row else 0
