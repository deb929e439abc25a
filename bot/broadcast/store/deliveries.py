"""The ledger: one row per recipient. Who writes to a shard's rows holds the shard first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec.json import encode

from bot.broadcast.model.deliveries import Delivery, DeliveryState
from bot.core.database import Reader, Row, Transaction
from bot.core.database.likeness import ESCAPED, containing

_COLUMNS = """
    id, notice_id, member_id, name, email, department, position, platform_id, state, reason,
    attempts, due_at, conversation_id, message_id, sent_at, in_doubt
"""
_OF_DELIVERY = ", ".join(f"d.{name.strip()}" for name in _COLUMNS.split(","))
_MARKS = ", ".join(f"${n}" for n in range(1, 17))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a delivery becomes that has not arrived."""

    row: int
    state: DeliveryState
    reason: str | None
    attempts: int
    due_at: int
    conversation_id: str | None
    in_doubt: bool


def _delivery(row: Row) -> Delivery:
    return Delivery(
        row=row["id"],
        notice_id=row["notice_id"],
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
    await tx.execute_many(
        f"INSERT INTO deliveries ({_COLUMNS}) VALUES ({_MARKS})",
        [
            (d.row, d.notice_id, d.member_id, d.name, d.email, d.department, d.position,
             d.platform_id, d.state.value, d.reason, d.attempts, d.due_at, d.conversation_id,
             d.message_id, d.sent_at, d.in_doubt)
            for d in deliveries
        ],
    )  # fmt: skip


async def record_sent(tx: Transaction, arrived: Mapping[int, str], now: int) -> None:
    """Write that deliveries arrived: message ids by row, in one statement."""
    # They lie side by side. Without the bounds PostgreSQL, which knows nothing yet of a ledger that
    # was just filled, may read all of it each time.
    await tx.execute(
        """
        WITH arrived AS MATERIALIZED (
            SELECT CAST(key AS BIGINT) AS id, value AS message_id FROM json_each($1) AS pair
        )
        UPDATE deliveries SET state = 'sent', reason = NULL, sent_at = $2, in_doubt = FALSE,
            due_at = 0, message_id = arrived.message_id
        FROM arrived
        WHERE deliveries.id = arrived.id AND deliveries.id >= $3 AND deliveries.id <= $4
        """,
        encode(arrived).decode(),
        now,
        min(arrived),
        max(arrived),
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
            (
                o.row,
                o.state.value,
                o.reason,
                o.attempts,
                o.due_at,
                o.conversation_id,
                o.in_doubt,
            )
            for o in outcomes
        ],
    )


async def end(
    tx: Transaction,
    rows: range,
    *,
    before: DeliveryState,
    after: DeliveryState,
    reason: str | None,
) -> int:
    """Move every delivery of these rows from one state to a final one; answers how many.

    One that was being sent may have arrived, and is in doubt from then on.
    """
    return await tx.execute(
        """
        UPDATE deliveries SET state = $4, reason = $5, due_at = 0,
            in_doubt = (in_doubt OR state = 'sending')
        WHERE id >= $1 AND id < $2 AND state = $3
        """,
        rows.start,
        rows.stop,
        before.value,
        after.value,
        reason,
    )


async def end_pending(
    tx: Transaction, rows: range, *, after: DeliveryState, reason: str
) -> dict[str, int]:
    """Let the pending deliveries of a shard become `after`, but uncertain where an attempt may
    have arrived; answers how the shard's counts change."""
    uncertain = await tx.execute(
        """
        UPDATE deliveries SET state = 'uncertain', due_at = 0
        WHERE id >= $1 AND id < $2 AND state = 'pending' AND in_doubt
        """,
        rows.start,
        rows.stop,
    )
    moved = await end(tx, rows, before=DeliveryState.PENDING, after=after, reason=reason)
    return {"pending": -moved - uncertain, after.value: moved, "uncertain": uncertain}


async def put_back(
    tx: Transaction, rows: range, *, before: DeliveryState, now: int, afresh: bool = False
) -> int:
    """Let every delivery of these rows that is in a state be sent again; answers how many.

    `afresh`: somebody asked for it, so that earlier attempts don't count any more. One that was
    being sent, or is uncertain, may have arrived and stays in doubt.
    """
    attempts = "0" if afresh else "attempts"
    return await tx.execute(
        f"""
        UPDATE deliveries SET state = 'pending', due_at = $4, attempts = {attempts},
            reason = CASE WHEN state = 'failed' THEN NULL ELSE reason END,
            in_doubt = (in_doubt OR state IN ('sending', 'uncertain'))
        WHERE id >= $1 AND id < $2 AND state = $3
        """,
        rows.start,
        rows.stop,
        before.value,
        now,
    )


async def reached(db: Reader, notice_id: str, member_ids: Sequence[str]) -> set[str]:
    """Those of these members whom a notice has reached."""
    if not member_ids:
        return set()
    marks = ", ".join(f"${n + 2}" for n in range(len(member_ids)))
    rows = await db.fetch(
        f"""
        SELECT member_id FROM deliveries
        WHERE notice_id = $1 AND member_id IN ({marks}) AND state = 'sent'
        """,
        notice_id,
        *member_ids,
    )
    return {row["member_id"] for row in rows}


async def next_due(db: Reader, rows: range) -> int | None:
    """When the next pending delivery of a shard is due; 0 where one was never put back."""
    due: int | None = await db.fetch_value(
        "SELECT min(due_at) FROM deliveries WHERE id >= $1 AND id < $2 AND state = 'pending'",
        rows.start,
        rows.stop,
    )
    return due


def _wanted(
    notice_id: str,
    after: int,
    *,
    state: DeliveryState | None,
    text: str,
    answered: bool | None,
) -> tuple[list[str], list[str | int]]:
    wheres = ["d.notice_id = $1", "id > $2"]
    if answered is not None:
        wheres.append("state = 'sent'" if not answered else "a.delivery IS NOT NULL")
        wheres += [] if answered else ["a.delivery IS NULL"]
    arguments: list[str | int] = [notice_id, after]
    if state is not None:
        arguments.append(state.value)
        wheres.append(f"state = ${len(arguments)}")
    if text:
        arguments.append(containing(text))
        like = f"LIKE ${len(arguments)} {ESCAPED}"
        wheres.append(f"(lower(name) {like} OR email {like})")
    return wheres, arguments


async def page(
    db: Reader,
    notice_id: str,
    *,
    after: int = 0,
    limit: int = 100,
    state: DeliveryState | None = None,
    text: str = "",
    answered: bool | None = None,
) -> list[Delivery]:
    """Up to `limit` deliveries of a notice after a row, by state, by name or e-mail, and by whether
    they were answered."""
    wheres, arguments = _wanted(notice_id, after, state=state, text=text, answered=answered)
    arguments.append(limit)
    rows = await db.fetch(
        f"""
        SELECT {_OF_DELIVERY}, r.read_at, a.at AS acknowledged_at, a.choice FROM deliveries d
            LEFT JOIN receipts r ON r.delivery = d.id
            LEFT JOIN acknowledgements a ON a.delivery = d.id
        WHERE {" AND ".join(wheres)} ORDER BY id LIMIT ${len(arguments)}
        """,
        *arguments,
    )
    return [
        replace(
            _delivery(row),
            read_at=row["read_at"],
            acknowledged_at=row["acknowledged_at"],
            choice=row["choice"],
        )
        for row in rows
    ]


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
