"""Interleaved rounds of every peer and the bare client, counted and timed by the sink."""

import asyncio
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bare import APP_KEY, BODY, CONCURRENCY, SEND_PATH
from benchmarks.peers.catalog import BARE, PEERS, Peer
from benchmarks.peers.processes import cpu_seconds, family, peak_rss, stop
from benchmarks.sink import CACHE, NotInstalled, on_core, sink

WORKER_CORE, BROKER_CORE = 0, 1
_ROOT = Path(__file__).parents[2]
_LOOK_SECONDS = 0.05
_STUCK_SECONDS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """What one run came to; both ratios are to the bare client right before it."""

    posts_per_second: float
    ratio: float
    cpu_ratio: float
    posts: int
    distinct: int
    cpu_seconds: float
    peak_rss: float
    enqueue_seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerResult:
    """Medians over the rounds, with the fewest distinct and the most POSTs of any round.

    The rate is from the first new key to the last as the sink saw them: without start-up and
    enqueueing. CPU is that of the worker and all it started in the same time; `cpu_ratio` is how
    many POSTs a second of it makes, against the bare client. `peak_rss` is MB.
    """

    name: str
    posts_per_second: float
    ratio: float
    cpu_ratio: float
    posts: int
    distinct: int
    cpu_seconds: float
    peak_rss: float
    enqueue_seconds: float


async def run_peers(recipients: int, rounds: int) -> list[PeerResult]:
    """Run every peer `rounds` times, each after the bare client; the bare client is first."""
    return await asyncio.to_thread(measured, recipients, rounds)


def measured(recipients: int, rounds: int, peers: Iterable[Peer] = PEERS) -> list[PeerResult]:
    """As `run_peers`, for a caller that has no loop."""
    if (
        not (CACHE / "venv" / "installed").exists()
        or not (CACHE / "node" / "installed").exists()
    ):
        raise NotInstalled("The peers are not installed: bash benchmarks/install.sh")
    seen: dict[str, list[Round]] = {peer.name: [] for peer in (BARE, *peers)}
    with sink(core=BROKER_CORE) as url, tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "body.json"
        body.write_bytes(BODY)
        for _ in range(rounds):
            for peer in peers:
                bare = _run(BARE, url, body, recipients)
                seen[BARE.name].append(bare)
                seen[peer.name].append(_run(peer, url, body, recipients, bare))
    return [_result(name, runs) for name, runs in seen.items()]


def _result(name: str, runs: list[Round]) -> PeerResult:
    return PeerResult(
        name=name,
        posts_per_second=statistics.median(run.posts_per_second for run in runs),
        ratio=statistics.median(run.ratio for run in runs),
        cpu_ratio=statistics.median(run.cpu_ratio for run in runs),
        posts=max(run.posts for run in runs),
        distinct=min(run.distinct for run in runs),
        cpu_seconds=statistics.median(run.cpu_seconds for run in runs),
        peak_rss=statistics.median(run.peak_rss for run in runs),
        enqueue_seconds=statistics.median(run.enqueue_seconds for run in runs),
    )


def _environment(peer: Peer, url: str, body: Path, recipients: int) -> dict[str, str]:
    return os.environ | {
        "BENCH_URL": url + SEND_PATH,
        "BENCH_BODY": str(body),
        "BENCH_APP_KEY": APP_KEY,
        "BENCH_RECIPIENTS": str(recipients),
        "BENCH_CONCURRENCY": str(CONCURRENCY),
        "BENCH_CHUNK": str(peer.chunk),
        "NODE_PATH": str(CACHE / "node" / "node_modules"),
    }


def _run(peer: Peer, url: str, body: Path, recipients: int, bare: Round | None = None) -> Round:
    _told(url, "/count")
    log = body.with_name("log")
    log.unlink(missing_ok=True)
    with peer.broker(BROKER_CORE) as broker:
        told = _environment(peer, url, body, recipients) | {"BENCH_BROKER": broker}
        began = time.monotonic()
        if peer.enqueue is not None:
            with _started(peer.enqueue, told, log) as enqueuer:
                assert enqueuer.wait() == 0, log.read_text()
        enqueued = time.monotonic() - began
        with _started(peer.work, told, log) as worker:
            try:
                cpu, rss = _watched(worker, url, recipients)
            finally:
                stop(worker)
    seconds = _told(url, "/progress")["seconds"]
    counted = _told(url, "/count")
    if counted["distinct"] < recipients:
        print(log.read_text()[-2000:], file=sys.stderr)
    rate = counted["distinct"] / seconds if seconds else 0.0
    return Round(
        posts_per_second=rate,
        ratio=rate / bare.posts_per_second if bare else 1.0,
        cpu_ratio=bare.cpu_seconds / cpu if bare and cpu else 1.0,
        posts=int(counted["posts"]),
        distinct=int(counted["distinct"]),
        cpu_seconds=cpu,
        peak_rss=rss,
        enqueue_seconds=enqueued,
    )


def _started(command: list[str], told: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(
            on_core(WORKER_CORE, command), env=told, cwd=_ROOT, stdout=file, stderr=file
        )


def _watched(worker: subprocess.Popen[bytes], url: str, recipients: int) -> tuple[float, float]:
    """CPU seconds since just before the first POST and the largest memory, once all arrived."""
    before = used = rss = 0.0
    last, moved = 0, time.monotonic()
    while worker.poll() is None and time.monotonic() - moved < _STUCK_SECONDS:
        pids = family(worker.pid)
        used, rss = max(used, cpu_seconds(pids)), max(rss, peak_rss(pids))
        distinct = int(_told(url, "/progress")["distinct"])
        if not distinct:
            before = used
        if distinct > last:
            last, moved = distinct, time.monotonic()
        if distinct >= recipients:
            break
        time.sleep(_LOOK_SECONDS)
    return used - before, rss


def _told(url: str, path: str) -> dict[str, float]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request("GET", path)
        found: dict[str, float] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()
