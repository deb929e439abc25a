"""The last image that a member posted in a bot's room."""

from bot.core.database import Reader, Transaction
from bot.kakaowork.incoming import PostedFile


async def keep(
    tx: Transaction, profile_id: str, member_id: str, image: PostedFile, posted_at: int
) -> None:
    """Keep it, unless a later one is kept."""
    await tx.execute(
        """
        INSERT INTO last_images (profile_id, member_id, attachment_id, name, posted_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (profile_id, member_id) DO UPDATE SET
            attachment_id = excluded.attachment_id, name = excluded.name,
            posted_at = excluded.posted_at
        WHERE last_images.posted_at <= excluded.posted_at
        """,
        profile_id,
        member_id,
        image.id,
        image.name,
        posted_at,
    )


async def find(db: Reader, profile_id: str, member_id: str) -> str | None:
    """The id of the attachment."""
    row = await db.fetch_one(
        "SELECT attachment_id FROM last_images WHERE profile_id = $1 AND member_id = $2",
        profile_id,
        member_id,
    )
    return row["attachment_id"] if row else None
