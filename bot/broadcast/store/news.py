"""What people are still to be told; kept in the transaction in which it happened."""

from collections.abc import Set

from bot.broadcast.model.news import News, NewsKind, NewsOutcome, Telling
from bot.core.database import Reader, Row, Transaction

_COLUMNS = """
    id, member_id, profile_id, kind, subject_id, label, title, planned_at, since, count, reason,
    created_at, attempts, sent
"""

_FIRST_GROUP = """
    SELECT member_id, profile_id, telling_id FROM news
    WHERE settled_at IS NULL AND due_at <= $1
    GROUP BY member_id, profile_id, telling_id
    HAVING max(created_at) <= $2 OR min(created_at) <= $3
    ORDER BY min(due_at), member_id, profile_id LIMIT 1
"""
# Not SKIP LOCKED: two that look at once must not each take a part of it.
_OF_GROUP = f"""
    SELECT {_COLUMNS}, told FROM news
    WHERE settled_at IS NULL AND member_id = $1 AND profile_id = $2 AND telling_id = $3
        AND (due_at <= $4 OR telling_id = '')
    ORDER BY planned_at, label, id FOR UPDATE
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
        sent=row["sent"],
    )


async def kept_since(db: Reader, subject_id: str, reason: str, since: int) -> bool:
    """Whether there is news of a notice or schedule for this reason since a time (UTC ms)."""
    found = await db.fetch_value(
        """SELECT id FROM news
        WHERE kind = 'missed' AND subject_id = $1 AND reason = $2 AND created_at > $3 LIMIT 1""",
        subject_id,
        reason,
        since,
    )
    return found is not None


async def add(tx: Transaction, news: News) -> bool:
    """Keep a piece of news to be told; False where the same was kept before."""
    rows = await tx.fetch(
        f"""INSERT INTO news ({_COLUMNS}, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $12)
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
        news.sent,
    )
    return bool(rows)


async def claim(
    tx: Transaction,
    now: int,
    *,
    quiet_since: int,
    waiting_since: int,
    lease_until: int,
    new_id: str,
) -> Telling | None:
    """Take what one author is to be told of one profile, all of it, until `lease_until`.

    News that is new is left alone until nothing has come for it since `quiet_since`, or some of it
    has waited since `waiting_since`. `new_id` becomes the name of what had none.
    """
    group = await tx.fetch_one(_FIRST_GROUP, now, quiet_since, waiting_since)
    if group is None:
        return None
    member_id, profile_id = group["member_id"], group["profile_id"]
    rows = await tx.fetch(_OF_GROUP, member_id, profile_id, group["telling_id"], now)
    if not rows:
        return None
    telling_id = group["telling_id"] or new_id
    await tx.execute_many(
        "UPDATE news SET telling_id = $2, due_at = $3, attempts = attempts + 1 WHERE id = $1",
        [(row["id"], telling_id, lease_until) for row in rows],
    )
    return Telling(
        id=telling_id,
        member_id=member_id,
        profile_id=profile_id,
        news=tuple(_news(row) for row in rows),
        told=frozenset(int(number) for row in rows for number in row["told"].split()),
    )


async def keep_told(tx: Transaction, telling: Telling, told: Set[int]) -> None:
    """Who of several people knows it, by their platform ids."""
    await tx.execute(
        "UPDATE news SET told = $2 WHERE telling_id = $1 AND settled_at IS NULL",
        telling.id,
        " ".join(str(number) for number in sorted(told)),
    )


async def settle(tx: Transaction, telling: Telling, now: int) -> None:
    """It was told."""
    await _end(tx, telling, now, NewsOutcome.TOLD, created_by=now)


async def put_off(
    tx: Transaction, telling: Telling, now: int, *, due_at: int, given_up: int, same: bool
) -> None:
    """Tell it again at `due_at`, but for what is as old as `given_up`; `same`: as the same message."""
    await _end(tx, telling, now, NewsOutcome.GIVEN_UP, created_by=given_up)
    await tx.execute(
        "UPDATE news SET due_at = $2, telling_id = $3 WHERE telling_id = $1 AND settled_at IS NULL",
        telling.id,
        due_at,
        telling.id if same else "",
    )


async def _end(
    tx: Transaction, telling: Telling, now: int, outcome: NewsOutcome, *, created_by: int
) -> None:
    await tx.execute(
        """UPDATE news SET settled_at = $2, outcome = $3
        WHERE telling_id = $1 AND settled_at IS NULL AND created_at <= $4""",
        telling.id,
        now,
        outcome.value,
        created_by,
    )
