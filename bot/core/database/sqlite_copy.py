"""Copies a SQLite file while others use it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_sqlite(source: Path, target: Path) -> None:
    """Write what is committed in `source` to a new file; it may be in use meanwhile."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # As a file on its own, without a log beside it.
        new.execute("PRAGMA journal_mode = DELETE")


def is_sound_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite database whose pages fit together."""
    try:
        with closing(sqlite3.connect(path)) as database:
            rows = database.execute("PRAGMA quick_check").fetchall()
    except sqlite3.DatabaseError:
        return False
    return rows == [("ok",)]
