"""Ordinary rooms with everybody who is in them."""

from collections.abc import Sequence

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.people_rooms import Mark, PeopleRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.store.marks import marks

_SELECT = """
    SELECT r.id, r.kind, r.name, r.owner_id, r.allow_invite, r.last_seq, r.last_at,
        b.id IS NOT NULL AS of_bot,
        b.id IS NULL OR (b.callback_url IS NOT NULL AND b.status = 'activated') AS takes_messages
    FROM messenger_rooms r LEFT JOIN messenger_bots b ON b.id = r.owner_id
"""
_AT_ONCE = 500


def _room(row: Row, members: dict[int, Mark]) -> PeopleRoom:
    return PeopleRoom(
        id=row["id"],
        kind=RoomKind(row["kind"]),
        name=row["name"],
        owner_id=row["owner_id"],
        of_bot=bool(row["of_bot"]),
        takes_messages=bool(row["takes_messages"]),
        allow_invite=bool(row["allow_invite"]),
        last_seq=row["last_seq"],
        last_at=row["last_at"],
        members=members,
    )


async def find(db: Reader, room_id: int) -> PeopleRoom | None:
    """A room."""
    row = await db.fetch_one(f"{_SELECT} WHERE r.id = $1", room_id)
    if row is None:
        return None
    return _room(row, (await _members(db, [room_id])).get(room_id, {}))


async def find_many(db: Reader, room_ids: Sequence[int]) -> dict[int, PeopleRoom]:
    """Those of the rooms that there are."""
    rows = await db.fetch(f"{_SELECT} WHERE r.id IN ({marks(len(room_ids))})", *room_ids)
    members = await _members(db, [row["id"] for row in rows])
    return {row["id"]: _room(row, members.get(row["id"], {})) for row in rows}


async def lock(tx: Transaction, room_id: int) -> PeopleRoom | None:
    """A room, held until the transaction ends."""
    await tx.fetch("SELECT id FROM messenger_rooms WHERE id = $1 FOR UPDATE", room_id)
    return await find(tx, room_id)


async def exists(db: Reader, room_id: int) -> bool:
    """Whether there is such a room."""
    return bool(await db.fetch_one("SELECT id FROM messenger_rooms WHERE id = $1", room_id))


async def of_person(db: Reader, user_id: int, limit: int) -> list[PeopleRoom]:
    """The rooms that have reached a person, latest activity first.

    A bot's room shows with the first message that the person may see, a room of people with its
    first message, and to who opened it at once.
    """
    rows = await db.fetch(
        f"""{_SELECT} JOIN messenger_room_members m ON m.room_id = r.id
        WHERE m.user_id = $1 AND (
            r.last_seq > m.from_seq OR r.owner_id = $1 OR (b.id IS NULL AND r.last_seq > 0)
        ) ORDER BY r.last_at DESC, r.id DESC LIMIT $2""",
        user_id,
        limit,
    )
    members = await _members(db, [row["id"] for row in rows])
    return [_room(row, members.get(row["id"], {})) for row in rows]


async def _members(db: Reader, room_ids: Sequence[int]) -> dict[int, dict[int, Mark]]:
    found: dict[int, dict[int, Mark]] = {}
    for start in range(0, len(room_ids), _AT_ONCE):
        some = room_ids[start : start + _AT_ONCE]
        rows = await db.fetch(
            f"""SELECT room_id, user_id, from_seq, read_seq FROM messenger_room_members
            WHERE room_id IN ({marks(len(some))}) ORDER BY room_id, joined_at, user_id""",
            *some,
        )
        for row in rows:
            mark = Mark(from_seq=row["from_seq"], read_seq=row["read_seq"])
            found.setdefault(row["room_id"], {})[row["user_id"]] = mark
    return found


async def people_of_many(db: Reader, room_ids: Sequence[int]) -> dict[int, list[int]]:
    """Who is in each of the rooms, without bots."""
    rows = await db.fetch(
        f"""SELECT m.room_id, m.user_id FROM messenger_room_members m
        WHERE m.room_id IN ({marks(len(room_ids))})
        AND NOT EXISTS (SELECT 1 FROM messenger_bots b WHERE b.id = m.user_id)""",
        *room_ids,
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["room_id"], []).append(row["user_id"])
    return found


async def unread_of(db: Reader, user_id: int, room_ids: Sequence[int]) -> dict[int, int]:
    """How many messages of others a person hasn't read, in the rooms where there are any."""
    rows = await db.fetch(
        f"""SELECT m.room_id, count(*) AS unread FROM messenger_room_members m
        JOIN messenger_messages t
            ON t.room_id = m.room_id AND t.seq > m.read_seq AND t.sender_id <> m.user_id
        WHERE m.user_id = $1 AND m.room_id IN ({marks(len(room_ids), 2)}) GROUP BY m.room_id""",
        user_id,
        *room_ids,
    )
    return {row["room_id"]: row["unread"] for row in rows}


async def find_pair(db: Reader, pair: str) -> int | None:
    """The room of two people."""
    found: int | None = await db.fetch_value(
        "SELECT id FROM messenger_rooms WHERE pair = $1", pair
    )
    return found


async def add_pair(tx: Transaction, room_id: int, owner_id: int, pair: str, now: int) -> bool:
    """Make the room of two people; False where they have one."""
    made = await tx.execute(
        """INSERT INTO messenger_rooms (id, kind, owner_id, pair, created_at, last_seq, last_at)
        VALUES ($1, $2, $3, $4, $5, 0, $5) ON CONFLICT (pair) WHERE pair IS NOT NULL DO NOTHING""",
        room_id,
        RoomKind.DM.value,
        owner_id,
        pair,
        now,
    )
    return made > 0


async def add_group(
    tx: Transaction, room_id: int, owner_id: int, name: str | None, now: int
) -> None:
    """Make a group of people."""
    await tx.execute(
        """INSERT INTO messenger_rooms (id, kind, name, owner_id, created_at, last_seq, last_at)
        VALUES ($1, $2, $3, $4, $5, 0, $5)""",
        room_id,
        RoomKind.GROUP.value,
        name,
        owner_id,
        now,
    )


async def update(tx: Transaction, room: PeopleRoom) -> None:
    """Keep a room's name, owner and settings."""
    await tx.execute(
        "UPDATE messenger_rooms SET name = $2, owner_id = $3, allow_invite = $4 WHERE id = $1",
        room.id,
        room.name,
        room.owner_id,
        room.allow_invite,
    )


async def remove(tx: Transaction, room_id: int) -> None:
    """Remove a room with all that was said in it; its files are left for the sweep."""
    await tx.execute(
        "UPDATE messenger_attachments SET attached = FALSE WHERE room_id = $1", room_id
    )
    await tx.execute("DELETE FROM messenger_messages WHERE room_id = $1", room_id)
    await tx.execute("DELETE FROM messenger_room_members WHERE room_id = $1", room_id)
    await tx.execute("DELETE FROM messenger_rooms WHERE id = $1", room_id)
