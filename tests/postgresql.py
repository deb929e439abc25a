"""A PostgreSQL server of the tests' own, on loopback, gone with them."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FLAGS = "-c max_connections=200 -c shared_buffers=64MB"
_HASTY = "-c fsync=off -c full_page_writes=off -c max_wal_size=256MB -c wal_level=minimal -c max_wal_senders=0"
_ROOM = 2 << 30


class PostgresMissing(RuntimeError):
    """PostgreSQL is not installed; `make test` installs it where it may."""


def _bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresMissing("PostgreSQL is needed: apt-get install postgresql")
    return Path(on_path).parent


def _as_postgres(command: list[str]) -> None:
    # The server refuses to run as root, so root borrows the package's own account.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def in_memory() -> Path | None:
    """A folder in memory with room for all that the tests write, where there is one."""
    shared = Path("/dev/shm")  # noqa: S108 -- folders of one's own are made in it
    if not shared.is_dir() or not os.access(shared, os.W_OK):
        return None
    return shared if shutil.disk_usage(shared).free > _ROOM else None


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """Start a throwaway server; the value is its URL without a database name.

    `durable`: what it commits survives a power cut, as it would in earnest.
    """
    binaries, port = _bin(), free_port()
    above = None if durable else in_memory()
    folder = Path(tempfile.mkdtemp(prefix="spacecast-postgresql-", dir=above))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    place, log = str(folder / "data"), str(folder / "log")
    control = [str(binaries / "pg_ctl"), "-D", place]
    try:
        _as_postgres(
            [
                str(binaries / "initdb"),
                "-D",
                place,
                "-U",
                "spacecast",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ]
        )
        flags = _FLAGS if durable else f"{_FLAGS} {_HASTY}"
        options = f"{flags} -p {port} -c listen_addresses=127.0.0.1 -k {folder}"
        _as_postgres([*control, "-w", "-l", log, "-o", options, "start"])
        try:
            yield f"postgresql://spacecast@127.0.0.1:{port}"
        finally:
            _as_postgres([*control, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
