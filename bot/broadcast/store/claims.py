"""What a worker takes from the ledger to send next. Who claims holds the shard first."""

from msgspec import Struct
from msgspec.json import Decoder

from bot.core.database import Transaction


class Claimed(Struct, frozen=True, array_like=True):
    """A delivery that is marked as being sent, with what its sender needs; this attempt counted."""

    row: int
    attempts: int
    due_at: int
    in_doubt: bool
    reason: str | None
    conversation_id: str | None
    platform_id: int
    member_id: str
    # Only read where the text of the message asks for them.
    name: str = ""
    email: str = ""
    department: str | None = None
    position: str | None = None


# Read as one value and written in one statement: SQLite then works without our interpreter.
_CLAIMED = "id, attempts + 1, due_at, in_doubt, reason, conversation_id, platform_id, member_id"
_PERSON = "name, email, department, position"
# So few rows are looked at in one statement that no plan of a database can be a slow one: PostgreSQL
# may read and sort all of a shard that it knows nothing of yet.
_LOOK_AHEAD = 256
_decoder = Decoder(list[Claimed], strict=False)


async def claim_fresh(
    tx: Transaction, rows: range, limit: int, *, personal: bool = False
) -> tuple[list[Claimed], int]:
    """Mark up to `limit` of the next pending deliveries of these rows that were never put back.

    `personal`: who the recipient is is read too. Answers also the row before which none is left;
    nothing is marked only where there is none in all of `rows`.
    """
    start = rows.start
    while start < rows.stop:
        stop = min(start + _LOOK_AHEAD, rows.stop)
        due = await _fresh(tx, range(start, stop), limit, personal=personal)
        if due:
            await _mark(tx, range(due[0].row, due[-1].row + 1))
            return due, due[-1].row + 1 if len(due) == limit else stop
        start = stop
    return [], rows.stop


async def _fresh(tx: Transaction, rows: range, limit: int, *, personal: bool) -> list[Claimed]:
    return await _read(
        tx,
        f"""
        SELECT json_group_array(json_array({_columns(personal)})) FROM (
            SELECT * FROM deliveries
            WHERE id >= $1 AND id < $2 AND state = 'pending' AND due_at = 0
            ORDER BY id LIMIT $3
        ) AS due
        """,
        rows.start,
        rows.stop,
        limit,
    )


async def _mark(tx: Transaction, rows: range) -> None:
    await tx.execute(
        """
        UPDATE deliveries SET state = 'sending', attempts = attempts + 1
        WHERE id >= $1 AND id < $2 AND state = 'pending' AND due_at = 0
        """,
        rows.start,
        rows.stop,
    )


async def claim_put_back(
    tx: Transaction, rows: range, *, now: int, limit: int, personal: bool = False
) -> list[Claimed]:
    """Mark up to `limit` deliveries that were put back and are due, the longest waiting first."""
    due = await _read(
        tx,
        f"""
        SELECT json_group_array(json_array({_columns(personal)})) FROM (
            SELECT * FROM deliveries
            WHERE id >= $1 AND id < $2 AND due_at > 0 AND due_at <= $3 AND state = 'pending'
            ORDER BY due_at, id LIMIT $4
        ) AS due
        """,
        rows.start,
        rows.stop,
        now,
        limit,
    )
    if due:
        await tx.execute_many(
            "UPDATE deliveries SET state = 'sending', attempts = $2 WHERE id = $1",
            [(one.row, one.attempts) for one in due],
        )
    return due


def _columns(personal: bool) -> str:  # noqa: FBT001 -- named by its callers
    return f"{_CLAIMED}, {_PERSON}" if personal else _CLAIMED


async def _read(tx: Transaction, sql: str, *arguments: int) -> list[Claimed]:
    told: str | None = await tx.fetch_value(sql, *arguments)
    return _decoder.decode(told) if told else []
