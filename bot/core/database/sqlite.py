"""SQLite through aiosqlite."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import aiosqlite

from bot.core.database.contract import Arguments, Result, Row, Transaction
from bot.core.database.sqlite_modes import ORDINARY, SqliteMode, connect, make_private

# SQLite has one writer, so a transaction there holds every row: the lock words are only PostgreSQL's.
_ROW_LOCK = re.compile(r"\s+FOR (?:NO KEY )?UPDATE(?: SKIP LOCKED)?", re.IGNORECASE)
_PARAMETER = re.compile(r"\$(\d+)")


@lru_cache(maxsize=1024)
def sqlite_text(sql: str) -> str:
    """`sql` as SQLite takes it: `?1` parameters, no row locks."""
    return _PARAMETER.sub(r"?\1", _ROW_LOCK.sub("", sql))


class _SqliteConnection:
    """The four verbs over one aiosqlite connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return list(await self._connection.execute_fetchall(sqlite_text(sql), arguments))  # type: ignore[arg-type] # sqlite3.Row maps names to values

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        rows = await self.fetch(sql, *arguments)
        return rows[0] if rows else None

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        row = await self.fetch_one(sql, *arguments)
        return None if row is None else next(iter(row))

    async def execute(self, sql: str, *arguments: Any) -> int:
        cursor = await self._connection.execute(sqlite_text(sql), arguments)
        return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        await self._connection.executemany(sqlite_text(sql), rows)

    async def execute_script(self, sql: str) -> None:
        # Not executescript(): that commits first, and a migration must be one transaction.
        for statement in _statements(sql):
            await self._connection.execute(statement)


def _statements(sql: str) -> list[str]:
    bare = re.sub(r"--[^\n]*", "", sql)
    return [part.strip() for part in bare.split(";") if part.strip()]


class SqliteDatabase:
    """SQLite: one writer, a few readers, each on a thread of its own."""

    kind = "sqlite"

    def __init__(
        self, writer: aiosqlite.Connection, readers: Sequence[aiosqlite.Connection]
    ) -> None:
        self._connections = [writer, *readers]
        self._writer = _SqliteConnection(writer)
        self._raw_writer = writer
        self._write = asyncio.Lock()
        self._readers: asyncio.LifoQueue[_SqliteConnection] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(_SqliteConnection(reader))

    @classmethod
    async def open(cls, path: Path, mode: SqliteMode = ORDINARY) -> "SqliteDatabase":
        """Open or make the file at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if mode.private else 0o777)
        if mode.private:
            make_private(path)
        writer = await connect(path, mode)
        readers = [await connect(path, mode, read_only=True) for _ in range(mode.readers)]
        return cls(writer, readers)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._write:
            try:
                # IMMEDIATE: another process that writes makes us wait here, never fail half-way.
                # Inside the try: cancelled while it waits for its thread, it still begins.
                await self._raw_writer.execute("BEGIN IMMEDIATE")
                yield self._writer
            except BaseException:
                await asyncio.shield(self._raw_writer.rollback())
                raise
            await asyncio.shield(self._raw_writer.commit())

    async def atomically(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        async with self._write:
            # aiosqlite has no public way to run more than one call on its thread at once.
            run = cast("Callable[..., Awaitable[Result]]", self._raw_writer._execute)  # noqa: SLF001
            return await run(_whole, self._raw_writer._conn, body)  # noqa: SLF001

    async def scrub(self, table: str) -> bool:  # noqa: ARG002 # the log is the whole file's
        async with self._write:
            run = cast("Callable[..., Awaitable[bool]]", self._raw_writer._execute)  # noqa: SLF001
            return await run(_emptied, self._raw_writer._conn)  # noqa: SLF001

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        reader = await self._readers.get()
        try:
            return await reader.fetch(sql, *arguments)
        finally:
            self._readers.put_nowait(reader)

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        rows = await self.fetch(sql, *arguments)
        return rows[0] if rows else None

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        row = await self.fetch_one(sql, *arguments)
        return None if row is None else next(iter(row))

    async def close(self) -> None:
        for connection in self._connections:
            await connection.close()


def _whole(
    connection: sqlite3.Connection,
    body: Callable[[Transaction], Coroutine[Any, Any, Result]],
) -> Result:
    """Run a transaction from begin to commit on the thread that owns the connection."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = _driven(body(_InThread(connection)))
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    return result


def _emptied(connection: sqlite3.Connection) -> bool:
    """Whether the write-ahead log could be written back and cut to nothing."""
    # A reader in the way is for the next time: waiting would hold up every write.
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute("PRAGMA busy_timeout = 30000")
    return not busy


def _driven(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that never has to wait."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return cast("Result", end.value)
    coroutine.close()
    raise RuntimeError("a whole transaction may await nothing but its transaction")


class _InThread:
    """The verbs without a handover, for code that runs on the connection's own thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return self._connection.execute(sqlite_text(sql), arguments).fetchall()

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        row: Row | None = self._connection.execute(sqlite_text(sql), arguments).fetchone()
        return row

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        row = await self.fetch_one(sql, *arguments)
        return None if row is None else next(iter(row))

    async def execute(self, sql: str, *arguments: Any) -> int:
        return self._connection.execute(sqlite_text(sql), arguments).rowcount

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        self._connection.executemany(sqlite_text(sql), rows)

    async def execute_script(self, sql: str) -> None:
        for statement in _statements(sql):
            self._connection.execute(statement)
