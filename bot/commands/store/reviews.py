"""Reviews: one statement decides who may use one, and that it is used once."""

import json

from bot.commands.model.commands import Verb
from bot.commands.model.reviews import Review, arguments_json
from bot.core.database import Reader, Row, Transaction

_COLUMNS = (
    "id, code, member_id, profile_id, verb, subject_id, version, arguments, "
    "created_at, expires_at, used_by, used_at"
)


def _review(row: Row) -> Review:
    return Review(
        id=row["id"],
        code=row["code"],
        member_id=row["member_id"],
        profile_id=row["profile_id"],
        verb=Verb(row["verb"]),
        subject_id=row["subject_id"],
        version=row["version"],
        arguments=json.loads(row["arguments"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_by=row["used_by"],
        used_at=row["used_at"],
    )


async def add_once(tx: Transaction, review: Review) -> bool:
    """Keep a review; False where its callback has made one already."""
    added = await tx.execute(
        f"""
        INSERT INTO reviews ({_COLUMNS})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO NOTHING
        """,
        review.id, review.code, review.member_id, review.profile_id, review.verb.value,
        review.subject_id, review.version, arguments_json(review.arguments),
        review.created_at, review.expires_at, review.used_by, review.used_at,
    )  # fmt: skip
    return added == 1


async def find(db: Reader, review_id: str) -> Review | None:
    """The review that a callback has made."""
    row = await db.fetch_one(f"SELECT {_COLUMNS} FROM reviews WHERE id = $1", review_id)
    return _review(row) if row else None


async def find_by_code(db: Reader, member_id: str, code: str) -> Review | None:
    """The member's newest review with this code, used or not."""
    row = await db.fetch_one(
        f"""
        SELECT {_COLUMNS} FROM reviews WHERE member_id = $1 AND code = $2
        ORDER BY created_at DESC, id DESC LIMIT 1
        """,
        member_id,
        code,
    )
    return _review(row) if row else None


async def use(tx: Transaction, review: Review, member_id: str, *, by: str, now: int) -> bool:
    """Let the callback `by` of the member use the review; False where it may not.

    Only the first may, in time; the same one may once more, for it may have been cut short.
    """
    used = await tx.execute(
        """
        UPDATE reviews SET used_by = $3, used_at = COALESCE(used_at, $4)
        WHERE id = $1 AND member_id = $2
            AND ((used_by IS NULL AND expires_at > $4) OR used_by = $3)
        """,
        review.id,
        member_id,
        by,
        now,
    )
    return used == 1


async def remove_old(tx: Transaction, before: int) -> int:
    """Remove reviews that were made before `before` (UTC ms)."""
    return await tx.execute("DELETE FROM reviews WHERE created_at < $1", before)
