"""What a bot still has to tell people about secret rooms; each occasion once to each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.core.database import Reader, Transaction

Kind = Literal["switched_on", "deleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something to be told to a person (platform id); `kind` may be one that nobody knows."""

    user_id: int
    occasion: str
    kind: str


async def add(tx: Transaction, user_ids: Iterable[int], occasion: str, kind: Kind) -> None:
    """Have each of these people (platform ids) told, once for an occasion."""
    await tx.execute_many(
        """INSERT INTO secret_tellings (user_id, occasion, kind) VALUES ($1, $2, $3)
        ON CONFLICT (user_id, occasion) DO NOTHING""",
        [(user_id, occasion, kind) for user_id in sorted(set(user_ids))],
    )


async def some(db: Reader, after: tuple[int, str], limit: int) -> list[Telling]:
    """Up to `limit` that are still to be told, after a person and an occasion."""
    rows = await db.fetch(
        """SELECT user_id, occasion, kind FROM secret_tellings
        WHERE user_id > $1 OR (user_id = $1 AND occasion > $2)
        ORDER BY user_id, occasion LIMIT $3""",
        *after,
        limit,
    )
    return [
        Telling(user_id=row["user_id"], occasion=row["occasion"], kind=row["kind"])
        for row in rows
    ]


async def remove(tx: Transaction, user_id: int, occasion: str) -> None:
    """A person was told."""
    await tx.execute(
        "DELETE FROM secret_tellings WHERE user_id = $1 AND occasion = $2", user_id, occasion
    )
