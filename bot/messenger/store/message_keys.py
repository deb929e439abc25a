"""The keys of secret messages and files, sealed, in their own SQLite file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.sealing import SEALED_KEY_BYTES

_SELECT = """
SELECT k.id, s.sealed, k.keep_until FROM message_keys k JOIN key_slots s ON s.slot = k.slot
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """A key as it is kept; `keep_until` is in UTC milliseconds."""

    id: str
    sealed: bytes = field(repr=False)
    keep_until: int


def _key(row: Row) -> SealedKey:
    return SealedKey(id=row["id"], sealed=row["sealed"], keep_until=row["keep_until"])


async def add_many(tx: Transaction, keys: Sequence[SealedKey]) -> None:
    """Add keys, in free slots first."""
    slots = await _free_slots(tx, len(keys))
    free = len(slots)
    slots += await _new_slots(tx, len(keys) - free)
    placed = list(zip(slots, keys, strict=True))
    await _overwrite(tx, [(slot, key.sealed) for slot, key in placed[:free]])
    await tx.execute_many(
        "INSERT INTO key_slots (slot, sealed) VALUES ($1, $2)",
        [(slot, key.sealed) for slot, key in placed[free:]],
    )
    await tx.execute_many(
        "INSERT INTO message_keys (id, slot, keep_until) VALUES ($1, $2, $3)",
        [(key.id, slot, key.keep_until) for slot, key in placed],
    )


async def _free_slots(tx: Transaction, count: int) -> list[int]:
    rows = await tx.fetch("SELECT slot FROM free_slots ORDER BY slot LIMIT $1", count)
    slots = [row["slot"] for row in rows]
    await tx.execute(
        "DELETE FROM free_slots WHERE slot IN (SELECT value FROM json_each($1))",
        json.dumps(slots),
    )
    return slots


async def _new_slots(tx: Transaction, count: int) -> list[int]:
    last: int = await tx.fetch_value("SELECT coalesce(max(slot), 0) FROM key_slots")
    return list(range(last + 1, last + 1 + count))


async def _overwrite(tx: Transaction, slots: Sequence[tuple[int, bytes]]) -> None:
    # Bytes of the same length, so SQLite writes them over those that stand there.
    await tx.execute_many("UPDATE key_slots SET sealed = $2 WHERE slot = $1", slots)


async def find_many(db: Reader, ids: Sequence[str]) -> list[SealedKey]:
    """Those of the keys that there still are."""
    rows = await db.fetch(
        f"{_SELECT} WHERE k.id IN (SELECT value FROM json_each($1))", json.dumps(list(ids))
    )
    return [_key(row) for row in rows]


async def present(db: Reader, ids: Sequence[str]) -> set[str]:
    """Those of the ids that there is a key of."""
    rows = await db.fetch(
        "SELECT id FROM message_keys WHERE id IN (SELECT value FROM json_each($1))",
        json.dumps(list(ids)),
    )
    return {row["id"] for row in rows}


async def ids_until(db: Reader, keep_until: int) -> list[str]:
    """The keys that go at this very time."""
    rows = await db.fetch(
        "SELECT id FROM message_keys WHERE keep_until = $1 ORDER BY id", keep_until
    )
    return [row["id"] for row in rows]


async def every(db: Reader) -> list[SealedKey]:
    """All keys."""
    return [_key(row) for row in await db.fetch(f"{_SELECT} ORDER BY k.id")]


async def reseal(tx: Transaction, keys: Sequence[SealedKey]) -> None:
    """Put other sealed bytes in the place of those there were."""
    slots = {
        row["id"]: row["slot"] for row in await tx.fetch("SELECT id, slot FROM message_keys")
    }
    await _overwrite(tx, [(slots[key.id], key.sealed) for key in keys])


async def remove(tx: Transaction, ids: Sequence[str]) -> int:
    """Overwrite and remove keys; answers how many there were."""
    rows = await tx.fetch(
        """DELETE FROM message_keys WHERE id IN (SELECT value FROM json_each($1))
        RETURNING slot""",
        json.dumps(list(ids)),
    )
    return await _emptied(tx, rows)


async def remove_ended(tx: Transaction, at: int) -> int:
    """Overwrite and remove the keys whose time has come; answers how many there were."""
    rows = await tx.fetch("DELETE FROM message_keys WHERE keep_until <= $1 RETURNING slot", at)
    return await _emptied(tx, rows)


async def _emptied(tx: Transaction, rows: Sequence[Row]) -> int:
    slots = [row["slot"] for row in rows]
    await _overwrite(tx, [(slot, bytes(SEALED_KEY_BYTES)) for slot in slots])
    await tx.execute_many(
        "INSERT INTO free_slots (slot) VALUES ($1)", [(slot,) for slot in slots]
    )
    return len(slots)


async def first_end(db: Reader) -> int | None:
    """When the next key's time comes."""
    end: int | None = await db.fetch_value("SELECT min(keep_until) FROM message_keys")
    return end


async def master_id(db: Reader) -> str | None:
    """The id of the master key that seals the keys; None in a new file."""
    known: str | None = await db.fetch_value("SELECT master_id FROM key_ring")
    return known


async def set_master_id(tx: Transaction, new: str) -> None:
    """Say which master key seals the keys."""
    await tx.execute(
        """INSERT INTO key_ring (one, master_id) VALUES (1, $1)
        ON CONFLICT (one) DO UPDATE SET master_id = excluded.master_id""",
        new,
    )


async def count(db: Reader) -> int:
    """How many keys there are."""
    found: int = await db.fetch_value("SELECT count(*) FROM message_keys")
    return found
