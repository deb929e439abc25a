"""The bound: what wrk, a client in C that only counts answers, posts per second to the sink."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.bare import APP_KEY, BODY, CONCURRENCY, SEND_PATH
from benchmarks.sink import NotInstalled, on_core, sink

_SCRIPT = Path(__file__).with_suffix(".lua")
_TOLD = re.compile(r"^failed (\d+) rate ([\d.]+)$", re.MULTILINE)


def wrk(url: str, body: bytes = BODY, *, seconds: int = 4, core: int | None = None) -> float:
    """POSTs per second of one thread with 64 connections, for some seconds."""
    program = shutil.which("wrk")
    if program is None:
        raise NotInstalled("The bound needs wrk: bash benchmarks/install.sh")
    command = [program, "-t1", f"-c{CONCURRENCY}", f"-d{seconds}s", "-s", str(_SCRIPT), url]
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(body)
        told = {"BENCH_BODY": file.name, "BENCH_APP_KEY": APP_KEY, "BENCH_PATH": SEND_PATH}
        run = subprocess.run(
            on_core(core, command),
            env=os.environ | told,
            check=True,
            capture_output=True,
            text=True,
        )
    found = _TOLD.search(run.stdout)
    assert found is not None, run.stdout
    assert found[1] == "0", run.stdout
    return float(found[2])


def main() -> None:
    """Run the bound and print it."""
    with sink(core=1) as url:
        print(f"wrk -t1 -c{CONCURRENCY}: {wrk(url, core=0):,.0f} POST/s")


if __name__ == "__main__":
    main()
