"""Uploaded images: cleaned, kept as files, served to whoever has the address."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.broadcast.model.stored_images import StoredImage
from bot.broadcast.service.pictures import read_picture
from bot.broadcast.store import images
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, NotFound
from bot.core.ids import new_secret
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.store import members


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFile:
    """An image and where its bytes are."""

    image: StoredImage
    path: Path


class Images:
    """Takes and gives out images; `public_url` is where people reach this server."""

    def __init__(self, database: Database, clock: Clock, folder: Path, public_url: str) -> None:
        self._database = database
        self._clock = clock
        self._folder = folder
        self._public_url = public_url

    async def add(self, actor: Actor, raw: bytes) -> StoredImage:
        """Keep an uploaded image; Invalid where it is none, too large or broken."""
        require_sending(actor, names(await members.super_admins(self._database)))
        clean = await asyncio.to_thread(read_picture, raw)
        image = StoredImage(
            id=new_secret()[:32],
            content_type=clean.content_type,
            width=clean.width,
            height=clean.height,
            bytes=len(clean.bytes),
            sha256=hashlib.sha256(clean.bytes).hexdigest(),
            uploaded_by=actor.id,
        )
        await asyncio.to_thread(self._write, self._path(image), clean.bytes)
        async with self._database.transaction() as tx:
            await images.add(tx, image, self._clock.now())
            await record(tx, self._clock, actor, "image.uploaded", "image", image.sha256[:16])
        return image

    async def get(self, image_id: str) -> ImageFile:
        """The image with this id, or NotFound."""
        image = await images.find(self._database, image_id)
        if image is None:
            raise NotFound(
                Bilingual(
                    ko="이미지를 찾을 수 없어요. 다시 올려 주세요.",
                    en="There is no such image. Please upload it again.",
                ),
                code="image_not_found",
            )
        return ImageFile(image=image, path=self._path(image))

    def url(self, image_id: str) -> str:
        """The address at which everybody sees the image."""
        return f"{self._public_url}/media/{image_id}"

    def _path(self, image: StoredImage) -> Path:
        # Named by content: the same picture uploaded twice is one file.
        return self._folder / image.sha256[:2] / image.sha256

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{new_secret()[:8]}")
        partial.write_bytes(content)
        partial.replace(path)
