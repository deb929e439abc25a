"""A backup, and putting it back."""

import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.space import Space, space


@pytest.fixture
def one(tmp_path: Path) -> Space:
    folder = tmp_path / "space"
    folder.mkdir()
    made = Space(folder, f"sqlite:///{folder}/spacecast.db")
    made.fill(3)
    return made


def _people(one: Space) -> int:
    with closing(sqlite3.connect(one.folder / "spacecast.db")) as database:
        return int(database.execute("SELECT count(*) FROM members").fetchone()[0])


def _more_people(one: Space) -> None:
    file = one.folder / "more.csv"
    file.write_text("email,name\nlate@example.com,늦은 사람\n", "utf-8")
    one.told("member", "import", str(file))


def test_what_came_after_the_backup_is_gone_after_restoring_it_and_kept_beside(
    one: Space, tmp_path: Path
) -> None:
    file = tmp_path / "today.tar.gz"
    (one.folder / "media").mkdir(exist_ok=True)
    (one.folder / "media" / "im_1.png").write_bytes(b"picture")
    told = one.told("backup", str(file))
    assert told["files"] == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    _more_people(one)
    assert _people(one) == 4
    assert one.told("restore", str(file), "--yes")["files"] == 1
    assert _people(one) == 3
    assert (one.folder / "media" / "im_1.png").read_bytes() == b"picture"
    assert (one.folder / "before-restore-1" / "spacecast.db").exists()


def test_the_keys_of_secret_rooms_are_in_no_backup(one: Space, tmp_path: Path) -> None:
    file = tmp_path / "today.tar.gz"
    (one.folder / "secret").mkdir(exist_ok=True)
    (one.folder / "secret" / "keys.db").write_bytes(b"keys")
    one.told("backup", str(file))
    with tarfile.open(file) as tar:
        assert not [name for name in tar.getnames() if "secret" in name or "keys" in name]


def test_a_backup_never_overwrites_a_file(one: Space, tmp_path: Path) -> None:
    file = tmp_path / "today.tar.gz"
    file.write_bytes(b"somebody's")
    done = one.run("backup", str(file))
    assert done.returncode == 6
    assert "today.tar.gz is there already" in done.stderr
    assert file.read_bytes() == b"somebody's"


@pytest.mark.parametrize("content", [b"", b"no backup", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_backup_changes_nothing(one: Space, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.tar.gz"
    file.write_bytes(content)
    done = one.run("restore", str(file), "--yes")
    assert done.returncode == 2
    assert "no whole backup of Spacecast" in done.stderr
    assert _people(one) == 3


def test_nothing_is_restored_under_a_running_server(tmp_path: Path) -> None:
    with space(tmp_path, f"sqlite:///{tmp_path}/spacecast.db") as running:
        running.fill(3)
        file = tmp_path / "today.tar.gz"
        running.start()
        running.told("backup", str(file))
        done = running.run("restore", str(file), "--yes")
        assert done.returncode == 6
        assert "Stop it and try again" in done.stderr


def test_on_postgresql_it_says_what_to_do_instead(tmp_path: Path, postgresql_url: str) -> None:
    done = Space(tmp_path, postgresql_url).run("backup", str(tmp_path / "today.tar.gz"))
    assert done.returncode == 6
    assert "pg_dump" in done.stderr
