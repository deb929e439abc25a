"""PostgreSQL through asyncpg."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import asyncpg

from bot.core.database.contract import Arguments, Result, Row, Transaction

_VACUUM_SECONDS = 600

# JSON is written in SQLite's words, which have one meaning; PostgreSQL's own are put in here.
_JSON = (
    # An object's names and values; without the alias, an array's elements.
    (
        re.compile(r"\bjson_each\((\$\d+)\) AS pair\b"),
        r"json_each_text(\1::json) AS pair(key, value)",
    ),
    (
        re.compile(r"\bjson_each\((\$\d+)\)"),
        r"json_array_elements(\1::json) AS json_each(value)",
    ),
    (re.compile(r"\bjson_group_array\("), "json_agg("),
    (re.compile(r"\bjson_object\("), "json_build_object("),
    (re.compile(r"\bjson_array\("), "json_build_array("),
)


@lru_cache(maxsize=1024)
def postgresql_text(sql: str) -> str:
    """`sql` as PostgreSQL takes it."""
    for words, ours in _JSON:
        sql = words.sub(ours, sql)
    return sql


class _PostgresConnection:
    """The four verbs over one asyncpg connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return list(await self._connection.fetch(postgresql_text(sql), *arguments))

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        row: Row | None = await self._connection.fetchrow(postgresql_text(sql), *arguments)
        return row

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        return await self._connection.fetchval(postgresql_text(sql), *arguments)

    async def execute(self, sql: str, *arguments: Any) -> int:
        status: str = await self._connection.execute(postgresql_text(sql), *arguments)
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        await self._connection.executemany(postgresql_text(sql), rows)

    async def execute_script(self, sql: str) -> None:
        # SQLite's word for a key of 64 bits that is the row's own number.
        await self._connection.execute(sql.replace("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"))


class PostgresDatabase:
    """PostgreSQL through a pool of asyncpg connections."""

    kind = "postgresql"

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str) -> "PostgresDatabase":
        """Connect to the server that `url` names."""
        return cls(await asyncpg.create_pool(url, min_size=1, max_size=10, command_timeout=60))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._pool.acquire() as connection, connection.transaction():
            yield _PostgresConnection(connection)

    async def atomically(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        async with self.transaction() as tx:
            return await body(tx)

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return list(await self._pool.fetch(postgresql_text(sql), *arguments))

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        row: Row | None = await self._pool.fetchrow(postgresql_text(sql), *arguments)
        return row

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        return await self._pool.fetchval(postgresql_text(sql), *arguments)

    async def scrub(self, table: str) -> bool:
        await self._pool.execute(f"VACUUM {table}", timeout=_VACUUM_SECONDS)
        return True

    async def close(self) -> None:
        await self._pool.close()
