"""Files of secret rooms: sealed as they arrive, opened piece by piece, and only while they last."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path

from bot.core.database import Database, Transaction
from bot.core.ids import new_id
from bot.messenger.model import secret_files as model
from bot.messenger.model.attachments import HEAD_BYTES, UploadLimits, upload_too_large
from bot.messenger.model.chat import ChatFile
from bot.messenger.model.sealing import FilePlace, FileShape, MessageKey, damaged, erased
from bot.messenger.model.secret_files import HEAD_RECORD_BYTES, Described
from bot.messenger.model.secret_messages import SecretMessage
from bot.messenger.model.secret_refusals import no_message, no_secret_room
from bot.messenger.service.chat_side import Upload
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.sealer import seal, seal_file, unseal, unseal_chunk
from bot.messenger.service.secret_outbox import sync_folder
from bot.messenger.store import secret_files as store
from bot.messenger.store import secret_rooms
from bot.messenger.store.secret_files import SecretFile

_LIMITS = UploadLimits()
# What is still arriving; the start removes what a crash has left of it.
_PART = ".part"


class SecretFiles:
    """Who may have a file is decided before; here only whether it is there still."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        guarded: GuardedClock,
        folder: Path,
        limits: UploadLimits = _LIMITS,
    ) -> None:
        self._database = database
        self._ring = ring
        self._guarded = guarded
        self._folder = folder
        self.limits = limits

    async def upload(self, room_id: int, member_id: int, upload: Upload) -> ChatFile:
        """Take in a file that no message has yet; cut short, nothing of it stays.

        Its key is durable before a byte of it is written, its row comes last. Raises TooLarge,
        and `not_found` where the room is deleted meanwhile.
        """
        room = await secret_rooms.find(self._database, room_id)
        if room is None or room.deleted_at is not None:
            raise no_secret_room()
        started = self._now()
        key = await self._ring.add(model.key_until(started, room.times.keep_ms))
        place = FilePlace(
            room_id=room_id, file_id=new_id("sf"), sender_id=member_id, uploaded_at=started
        )
        try:
            size, described = await self._write(place, key, upload)
            file = SecretFile(
                id=place.file_id,
                room_id=room_id,
                seq=None,
                sender_id=member_id,
                key_id=key.id,
                size=size,
                uploaded_at=started,
                expires_at=model.loose_until(started, self._now()),
            )
            await self._database.atomically(lambda tx: _add(tx, file))
        except BaseException:
            await asyncio.shield(self._undo(place.file_id, key.id))
            raise
        return _chat_file(file, described)

    async def described(
        self, room_id: int, member_id: int, file_ids: Sequence[str]
    ) -> tuple[ChatFile, ...]:
        """A membership's own files that no message has yet; raises `attachment_not_found`."""
        after = model.sendable_at(self._now())
        found = await _loose(self._database, room_id, member_id, file_ids, after)
        return tuple([await self._described(one) for one in found])

    async def attach(
        self, tx: Transaction, message: SecretMessage, file_ids: Sequence[str]
    ) -> None:
        """Give files to a message, whose end is theirs; raises `attachment_not_found`."""
        after = model.sendable_at(message.sent_at)
        found = await _loose(tx, message.room_id, message.sender_id, file_ids, after)
        await store.attach(tx, found, message.seq, message.files_expire_at)

    async def message_of(self, room_id: int, file_id: str) -> int:
        """The number of the message that has a file; raises `not_found`."""
        file = await store.find(self._database, room_id, file_id, self._now())
        if file is None or file.seq is None:
            raise no_message()
        return file.seq

    async def open(self, room_id: int, file_id: str) -> "SealedFile":
        """A file, to be read in parts; raises `not_found`, `message_erased`, `message_damaged`."""
        file = await store.find(self._database, room_id, file_id, self._now())
        if file is None:
            raise no_message()
        return SealedFile(self, file, await self._described(file))

    async def piece(self, file: SecretFile, number: int) -> bytes:
        """One piece of a file, if it is still there at this moment; raises as `open`."""
        if await store.find(self._database, file.room_id, file.id, self._now()) is None:
            raise no_message()
        key, shape = await self._ring.get(file.key_id), FileShape(file.size)
        offset, length = shape.record(number)
        record = await self._record(file, HEAD_RECORD_BYTES + offset, length)
        return unseal_chunk(key.material, file.place, shape, number, record)

    async def _described(self, file: SecretFile) -> ChatFile:
        key = await self._ring.get(file.key_id)
        record = await self._record(file, 0, HEAD_RECORD_BYTES)
        head = unseal(key.material, model.head_place(file.place), record)
        return _chat_file(file, Described.read(head))

    async def _record(self, file: SecretFile, offset: int, length: int) -> bytes:
        try:
            return await asyncio.to_thread(_read, self._folder / file.id, offset, length)
        except FileNotFoundError:
            raise erased() from None

    async def _write(
        self, place: FilePlace, key: MessageKey, upload: Upload
    ) -> tuple[int, Described]:
        """Seal a file into the folder as it arrives; answers its size and what it is."""
        path = self._folder / place.file_id
        part = path.with_name(path.name + _PART)
        counted = _Counted(upload.arriving, self.limits)
        described = model.described(upload.name, await counted.start())
        file = await asyncio.to_thread(_create, part)
        try:
            head = seal(key.material, model.head_place(place), described.to_bytes())
            await asyncio.to_thread(file.write, head)
            async for record in seal_file(key.material, place, counted.every()):
                await asyncio.to_thread(file.write, record)
        finally:
            await asyncio.shield(asyncio.to_thread(_finish, file))
        await asyncio.to_thread(_keep, part, path)
        return counted.size, described

    async def _undo(self, file_id: str, key_id: str) -> None:
        with suppress(Exception):
            # Else it goes at its own end: then nothing is there that it opens.
            await self._ring.destroy([key_id])
        await asyncio.to_thread(_remove, self._folder, file_id)

    def _now(self) -> int:
        return self._guarded.look().hiding_at


