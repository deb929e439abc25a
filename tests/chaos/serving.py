"""`spacecast serve` as a real process that can be killed, and what it is asked over HTTP."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from tests.e2e.processes import Process
from tests.e2e.space import PATIENCE, Space

_TIMEOUT = aiohttp.ClientTimeout(total=10)
OPEN = frozenset({"preparing", "sending"})


class Serving:
    """The process of one life after the other."""

    def __init__(self, space: Space, session: aiohttp.ClientSession) -> None:
        self._space = space
        self._session = session
        self._process: Process | None = None
        self.token = ""

    def start(self) -> None:
        """Begin a new life; `ready` says when it answers."""
        self._process = self._space.serve(self._space.folder / "serve.log")

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(PATIENCE)

    async def ready(self) -> bool:
        """Wait until it answers; False where it ended instead."""
        async with asyncio.timeout(PATIENCE):
            while self.alive:
                try:
                    async with self._session.get(f"{self._space.url}/readyz") as answer:
                        if answer.status == 200:
                            return True
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.02)
        return False

    async def send(self, title: str) -> str:
        """Send a notice to everyone; its id."""
        body = {"profile": "hr", "title": title, "body": "모두에게 한 번"}
        url = f"{self._space.url}/api/v1/broadcasts"
        async with self._session.post(url, json=body, headers=self._headers) as answer:
            if answer.status != 202:
                raise RuntimeError(f"{answer.status} {await answer.text()}")
            return str((await answer.json())["id"])

    async def is_open(self, notice: str) -> bool:
        """Whether a notice is not over, as far as the process can say."""
        url = f"{self._space.url}/api/v1/notices/{notice}"
        try:
            async with self._session.get(url, headers=self._headers) as answer:
                return answer.status != 200 or (await answer.json())["state"] in OPEN
        except (aiohttp.ClientError, TimeoutError):
            return True

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def serving(space: Space, session: aiohttp.ClientSession) -> Iterator[Serving]:
    """A process that is ended whatever happens."""
    made = Serving(space, session)
    try:
        yield made
    finally:
        made.kill()


def new_session() -> aiohttp.ClientSession:
    """Each call on a connection of its own: the other end is killed all the time."""
    return aiohttp.ClientSession(
        timeout=_TIMEOUT, connector=aiohttp.TCPConnector(force_close=True)
    )
