"""Backups of a Spacecast on SQLite: both databases and all files, and never a key of secret rooms."""

import io
import json
import os
import shutil
import socket
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import __version__
from bot.config import Config
from bot.core.database.sqlite_copy import copy_sqlite, is_sound_sqlite
from bot.core.errors import Bilingual, Invalid, WrongState

# Beside them is `secret`, with the keys: it is in no backup, or what was erased could be read in it.
_FOLDERS = ("media", "attachments")
_ABOUT = "backup.json"
_ENDINGS = ("", "-wal", "-shm")
_LEDGER, _MESSENGER = "spacecast.db", "messenger.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What is in a backup; `made_at` is in UTC milliseconds."""

    made_at: int
    version: str
    files: int


def write_backup(config: Config, file: Path, now: int) -> Backup:
    """Write a backup, for its owner only; a server may be running meanwhile.

    Raises WrongState `backup_not_sqlite`, `backup_exists`.
    """
    ledger = _ledger_of(config)
    if file.exists():
        raise WrongState(_exists(file), code="backup_exists")
    with tempfile.TemporaryDirectory(dir=config.data_dir, prefix="backup-") as made:
        for name, source in ((_LEDGER, ledger), (_MESSENGER, config.data_dir / _MESSENGER)):
            if source.exists():
                copy_sqlite(source, Path(made) / name)
        part = file.with_name(f"{file.name}.part")
        try:
            count = _pack(config, Path(made), part, now)
            part.replace(file)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    return Backup(made_at=now, version=__version__, files=count)


def _pack(config: Config, made: Path, part: Path, now: int) -> int:
    count = 0
    with (
        os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz") as tar,
    ):
        about = json.dumps({"made_at": now, "version": __version__}).encode()
        entry = tarfile.TarInfo(_ABOUT)
        entry.size = len(about)
        tar.addfile(entry, io.BytesIO(about))
        for database in sorted(made.iterdir()):
            tar.add(database, database.name)
        for folder in _FOLDERS:
            for path in sorted((config.data_dir / folder).rglob("*")):
                if path.is_file():
                    # One that is removed meanwhile needn't be in it.
                    with suppress(FileNotFoundError):
                        tar.add(path, path.relative_to(config.data_dir))
                        count += 1
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBackup:
    """A backup that is read and sound, and not in its place yet; its ledger may still be changed."""

    backup: Backup
    folder: Path
    config: Config

    @property
    def ledger(self) -> str:
        """The URL of its ledger."""
        return f"sqlite:///{self.folder / _LEDGER}"

    def put(self) -> None:
        """Put it in the place of what is there, which is kept beside it."""
        aside = _aside(self.config.data_dir)
        _put(self.folder / _LEDGER, _ledger_of(self.config), aside)
        for name in (_MESSENGER, *_FOLDERS):
            _put(self.folder / name, self.config.data_dir / name, aside)


@contextmanager
def opened_backup(config: Config, file: Path) -> Iterator[OpenedBackup]:
    """Read a backup, to be put back; the server is off, and nothing is changed by this.

    What was erased in secret rooms stays erased: their keys were never in it. Raises Invalid
    `backup_unreadable`, WrongState `backup_not_sqlite`, `server_running`.
    """
    _ledger_of(config)
    if _is_listening(config):
        raise WrongState(_RUNNING, code="server_running")
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=config.data_dir, prefix="restore-") as made:
        found = _unpacked(file, Path(made))
        yield OpenedBackup(backup=found, folder=Path(made), config=config)


def _unpacked(file: Path, made: Path) -> Backup:
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(made, filter="data")
        about = json.loads((made / _ABOUT).read_text("utf-8"))
        found = Backup(
            made_at=int(about["made_at"]),
            version=str(about["version"]),
            files=sum(1 for folder in _FOLDERS for _ in (made / folder).rglob("*")),
        )
    except (OSError, tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise Invalid(_unreadable(file), code="backup_unreadable") from error
    if not all(is_sound_sqlite(made / name) for name in (_LEDGER, _MESSENGER)):
        raise Invalid(_unreadable(file), code="backup_unreadable")
    return found


def _aside(data_dir: Path) -> Path:
    """An empty folder for what was there."""
    for number in range(1, 10_000):
        folder = data_dir / f"before-restore-{number}"
        if not folder.exists():
            folder.mkdir(mode=0o700)
            return folder
    raise WrongState(_TOO_MANY, code="too_many_restores")


def _put(source: Path, target: Path, aside: Path) -> None:
    for ending in _ENDINGS:
        old = target.with_name(target.name + ending)
        if old.exists():
            shutil.move(old, aside / old.name)
    for ending in _ENDINGS:
        new = source.with_name(source.name + ending)
        if new.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(new, target.with_name(target.name + ending))


def _ledger_of(config: Config) -> Path:
    if not config.database.startswith("sqlite:///"):
        raise WrongState(_NOT_SQLITE, code="backup_not_sqlite")
    return Path(config.database.removeprefix("sqlite:///"))


def _is_listening(config: Config) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((config.server.host, config.server.port)) == 0


_NOT_SQLITE = Bilingual(
    ko="이 명령은 SQLite에서만 써요. PostgreSQL은 pg_dump로, 파일은 data_dir의 media와 attachments 폴더를 "
    "복사해 백업해 주세요. secret 폴더는 백업하지 마세요.",
    en="This command is for SQLite. Back PostgreSQL up with pg_dump, and copy the folders media and "
    "attachments of data_dir. Never back up the folder secret.",
)
_RUNNING = Bilingual(
    ko="서버가 켜져 있어서 복원하지 않았어요. 서버를 끄고 다시 해 주세요.",
    en="Nothing was restored: the server is running. Stop it and try again.",
)
_TOO_MANY = Bilingual(
    ko="이전 복원에서 남긴 폴더가 너무 많아요. data_dir의 before-restore-… 폴더를 정리하고 다시 해 주세요.",
    en="Too many folders are left of restores before. Remove before-restore-… from data_dir.",
)


def _exists(file: Path) -> Bilingual:
    return Bilingual(
        ko=f"{file.name} 파일이 이미 있어서 백업하지 않았어요. 다른 이름을 써 주세요.",
        en=f"Nothing was written: {file.name} is there already. Use another name.",
    )


def _unreadable(file: Path) -> Bilingual:
    return Bilingual(
        ko=f"{file.name}은(는) 온전한 Spacecast 백업이 아니에요. 아무것도 바꾸지 않았어요. 다른 백업을 써 주세요.",
        en=f"{file.name} is no whole backup of Spacecast. Nothing was changed. Use another one.",
    )
