"""Sealed files that are to be unlinked; their keys and rows are gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.database import Reader, Transaction
from bot.messenger.store.marks import evened, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class ToUnlink:
    """A file, and how often unlinking it has failed."""

    file_id: str
    tries: int


async def add(tx: Transaction, file_ids: Sequence[str], now: int) -> None:
    """Have files unlinked from `now` (UTC ms) on."""
    await tx.execute_many(
        """INSERT INTO secret_outbox (file_id, tries, next_try_at) VALUES ($1, 0, $2)
        ON CONFLICT (file_id) DO NOTHING""",
        [(file_id, now) for file_id in file_ids],
    )


async def due(db: Reader, at: int, limit: int) -> list[ToUnlink]:
    """Up to `limit` files to be unlinked by `at`."""
    rows = await db.fetch(
        """SELECT file_id, tries FROM secret_outbox WHERE next_try_at <= $1
        ORDER BY next_try_at, file_id LIMIT $2""",
        at,
        limit,
    )
    return [ToUnlink(file_id=row["file_id"], tries=row["tries"]) for row in rows]


async def remove(tx: Transaction, file_ids: Sequence[str]) -> None:
    """Files are unlinked."""
    file_ids = evened(file_ids)
    await tx.execute(
        f"DELETE FROM secret_outbox WHERE file_id IN ({marks(len(file_ids))})", *file_ids
    )


async def postpone(tx: Transaction, later: Sequence[tuple[str, int]]) -> None:
    """Try files again, each at its time (UTC ms)."""
    await tx.execute_many(
        "UPDATE secret_outbox SET tries = tries + 1, next_try_at = $2 WHERE file_id = $1", later
    )


async def first_try(db: Reader) -> int | None:
    """When the next file is to be unlinked (UTC ms)."""
    first: int | None = await db.fetch_value("SELECT min(next_try_at) FROM secret_outbox")
    return first
