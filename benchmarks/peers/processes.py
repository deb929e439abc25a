"""What a worker and the processes it started have used, as Linux tells it."""

import os
import signal
import subprocess
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 15


def family(pid: int) -> set[int]:
    """The process and all below it that live."""
    parents = dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*/stat"))))
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(pids: set[int]) -> float:
    """User and system time so far; what ended processes used is their parent's."""
    ticks = 0
    for pid in pids:
        fields = _stat(pid)
        ticks += sum(map(int, fields[11:15])) if fields else 0
    return ticks / _TICKS


def peak_rss(pids: set[int]) -> float:
    """The sum of each one's largest memory in MB; shared pages count for each."""
    kilobytes = 0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        kilobytes += sum(
            int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")
        )
    return kilobytes / 1024


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a worker to end, and end it with all it started where it doesn't."""
    if process.poll() is not None:
        return
    started = family(process.pid)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
    for pid in started - {process.pid}:
        _kill(pid)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _parent(stat: Path) -> tuple[int, int] | None:
    fields = _stat(int(stat.parent.name))
    return (int(stat.parent.name), int(fields[1])) if fields else None


def _stat(pid: int) -> list[str]:
    """The fields from the process's state on, or none where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
