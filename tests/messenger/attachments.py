"""Uploads as tests make them."""

from collections.abc import AsyncIterator

from bot.messenger.model.attachments import Attachment, AttachmentKind, Meta
from bot.messenger.model.bots import Bot
from tests.messenger.home import Home

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


async def pieces(content: bytes, size: int = 7) -> AsyncIterator[bytes]:
    """A file as a network brings it."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def uploaded(
    home: Home, room_id: int, name: str = "안내.pdf", content: bytes = b"%PDF-1.7",
    kind: AttachmentKind = AttachmentKind.FILE, bot: Bot | None = None,
) -> Attachment:  # fmt: skip
    """A file that a bot uploaded and didn't send yet."""
    bot = bot or home.bot
    async with home.parts.attachments.uploading(bot.id, room_id) as upload:
        await upload.take(pieces(content))
        meta = Meta(name=name, kind=kind, size=len(content))
        (kept,) = await home.parts.attachments.keep(bot.id, room_id, upload, [meta])
    return kept
