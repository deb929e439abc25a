"""Secret rooms and who is in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.secret_rooms import Membership, SecretRoom
from bot.messenger.model.secret_times import Times
from bot.messenger.store.marks import marks

_COLUMNS = """r.id, r.owner_id, r.auto_ms, r.keep_ms, r.allow_invite, r.created_at, r.last_seq,
    r.last_activity_at, r.deleted_at"""
_MEMBERS = "SELECT id, room_id, user_id, joined_seq, read_seq, suspended FROM secret_members"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedName:
    """A room's name, sealed with a key of its own."""

    key_id: str
    sealed: bytes = field(repr=False)


def _room(row: Row, members: Sequence[Membership]) -> SecretRoom:
    return SecretRoom(
        id=row["id"],
        # Sealed: who needs it asks for it (`names`).
        name=None,
        owner_id=row["owner_id"],
        times=Times(auto_ms=row["auto_ms"], keep_ms=row["keep_ms"]),
        members=tuple(members),
        created_at=row["created_at"],
        last_seq=row["last_seq"],
        last_activity_at=row["last_activity_at"],
        allow_invite=bool(row["allow_invite"]),
        deleted_at=row["deleted_at"],
    )


def _member(row: Row) -> Membership:
    return Membership(
        id=row["id"],
        user_id=row["user_id"],
        joined_seq=row["joined_seq"],
        read_seq=row["read_seq"],
        suspended=bool(row["suspended"]),
    )


async def _with_members(db: Reader, rows: Sequence[Row]) -> list[SecretRoom]:
    members: dict[int, list[Membership]] = {row["id"]: [] for row in rows}
    ids = list(members)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = await db.fetch(
            f"{_MEMBERS} WHERE room_id IN ({marks(len(some))}) AND ended_at IS NULL ORDER BY id",
            *some,
        )
        for row in found:
            members[row["room_id"]].append(_member(row))
    return [_room(row, members[row["id"]]) for row in rows]


async def find(db: Reader, room_id: int) -> SecretRoom | None:
    """The room with the memberships that haven't ended, deleted or not."""
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM secret_rooms r WHERE r.id = $1", room_id)
    found = await _with_members(db, rows)
    return found[0] if found else None


async def lock(tx: Transaction, room_id: int) -> SecretRoom | None:
    """The room as `find` has it, held until the transaction ends: all that changes it waits."""
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM secret_rooms r WHERE r.id = $1 FOR UPDATE", room_id
    )
    found = await _with_members(tx, rows)
    return found[0] if found else None


async def of_person(db: Reader, user_id: int, limit: int) -> list[SecretRoom]:
    """The rooms that a person is in, latest activity first."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM secret_members m JOIN secret_rooms r ON r.id = m.room_id
        WHERE m.user_id = $1 AND m.ended_at IS NULL AND NOT m.suspended AND r.deleted_at IS NULL
        ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $2""",
        user_id,
        limit,
    )
    return await _with_members(db, rows)


async def page(db: Reader, after: int, limit: int) -> list[SecretRoom]:
    """Up to `limit` rooms that aren't deleted, after an id."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM secret_rooms r
        WHERE r.id > $1 AND r.deleted_at IS NULL ORDER BY r.id LIMIT $2""",
        after,
        limit,
    )
    return await _with_members(db, rows)


async def holds(db: Reader, room_id: int) -> bool:
    """Whether there is such a secret room."""
    found = await db.fetch_value("SELECT id FROM secret_rooms WHERE id = $1", room_id)
    return found is not None


async def user_ids(db: Reader, room_ids: Sequence[int]) -> dict[int, int]:
    """Whose the memberships of these rooms are or were, by membership."""
    found: dict[int, int] = {}
    for start in range(0, len(room_ids), _AT_ONCE):
        some = room_ids[start : start + _AT_ONCE]
        rows = await db.fetch(
            f"SELECT id, user_id FROM secret_members WHERE room_id IN ({marks(len(some))})",
            *some,
        )
        found.update({row["id"]: row["user_id"] for row in rows})
    return found


async def names(db: Reader, room_ids: Sequence[int]) -> dict[int, SealedName]:
    """The sealed names of those of the rooms that have one."""
    found: dict[int, SealedName] = {}
    for start in range(0, len(room_ids), _AT_ONCE):
        some = room_ids[start : start + _AT_ONCE]
        rows = await db.fetch(
            f"""SELECT id, name_key_id, name FROM secret_rooms
            WHERE id IN ({marks(len(some))}) AND name_key_id IS NOT NULL""",
            *some,
        )
        for row in rows:
            found[row["id"]] = SealedName(key_id=row["name_key_id"], sealed=row["name"])
    return found


async def add(tx: Transaction, room: SecretRoom, name: SealedName | None) -> None:
    """Add a room without its members."""
    await tx.execute(
        """
        INSERT INTO secret_rooms (id, name_key_id, name, owner_id, auto_ms, keep_ms, allow_invite,
            created_at, last_seq, last_activity_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        room.id,
        name.key_id if name else None,
        name.sealed if name else None,
        room.owner_id,
        room.times.auto_ms,
        room.times.keep_ms,
        room.allow_invite,
        room.created_at,
        room.last_seq,
        room.last_activity_at,
    )


async def update(tx: Transaction, room: SecretRoom, deleted_because: str | None) -> None:
    """Keep what of a room itself may change."""
    await tx.execute(
        """
        UPDATE secret_rooms SET owner_id = $2, allow_invite = $3, last_seq = $4,
            last_activity_at = $5, deleted_at = $6, deleted_because = coalesce($7, deleted_because)
        WHERE id = $1
        """,
        room.id,
        room.owner_id,
        room.allow_invite,
        room.last_seq,
        room.last_activity_at,
        room.deleted_at,
        deleted_because,
    )


async def set_name(tx: Transaction, room_id: int, name: SealedName | None) -> None:
    """Give a room another name, or none."""
    await tx.execute(
        "UPDATE secret_rooms SET name_key_id = $2, name = $3 WHERE id = $1",
        room_id,
        name.key_id if name else None,
        name.sealed if name else None,
    )


async def add_members(tx: Transaction, room_id: int, members: Sequence[Membership]) -> None:
    """Let memberships begin."""
    await tx.execute_many(
        """
        INSERT INTO secret_members (id, room_id, user_id, joined_seq, read_seq, suspended)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [(m.id, room_id, m.user_id, m.joined_seq, m.read_seq, m.suspended) for m in members],
    )


async def update_members(tx: Transaction, members: Sequence[Membership]) -> None:
    """Keep what of memberships may change."""
    await tx.execute_many(
        "UPDATE secret_members SET read_seq = $2, suspended = $3 WHERE id = $1",
        [(m.id, m.read_seq, m.suspended) for m in members],
    )


async def end_members(tx: Transaction, member_ids: Sequence[int], now: int) -> None:
    """Let memberships end; their rows stay, to say who sent what is still there."""
    await tx.execute_many(
        "UPDATE secret_members SET ended_at = $2 WHERE id = $1",
        [(member_id, now) for member_id in member_ids],
    )
