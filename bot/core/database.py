"""One SQL text for SQLite and PostgreSQL: the only module that knows the drivers."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiosqlite
import asyncpg

from bot.core.errors import Bilingual, ConfigurationError

Row = Mapping[str, Any]
Arguments = Sequence[Any]

# SQLite has one writer, so a transaction there holds every row: the lock words are only PostgreSQL's.
_ROW_LOCK = re.compile(r"\s+FOR (?:NO KEY )?UPDATE(?: SKIP LOCKED)?", re.IGNORECASE)
_PARAMETER = re.compile(r"\$(\d+)")
_READERS = 4


class Reader(Protocol):
    """Reads; a Database outside a transaction, or the transaction itself."""

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        """Every row."""

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        """The first row, or None."""

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row, or None."""


class Transaction(Reader, Protocol):
    """Reads and writes that become durable together."""

    async def execute(self, sql: str, *arguments: Any) -> int:
        """The number of rows changed."""

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        """One statement for many rows."""

    async def execute_script(self, sql: str) -> None:
        """Several statements without parameters, for migrations."""


class Database(Reader, Protocol):
    """A database of one of the two kinds; writes happen only inside `transaction()`."""

    kind: str

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Commits at the end, rolls back on an error."""

    async def close(self) -> None:
        """Close every connection."""


def sqlite_text(sql: str) -> str:
    """`sql` as SQLite takes it: `?1` parameters, no row locks."""
    return _PARAMETER.sub(r"?\1", _ROW_LOCK.sub("", sql))


class _SqliteConnection:
    """The four verbs over one aiosqlite connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._texts: dict[str, str] = {}

    def _text(self, sql: str) -> str:
        text = self._texts.get(sql)
        if text is None:
            text = self._texts[sql] = sqlite_text(sql)
        return text

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return list(await self._connection.execute_fetchall(self._text(sql), arguments))  # type: ignore[arg-type] # sqlite3.Row maps names to values

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        rows = await self.fetch(sql, *arguments)
        return rows[0] if rows else None

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        row = await self.fetch_one(sql, *arguments)
        return None if row is None else next(iter(row))

    async def execute(self, sql: str, *arguments: Any) -> int:
        cursor = await self._connection.execute(self._text(sql), arguments)
        return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        await self._connection.executemany(self._text(sql), rows)

    async def execute_script(self, sql: str) -> None:
        # Not executescript(): that commits first, and a migration must be one transaction.
        for statement in _statements(sql):
            await self._connection.execute(statement)


def _statements(sql: str) -> list[str]:
    bare = re.sub(r"--[^\n]*", "", sql)
    return [part.strip() for part in bare.split(";") if part.strip()]


class SqliteDatabase:
    """SQLite in WAL mode: one writer, a few readers, each on a thread of its own."""

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
    async def open(cls, path: Path) -> "SqliteDatabase":
        """Open or make the file at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = await _sqlite_connection(path)
        readers = [await _sqlite_connection(path, read_only=True) for _ in range(_READERS)]
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


async def _sqlite_connection(path: Path, *, read_only: bool = False) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    connection.row_factory = aiosqlite.Row
    await connection.execute("PRAGMA busy_timeout = 30000")
    if not read_only:
        await connection.execute("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA synchronous = NORMAL")
    await connection.execute("PRAGMA foreign_keys = ON")
    await connection.execute("PRAGMA cache_size = -16000")
    if read_only:
        await connection.execute("PRAGMA query_only = ON")
    return connection


class _PostgresConnection:
    """The four verbs over one asyncpg connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return list(await self._connection.fetch(sql, *arguments))

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        row: Row | None = await self._connection.fetchrow(sql, *arguments)
        return row

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        return await self._connection.fetchval(sql, *arguments)

    async def execute(self, sql: str, *arguments: Any) -> int:
        status: str = await self._connection.execute(sql, *arguments)
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        await self._connection.executemany(sql, rows)

    async def execute_script(self, sql: str) -> None:
        await self._connection.execute(sql)


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

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        return list(await self._pool.fetch(sql, *arguments))

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        row: Row | None = await self._pool.fetchrow(sql, *arguments)
        return row

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        return await self._pool.fetchval(sql, *arguments)

    async def close(self) -> None:
        await self._pool.close()


async def open_database(url: str) -> Database:
    """Open `sqlite:///path` or `postgresql://…`; ConfigurationError where that fails."""
    scheme = urlsplit(url).scheme
    try:
        if scheme == "sqlite":
            return await SqliteDatabase.open(Path(url.removeprefix("sqlite:///")))
        if scheme in {"postgresql", "postgres"}:
            return await PostgresDatabase.open(url)
    except (OSError, asyncpg.PostgresError, aiosqlite.Error) as error:
        raise ConfigurationError(
            _cannot_open(scheme, str(error)), code="database_unreachable"
        ) from error
    raise ConfigurationError(
        Bilingual(
            ko="database는 sqlite:///경로 또는 postgresql://…이어야 해요.",
            en="database must be sqlite:///path or postgresql://….",
        ),
        code="database_url",
    )


def _cannot_open(scheme: str, reason: str) -> Bilingual:
    return Bilingual(
        ko=f"데이터베이스({scheme})를 열 수 없어요: {reason}. 주소와 서버 상태를 확인해 주세요.",
        en=f"The database ({scheme}) can't be opened: {reason}. Check its address and the server.",
    )


UniqueViolation = (aiosqlite.IntegrityError, asyncpg.UniqueViolationError)
