"""The ledger: one row per recipient."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from bot.broadcast.model.deliveries import Delivery, DeliveryState
from bot.core.database import Reader, Row, Transaction

_COLUMNS = """
    id, notice_id, shard, member_id, name, email, department, position, platform_id, state, reason,
    attempts, due_at, conversation_id, message_id, sent_at, in_doubt
"""


_NAMES = tuple(name.strip() for name in _COLUMNS.split(","))
# As the row will be at the end of the same transaction.
_CLAIMED = {"state": "'sending'", "attempts": "attempts + 1"}
_AS_OBJECT = ", ".join(f"'{name}', {_CLAIMED.get(name, name)}" for name in _NAMES)
_decoder = msgspec.json.Decoder(list[Delivery], strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a delivery becomes that has not arrived."""

    id: str
    state: DeliveryState
    reason: str | None
    attempts: int
    due_at: int
    conversation_id: str | None
    in_doubt: bool


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        notice_id=row["notice_id"],
        shard=row["shard"],
        member_id=row["member_id"],
        name=row["name"],
        email=row["email"],
        department=row["department"],
        position=row["position"],
        platform_id=row["platform_id"],
        state=DeliveryState(row["state"]),
        reason=row["reason"],
        attempts=row["attempts"],
        due_at=row["due_at"],
        conversation_id=row["conversation_id"],
        message_id=row["message_id"],
        sent_at=row["sent_at"],
        in_doubt=bool(row["in_doubt"]),
    )


async def add_many(tx: Transaction, deliveries: Sequence[Delivery]) -> None:
    """Add deliveries."""
    marks = ", ".join(f"${n}" for n in range(1, 18))
    await tx.execute_many(
        f"INSERT INTO deliveries ({_COLUMNS}) VALUES ({marks})",
        [
            (d.id, d.notice_id, d.shard, d.member_id, d.name, d.email, d.department, d.position,
             d.platform_id, d.state.value, d.reason, d.attempts, d.due_at, d.conversation_id,
             d.message_id, d.sent_at, d.in_doubt)
            for d in deliveries
        ],
    )  # fmt: skip


async def claim(
    tx: Transaction, notice_id: str, shard: int, *, now: int, limit: int
) -> list[Delivery]:
    """Mark up to `limit` due deliveries as being sent and answer them, with this attempt counted.

    Read as one value and written in one statement: SQLite then works without our interpreter.
    """
    told: str | None = await tx.fetch_value(
        f"""
        SELECT json_group_array(json_object({_AS_OBJECT})) FROM (
            SELECT {_COLUMNS} FROM deliveries
            WHERE notice_id = $1 AND shard = $2 AND state = 'pending' AND due_at <= $3
            ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED
        ) AS due
        """,
        notice_id,
        shard,
        now,
        limit,
    )
    due = _decoder.decode(told) if told else []
    if due:
        await tx.execute(
            """
            UPDATE deliveries SET state = 'sending', attempts = attempts + 1, sending_at = $2
            WHERE id IN (SELECT value ->> 'id' FROM json_each($1))
            """,
            msgspec.json.encode([{"id": one.id} for one in due]).decode(),
            now,
        )
    return due


async def record_sent(
    tx: Transaction, arrived: Sequence[tuple[str, str, str | None]], now: int
) -> None:
    """Write that deliveries arrived: their ids with message and conversation id, in one statement."""
    await tx.execute(
        """
        WITH arrived AS MATERIALIZED (
            SELECT value ->> 0 AS id, value ->> 1 AS message_id, value ->> 2 AS conversation_id
            FROM json_each($1)
        )
        UPDATE deliveries SET state = 'sent', reason = NULL, sent_at = $2, in_doubt = FALSE,
            message_id = arrived.message_id, conversation_id = arrived.conversation_id
        FROM arrived WHERE deliveries.id = arrived.id
        """,
        msgspec.json.encode(arrived).decode(),
        now,
    )


async def record(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Write what became of deliveries that did not arrive."""
    await tx.execute_many(
        """
        UPDATE deliveries SET state = $2, reason = $3, attempts = $4, due_at = $5,
            conversation_id = $6, in_doubt = $7
        WHERE id = $1
        """,
        [
            (o.id, o.state.value, o.reason, o.attempts, o.due_at, o.conversation_id, o.in_doubt)
            for o in outcomes
        ],
    )


async def move(
    tx: Transaction,
    notice_id: str,
    shard: int,
    *,
    before: DeliveryState,
    after: DeliveryState,
    reason: str | None,
) -> int:
    """Move every delivery of a shard from one state to another; answers how many.

    One that was being sent may have arrived, and is in doubt from then on.
    """
    # The state stands in the text, so that the index of that state is found.
    return await tx.execute(
        f"""
        UPDATE deliveries SET state = $3, reason = $4, in_doubt = (in_doubt OR state = 'sending')
        WHERE notice_id = $1 AND shard = $2 AND state = '{before.value}'
        """,
        notice_id,
        shard,
        after.value,
        reason,
    )


async def end_pending(
    tx: Transaction, notice_id: str, shard: int, *, after: DeliveryState, reason: str
) -> dict[str, int]:
    """Let a shard's pending deliveries become `after`, but uncertain where an attempt may have
    arrived; answers how the shard's counts change."""
    uncertain = await tx.execute(
        """
        UPDATE deliveries SET state = 'uncertain'
        WHERE notice_id = $1 AND shard = $2 AND state = 'pending' AND in_doubt
        """,
        notice_id,
        shard,
    )
    moved = await move(
        tx, notice_id, shard, before=DeliveryState.PENDING, after=after, reason=reason
    )
    return {"pending": -moved - uncertain, after.value: moved, "uncertain": uncertain}


async def next_due(db: Reader, notice_id: str, shard: int) -> int | None:
    """When the next pending delivery of a shard is due."""
    due: int | None = await db.fetch_value(
        "SELECT min(due_at) FROM deliveries WHERE notice_id = $1 AND shard = $2 AND state = 'pending'",
        notice_id,
        shard,
    )
    return due


async def page(
    db: Reader,
    notice_id: str,
    *,
    after: str = "",
    limit: int = 100,
    state: DeliveryState | None = None,
    text: str = "",
) -> list[Delivery]:
    """Up to `limit` deliveries of a notice after an id, by state and by name or e-mail."""
    wheres = ["notice_id = $1", "id > $2"]
    arguments: list[str | int] = [notice_id, after]
    if state is not None:
        arguments.append(state.value)
        wheres.append(f"state = ${len(arguments)}")
    if text:
        arguments.append(f"%{text.lower()}%")
        wheres.append(f"(lower(name) LIKE ${len(arguments)} OR email LIKE ${len(arguments)})")
    arguments.append(limit)
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM deliveries WHERE {' AND '.join(wheres)} ORDER BY id LIMIT ${len(arguments)}",
        *arguments,
    )
    return [_delivery(row) for row in rows]


async def reasons(db: Reader, notice_id: str) -> list[tuple[DeliveryState, str, int]]:
    """How many deliveries did not arrive, by state and reason."""
    rows = await db.fetch(
        """
        SELECT state, coalesce(reason, '') AS reason, count(*) AS number FROM deliveries
        WHERE notice_id = $1 AND state IN ('failed', 'skipped', 'uncertain')
        GROUP BY state, reason ORDER BY number DESC, reason
        """,
        notice_id,
    )
    return [(DeliveryState(row["state"]), row["reason"], row["number"]) for row in rows]
