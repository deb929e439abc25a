"""A process that answers messages.send as fast as it can and counts distinct idempotency keys."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".c")
CACHE = Path(__file__).parent.parent / ".cache" / "bench"


class NotInstalled(RuntimeError):
    """What a benchmark needs is missing; benchmarks/install.sh installs it."""


def compiled() -> Path:
    """The sink's program, made anew where its source is newer."""
    program = CACHE / "sink"
    if program.exists() and program.stat().st_mtime >= _SOURCE.stat().st_mtime:
        return program
    compiler = shutil.which("gcc")
    if compiler is None:
        raise NotInstalled("The sink needs gcc: bash benchmarks/install.sh")
    CACHE.mkdir(parents=True, exist_ok=True)
    # Two benchmarks may start at once; each replaces the program as a whole.
    made = program.with_name(f"sink.{os.getpid()}")
    subprocess.run([compiler, "-O2", "-o", str(made), str(_SOURCE)], check=True)
    made.replace(program)
    return program


def on_core(core: int | None, command: list[str]) -> list[str]:
    """The command that runs `command` on one core, or as it is where there is no such core."""
    # Not the cores this process may use: it may be on a core of its own already.
    if core is None or core >= (os.cpu_count() or 1):
        return command
    return ["taskset", "--cpu-list", str(core), *command]


@contextmanager
def sink(
    *, core: int | None = None, delay_ms: int = 0, limit_per_minute: int | None = None
) -> Iterator[str]:
    """The sink's address, for as long as the block runs.

    Every POST is answered after `delay_ms`; above the limit it is refused with 429 and
    `retry-after`, in fixed minutes. `GET /count` tells posts and distinct keys and forgets them;
    `GET /progress` tells them too, and the seconds from the first new key to the last.
    """
    command = [str(compiled()), str(delay_ms), str(limit_per_minute or 0)]
    with subprocess.Popen(
        on_core(core, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def main() -> None:
    """Print the port on a line and answer until stdin closes."""
    program = str(compiled())
    os.execv(program, [program])  # noqa: S606 -- the sink takes this process's place


if __name__ == "__main__":
    main()
