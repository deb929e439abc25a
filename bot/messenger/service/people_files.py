"""Files that people put into ordinary rooms, and have from there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path, PurePosixPath

from bot.core.database import Database
from bot.core.errors import Bilingual, Invalid, NotFound, invalid
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.attachments import (
    NAME_CHARACTERS,
    AttachmentKind,
    Meta,
    bare_name,
    image_type,
    text_of,
)
from bot.messenger.model.chat import ChatFile
from bot.messenger.model.people_messages import chat_file
from bot.messenger.service.attachments import AttachmentFile, Attachments
from bot.messenger.service.chat_side import OpenedFile, Upload
from bot.messenger.store import attachments as store

_PIECE = 1 << 18
_ID_DIGITS = 18


class PeopleFiles:
    """Keeps them where those of bots are."""

    def __init__(self, database: Database, attachments: Attachments) -> None:
        self._database = database
        self._attachments = attachments

    async def take(self, user_id: int, room_id: int, upload: Upload) -> ChatFile:
        """Take in a file; it waits an hour for a message. `bad_file_name`, or as bots' uploads."""
        name = bare_name(upload.name)
        if not name or len(name) > NAME_CHARACTERS or not name.isprintable():
            raise invalid("/file", "bad_file_name", _BAD_NAME)
        async with self._attachments.uploading(user_id, room_id) as arriving:
            await arriving.take(upload.arriving)
            (arrived,) = arriving.arrived
            limits = self._attachments.limits
            extension = PurePosixPath(name).suffix.removeprefix(".").lower()
            # What isn't surely a picture is a file like any other: it is saved, never shown.
            picture = (
                image_type(arrived.head) is not None
                and extension in limits.image_extensions
                and arrived.size <= limits.image
            )
            kind = AttachmentKind.IMAGE if picture else AttachmentKind.FILE
            meta = Meta(name=name, kind=kind, size=None)
            (kept,) = await self._attachments.keep(user_id, room_id, arriving, [meta])
        return chat_file(kept)

    def ids_of(self, file_ids: Sequence[str]) -> list[int]:
        """The numbers of files; `attachment_not_found` for what can't be one."""
        if not all(_is_number(one) for one in file_ids):
            raise self.not_found()
        return [int(one) for one in file_ids]

    def not_found(self) -> Invalid:
        """What is heard of files that weren't uploaded to the room, or not within the last hour."""
        return invalid("/attachments", "attachment_not_found", _NO_FILE)

    async def names_of(self, ids: Sequence[int]) -> str:
        """What the room list shows of a message of files alone: their names."""
        found = {one.id: one for one in await store.find_many(self._database, ids)}
        return text_of([found[one] for one in ids if one in found])

    async def open(self, user_id: int, room_id: int, file_id: str) -> OpenedFile:
        """A file of a message that the person sees; `not_found`."""
        opened = _Opened(self._attachments, user_id, room_id, file_id)
        await opened.look()
        return opened


class _Opened:
    """Looks again before each part whether the person still may have it."""

    file: ChatFile

    def __init__(
        self, attachments: Attachments, user_id: int, room_id: int, file_id: str
    ) -> None:
        self._attachments = attachments
        self._user_id = user_id
        self._room_id = room_id
        self._file_id = file_id

    async def look(self) -> AttachmentFile:
        if not _is_number(self._file_id):
            raise refusals.no_message()
        try:
            found = await self._attachments.get_of_person(self._user_id, int(self._file_id))
        except NotFound as error:
            raise refusals.no_message() from error
        if found.attachment.room_id != self._room_id:
            raise refusals.no_message()
        self.file = chat_file(found.attachment)
        return found

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        path = (await self.look()).path
        while start < stop:
            piece = await asyncio.to_thread(_piece, path, start, min(_PIECE, stop - start))
            if not piece:
                return
            start += len(piece)
            yield piece


def _piece(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(count)


def _is_number(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) <= _ID_DIGITS


_BAD_NAME = Bilingual(
    ko=f"파일 이름을 쓸 수 없어요. {NAME_CHARACTERS}자까지의 이름으로 다시 올려 주세요.",
    en=f"The file's name can't be used. Upload it under a name of up to {NAME_CHARACTERS} characters.",
)
_NO_FILE = Bilingual(
    ko="첨부 파일을 찾을 수 없어요. 파일을 다시 올려 주세요.",
    en="There is no such attachment. Upload the file again.",
)
