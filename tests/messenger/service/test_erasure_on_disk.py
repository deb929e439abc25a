"""A marker, sealed and kept as a message and as a file, in the bytes of everything on the disk."""

import base64
import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.database import Database, open_database, open_key_file
from bot.core.errors import NotFound, WrongState
from bot.messenger.model.sealing import FilePlace, FileShape, MessageKey, MessagePlace
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.service.sealer import seal, seal_file, unseal, unseal_chunk
from bot.messenger.store import message_keys

_LATER = 1_800_000_000_000
_PLACE = MessagePlace(
    room_id=7, seq=1, sender_id=11, sent_at=_LATER - 9, auto_ms=3_600_000, keep_ms=9
)
_FILE = FilePlace(room_id=7, file_id="f_1", sender_id=11, uploaded_at=_LATER - 9)
_TABLE = """
CREATE TABLE sealed_messages (seq BIGINT PRIMARY KEY, key_id TEXT NOT NULL, sealed BYTEA NOT NULL)
"""


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """One message and one file with the same marker, and all that must not be found."""

    marker: bytes
    message_key: MessageKey
    file_key: MessageKey
    sealed: bytes
    sealed_file: bytes

    @property
    def secrets(self) -> list[bytes]:
        """The marker and the keys, as they are and as they are usually written."""
        keys = [self.message_key.material, self.file_key.material]
        written = [base64.b64encode(key) for key in keys] + [key.hex().encode() for key in keys]
        return [self.marker, self.marker.decode().encode("utf-16-le"), *keys, *written]


class _Disk:
    """A data folder: an ordinary database, files, and the keys."""

    def __init__(self, folder: Path, database: Database, ring: KeyRing) -> None:
        self.folder = folder
        self.database = database
        self.ring = ring

    async def keep(self) -> _Kept:
        """Seal and keep a fresh marker, twice as long as a page so that it needs several."""
        marker = secrets.token_hex(24).encode()
        message_key, file_key = await self.ring.add_many(2, _LATER)
        sealed = seal(message_key.material, _PLACE, marker * 200)
        records = [r async for r in seal_file(file_key.material, _FILE, _once(marker * 4000))]
        (self.folder / "attachments").mkdir()
        (self.folder / "attachments" / "f_1").write_bytes(b"".join(records))
        async with self.database.transaction() as tx:
            await tx.execute(
                "INSERT INTO sealed_messages (seq, key_id, sealed) VALUES ($1, $2, $3)",
                _PLACE.seq,
                message_key.id,
                sealed,
            )
        return _Kept(
            marker=marker,
            message_key=message_key,
            file_key=file_key,
            sealed=sealed,
            sealed_file=b"".join(records),
        )

    def found(self, needles: list[bytes]) -> int:
        """How many of the needles any file has in it."""
        return len(
            {needle for data in self._contents() for needle in needles if needle in data}
        )

    def _contents(self) -> list[bytes]:
        return [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target)


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[_Disk]:
    folder = tmp_path / "data"
    database = await open_database(f"sqlite:///{folder}/messenger.db", erasing=True)
    async with database.transaction() as tx:
        await tx.execute_script(_TABLE)
    secret = folder / "secret"
    ring = await KeyRing.open(secret / "keys.db", MasterKeyFile(secret / "master.key"), 0)
    yield _Disk(folder, database, ring)
    await ring.close()
    await database.close()


async def _opened(database: Database, ring: KeyRing) -> bytes:
    row = await database.fetch_one("SELECT key_id, sealed FROM sealed_messages")
    assert row is not None
    return unseal((await ring.get(row["key_id"])).material, _PLACE, row["sealed"])


async def test_neither_marker_nor_key_is_ever_in_a_byte_of_the_folder(disk: _Disk) -> None:
    kept = await disk.keep()
    assert await _opened(disk.database, disk.ring) == kept.marker * 200
    assert disk.found(kept.secrets) == 0
    await disk.ring.destroy([kept.message_key.id, kept.file_key.id])
    assert disk.found(kept.secrets) == 0
    await disk.database.scrub("sealed_messages")
    assert disk.found(kept.secrets) == 0


