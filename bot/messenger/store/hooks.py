"""Incoming webhooks."""

from collections.abc import Sequence

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.hooks import Hook
from bot.messenger.store.marks import marks

_COLUMNS = "id, sender_id, owner_id, room_id, name, picture_url, created_at"


def _hook(row: Row) -> Hook:
    return Hook(
        id=row["id"],
        sender_id=row["sender_id"],
        owner_id=row["owner_id"],
        room_id=row["room_id"],
        name=row["name"],
        picture_url=row["picture_url"],
        created_at=row["created_at"],
    )


async def add(tx: Transaction, hook: Hook, token_hash: str) -> None:
    """Add a hook with its token."""
    await tx.execute(
        f"INSERT INTO messenger_hooks ({_COLUMNS}, token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        hook.id,
        hook.sender_id,
        hook.owner_id,
        hook.room_id,
        hook.name,
        hook.picture_url,
        hook.created_at,
        token_hash,
    )


async def find_by_token(db: Reader, token_hash: str) -> Hook | None:
    """The hook with this token."""
    row = await db.fetch_one(
        f"SELECT {_COLUMNS} FROM messenger_hooks WHERE token_hash = $1", token_hash
    )
    return _hook(row) if row else None


async def of_owner(db: Reader, owner_id: int) -> list[Hook]:
    """The hooks of a person, newest first."""
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM messenger_hooks
        WHERE owner_id = $1 AND token_hash IS NOT NULL ORDER BY created_at DESC, id""",
        owner_id,
    )
    return [_hook(row) for row in rows]


async def count_of_owner(db: Reader, owner_id: int) -> int:
    """How many hooks a person has."""
    found: int = await db.fetch_value(
        "SELECT count(*) FROM messenger_hooks WHERE owner_id = $1 AND token_hash IS NOT NULL",
        owner_id,
    )
    return found


async def set_token(
    tx: Transaction, hook_id: str, owner_id: int, token_hash: str | None
) -> Hook | None:
    """Give a person's hook another token, or none for good; answers the hook if it is theirs."""
    row = await tx.fetch_one(
        f"""UPDATE messenger_hooks SET token_hash = $3
        WHERE id = $1 AND owner_id = $2 AND token_hash IS NOT NULL RETURNING {_COLUMNS}""",
        hook_id,
        owner_id,
        token_hash,
    )
    return _hook(row) if row else None


async def by_senders(db: Reader, sender_ids: Sequence[int]) -> dict[int, Hook]:
    """The hooks, also deleted ones, that messages of these senders are from."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM messenger_hooks WHERE sender_id IN ({marks(len(sender_ids))})",
        *sender_ids,
    )
    return {row["sender_id"]: _hook(row) for row in rows}
