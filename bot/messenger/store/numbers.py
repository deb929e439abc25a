"""The counters of what is numbered."""

from bot.core.database import Transaction


async def take(tx: Transaction, name: str, count: int = 1) -> int:
    """Reserve `count` numbers of `name`; answers the first. A rollback gives them back."""
    after: int = await tx.fetch_value(
        "UPDATE messenger_numbers SET next = next + $2 WHERE name = $1 RETURNING next",
        name,
        count,
    )
    return after - count
