"""The counters of what is numbered."""

from bot.core.database import Reader, Transaction


async def take(tx: Transaction, name: str, count: int = 1) -> int:
    """Reserve `count` numbers of `name`; answers the first. A rollback gives them back."""
    after: int = await tx.fetch_value(
        "UPDATE messenger_numbers SET next = next + $2 WHERE name = $1 RETURNING next",
        name,
        count,
    )
    return after - count


async def find(db: Reader, name: str) -> int | None:
    """What is kept under `name`."""
    found: int | None = await db.fetch_value(
        "SELECT next FROM messenger_numbers WHERE name = $1", name
    )
    return found


async def put(tx: Transaction, name: str, number: int) -> None:
    """Keep a number under `name`."""
    await tx.execute(
        """INSERT INTO messenger_numbers (name, next) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET next = excluded.next""",
        name,
        number,
    )
