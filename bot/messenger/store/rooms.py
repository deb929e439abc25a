"""Rooms as bots see them, and who takes part."""

from collections.abc import Mapping, Sequence

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.messages import Posting
from bot.messenger.model.rooms import Room, RoomKind
from bot.messenger.store.marks import marks

_SELECT = """
    SELECT r.id, r.kind, r.name, r.owner_id, r.user_id, r.last_seq,
        (SELECT count(*) FROM messenger_room_members c WHERE c.room_id = r.id) AS users_count
    FROM messenger_rooms r
"""


def _room(row: Row) -> Room:
    return Room(
        id=row["id"],
        kind=RoomKind(row["kind"]),
        name=row["name"],
        owner_id=row["owner_id"],
        user_id=row["user_id"],
        last_seq=row["last_seq"],
        users_count=row["users_count"],
    )


async def direct_rooms(
    db: Reader, pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Room]:
    """The rooms that there are of each (bot, member), bot by bot."""
    by_bot: dict[int, list[int]] = {}
    for bot_id, user_id in pairs:
        by_bot.setdefault(bot_id, []).append(user_id)
    found: dict[tuple[int, int], Room] = {}
    for bot_id, user_ids in by_bot.items():
        rows = await db.fetch(
            f"{_SELECT} WHERE r.bot_id = $1 AND r.user_id IN ({marks(len(user_ids), 2)})",
            bot_id,
            *user_ids,
        )
        found.update({(bot_id, row["user_id"]): _room(row) for row in rows})
    return found


async def find_of(db: Reader, room_id: int, user_id: int) -> Room | None:
    """The room, if `user_id` takes part in it."""
    row = await db.fetch_one(
        f"""{_SELECT} WHERE r.id = $1 AND EXISTS
        (SELECT 1 FROM messenger_room_members m WHERE m.room_id = r.id AND m.user_id = $2)""",
        room_id,
        user_id,
    )
    return _room(row) if row else None


async def page_of(db: Reader, user_id: int, after: int, limit: int) -> list[Room]:
    """Up to `limit` rooms after an id in which `user_id` takes part."""
    rows = await db.fetch(
        f"""{_SELECT} JOIN messenger_room_members m ON m.room_id = r.id
        WHERE m.user_id = $1 AND m.room_id > $2 ORDER BY m.room_id LIMIT $3""",
        user_id,
        after,
        limit,
    )
    return [_room(row) for row in rows]


async def add_direct(
    tx: Transaction, pairs: Sequence[tuple[int, int]], first_id: int, now: int
) -> None:
    """Make the rooms of each (bot, member) that has none, numbered from `first_id`."""
    await tx.execute_many(
        """
        INSERT INTO messenger_rooms (id, kind, name, owner_id, bot_id, user_id, created_at, last_seq, last_at)
        VALUES ($1, $2, NULL, $3, $3, $4, $5, 0, $5) ON CONFLICT (bot_id, user_id) DO NOTHING
        """,
        [
            (first_id + number, RoomKind.BOT.value, bot_id, user_id, now)
            for number, (bot_id, user_id) in enumerate(pairs)
        ],
    )


async def add_group(tx: Transaction, room_id: int, owner_id: int, name: str, now: int) -> None:
    """Make a group."""
    await tx.execute(
        """
        INSERT INTO messenger_rooms (id, kind, name, owner_id, created_at, last_seq, last_at)
        VALUES ($1, $2, $3, $4, $5, 0, $5)
        """,
        room_id,
        RoomKind.GROUP.value,
        name,
        owner_id,
        now,
    )


async def set_name(tx: Transaction, room_id: int, name: str) -> None:
    """Give a group another name."""
    await tx.execute("UPDATE messenger_rooms SET name = $2 WHERE id = $1", room_id, name)


async def add_members(
    tx: Transaction, members: Sequence[tuple[int, int]], last_seq: int, now: int
) -> None:
    """Let each (room, person or bot) in; who is in already stays as they are."""
    await tx.execute_many(
        """
        INSERT INTO messenger_room_members (room_id, user_id, joined_at, from_seq, read_seq)
        VALUES ($1, $2, $3, $4, $4) ON CONFLICT (room_id, user_id) DO NOTHING
        """,
        [(room_id, user_id, now, last_seq) for room_id, user_id in members],
    )


async def remove_members(tx: Transaction, room_id: int, user_ids: Sequence[int]) -> None:
    """Take people out of a room."""
    await tx.execute(
        f"DELETE FROM messenger_room_members WHERE room_id = $1 AND user_id IN ({marks(len(user_ids), 2)})",
        room_id,
        *user_ids,
    )


async def member_ids(db: Reader, room_id: int) -> list[int]:
    """Who takes part in a room, bots included."""
    rows = await db.fetch(
        "SELECT user_id FROM messenger_room_members WHERE room_id = $1 ORDER BY user_id",
        room_id,
    )
    return [row["user_id"] for row in rows]


async def posting(db: Reader, room_ids: Sequence[int], sender_ids: Sequence[int]) -> Posting:
    """Which of the senders take part in which of the rooms, with the member of a room for two."""
    rows = await db.fetch(
        f"""SELECT m.room_id, m.user_id AS sender_id, r.user_id
        FROM messenger_room_members m JOIN messenger_rooms r ON r.id = m.room_id
        WHERE m.room_id IN ({marks(len(room_ids))})
        AND m.user_id IN ({marks(len(sender_ids), len(room_ids) + 1)})""",
        *room_ids,
        *sender_ids,
    )
    return {(row["room_id"], row["sender_id"]): row["user_id"] for row in rows}


async def lock(tx: Transaction, room_ids: Sequence[int]) -> dict[int, int]:
    """Hold rooms, always in the order of their ids; answers the number of each one's last message."""
    rows = await tx.fetch(
        f"""SELECT id, last_seq FROM messenger_rooms
        WHERE id IN ({marks(len(room_ids))}) ORDER BY id FOR UPDATE""",
        *room_ids,
    )
    return {row["id"]: row["last_seq"] for row in rows}


async def set_last(tx: Transaction, last_seqs: Mapping[int, int], now: int) -> None:
    """Keep the number and time of each room's last message."""
    await tx.execute_many(
        "UPDATE messenger_rooms SET last_seq = $2, last_at = $3 WHERE id = $1",
        [(room_id, seq, now) for room_id, seq in last_seqs.items()],
    )
