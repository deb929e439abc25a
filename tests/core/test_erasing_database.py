from pathlib import Path

import aiosqlite
import pytest

from bot.core.database import Database, open_database, open_key_file
from bot.core.database.sqlite_modes import ERASING, connect
from bot.core.errors import ConfigurationError
from tests.refusals import refused

_MARKER = "marker-of-a-row-that-goes"


async def _add(database: Database, key: str, text: str) -> None:
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO notes (id, text) VALUES ($1, $2)", key, text)


async def _made(database: Database) -> Database:
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL)")
    return database


async def _remove(database: Database, key: str) -> None:
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM notes WHERE id = $1", key)


def _occurrences(folder: Path) -> int:
    return sum(path.read_bytes().count(_MARKER.encode()) for path in folder.iterdir())


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def _rights(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def test_a_key_file_forgets_a_deleted_row_with_the_commit(tmp_path: Path) -> None:
    database = await _made(await open_key_file(tmp_path / "keys.db"))
    await _add(database, "gone", _MARKER * 900)
    await _add(database, "kept", "still here")
    assert _occurrences(tmp_path) > 890  # some stand across two pages
    await _remove(database, "gone")
    assert _occurrences(tmp_path) == 0
    assert _sizes(tmp_path)["keys.db-journal"] == 0
    assert await database.fetch_value("SELECT text FROM notes") == "still here"
    await database.close()


async def test_a_key_file_and_its_journal_are_for_their_owner_only(tmp_path: Path) -> None:
    database = await _made(await open_key_file(tmp_path / "new" / "keys.db"))
    assert _rights(tmp_path / "new") == {"keys.db": 0o600, "keys.db-journal": 0o600}
    assert _rights(tmp_path)["new"] == 0o700
    await database.close()


async def test_a_key_file_that_another_program_holds_in_wal_mode_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys.db"
    other = await connect(path, ERASING)
    await other.execute("CREATE TABLE notes (id TEXT)")
    await other.execute("BEGIN")
    await other.execute_fetchall("SELECT * FROM notes")
    with refused(
        ConfigurationError,
        "database_unreachable",
        ko="데이터베이스(sqlite)를 열 수 없어요: database is locked. 주소와 서버 상태를 확인해 주세요.",
        en="The database (sqlite) can't be opened: database is locked. "
        "Check its address and the server.",
    ):
        await open_key_file(path)
    await other.close()


async def test_a_key_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.db"
    path.write_bytes(b"no database at all, but long enough to be read as one" * 20)
    with refused(
        ConfigurationError,
        "database_unreachable",
        ko="데이터베이스(sqlite)를 열 수 없어요: file is not a database. 주소와 서버 상태를 확인해 주세요.",
        en="The database (sqlite) can't be opened: file is not a database. "
        "Check its address and the server.",
    ):
        await open_key_file(path)


async def test_sqlite_that_does_not_erase_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = aiosqlite.Connection.execute_fetchall

    async def deaf(connection: aiosqlite.Connection, sql: str) -> object:
        return [(0,)] if "secure_delete" in sql else await plain(connection, sql)

    monkeypatch.setattr(aiosqlite.Connection, "execute_fetchall", deaf)
    with refused(
        ConfigurationError,
        "database_not_erasing",
        ko="SQLite가 secure_delete = ON을(를) 받아들이지 않아서 지운 내용이 파일에 남을 수 있어요. 이 파일을 연 다른 "
        "프로그램을 닫거나 다른 SQLite로 다시 시작해 주세요.",
        en="SQLite doesn't take secure_delete = ON, so what is deleted could stay in the file. "
        "Close other programs that have it open, or start again with another SQLite.",
    ):
        await open_key_file(tmp_path / "keys.db")


async def test_scrubbing_empties_the_log_of_an_erasing_database(tmp_path: Path) -> None:
    database = await _made(
        await open_database(f"sqlite:///{tmp_path}/messenger.db", erasing=True)
    )
    await _add(database, "gone", _MARKER)
    await _remove(database, "gone")
    assert _occurrences(tmp_path) > 0  # the log still tells how the row came
    assert await database.scrub("notes")
    assert _occurrences(tmp_path) == 0
    assert _sizes(tmp_path)["messenger.db-wal"] == 0
    await database.close()


async def test_scrubbing_says_that_a_reader_is_in_the_way_and_writes_go_on(
    tmp_path: Path,
) -> None:
    path = tmp_path / "messenger.db"
    database = await _made(await open_database(f"sqlite:///{path}", erasing=True))
    await _add(database, "gone", _MARKER)
    reader = await connect(path, ERASING, read_only=True)
    await reader.execute("BEGIN")
    await reader.execute_fetchall("SELECT * FROM notes")
    await _remove(database, "gone")
    assert not await database.scrub("notes")
    await _add(database, "next", "writes go on")
    await reader.close()
    assert await database.scrub("notes")
    assert _occurrences(tmp_path) == 0
    await database.close()


async def test_scrubbing_leaves_what_is_there(database: Database) -> None:
    await _made(database)
    await _add(database, "kept", "still here")
    await _add(database, "gone", _MARKER)
    await _remove(database, "gone")
    assert await database.scrub("notes")
    assert await database.fetch_value("SELECT text FROM notes") == "still here"
