"""Bots, by their id or the hash of their App Key."""

from bot.core.database import Reader, Row, Transaction
from bot.messenger.model.bots import Bot, BotStatus

_COLUMNS = "id, name, description, status, created_at, request_url, callback_url"


def _bot(row: Row) -> Bot:
    return Bot(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        status=BotStatus(row["status"]),
        created_at=row["created_at"],
        request_url=row["request_url"],
        callback_url=row["callback_url"],
    )


async def add(tx: Transaction, bot: Bot, app_key_hash: str) -> None:
    """Add a bot."""
    await tx.execute(
        f"""INSERT INTO messenger_bots ({_COLUMNS}, app_key_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        bot.id,
        bot.name,
        bot.description,
        bot.status.value,
        bot.created_at,
        bot.request_url,
        bot.callback_url,
        app_key_hash,
    )


async def find(db: Reader, bot_id: int) -> Bot | None:
    """The bot with this id."""
    row = await db.fetch_one(f"SELECT {_COLUMNS} FROM messenger_bots WHERE id = $1", bot_id)
    return _bot(row) if row else None


async def find_by_key(db: Reader, app_key_hash: str) -> Bot | None:
    """The bot with this App Key."""
    row = await db.fetch_one(
        f"SELECT {_COLUMNS} FROM messenger_bots WHERE app_key_hash = $1", app_key_hash
    )
    return _bot(row) if row else None


async def signing_key(db: Reader, bot_id: int) -> bytes | None:
    """What calls to the bot are signed with: the digest of its App Key, which is all that is kept of it.

    None where there is no such bot, or it is our own and has no App Key.
    """
    row = await db.fetch_one("SELECT app_key_hash FROM messenger_bots WHERE id = $1", bot_id)
    try:
        return bytes.fromhex(row["app_key_hash"]) if row else None
    except ValueError:
        return None


async def page(db: Reader) -> list[Bot]:
    """Every bot, oldest first: a workspace has few."""
    rows = await db.fetch(f"SELECT {_COLUMNS} FROM messenger_bots ORDER BY id")
    return [_bot(row) for row in rows]


async def update(tx: Transaction, bot: Bot) -> None:
    """Keep a changed bot."""
    await tx.execute(
        """UPDATE messenger_bots
        SET name = $2, description = $3, status = $4, request_url = $5, callback_url = $6
        WHERE id = $1""",
        bot.id,
        bot.name,
        bot.description,
        bot.status.value,
        bot.request_url,
        bot.callback_url,
    )
