"""Brokers of the benchmarks' own, on loopback and one core, with their data in a folder that goes."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

from benchmarks.sink import NotInstalled, on_core
from tests.postgresql import free_port, running_server

_START_SECONDS = 15

Broker = Callable[[int], AbstractContextManager[str]]
"""Starts a broker on a core; the value is its URL."""


def none(core: int) -> AbstractContextManager[str]:
    """No broker."""
    del core
    return nullcontext("")


@contextmanager
def sqlite(core: int) -> Iterator[str]:
    """A file, written by the worker itself."""
    del core
    with _folder() as folder:
        yield f"sqlite:///{folder}/ledger.db"


@contextmanager
def redis(core: int) -> Iterator[str]:
    """Redis with its append-only file written every second, as task queues are told to keep it."""
    with _folder() as folder:
        port = free_port()
        command = f"redis-server --port {port} --bind 127.0.0.1 --dir {folder} --save".split()
        with _running([*command, "", "--appendonly", "yes"], core, port):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def nats(core: int) -> Iterator[str]:
    """NATS with JetStream's file store."""
    with _folder() as folder:
        port = free_port()
        command = f"nats-server --addr 127.0.0.1 --port {port} -js --store_dir {folder}".split()
        with _running(command, core, port):
            yield f"nats://127.0.0.1:{port}"


@contextmanager
def postgresql(core: int) -> Iterator[str]:
    """A PostgreSQL as the tests start it, but as durable as in earnest."""
    allowed = os.sched_getaffinity(0)
    with ExitStack() as stack:
        # The server is a daemon, so it takes the core of who starts it.
        os.sched_setaffinity(0, {core} if core < (os.cpu_count() or 1) else allowed)
        try:
            url = stack.enter_context(running_server(durable=True))
        finally:
            os.sched_setaffinity(0, allowed)
        yield f"{url}/postgres"


def _folder() -> AbstractContextManager[str]:
    return tempfile.TemporaryDirectory(prefix="spacecast-bench-", ignore_cleanup_errors=True)


@contextmanager
def _running(command: list[str], core: int, port: int) -> Iterator[None]:
    path = f"{os.environ['PATH']}:/usr/sbin"
    program = shutil.which(command[0], path=path)
    if program is None:
        raise NotInstalled(f"{command[0]} is needed: bash benchmarks/install.sh")
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        on_core(core, [program, *command[1:]]), stdin=quiet, stdout=quiet, stderr=quiet
    ) as process:
        try:
            _await_port(port, process)
            yield
        finally:
            process.kill()


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NotInstalled(f"The broker did not start: {process.args!r}")