async def test_the_search_does_find_what_is_written_in_clear(disk: _Disk) -> None:
    kept = await disk.keep()
    async with disk.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO sealed_messages (seq, key_id, sealed) VALUES (2, $1, $2)",
            base64.b64encode(kept.file_key.material).decode(),
            kept.marker,
        )
    assert disk.found(kept.secrets) == 2
    assert disk.found([kept.sealed[-200:], kept.sealed_file[-200:]]) == 2


async def test_what_sealed_the_key_is_gone_from_every_byte_with_it(disk: _Disk) -> None:
    kept = await disk.keep()
    keys = await open_key_file(disk.folder / "secret" / "keys.db")
    sealed_keys = [key.sealed for key in await message_keys.every(keys)]
    await keys.close()
    assert disk.found(sealed_keys) == 2
    await disk.ring.destroy([kept.message_key.id, kept.file_key.id])
    assert disk.found(sealed_keys) == 0


async def test_without_its_key_a_message_is_refused_though_its_row_is_there(
    disk: _Disk,
) -> None:
    kept = await disk.keep()
    await disk.ring.destroy([kept.message_key.id])
    with pytest.raises(NotFound) as caught:
        await _opened(disk.database, disk.ring)
    assert caught.value.word == "message_erased"
    # The file has a key of its own.
    shape = FileShape(len(kept.marker) * 4000)
    offset, length = shape.record(0)
    record = kept.sealed_file[offset : offset + length]
    key = await disk.ring.get(kept.file_key.id)
    assert kept.marker in unseal_chunk(key.material, _FILE, shape, 0, record)


async def test_no_other_key_opens_what_is_left(disk: _Disk) -> None:
    kept = await disk.keep()
    await disk.ring.destroy([kept.message_key.id])
    others = [kept.file_key, *await disk.ring.add_many(20, _LATER)]
    for other in others:
        with pytest.raises(WrongState) as caught:
            unseal(other.material, _PLACE, kept.sealed)
        assert caught.value.word == "message_damaged"


async def test_a_backup_of_the_database_brings_nothing_back(
    disk: _Disk, tmp_path: Path
) -> None:
    kept = await disk.keep()
    _copy(disk.folder, tmp_path / "backup")
    await disk.ring.destroy([kept.message_key.id, kept.file_key.id])
    restored = await open_database(f"sqlite:///{tmp_path}/backup/messenger.db", erasing=True)
    with pytest.raises(NotFound) as caught:
        await _opened(restored, disk.ring)
    assert caught.value.word == "message_erased"
    await restored.close()


async def test_after_deleting_and_scrubbing_the_sealed_text_is_gone_too(disk: _Disk) -> None:
    kept = await disk.keep()
    pieces = [kept.sealed[start : start + 32] for start in range(0, len(kept.sealed) - 32, 512)]
    assert disk.found(pieces) > len(pieces) // 2
    await disk.ring.destroy([kept.message_key.id])
    async with disk.database.transaction() as tx:
        await tx.execute("DELETE FROM sealed_messages WHERE seq = $1", _PLACE.seq)
    assert await disk.database.scrub("sealed_messages")
    assert disk.found(pieces) == 0


async def test_a_sealed_message_opens_from_either_kind_of_database(
    database: Database, tmp_path: Path
) -> None:
    ring = await KeyRing.open(tmp_path / "keys.db", MasterKeyFile(tmp_path / "master.key"), 0)
    async with database.transaction() as tx:
        await tx.execute_script(_TABLE)
        key = await ring.add(_LATER)
        await tx.execute(
            "INSERT INTO sealed_messages (seq, key_id, sealed) VALUES ($1, $2, $3)",
            _PLACE.seq,
            key.id,
            seal(key.material, _PLACE, "비밀".encode()),
        )
    assert (await _opened(database, ring)).decode() == "비밀"
    await ring.close()
