"""The peers: how each is enqueued and worked, by its own command line where it has one."""

import sys
from dataclasses import dataclass

from benchmarks.bare import CONCURRENCY
from benchmarks.peers import brokers
from benchmarks.peers.brokers import Broker
from benchmarks.sink import CACHE

_BIN = CACHE / "venv" / "bin"
_PYTHON = [str(_BIN / "python"), "-m"]
_WORKERS = "benchmarks.peers.workers"
_NODE = ["node", "benchmarks/peers/workers/on_bullmq.cjs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    """A team's program; `chunk` is the recipients of one task."""

    name: str
    broker: Broker
    enqueue: list[str] | None
    work: list[str]
    chunk: int = 1


def _taskiq(name: str, broker: Broker) -> Peer:
    return Peer(
        name=name,
        broker=broker,
        enqueue=[*_PYTHON, f"{_WORKERS}.on_taskiq"],
        work=[
            str(_BIN / "taskiq"), "worker", "--workers", "1",
            "--max-async-tasks", str(CONCURRENCY), "--ack-type", "when_executed",
            "--no-parse", "--log-level", "WARNING", f"{_WORKERS}.on_taskiq:broker",
        ],
    )  # fmt: skip


def _bullmq(name: str, chunk: int) -> Peer:
    return Peer(
        name=name,
        broker=brokers.redis,
        enqueue=[*_NODE, "enqueue"],
        work=[*_NODE, "work"],
        chunk=chunk,
    )


BARE = Peer(
    name="bare aiohttp",
    broker=brokers.none,
    enqueue=None,
    work=[sys.executable, "-m", "benchmarks.bare"],
)


def _spacecast(name: str, broker: Broker) -> Peer:
    command = [sys.executable, "-m", f"{_WORKERS}.on_spacecast"]
    return Peer(
        name=name, broker=broker, enqueue=[*command, "enqueue"], work=[*command, "work"]
    )


PEERS = (
    _spacecast("Spacecast, SQLite", brokers.sqlite),
    _spacecast("Spacecast, PostgreSQL", brokers.postgresql),
    _bullmq("BullMQ, 500 a task", 500),
    _bullmq("BullMQ", 1),
    _taskiq("taskiq, NATS JetStream", brokers.nats),
    _taskiq("taskiq, Redis streams", brokers.redis),
    Peer(
        name="Celery, Redis",
        broker=brokers.redis,
        enqueue=[*_PYTHON, f"{_WORKERS}.on_celery"],
        work=[
            str(_BIN / "celery"), "-A", f"{_WORKERS}.on_celery", "worker",
            "--pool", "threads", "--concurrency", str(CONCURRENCY), "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
    ),
    Peer(
        name="Procrastinate, PostgreSQL",
        broker=brokers.postgresql,
        enqueue=[*_PYTHON, f"{_WORKERS}.on_procrastinate", "enqueue"],
        work=[*_PYTHON, f"{_WORKERS}.on_procrastinate", "work"],
    ),
)  # fmt: skip
