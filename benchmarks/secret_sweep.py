"""How late secret messages are destroyed, and at what memory, while very many of them end.

python -m benchmarks.secret_sweep [--messages 1000000] [--seconds 600]
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from bot.core.clock import DAY, HOUR, SECOND, SystemClock
from bot.core.database import Database, Transaction, open_database
from bot.core.migrations import migrate, migrations_of
from bot.messenger.model.chat import ChatEvent, MessagesGone
from bot.messenger.model.secret_messages import SecretMessage
from bot.messenger.model.secret_rooms import Membership, SecretRoom
from bot.messenger.model.secret_times import Times
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.service.sealer import seal
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.service.secret_views import place_of
from bot.messenger.store import secret_messages, secret_rooms

ROOMS = 1_000
_BATCH = 1_000
_BODY = '{"text": "' + "비밀이에요 " * 20 + '", "files": []}'
_TIMES = Times(auto_ms=HOUR, keep_ms=3 * DAY)
# By the clock of the benchmark the first message ends here.
BEGIN = 1_800_000_000_000


class ShiftedClock(SystemClock):
    """Time goes as it does, and starts a second before the first end."""

    def __init__(self) -> None:
        self._ahead = BEGIN - SECOND - super().now()

    def now(self) -> int:
        """UTC milliseconds."""
        return super().now() + self._ahead


class Stopwatch(Hub):
    """Notes how long after its end each message was destroyed."""

    def __init__(self, clock: ShiftedClock, every: float) -> None:
        super().__init__()
        self._clock, self._every = clock, every
        self.lags: list[float] = []

    def tell(self, event: ChatEvent, user_ids: Iterable[int]) -> None:  # noqa: ARG002 -- all hear
        """Only ends are told here."""
        if isinstance(event, MessagesGone):
            now = self._clock.now()
            self.lags += [now - _end(event.room_id, seq, self._every) for seq in event.seqs]


def _end(room_id: int, seq: int, every: float) -> int:
    """When a message ends: one after the other, through the rooms."""
    return BEGIN + round(((seq - 1) * ROOMS + room_id - 1) * every)


async def _fill(folder: Path, messages: int, every: float) -> None:
    async with AsyncExitStack() as stack:
        database, ring = await _opened(folder, stack)
        await migrate(database, migrations_of("bot.messenger.store"), BEGIN)
        async with database.transaction() as tx:
            for room_id in range(1, ROOMS + 1):
                await secret_rooms.add(tx, _room(room_id, messages // ROOMS), None)
                people = (_member(2 * room_id - 1), _member(2 * room_id))
                await secret_rooms.add_members(tx, room_id, people)
        for seq in range(1, messages // ROOMS + 1):
            await _batch(database, ring, seq, every)


async def _batch(database: Database, ring: KeyRing, seq: int, every: float) -> None:
    """The next message of every room."""
    found = [_message(room_id, seq, every) for room_id in range(1, ROOMS + 1)]
    keys = await ring.add_many(len(found), BEGIN + 3 * DAY)
    body = _BODY.encode()

    async def write(tx: Transaction) -> None:
        for message, key in zip(found, keys, strict=True):
            sealed = seal(key.material, place_of(message), body)
            await secret_messages.add_message(tx, message, key.id, sealed)

    await database.atomically(write)


def _message(room_id: int, seq: int, every: float) -> SecretMessage:
    end = _end(room_id, seq, every)
    return SecretMessage(
        room_id=room_id, seq=seq, sender_id=2 * room_id - 1, sent_at=end - _TIMES.keep_ms, times=_TIMES,
        pending=frozenset({2 * room_id}), all_read_at=None, expires_at=end, files_expire_at=end,
    )  # fmt: skip


def _room(room_id: int, last_seq: int) -> SecretRoom:
    return SecretRoom(
        id=room_id, name=None, owner_id=2 * room_id - 1, times=_TIMES, members=(),
        created_at=BEGIN - 3 * DAY, last_seq=last_seq, last_activity_at=BEGIN - 3 * DAY,
    )  # fmt: skip


def _member(number: int) -> Membership:
    return Membership(id=number, user_id=number, joined_seq=1, read_seq=0)


async def _opened(folder: Path, stack: AsyncExitStack) -> tuple[Database, KeyRing]:
    database = await open_database(f"sqlite:///{folder}/messenger.db", erasing=True)
    stack.push_async_callback(database.close)
    masters = MasterKeyFile(folder / "master.key")
    ring = await KeyRing.open(folder / "keys.db", masters, BEGIN)
    stack.push_async_callback(ring.close)
    return database, ring


async def _sweep(folder: Path, messages: int, every: float) -> None:
    async with AsyncExitStack() as stack:
        database, ring = await _opened(folder, stack)
        clock = ShiftedClock()
        guarded, hub = await GuardedClock.start(ring, clock), Stopwatch(clock, every)
        outbox = SecretOutbox(database, folder)
        eraser = SecretEraser(database, ring, guarded, hub, outbox)
        began, busy = time.perf_counter(), 0.0
        while True:
            started = time.perf_counter()
            swept_at = (await guarded.tick()).erasing_at
            await eraser.sweep()
            busy += time.perf_counter() - started
            if len(hub.lags) == messages:
                break
            wait = guarded.look().next_look_in(await eraser.first_end(), swept_at)
            await clock.sleep(wait / SECOND)
        took = time.perf_counter() - began
        keys = await ring.count()
        left = await database.fetch_value("SELECT count(*) FROM secret_messages")
    assert (left, keys, len(hub.lags)) == (0, 0, messages), (left, keys, len(hub.lags))
    _report(messages, took, busy, hub.lags)


def _report(messages: int, took: float, busy: float, lags: list[float]) -> None:
    parts = statistics.quantiles(lags, n=100)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{messages:,} secret messages that ended within {took:,.0f} s ({messages / took:,.0f}/s): "
        f"destroyed {parts[49]:,.0f} ms (p50), {parts[98]:,.0f} ms (p99), {max(lags):,.0f} ms (most) "
        f"after their end; the sweep was busy {busy / took:.0%} of the time "
        f"({messages / busy:,.0f}/s), peak memory {peak:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Fill and sweep in processes of their own, so that the peak is the sweep's alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--only", choices=["fill", "sweep"])
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    messages = asked.messages // ROOMS * ROOMS
    every = asked.seconds * SECOND / messages
    if asked.only is not None:
        doing = _fill if asked.only == "fill" else _sweep
        uvloop.run(doing(asked.folder, messages, every))
        return
    with tempfile.TemporaryDirectory() as folder:
        given = [
            "--messages",
            str(messages),
            "--seconds",
            str(asked.seconds),
            "--folder",
            folder,
        ]
        for only in ("fill", "sweep"):
            command = [sys.executable, "-m", "benchmarks.secret_sweep", *given, "--only", only]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
