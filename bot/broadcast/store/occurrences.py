"""What became of the planned times of schedules; each is settled once."""

from collections.abc import Sequence

from bot.broadcast.model.schedules import Occurrence, OccurrenceState
from bot.core.database import Reader, Row, Transaction

_COLUMNS = "schedule_id, planned_at, state, reason, notice_id, since, count, decided_at"


def _occurrence(row: Row) -> Occurrence:
    return Occurrence(
        schedule_id=row["schedule_id"],
        planned_at=row["planned_at"],
        state=OccurrenceState(row["state"]),
        reason=row["reason"],
        notice_id=row["notice_id"],
        since=row["since"],
        count=row["count"],
        decided_at=row["decided_at"],
    )


async def add(tx: Transaction, occurrence: Occurrence) -> bool:
    """Settle a planned time; False where it was settled before, and then nothing changes."""
    rows = await tx.fetch(
        f"""INSERT INTO occurrences ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (schedule_id, planned_at) DO NOTHING RETURNING planned_at""",
        occurrence.schedule_id,
        occurrence.planned_at,
        occurrence.state.value,
        occurrence.reason,
        occurrence.notice_id,
        occurrence.since,
        occurrence.count,
        occurrence.decided_at,
    )
    return bool(rows)


async def unskip(tx: Transaction, schedule_id: str, planned_at: int) -> bool:
    """Take back that a planned time is skipped; False where it isn't."""
    return (
        await tx.execute(
            """DELETE FROM occurrences
            WHERE schedule_id = $1 AND planned_at = $2 AND state = 'skipped'""",
            schedule_id,
            planned_at,
        )
        > 0
    )


async def skipped(db: Reader, schedule_id: str, after: int) -> frozenset[int]:
    """The planned times after `after` (UTC ms) that are skipped."""
    rows = await db.fetch(
        """SELECT planned_at FROM occurrences
        WHERE schedule_id = $1 AND planned_at > $2 AND state = 'skipped'""",
        schedule_id,
        after,
    )
    return frozenset(row["planned_at"] for row in rows)


async def page(
    db: Reader, schedule_id: str, *, before: int | None = None, limit: int = 20
) -> list[Occurrence]:
    """Up to `limit` settled times of a schedule before a time, newest first."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM occurrences WHERE schedule_id = $1 AND planned_at < $2
        ORDER BY planned_at DESC LIMIT $3""",
        schedule_id,
        before if before is not None else 2**62,
        limit,
    )
    return [_occurrence(row) for row in rows]


async def between(
    db: Reader, schedule_ids: Sequence[str], first: int, end: int
) -> list[Occurrence]:
    """The settled times of schedules from `first` up to but not including `end`, in order."""
    if not schedule_ids:
        return []
    marks = ", ".join(f"${n + 3}" for n in range(len(schedule_ids)))
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM occurrences
        WHERE planned_at >= $1 AND planned_at < $2 AND schedule_id IN ({marks})
        ORDER BY planned_at, schedule_id""",
        first,
        end,
        *schedule_ids,
    )
    return [_occurrence(row) for row in rows]
