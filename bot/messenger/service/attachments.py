"""Files in rooms: kept below the data folder, given only to those who may see their message."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.core.clock import MINUTE, Clock
from bot.core.database import Database
from bot.core.errors import NotFound
from bot.messenger.model.attachments import (
    UNATTACHED_FOR,
    Attachment,
    Meta,
    UploadLimits,
    check_upload,
)
from bot.messenger.model.messages import MessageIds
from bot.messenger.model.rooms import no_room
from bot.messenger.service.uploads import Upload
from bot.messenger.store import attachments as store
from bot.messenger.store import numbers, rooms

_ARRIVING = "arriving"
_AT_ONCE = 100
_LIMITS = UploadLimits()
# Swept a little later than it can't be sent any more: a message may be written at that moment.
_SWEPT_AFTER = UNATTACHED_FOR + MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFile:
    """An attachment and where its bytes are."""

    attachment: Attachment
    path: Path


class Attachments:
    """Takes files of bots and people, and gives them to people."""

    def __init__(
        self, database: Database, clock: Clock, folder: Path, limits: UploadLimits = _LIMITS
    ) -> None:
        self._database = database
        self._clock = clock
        self._folder = folder
        self._ids: MessageIds | None = None
        self.limits = limits

    @asynccontextmanager
    async def uploading(self, uploader_id: int, room_id: int) -> AsyncIterator[Upload]:
        """An upload into a room; what isn't kept is removed. `conversation_not_found`."""
        if await rooms.find_of(self._database, room_id, uploader_id) is None:
            raise no_room()
        upload = Upload(self._folder / _ARRIVING, self.limits)
        try:
            yield upload
        finally:
            await upload.discard()

    async def keep(
        self, uploader_id: int, room_id: int, upload: Upload, metas: Sequence[Meta]
    ) -> list[Attachment]:
        """Keep an upload's files, in their order; `missing_parameter`, `invalid_parameter`."""
        types = check_upload(metas, upload.arrived, self.limits)
        async with self._database.transaction() as tx:
            ids = self._ids or MessageIds(await numbers.take(tx, "writer"))
            now = self._clock.now()
            kept = [
                Attachment(
                    id=ids.next(now),
                    room_id=room_id,
                    uploader_id=uploader_id,
                    kind=meta.kind,
                    name=meta.name,
                    size=file.size,
                    content_type=content_type,
                    uploaded_at=now,
                    attached=False,
                )
                for meta, file, content_type in zip(metas, upload.arrived, types, strict=True)
            ]
            await store.add_many(tx, kept)
        self._ids = ids
        # Only now: a row without its file is swept, a file without a row would stay for ever.
        places = [self._path(attachment.id) for attachment in kept]
        await asyncio.to_thread(_move, upload.paths, places)
        return kept

    async def of_messages(self, message_ids: Sequence[int]) -> Mapping[int, list[Attachment]]:
        """The attachments of those of the messages that have any."""
        return await store.of_messages(self._database, message_ids) if message_ids else {}

    async def get_of_person(self, user_id: int, attachment_id: int) -> AttachmentFile:
        """A file in a message the person may see; else NotFound, as for a room they aren't in."""
        found = await store.find_seen(self._database, attachment_id, user_id)
        if found is None:
            raise NotFound(no_room().text)
        return AttachmentFile(attachment=found, path=self._path(found.id))

    async def get_of_bot(self, bot_id: int, attachment_id: int) -> AttachmentFile:
        """A file in a message of a room that the bot is in; else `conversation_not_found`."""
        found = await store.find_seen(self._database, attachment_id, bot_id)
        if found is None:
            raise no_room()
        return AttachmentFile(attachment=found, path=self._path(found.id))

    async def sweep(self) -> int:
        """Remove files that no message got within an hour; answers how many, 100 at most."""
        before = self._clock.now() - _SWEPT_AFTER
        ids = await store.loose(self._database, before, _AT_ONCE)
        if ids:
            # Files first: nobody can send them any more, and a row that stays is swept again.
            await asyncio.to_thread(_remove, [self._path(one) for one in ids])
            async with self._database.transaction() as tx:
                await store.remove_loose(tx, ids)
        await asyncio.to_thread(_remove_older, self._folder / _ARRIVING, before / 1_000)
        return len(ids)

    def _path(self, attachment_id: int) -> Path:
        return self._folder / str(attachment_id)


def _move(paths: Sequence[Path], places: Sequence[Path]) -> None:
    for path, place in zip(paths, places, strict=True):
        path.replace(place)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _remove_older(folder: Path, before: float) -> None:
    """Remove what a crash left half arrived; one that still arrives was changed just now."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime <= before:
                path.unlink()
        except FileNotFoundError:
            # Another process was first.
            continue
