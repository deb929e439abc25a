"""One SQL text for SQLite and PostgreSQL: the only package that knows the drivers."""

from pathlib import Path
from urllib.parse import urlsplit

import aiosqlite
import asyncpg

from bot.core.database.contract import Arguments, Database, Reader, Row, Transaction
from bot.core.database.postgresql import PostgresDatabase
from bot.core.database.sqlite import SqliteDatabase, sqlite_text
from bot.core.database.sqlite_modes import ERASING, KEYS, ORDINARY
from bot.core.errors import Bilingual, ConfigurationError

__all__ = [
    "Arguments",
    "Database",
    "DatabaseTrouble",
    "Reader",
    "Row",
    "Transaction",
    "UniqueViolation",
    "open_database",
    "open_key_file",
    "sqlite_text",
]


async def open_database(url: str, *, erasing: bool = False) -> Database:
    """Open `sqlite:///path` or `postgresql://…`; ConfigurationError where that fails.

    `erasing`: what is deleted from SQLite is overwritten, and `scrub` empties its log.
    """
    scheme = urlsplit(url).scheme
    try:
        if scheme == "sqlite":
            mode = ERASING if erasing else ORDINARY
            return await SqliteDatabase.open(Path(url.removeprefix("sqlite:///")), mode)
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


async def open_key_file(path: Path) -> Database:
    """Open or make a SQLite file of keys: what is deleted is gone from its bytes with the commit.

    Always SQLite, also beside PostgreSQL: keys must not be in its log. ConfigurationError where
    the file can't be opened, or SQLite doesn't erase.
    """
    try:
        return await SqliteDatabase.open(path, KEYS)
    except (OSError, aiosqlite.Error) as error:
        raise ConfigurationError(
            _cannot_open("sqlite", str(error)), code="database_unreachable"
        ) from error


def _cannot_open(scheme: str, reason: str) -> Bilingual:
    return Bilingual(
        ko=f"데이터베이스({scheme})를 열 수 없어요: {reason}. 주소와 서버 상태를 확인해 주세요.",
        en=f"The database ({scheme}) can't be opened: {reason}. Check its address and the server.",
    )


UniqueViolation = (aiosqlite.IntegrityError, asyncpg.UniqueViolationError)
# The database, its disk or the way to it is in trouble: the same may succeed later.
DatabaseTrouble = (aiosqlite.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
