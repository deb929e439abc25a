"""The example bot as a process of its own, as somebody would run it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.workspace.model.actors import machine_actor
from tests.builders import ROOT, email
from tests.postgresql import free_port
from tests.web.conftest import RunningSpace

NAME = "점심 설문"


async def register(space: RunningSpace) -> tuple[int, str, int]:
    """A bot that takes presses on a free port; answers its id, App Key and port."""
    port, admin = free_port(), space.system.bot_admin
    made = await admin.create(machine_actor(), NAME, "")
    addresses = {
        "request_url": f"http://127.0.0.1:{port}/request",
        "callback_url": f"http://127.0.0.1:{port}/callback",
    }
    await admin.set_addresses(machine_actor(), made.bot_id, addresses)
    return made.bot_id, made.app_key, port


@contextmanager
def example_bot(space: RunningSpace, app_key: str, port: int, *people: str) -> Iterator[None]:
    """The example, which writes to `people` once it runs; ended at the end."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "examples" / "reactive_bot.py"), *map(email, people)],
        stdout=subprocess.DEVNULL,
        env={
            **os.environ,
            "BASE_URL": f"{space.url}/messenger",
            "APP_KEY": app_key,
            "PORT": str(port),
        },
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
