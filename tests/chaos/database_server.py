"""A PostgreSQL server that may be killed, and comes up again over what it left."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.postgresql import _as_postgres, _bin, free_port

_PATIENCE = 60


class DatabaseServer:
    """One server over one folder, as a child of this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://spacecast@127.0.0.1:{self._port}/postgres"

    def prepare(self) -> None:
        """Make an empty database."""
        self._folder.mkdir()
        if os.geteuid() == 0:
            # The server refuses to run as root, and has to get to its folder.
            self._folder.parent.chmod(0o711)
            shutil.chown(self._folder, "postgres")
        place = ["-D", str(self._folder / "data"), "--no-sync"]
        _as_postgres(
            [str(_bin() / "initdb"), *place, "-U", "spacecast", "-A", "trust", "-E", "UTF8"]
        )

    def start(self) -> None:
        """Start it; `ready` says when it answers."""
        options = ["-p", str(self._port), "-k", str(self._folder), "-h", "127.0.0.1"]
        log = self._folder.parent / "postgresql.log"
        with log.open("ab") as written:
            self._server = subprocess.Popen(
                # Whatever was written survives a killed process, synced or not.
                [_bin() / "postgres", "-D", self._folder / "data", *options, "-c", "fsync=off"],
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd="/",
                user="postgres" if os.geteuid() == 0 else None,
                group="postgres" if os.geteuid() == 0 else None,
            )

    async def ready(self) -> None:
        """Wait until it answers, which is after it has recovered."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    connection = await asyncpg.connect(self.url)
                except (OSError, asyncpg.PostgresError):
                    await asyncio.sleep(0.05)
                else:
                    await connection.close()
                    return

    def kill(self) -> None:
        """End it and all its processes at once, as a power cut would."""
        if self._server is None:
            return
        server, self._server = self._server, None
        # It stands still first, so that it starts no other process meanwhile. Each is a process
        # group of its own, so there is no group to kill.
        server.send_signal(signal.SIGSTOP)
        for child in _children(server.pid):
            os.kill(child, signal.SIGKILL)
        server.kill()
        server.wait(_PATIENCE)


def _children(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The second field is a name that may hold anything, in brackets.
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            yield int(stat.parent.name)


@contextmanager
def database_server(folder: Path) -> Iterator[DatabaseServer]:
    """A server over an empty database; ended whatever happens."""
    server = DatabaseServer(folder)
    server.prepare()
    try:
        server.start()
        yield server
    finally:
        server.kill()
