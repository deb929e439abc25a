"""Shards: who sends which part of a notice, and the counts of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.broadcast.model.notices import Counts
from bot.core.database import Reader, Row, Transaction

_STATES = ("pending", "sending", "sent", "failed", "skipped", "cancelled", "uncertain")
_CHANGED = ", ".join(f"{state} = {state} + ${n}" for n, state in enumerate(_STATES, start=4))
_SUMS = ", ".join(f"coalesce(sum({state}), 0) AS {state}" for state in _STATES)

_CLAIMABLE = """
WITH waiting AS (
    SELECT s.notice_id, s.shard, s.first_row, s.end_row, n.profile_id, n.started_at, n.number,
        CASE WHEN n.urgent_reason IS NULL THEN 1 ELSE 0 END AS calm,
        row_number() OVER (PARTITION BY s.notice_id ORDER BY s.shard) + (
            SELECT count(*) FROM shards o
            WHERE o.notice_id = s.notice_id AND o.lease_until >= $1
        ) AS nth
    FROM shards s JOIN notices n ON n.id = s.notice_id
        JOIN profiles p ON p.id = n.profile_id
    WHERE s.lease_until < $1 AND (s.sending > 0 OR (
        s.pending > 0 AND n.state = 'sending' AND (
            p.status = 'active' OR n.state_reason IS NOT NULL OR n.not_after <= $1
        )
    ))
), placed AS (
    SELECT notice_id, shard, first_row, end_row, profile_id, started_at, number, calm, nth,
        row_number() OVER (
            PARTITION BY profile_id ORDER BY calm, nth, started_at, number
        ) AS place
    FROM waiting
)
SELECT notice_id, shard, first_row, end_row, profile_id, calm FROM placed WHERE place <= $2
ORDER BY calm, nth, started_at, number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShard:
    """A shard that has something left to do."""

    notice_id: str
    shard: int
    rows: range
    profile_id: str
    urgent: bool


def _counts(row: Row) -> Counts:
    # PostgreSQL sums BIGINT to NUMERIC, so every count is made an int again.
    return Counts(**{state: int(row[state]) for state in _STATES})


async def counts(db: Reader, notice_id: str) -> Counts:
    """The counts of a notice."""
    row = await db.fetch_one(f"SELECT {_SUMS} FROM shards WHERE notice_id = $1", notice_id)
    return _counts(row) if row else Counts()


async def counts_of_many(db: Reader, notice_ids: Sequence[str]) -> dict[str, Counts]:
    """The counts of several notices by id."""
    if not notice_ids:
        return {}
    marks = ", ".join(f"${n + 1}" for n in range(len(notice_ids)))
    rows = await db.fetch(
        f"SELECT notice_id, {_SUMS} FROM shards WHERE notice_id IN ({marks}) GROUP BY notice_id",
        *notice_ids,
    )
    return {row["notice_id"]: _counts(row) for row in rows}


async def add_to(
    tx: Transaction, notice_id: str, shard: int, rows: range, *, pending: int, skipped: int
) -> None:
    """Count new deliveries of a shard, which is made, with room for `rows`, where it is new."""
    await tx.execute(
        """
        INSERT INTO shards (notice_id, shard, first_row, end_row, owner, lease_until, pending,
            sending, sent, failed, skipped, cancelled, uncertain)
        VALUES ($1, $2, $3, $4, NULL, 0, $5, 0, 0, 0, $6, 0, 0)
        ON CONFLICT (notice_id, shard) DO UPDATE SET
            pending = shards.pending + excluded.pending, skipped = shards.skipped + excluded.skipped
        """,
        notice_id,
        shard,
        rows.start,
        rows.stop,
        pending,
        skipped,
    )


async def claimable(db: Reader, now: int, per_profile: int) -> list[OpenShard]:
    """Shards with work and without a living owner, up to `per_profile` of each profile.

    Urgent notices come first; then notices take turns, the oldest first. A shard of a notice that
    no longer runs is only wanted for rows left in `sending`.
    """
    rows = await db.fetch(
        _CLAIMABLE,
        now,
        per_profile,
    )
    return [
        OpenShard(
            notice_id=row["notice_id"],
            shard=row["shard"],
            rows=range(row["first_row"], row["end_row"]),
            profile_id=row["profile_id"],
            urgent=row["calm"] == 0,
        )
        for row in rows
    ]


async def claim(
    tx: Transaction, notice_id: str, shard: int, *, owner: str, now: int, lease_until: int
) -> Counts | None:
    """Become the owner of a shard whose lease has ended; None where somebody was faster."""
    rows = await tx.fetch(
        f"""
        UPDATE shards SET owner = $3, lease_until = $5
        WHERE notice_id = $1 AND shard = $2 AND lease_until < $4 RETURNING {", ".join(_STATES)}
        """,
        notice_id,
        shard,
        owner,
        now,
        lease_until,
    )
    return _counts(rows[0]) if rows else None


async def hold(tx: Transaction, notice_id: str, shard: int, owner: str) -> bool:
    """Hold the shard's row; False where somebody else owns it now."""
    found = await tx.fetch_value(
        "SELECT shard FROM shards WHERE notice_id = $1 AND shard = $2 AND owner = $3 FOR UPDATE",
        notice_id,
        shard,
        owner,
    )
    return found is not None


async def release(tx: Transaction, notice_id: str, shard: int, owner: str) -> None:
    """Give a shard back."""
    await tx.execute(
        """
        UPDATE shards SET owner = NULL, lease_until = 0
        WHERE notice_id = $1 AND shard = $2 AND owner = $3
        """,
        notice_id,
        shard,
        owner,
    )


async def change(
    tx: Transaction,
    notice_id: str,
    shard: int,
    deltas: Mapping[str, int],
    *,
    lease_until: int | None = None,
) -> Counts:
    """Add `deltas` to a shard's counts and renew its lease; answers the new counts."""
    rows = await tx.fetch(
        f"""
        UPDATE shards SET lease_until = coalesce($3, lease_until),
            {_CHANGED}
        WHERE notice_id = $1 AND shard = $2 RETURNING {", ".join(_STATES)}
        """,
        notice_id,
        shard,
        lease_until,
        *[deltas.get(state, 0) for state in _STATES],
    )
    return _counts(rows[0])


async def lock_all(tx: Transaction, notice_id: str) -> dict[int, range]:
    """Hold all shards of a notice; answers their rows by number."""
    rows = await tx.fetch(
        """
        SELECT shard, first_row, end_row FROM shards WHERE notice_id = $1
        ORDER BY shard FOR UPDATE
        """,
        notice_id,
    )
    return {row["shard"]: range(row["first_row"], row["end_row"]) for row in rows}


async def remove_all(tx: Transaction, notice_id: str) -> None:
    """Forget the audience of a notice that is a draft again."""
    await tx.execute("DELETE FROM deliveries WHERE notice_id = $1", notice_id)
    await tx.execute("DELETE FROM shards WHERE notice_id = $1", notice_id)
