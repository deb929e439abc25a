"""How a SQLite file is opened, by what it holds."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import aiosqlite

from bot.core.errors import Bilingual, ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteMode:
    """What every connection to one file is told."""

    journal: Literal["wal", "truncate"]
    synchronous: Literal["NORMAL", "FULL"]
    # Overwrites what is deleted. Whether it is on by default depends on who built SQLite, it isn't
    # kept in the file, and what was written while it was off leaves copies: so it is always said.
    secure_delete: bool
    readers: int
    # The file is made for its owner alone; SQLite gives the journal the same rights.
    private: bool = False


ORDINARY = SqliteMode(journal="wal", synchronous="NORMAL", secure_delete=False, readers=4)
# For files with rows that must be gone when they are deleted: the log is emptied by `scrub`.
ERASING = SqliteMode(journal="wal", synchronous="NORMAL", secure_delete=True, readers=4)
# For keys: no log that outlives a commit, so that what is deleted is gone with the commit.
KEYS = SqliteMode(
    journal="truncate", synchronous="FULL", secure_delete=True, readers=1, private=True
)


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, unless there is a file."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


async def connect(
    path: Path, mode: SqliteMode, *, read_only: bool = False
) -> aiosqlite.Connection:
    """One more connection to the file, as `mode` says.

    Raises ConfigurationError `database_not_erasing` where SQLite doesn't do what erasing needs.
    """
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    try:
        await _tell(connection, mode, read_only=read_only)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _tell(connection: aiosqlite.Connection, mode: SqliteMode, *, read_only: bool) -> None:
    connection.row_factory = aiosqlite.Row
    await connection.execute("PRAGMA busy_timeout = 30000")
    if mode.secure_delete:
        # ON, not FAST: that one leaves long rows on the list of free pages.
        await _demand(connection, "secure_delete", "ON", 1)
        # What is sorted, or moved aside in a statement, never meets a file.
        await connection.execute("PRAGMA temp_store = MEMORY")
    if mode.journal == "truncate":
        await _demand(connection, "journal_mode", "TRUNCATE", "truncate")
    elif not read_only:
        await connection.execute("PRAGMA journal_mode = WAL")
        # 16 MB between checkpoints: each one waits for the disk.
        await connection.execute("PRAGMA wal_autocheckpoint = 4000")
    await connection.execute(f"PRAGMA synchronous = {mode.synchronous}")
    await connection.execute("PRAGMA foreign_keys = ON")
    await connection.execute("PRAGMA cache_size = -16000")
    if read_only:
        await connection.execute("PRAGMA query_only = ON")


async def _demand(
    connection: aiosqlite.Connection, pragma: str, wanted: str, answer: str | int
) -> None:
    rows = list(await connection.execute_fetchall(f"PRAGMA {pragma} = {wanted}"))
    if [tuple(row) for row in rows] != [(answer,)]:
        raise ConfigurationError(_not_erasing(pragma, wanted), code="database_not_erasing")


def _not_erasing(pragma: str, wanted: str) -> Bilingual:
    return Bilingual(
        ko=f"SQLite가 {pragma} = {wanted}을(를) 받아들이지 않아서 지운 내용이 파일에 남을 수 있어요. 이 파일을 연 다른 "
        "프로그램을 닫거나 다른 SQLite로 다시 시작해 주세요.",
        en=f"SQLite doesn't take {pragma} = {wanted}, so what is deleted could stay in the file. "
        "Close other programs that have it open, or start again with another SQLite.",
    )
