"""Databases with every table and no row, made once and then copied: tables take longest to make."""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from bot.core.database import open_database
from bot.core.migrations import migrate, migrations_of

LEDGER = ("bot.workspace.store", "bot.broadcast.store", "bot.commands.store")
MESSENGER = ("bot.messenger.store",)
EVERYTHING = (*LEDGER, *MESSENGER)
_BLANK = "blank"


@cache
def blank_sqlite(packages: Sequence[str] = EVERYTHING) -> bytes:
    """The bytes of a SQLite file with the tables of `packages`."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "blank.db"
        _run(_fill(f"sqlite:///{file}", packages))
        return file.read_bytes()


def put_blank_sqlite(file: Path, packages: Sequence[str] = EVERYTHING) -> None:
    """Put such a file there, unless there is one."""
    if not file.exists():
        file.write_bytes(blank_sqlite(packages))


def make_blank_postgresql(server: str) -> str:
    """The name of a database with all tables, for CREATE DATABASE … TEMPLATE."""
    _run(_make_postgresql(server))
    return _BLANK


def _run(work: Coroutine[Any, Any, None]) -> None:
    # A test's own loop may be running in this thread.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, work).result()


async def _make_postgresql(server: str) -> None:
    admin = await asyncpg.connect(f"{server}/postgres")
    try:
        await admin.execute(f"CREATE DATABASE {_BLANK}")
    finally:
        await admin.close()
    await _fill(f"{server}/{_BLANK}", EVERYTHING)


async def _fill(url: str, packages: Sequence[str]) -> None:
    database = await open_database(url)
    try:
        for package in packages:
            await migrate(database, migrations_of(package), 0)
    finally:
        await database.close()
