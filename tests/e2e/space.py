"""A real Spacecast in processes of its own, and a look into its databases."""

import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from bot.core.database import Row, open_database
from tests.e2e.processes import Life, Process, begin, fork
from tests.postgresql import free_port

PATIENCE = 120
ROOT = Path(__file__).parent.parent.parent
NO_QUIET_HOURS = {
    "SPACECAST_QUIET_HOURS__START": "00:00",
    "SPACECAST_QUIET_HOURS__END": "00:00",
}


class Space:
    """A folder with a configuration, the server over it, and the command line beside it."""

    def __init__(
        self,
        folder: Path,
        database: str,
        *,
        latency: str = "0s",
        more: str = "",
        from_nothing: bool = False,
    ) -> None:
        self._begin = begin if from_nothing else fork
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.messenger = (
            f"sqlite:///{folder / 'messenger.db'}"
            if database.startswith("sqlite")
            else database
        )
        self.config = folder / "config.yaml"
        # What the server says; beside the data, so that it can be searched like them.
        self.log = folder / "server.log"
        self.config.write_text(
            f"server: {{port: {self.port}}}\ndatabase: {database}\ndata_dir: {folder}\n"
            f"delivery: {{grace_seconds: 0}}\nmessenger: {{latency: {latency}}}\n{more}",
            "utf-8",
        )
        self._server: Process | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        with tempfile.TemporaryDirectory() as name:
            out, err = Path(name) / "out", Path(name) / "err"
            process = self._launch(["--lang", "en", *arguments], out, err)
            code = process.wait(PATIENCE)
            return subprocess.CompletedProcess(
                arguments, code, out.read_text("utf-8"), err.read_text("utf-8")
            )

    def told(self, *arguments: str) -> Any:
        """What a command that must succeed prints as JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def fill(self, members: int) -> None:
        """Import people and make the profile hr."""
        rows = ["email,name,role", "boss@example.com,김슬기,super_admin"]
        rows += [f"p{number}@example.com,사람 {number},member" for number in range(1, members)]
        file = self.folder / "members.csv"
        file.write_text("\n".join(rows), "utf-8")
        assert self.told("member", "import", str(file))["added"] == members
        self.told("profile", "create", "hr", "--name", "인사팀")

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        self._server = self.serve(self.log)
        wait_for_url(f"{self.url}/readyz")

    def serve(self, log: Path) -> Process:
        """Start a server, and don't wait for it."""
        return self._launch(["serve"], log, log)

    def _launch(self, arguments: Sequence[str], out: Path, err: Path) -> Process:
        return self._begin(
            Life(
                arguments=["-c", str(self.config), *arguments],
                folder=self.folder,
                environment=environment(),
                out=out,
                err=err,
            )
        )

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End the server as an operator would; answers its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._server is None:
            return 0
        server, self._server = self._server, None
        server.send_signal(how)
        return server.wait(PATIENCE)

    async def rows(self, database: str, sql: str, *arguments: object) -> Sequence[Row]:
        """Look into one of the two databases."""
        opened = await open_database(database)
        try:
            return await opened.fetch(sql, *arguments)
        finally:
            await opened.close()


@contextmanager
def space(
    folder: Path,
    database: str,
    *,
    latency: str = "0s",
    more: str = "",
    from_nothing: bool = False,
) -> Iterator[Space]:
    """A Space whose server is ended whatever happens; `more` goes to the end of its configuration.

    `from_nothing`: its processes import everything themselves, as those of a person do.
    """
    made = Space(folder, database, latency=latency, more=more, from_nothing=from_nothing)
    try:
        yield made
    finally:
        made.kill()


def environment() -> dict[str, str]:
    """Ours, without what would change a command's mind; nothing waits because it is late here."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SPACECAST_")}
    return {**kept, **NO_QUIET_HOURS, "PYTHONPATH": str(ROOT)}


def wait_for_url(url: str) -> None:
    """Wait until a server answers 200."""
    for _ in range(PATIENCE * 10):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- loopback
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered")


def write_picture(folder: Path) -> Path:
    """A small picture."""
    path = folder / "pic.png"
    Image.new("RGB", (320, 180), (120, 180, 245)).save(path)
    return path
