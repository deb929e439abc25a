import asyncio

import pytest

from bot.core.database import Database, UniqueViolation, open_database, sqlite_text
from bot.core.errors import ConfigurationError
from bot.core.migrations import Migration, migrate

_TABLE = (
    "CREATE TABLE things (id TEXT PRIMARY KEY, number BIGINT NOT NULL, open BOOLEAN NOT NULL)"
)


@pytest.fixture
async def things(database: Database) -> Database:
    async with database.transaction() as tx:
        await tx.execute_script(_TABLE)
    return database


async def _add(things: Database, key: str, number: int) -> None:
    async with things.transaction() as tx:
        await tx.execute(
            "INSERT INTO things (id, number, open) VALUES ($1, $2, $3)", key, number, True
        )


async def test_what_a_transaction_wrote_is_read_after_it(things: Database) -> None:
    await _add(things, "a", 2**53 + 1)
    row = await things.fetch_one("SELECT id, number, open FROM things WHERE id = $1", "a")
    assert row is not None
    assert (row["id"], row["number"], bool(row["open"])) == ("a", 2**53 + 1, True)


async def test_an_error_rolls_the_whole_transaction_back(things: Database) -> None:
    with pytest.raises(LookupError):
        async with things.transaction() as tx:
            await tx.execute("INSERT INTO things (id, number, open) VALUES ('a', 1, true)")
            raise LookupError
    assert await things.fetch_value("SELECT count(*) FROM things") == 0


async def test_a_cancelled_transaction_leaves_the_database_usable(things: Database) -> None:
    entered = asyncio.Event()

    async def hang() -> None:
        async with things.transaction() as tx:
            await tx.execute("INSERT INTO things (id, number, open) VALUES ('a', 1, true)")
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await _add(things, "b", 1)
    assert [row["id"] for row in await things.fetch("SELECT id FROM things")] == ["b"]


async def test_transactions_at_the_same_time_all_succeed(things: Database) -> None:
    await asyncio.gather(*(_add(things, f"k{n}", n) for n in range(40)))
    assert await things.fetch_value("SELECT sum(number) FROM things") == sum(range(40))


async def test_the_number_of_changed_rows_is_told(things: Database) -> None:
    await _add(things, "a", 1)
    async with things.transaction() as tx:
        assert await tx.execute("UPDATE things SET number = 2 WHERE id = $1", "a") == 1
        assert await tx.execute("UPDATE things SET number = 2 WHERE id = $1", "none") == 0


async def test_a_second_row_with_the_same_key_is_a_unique_violation(things: Database) -> None:
    await _add(things, "a", 1)
    with pytest.raises(UniqueViolation):
        await _add(things, "a", 2)


async def test_a_row_lock_is_only_for_postgresql(things: Database) -> None:
    await _add(things, "a", 1)
    async with things.transaction() as tx:
        rows = await tx.fetch(
            "SELECT id FROM things WHERE number = $1 FOR UPDATE SKIP LOCKED", 1
        )
    assert len(rows) == 1
    assert sqlite_text("SELECT 1 WHERE a = $12 FOR UPDATE") == "SELECT 1 WHERE a = ?12"


async def test_an_address_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ConfigurationError) as refused:
        await open_database("mysql://somewhere")
    assert refused.value.word == "database_url"
    assert refused.value.text.ko == "database는 sqlite:///경로 또는 postgresql://…이어야 해요."
    assert refused.value.text.en == "database must be sqlite:///path or postgresql://…."


def _migration(number: int, sql: str) -> Migration:
    return Migration(part="test", number=number, name="step", sql=sql)


async def test_a_migration_is_applied_once(database: Database) -> None:
    steps = [_migration(1, _TABLE), _migration(2, "ALTER TABLE things ADD COLUMN note TEXT")]
    assert await migrate(database, steps[:1], 0) == steps[:1]
    assert await migrate(database, steps, 0) == steps[1:]
    assert await migrate(database, steps, 0) == []


async def test_a_migration_that_fails_leaves_nothing(database: Database) -> None:
    broken = _migration(1, f"{_TABLE}; INSERT INTO nowhere VALUES (1)")
    with pytest.raises(Exception, match="nowhere"):
        await migrate(database, [broken], 0)
    assert await migrate(database, [_migration(1, _TABLE)], 0) != []


async def test_a_newer_database_is_refused(database: Database) -> None:
    await migrate(database, [_migration(1, _TABLE), _migration(2, "SELECT 1")], 0)
    with pytest.raises(ConfigurationError) as refused:
        await migrate(database, [_migration(1, _TABLE)], 0)
    assert refused.value.word == "database_newer"
    assert refused.value.exit_code == 3
