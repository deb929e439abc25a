"""One upload: files that arrive piece by piece, and are gone again unless they are kept."""

import asyncio
import os
from collections.abc import AsyncIterator
from io import BufferedWriter
from pathlib import Path

from bot.core.ids import new_secret
from bot.messenger.model.attachments import (
    HEAD_BYTES,
    Arrived,
    UploadLimits,
    too_many_files,
    upload_too_large,
)


class Upload:
    """Takes files into `folder` as they arrive; none is ever whole in memory."""

    def __init__(self, folder: Path, limits: UploadLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._left = limits.in_all
        self.paths: list[Path] = []
        self.arrived: list[Arrived] = []

    async def take(self, pieces: AsyncIterator[bytes]) -> None:
        """Write one more file; `invalid_parameter` for too many, TooLarge for too many bytes."""
        if len(self.paths) >= self._limits.files:
            raise too_many_files(self._limits)
        path = self._folder / new_secret()[:32]
        self.paths.append(path)
        file = await asyncio.to_thread(_create, path)
        size, head = 0, b""
        try:
            async for piece in pieces:
                size += len(piece)
                self._left -= len(piece)
                if self._left < 0:
                    raise upload_too_large(self._limits)
                if len(head) < HEAD_BYTES:
                    head = (head + piece)[:HEAD_BYTES]
                await asyncio.to_thread(file.write, piece)
        finally:
            await asyncio.shield(asyncio.to_thread(_finish, file))
        self.arrived.append(Arrived(size=size, head=head))

    async def discard(self) -> None:
        """Remove what was not moved elsewhere."""
        paths, self.paths = self.paths, []
        await asyncio.shield(asyncio.to_thread(_remove, paths))


def _create(path: Path) -> BufferedWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _finish(file: BufferedWriter) -> None:
    with file:
        file.flush()
        # The row that says the file is there must not outlive a power cut alone.
        os.fsync(file.fileno())


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
