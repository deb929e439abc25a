"""Processes of Spacecast: forked from one that has imported it already, or begun from nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from bot.cli.main import import_all, main

COMMAND = [sys.executable, "-m", "bot"]
_forks = get_context("forkserver")
_forks.set_forkserver_preload([__name__])
import_all()


class Process(Protocol):
    """A process that runs by itself, as `subprocess.Popen` shows it."""

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a process is begun with; what it prints is added to two files."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    out: Path
    err: Path


def begin(life: Life) -> Process:
    """Begin a process from nothing, as a person does who types the command."""
    with life.out.open("ab") as out, life.err.open("ab") as err:
        return subprocess.Popen(
            [*COMMAND, *life.arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=dict(life.environment),
            cwd=life.folder,
        )


def fork(life: Life) -> Process:
    """Fork a process: it is one of its own and may be killed, and needs no second for imports."""
    return _Forked(life)


class _Forked:
    def __init__(self, life: Life) -> None:
        self._process = _forks.Process(target=_live, args=(life,), daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("spacecast", timeout or 0)
        return code

    def send_signal(self, sig: int) -> None:
        if self._process.pid is not None and self.poll() is None:
            os.kill(self._process.pid, sig)


def _live(life: Life) -> None:
    for descriptor, path in ((1, life.out), (2, life.err)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(life.environment)
    os.chdir(life.folder)
    sys.argv = ["spacecast", *life.arguments]
    main()
