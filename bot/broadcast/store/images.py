"""What is known of uploaded images; their bytes are files."""

from bot.broadcast.model.stored_images import StoredImage
from bot.core.database import Reader, Transaction

_COLUMNS = "id, content_type, width, height, bytes, sha256, uploaded_by"


async def find(db: Reader, image_id: str) -> StoredImage | None:
    """The image with this id."""
    row = await db.fetch_one(f"SELECT {_COLUMNS} FROM images WHERE id = $1", image_id)
    if row is None:
        return None
    return StoredImage(
        id=row["id"],
        content_type=row["content_type"],
        width=row["width"],
        height=row["height"],
        bytes=row["bytes"],
        sha256=row["sha256"],
        uploaded_by=row["uploaded_by"],
    )


async def add(tx: Transaction, image: StoredImage, now: int) -> None:
    """Add an image."""
    await tx.execute(
        f"INSERT INTO images ({_COLUMNS}, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        image.id,
        image.content_type,
        image.width,
        image.height,
        image.bytes,
        image.sha256,
        image.uploaded_by,
        now,
    )
