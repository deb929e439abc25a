"""Files of secret rooms, without their bytes; names and types are sealed in the files themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.sealing import FilePlace
from bot.messenger.store.marks import marks

_COLUMNS = "id, room_id, seq, sender_id, key_id, size, uploaded_at, expires_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFile:
    """A sealed file; `size` is in bytes before sealing, times are UTC milliseconds.

    Without `seq` no message has it yet. `sender_id` is a membership.
    """

    id: str
    room_id: int
    seq: int | None
    sender_id: int
    key_id: str
    size: int
    uploaded_at: int
    expires_at: int

    @property
    def place(self) -> FilePlace:
        """Where it belongs."""
        return FilePlace(
            room_id=self.room_id,
            file_id=self.id,
            sender_id=self.sender_id,
            uploaded_at=self.uploaded_at,
        )


def _file(row: Row) -> SecretFile:
    return SecretFile(
        id=row["id"],
        room_id=row["room_id"],
        seq=row["seq"],
        sender_id=row["sender_id"],
        key_id=row["key_id"],
        size=row["size"],
        uploaded_at=row["uploaded_at"],
        expires_at=row["expires_at"],
    )


async def add(tx: Transaction, file: SecretFile) -> None:
    """Add a file."""
    await tx.execute(
        f"""INSERT INTO secret_files ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        file.id,
        file.room_id,
        file.seq,
        file.sender_id,
        file.key_id,
        file.size,
        file.uploaded_at,
        file.expires_at,
    )


async def find(db: Reader, room_id: int, file_id: str, now: int) -> SecretFile | None:
    """A file of a room, if it is there."""
    row = await db.fetch_one(
        f"""SELECT {_COLUMNS} FROM secret_files
        WHERE id = $1 AND room_id = $2 AND expires_at > $3""",
        file_id,
        room_id,
        now,
    )
    return _file(row) if row else None


async def loose(
    db: Reader, room_id: int, sender_id: int, file_ids: Sequence[str], after: int
) -> list[SecretFile]:
    """Those of the files that are a sender's own, in no message, and end after a time."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM secret_files
        WHERE room_id = $1 AND sender_id = $2 AND seq IS NULL AND expires_at > $3
        AND id IN ({marks(len(file_ids), 4)})""",
        room_id,
        sender_id,
        after,
        *file_ids,
    )
    return [_file(row) for row in rows]


async def attach(
    tx: Transaction, files: Sequence[SecretFile], seq: int, expires_at: int
) -> None:
    """Give loose files to a message of their room, whose end is theirs from now on."""
    await tx.execute_many(
        "UPDATE secret_files SET seq = $2, expires_at = $3 WHERE id = $1 AND seq IS NULL",
        [(one.id, seq, expires_at) for one in files],
    )


async def known(db: Reader, file_ids: Sequence[str]) -> set[str]:
    """Those of the ids that are a file's."""
    rows = await db.fetch(
        f"SELECT id FROM secret_files WHERE id IN ({marks(len(file_ids))})", *file_ids
    )
    return {row["id"] for row in rows}
