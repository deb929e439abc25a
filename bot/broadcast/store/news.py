"""What people are still to be told; kept in the transaction in which it happened."""

from bot.broadcast.model.news import News, NewsKind
from bot.core.database import Reader, Row, Transaction

_COLUMNS = """
    id, member_id, profile_id, kind, subject_id, label, title, planned_at, since, count, reason,
    created_at, attempts
"""


def _news(row: Row) -> News:
    return News(
        id=row["id"],
        member_id=row["member_id"],
        profile_id=row["profile_id"],
        kind=NewsKind(row["kind"]),
        subject_id=row["subject_id"],
        label=row["label"],
        title=row["title"],
        planned_at=row["planned_at"],
        since=row["since"],
        count=row["count"],
        reason=row["reason"],
        created_at=row["created_at"],
        attempts=row["attempts"],
    )


async def add(tx: Transaction, news: News) -> bool:
    """Keep a piece of news to be told; False where the same was kept before."""
    rows = await tx.fetch(
        f"""INSERT INTO news ({_COLUMNS}, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12)
        ON CONFLICT (kind, subject_id, planned_at) DO NOTHING RETURNING id""",
        news.id,
        news.member_id,
        news.profile_id,
        news.kind.value,
        news.subject_id,
        news.label,
        news.title,
        news.planned_at,
        news.since,
        news.count,
        news.reason,
        news.created_at,
        news.attempts,
    )
    return bool(rows)


async def due(db: Reader, now: int, limit: int) -> list[News]:
    """Up to `limit` pieces of news that are to be told now, oldest first."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM news WHERE settled_at IS NULL AND due_at <= $1
        ORDER BY created_at, id LIMIT $2""",
        now,
        limit,
    )
    return [_news(row) for row in rows]
