"""What must always be true of the ledger: each question is one statement, so of one moment."""

from bot.broadcast.model.findings import MiscountedShard, NoticeRows
from bot.broadcast.model.notices import Counts
from bot.core.database import Reader, Row, Transaction

_STATES = tuple(Counts().by_state())
_IN_LEDGER = ", ".join(
    f"sum(CASE WHEN d.state = '{state}' THEN 1 ELSE 0 END) AS {state}" for state in _STATES
)
_BOTH = ", ".join(f"s.{state} AS kept_{state}, l.{state} AS true_{state}" for state in _STATES)
_DIFFER = " OR ".join(f"s.{state} <> l.{state}" for state in _STATES)
_SETS = ", ".join(f"{state} = ${n}" for n, state in enumerate(_STATES, start=3))


def _counts(row: Row, which: str) -> Counts:
    return Counts(**{state: int(row[f"{which}_{state}"]) for state in _STATES})


async def miscounted(db: Reader, notice_id: str | None = None) -> list[MiscountedShard]:
    """The shards, of one notice or of all, whose kept counts are not those of their rows."""
    only = "" if notice_id is None else "WHERE s.notice_id = $1"
    rows = await db.fetch(
        f"""
        WITH ledger AS (
            SELECT s.notice_id, s.shard, {_IN_LEDGER}
            FROM shards s LEFT JOIN deliveries d ON d.id >= s.first_row AND d.id < s.end_row
            {only} GROUP BY s.notice_id, s.shard
        )
        SELECT n.id AS notice_id, n.number, s.shard, {_BOTH}
        FROM ledger l JOIN shards s ON s.notice_id = l.notice_id AND s.shard = l.shard
            JOIN notices n ON n.id = l.notice_id
        WHERE {_DIFFER} ORDER BY n.number, s.shard
        """,
        *(() if notice_id is None else (notice_id,)),
    )
    return [
        MiscountedShard(
            notice_id=row["notice_id"],
            number=row["number"],
            shard=row["shard"],
            kept=_counts(row, "kept"),
            true=_counts(row, "true"),
        )
        for row in rows
    ]


async def set_counts(tx: Transaction, notice_id: str, shard: int, counts: Counts) -> None:
    """Replace the counts of a shard, which is held."""
    await tx.execute(
        f"UPDATE shards SET {_SETS} WHERE notice_id = $1 AND shard = $2",
        notice_id,
        shard,
        *counts.by_state().values(),
    )


async def without_shard(db: Reader) -> list[NoticeRows]:
    """The notices with ledger rows that belong to no shard, which nobody sends or counts."""
    rows = await db.fetch(
        """
        WITH kept AS (
            SELECT notice_id, count(*) AS number FROM deliveries GROUP BY notice_id
        ), placed AS (
            SELECT s.notice_id, count(*) AS number FROM shards s
                JOIN deliveries d ON d.id >= s.first_row AND d.id < s.end_row
            GROUP BY s.notice_id
        )
        SELECT n.number, k.number - coalesce(p.number, 0) AS deliveries
        FROM kept k JOIN notices n ON n.id = k.notice_id
            LEFT JOIN placed p ON p.notice_id = k.notice_id
        WHERE k.number <> coalesce(p.number, 0) ORDER BY n.number
        """
    )
    return [NoticeRows(number=row["number"], deliveries=row["deliveries"]) for row in rows]


async def left_sending(db: Reader, before: int) -> list[NoticeRows]:
    """The notices with rows in `sending` that nobody has owned, or heard of, since `before`."""
    rows = await db.fetch(
        """
        SELECT n.number, count(*) AS deliveries
        FROM shards s JOIN notices n ON n.id = s.notice_id
            JOIN deliveries d ON d.id >= s.first_row AND d.id < s.end_row
        WHERE s.lease_until < $1 AND coalesce(n.last_progress_at, 0) < $1 AND n.updated_at < $1
            AND d.state = 'sending'
        GROUP BY n.number ORDER BY n.number
        """,
        before,
    )
    return [NoticeRows(number=row["number"], deliveries=row["deliveries"]) for row in rows]


async def image_ids(db: Reader) -> list[str]:
    """Every uploaded image."""
    return [
        row["id"] for row in await db.fetch("SELECT id FROM images ORDER BY created_at, id")
    ]


async def versions(db: Reader) -> dict[str, int]:
    """The number of the newest migration of each part."""
    rows = await db.fetch(
        "SELECT part, max(number) AS number FROM schema_migrations GROUP BY part ORDER BY part"
    )
    return {row["part"]: row["number"] for row in rows}
