"""What is kept in the messenger of a running space, written there as if it had grown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import messenger_database_url
from bot.core.clock import DAY
from bot.core.database import Database, open_database
from bot.messenger.model.messages import first_id_of
from tests.web.conftest import RunningSpace


@asynccontextmanager
async def messenger_of(space: RunningSpace) -> AsyncIterator[Database]:
    """The database of the space's messenger."""
    database = await open_database(messenger_database_url(space.system.config))
    try:
        yield database
    finally:
        await database.close()


async def add_secret_rooms(space: RunningSpace, *rooms: tuple[str, ...]) -> None:
    """One secret room a day, the newest now, each of some people by their keys."""
    now = space.system.parts.clock.now()
    async with messenger_of(space) as database, database.transaction() as tx:
        taken: int = await tx.fetch_value("SELECT count(*) FROM secret_rooms")
        for age, people in enumerate(reversed(rooms)):
            number = taken + age + 1
            await tx.execute(
                """INSERT INTO secret_rooms (id, name, owner_id, auto_ms, keep_ms, allow_invite,
                    created_at, last_seq, last_activity_at)
                VALUES ($1, $2, $1, $3, $3, FALSE, $4, 0, $4)""",
                number,
                "인수 합병".encode(),
                DAY,
                now - age * DAY,
            )
            for key in people:
                user_id = (await space.member(key)).platform_id
                await tx.execute(
                    """INSERT INTO secret_members
                        (id, room_id, user_id, joined_seq, read_seq, suspended)
                    VALUES ($1, $2, $3, 1, 0, FALSE)""",
                    number * 10_000 + user_id,
                    number,
                    user_id,
                )


async def add_old_messages(space: RunningSpace, count: int, days: int) -> None:
    """Messages of the bot of `hr`, sent so many days ago."""
    at = space.system.parts.clock.now() - days * DAY
    async with messenger_of(space) as database, database.transaction() as tx:
        bot: int = await tx.fetch_value("SELECT min(id) FROM messenger_bots")
        await tx.execute(
            """INSERT INTO messenger_rooms (id, kind, name, owner_id, created_at, last_seq, last_at)
            VALUES ($1, 'group', '오래된 방', $2, $3, $4, $3)""",
            days,
            bot,
            at,
            count,
        )
        await tx.execute_many(
            """INSERT INTO messenger_messages (id, room_id, seq, sender_id, text, sent_at)
            VALUES ($1, $2, $3, $4, '오래된 글', $5)""",
            [(first_id_of(at) + seq, days, seq, bot, at) for seq in range(1, count + 1)],
        )


async def count_messages(space: RunningSpace) -> int:
    """How many messages there are."""
    async with messenger_of(space) as database:
        found: int = await database.fetch_value("SELECT count(*) FROM messenger_messages")
        return found