class SealedFile:
    """A file that is opened: each piece is asked for anew, since it may be gone by then."""

    def __init__(self, files: SecretFiles, stored: SecretFile, file: ChatFile) -> None:
        self._files = files
        self._stored = stored
        self.file = file

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `stop`; NotFound once it is gone."""
        shape = FileShape(self._stored.size)
        for number in shape.holding(start, stop):
            piece = await self._files.piece(self._stored, number)
            first = shape.start_of(number)
            yield piece[max(0, start - first) : max(0, stop - first)]


class _Counted:
    """What arrives of a file, counted; its first bytes are looked at before the others are read."""

    def __init__(self, arriving: AsyncIterator[bytes], limits: UploadLimits) -> None:
        self._arriving = aiter(arriving)
        self._limits = limits
        self._start = b""
        self.size = 0

    async def start(self) -> bytes:
        """The first bytes of the file, fewer of a very short one."""
        while len(self._start) < HEAD_BYTES:
            piece = await anext(self._arriving, None)
            if piece is None:
                break
            self._start += self._within(piece)
        return self._start

    async def every(self) -> AsyncIterator[bytes]:
        """All of it, from the start."""
        yield self._start
        async for piece in self._arriving:
            yield self._within(piece)

    def _within(self, piece: bytes) -> bytes:
        self.size += len(piece)
        if self.size > self._limits.in_all:
            raise upload_too_large(self._limits)
        return piece


async def _add(tx: Transaction, file: SecretFile) -> None:
    room = await secret_rooms.lock(tx, file.room_id)
    if room is None or room.deleted_at is not None:
        raise no_secret_room()
    await store.add(tx, file)


async def _loose(
    db: Database | Transaction,
    room_id: int,
    member_id: int,
    file_ids: Sequence[str],
    after: int,
) -> list[SecretFile]:
    found = {one.id: one for one in await store.loose(db, room_id, member_id, file_ids, after)}
    if len(found) < len(set(file_ids)):
        raise model.no_loose_file()
    return [found[one] for one in file_ids]


def _chat_file(file: SecretFile, described: Described) -> ChatFile:
    return ChatFile(
        id=file.id,
        name=described.name,
        size=file.size,
        content_type=described.content_type,
        picture=described.picture,
        # It is had of its room, which is asked each time.
        address="",
    )


def _create(part: Path) -> BufferedWriter:
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    return os.fdopen(handle, "wb")


def _finish(file: BufferedWriter) -> None:
    with file:
        file.flush()
        os.fsync(file.fileno())


def _keep(part: Path, path: Path) -> None:
    part.replace(path)
    sync_folder(path.parent)


def _remove(folder: Path, file_id: str) -> None:
    for name in (file_id + _PART, file_id):
        (folder / name).unlink(missing_ok=True)
    sync_folder(folder)


def _read(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        record = file.read(length)
    if len(record) < length:
        raise damaged()
    return record
