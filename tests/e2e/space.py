"""A real Spacecast in processes of its own, and a look into its databases."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from bot.core.database import Row, open_database
from tests.postgresql import free_port

COMMAND = [sys.executable, "-m", "bot"]
PATIENCE = 120
ROOT = Path(__file__).parent.parent.parent
NO_QUIET_HOURS = {
    "SPACECAST_QUIET_HOURS__START": "00:00",
    "SPACECAST_QUIET_HOURS__END": "00:00",
}


class Space:
    """A folder with a configuration, the server over it, and the command line beside it."""

    def __init__(
        self, folder: Path, database: str, *, latency: str = "0s", more: str = ""
    ) -> None:
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
        self._server: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*COMMAND, "-c", str(self.config), "--lang", "en", *arguments],
            capture_output=True,
            check=False,
            text=True,
            timeout=PATIENCE,
            env=environment(),
            cwd=self.folder,
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
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [*COMMAND, "-c", str(self.config), "serve"],
                stdout=log,
                stderr=log,
                env=environment(),
                cwd=self.folder,
            )
        wait_for_url(f"{self.url}/readyz")

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
    folder: Path, database: str, *, latency: str = "0s", more: str = ""
) -> Iterator[Space]:
    """A Space whose server is ended whatever happens; `more` goes to the end of its configuration."""
    made = Space(folder, database, latency=latency, more=more)
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
