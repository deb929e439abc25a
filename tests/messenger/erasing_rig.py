"""Secret rooms with all that destroys in them, over the real service; and what is left at the end."""

import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.core.database import Database, Row, Transaction
from bot.messenger.model.chat import ChatFile, ChatMessage, ChatRoom, NewMessage
from bot.messenger.model.secret_messages import SecretText
from bot.messenger.service.chat_side import Upload
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.service.secret_accounts import SecretAccounts
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_files import SecretFiles
from bot.messenger.service.secret_keeper import KeeperParts, SecretKeeper
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.service.secret_restore import SecretRestore
from bot.messenger.service.secret_room_eraser import SecretRoomEraser
from bot.messenger.service.secret_talk import SecretTalk
from bot.messenger.service.secret_teller import SecretTeller
from tests.messenger.home import Home
from tests.messenger.secret_rig import SecretRig, open_secret_rig

TABLES = (
    "secret_rooms",
    "secret_members",
    "secret_messages",
    "secret_pending",
    "secret_files",
    "secret_outbox",
    "secret_tombstones",
    "secret_tellings",
)


_FIRST_ROOM = 10_000_001
Rows = Mapping[str, list[Row]]


async def rows_of(database: Database, tables: Sequence[str] = TABLES) -> Rows:
    """All rows of some tables, in an order in which they can be put back."""
    return {name: await database.fetch(f"SELECT * FROM {name}") for name in tables}


async def put_rows(database: Database, rows: Rows) -> None:
    """Make the tables what they were."""

    async def write(tx: Transaction) -> None:
        for table in reversed(list(rows)):
            await tx.execute(f"DELETE FROM {table}")
        for table, some in rows.items():
            if not some:
                continue
            columns = list(dict(some[0]))
            marks = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
            await tx.execute_many(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                [tuple(dict(row).values()) for row in some],
            )

    await database.atomically(write)


async def pieces_of(data: bytes, step: int = 40_000) -> AsyncIterator[bytes]:
    """A file as it arrives."""
    for start in range(0, len(data), step):
        yield data[start : start + step]


@dataclass(frozen=True, kw_only=True)
class ErasingRig(SecretRig):
    """What is destroyed is really destroyed here."""

    folder: Path
    parts: KeeperParts
    keeper: SecretKeeper
    files: SecretFiles
    defects: list[BaseException]

    @property
    def database(self) -> Database:
        """The rooms' database."""
        return self.home.database

    async def upload(
        self, who: str, room: ChatRoom, data: bytes, name: str = "계약서.pdf"
    ) -> ChatFile:
        """A file that no message has yet."""
        upload = Upload(name=name, content_type="text/html", arriving=pieces_of(data))
        return await self.talk.upload(await self.person(who), room.id, upload)

    async def send_file(self, who: str, room: ChatRoom, data: bytes) -> ChatMessage:
        """A message with a file."""
        file = await self.upload(who, room, data)
        message = NewMessage(text=SecretText("첨부"), file_ids=(file.id,))
        return await self.talk.send(await self.person(who), room.id, message)

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(await self.database.fetch_value(f"SELECT count(*) FROM {table}"))

    async def state(self) -> Mapping[str, Any]:
        """All that is left anywhere, without what is by chance; for comparing two ends."""
        return await state_of(self.database, self.ground.ring, self.folder)


async def state_of(database: Database, ring: KeyRing, folder: Path) -> Mapping[str, Any]:
    """What is left in the tables, the key file and the folder of files."""

    async def rows(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in map(dict, await database.fetch(sql))]

    keys = [row[0] for row in await rows("SELECT key_id FROM secret_messages")]
    keys += [row[0] for row in await rows("SELECT key_id FROM secret_files")]
    keys += [row[0] for row in await rows("SELECT name_key_id FROM secret_rooms")]
    known = [key for key in keys if key is not None]
    missing = await ring.missing(known)
    files = folder / "files"
    rooms = await rows("SELECT id, deleted_at FROM secret_rooms ORDER BY id")
    return {
        "rooms": rooms,
        "members": await rows("SELECT id, suspended FROM secret_members ORDER BY id"),
        "messages": await rows(
            "SELECT room_id, seq, expires_at FROM secret_messages ORDER BY room_id, seq"
        ),
        "pending": await rows(
            "SELECT room_id, seq, member_id FROM secret_pending ORDER BY room_id, seq, member_id"
        ),
        "files": await rows(
            "SELECT room_id, seq, expires_at FROM secret_files ORDER BY room_id, seq, expires_at"
        ),
        "outbox": await rows("SELECT tries FROM secret_outbox"),
        "tombstones": await rows(
            "SELECT room_id, seq, cause, gone_at FROM secret_tombstones ORDER BY room_id, seq"
        ),
        "tellings": await rows(
            "SELECT user_id, occasion FROM secret_tellings ORDER BY user_id, occasion"
        ),
        "erased rooms": await ring.erased_among(range(_FIRST_ROOM, _FIRST_ROOM + 100)),
        "missing keys": len(missing),
        "keys nobody knows": await _count_keys(folder) - len(set(known) - missing),
        "files on the disk": len(list(files.iterdir())) if files.is_dir() else 0,
    }


async def _count_keys(folder: Path) -> int:
    copied = folder.with_name("looked-at")
    shutil.copytree(folder, copied, dirs_exist_ok=True)
    ring = await KeyRing.open(copied / "keys.db", MasterKeyFile(copied / "master.key"), 0)
    # Everything has an end before the very last millisecond.
    every = await ring.destroy_ended((1 << 63) - 1)
    await ring.close()
    shutil.rmtree(copied)
    return every


def parts_over(
    home: Home, ring: KeyRing, guarded: GuardedClock, hub: Hub, files: Path, database: Database
) -> KeeperParts:
    """All that destroys, over a database and a key ring that a test may have prepared."""
    eraser = SecretEraser(database, ring, guarded, hub, SecretOutbox(database, files))
    members, workspace = home.parts.members, home.parts.workspace_settings
    return KeeperParts(
        guarded=guarded,
        eraser=eraser,
        rooms=SecretRoomEraser(database, ring, guarded, hub, eraser),
        restore=SecretRestore(database, ring, guarded, eraser, files),
        accounts=SecretAccounts(database, members, workspace, guarded, hub),
        teller=SecretTeller(
            database, workspace, home.parts.rooms, home.parts.messages, home.clock
        ),
        workspace=workspace,
    )


@asynccontextmanager
async def open_erasing_rig(home: Home, folder: Path) -> AsyncIterator[ErasingRig]:
    """Secret rooms, switched on; nothing looks at them by itself: a test says when."""
    async with open_secret_rig(home, folder) as rig:
        ground = rig.ground
        defects: list[BaseException] = []
        parts = parts_over(
            home, ground.ring, ground.guarded, ground.hub, folder / "files", home.database
        )
        keeper = SecretKeeper(parts, on_defect=defects.append)
        files = SecretFiles(home.database, ground.ring, ground.guarded, folder / "files")
        ground = replace(ground, ends=keeper)
        yield ErasingRig(
            home=home,
            ground=ground,
            talk=SecretTalk(ground, files),
            ends=rig.ends,
            folder=folder,
            parts=parts,
            keeper=keeper,
            files=files,
            defects=defects,
        )
