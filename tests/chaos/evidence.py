"""What the databases say, read with their own drivers and nothing of what is checked."""

import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg

_NOTICE = "SELECT id, state, state_reason FROM notices WHERE title = $1"
_MEMBERS = "SELECT id, platform_id FROM members WHERE active"
_DELIVERIES = "SELECT member_id, state, reason FROM deliveries WHERE notice_id = $1"
_SHARDS = """
    SELECT pending, sending, sent, failed, skipped, cancelled, uncertain FROM shards
    WHERE notice_id = $1
"""
_MESSAGES = """
    SELECT p.user_id, m.text FROM messenger_messages m
    JOIN messenger_room_members p ON p.room_id = m.room_id AND p.user_id <> m.sender_id
"""
_LEASES_OVER = "UPDATE shards SET lease_until = 0"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Without closing: that would tidy up what the killed process left behind.
_WRITE_AND_VANISH = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
os._exit(0)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the ledger says of one member."""

    state: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All there is about one notice at one moment; messages and ledger by member."""

    title: str
    state: str
    state_reason: str | None
    members: frozenset[str]
    ledger: Mapping[str, Entry]
    shards: Mapping[str, int]
    messages: Mapping[str, int]
    # Messages of this title in rooms of nobody we know.
    strays: int

    @property
    def open(self) -> bool:
        """Whether it is not over yet."""
        return self.state in {"preparing", "sending"}

    @property
    def left(self) -> int:
        """How many deliveries are not over."""
        return self.count("pending") + self.count("sending")

    def count(self, state: str, reason: str | None = None) -> int:
        """How many deliveries are in a state, or are so for one reason."""
        return sum(
            entry.state == state and reason in {None, entry.reason}
            for entry in self.ledger.values()
        )


class Evidence(Protocol):
    """The ledger's and the messenger's tables."""

    async def look(self, title: str) -> Look:
        """What there is about the notice of this title."""

    async def messages(self) -> int:
        """How many messages there are in all."""

    async def silence(self) -> None:
        """Wait until nothing of a process that is dead goes on."""

    async def leases_over(self) -> None:
        """Let the leases of a process that is dead run out without the wait."""


class SqliteEvidence:
    """Two files, opened read-only for each look."""

    def __init__(self, folder: Path) -> None:
        self._ledger = folder / "spacecast.db"
        self._messenger = folder / "messenger.db"

    async def look(self, title: str) -> Look:
        notice = self._rows(self._ledger, _NOTICE, title)
        key = str(notice[0]["id"])
        return _looked(
            title,
            notice,
            members=self._rows(self._ledger, _MEMBERS),
            deliveries=self._rows(self._ledger, _DELIVERIES, key),
            shards=self._rows(self._ledger, _SHARDS, key),
            messages=self._rows(self._messenger, _MESSAGES),
        )

    async def messages(self) -> int:
        return len(self._rows(self._messenger, "SELECT id FROM messenger_messages"))

    async def silence(self) -> None:
        return

    async def leases_over(self) -> None:
        command = [sys.executable, "-I", "-S", "-c", _WRITE_AND_VANISH]
        done = await asyncio.create_subprocess_exec(*command, str(self._ledger), _LEASES_OVER)
        if await done.wait():
            raise subprocess.CalledProcessError(done.returncode or 0, command)

    def _rows(self, file: Path, sql: str, *arguments: str) -> Sequence[sqlite3.Row]:
        uri = f"{file.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            named = {str(place): value for place, value in enumerate(arguments, start=1)}
            return connection.execute(sql, named).fetchall()


class PostgresEvidence:
    """One database, with a connection for each look."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def look(self, title: str) -> Look:
        connection = await asyncpg.connect(self._url)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                notice = await connection.fetch(_NOTICE, title)
                key = notice[0]["id"]
                return _looked(
                    title,
                    notice,
                    members=await connection.fetch(_MEMBERS),
                    deliveries=await connection.fetch(_DELIVERIES, key),
                    shards=await connection.fetch(_SHARDS, key),
                    messages=await connection.fetch(_MESSAGES),
                )
        finally:
            await connection.close()

    async def messages(self) -> int:
        return int(await self._value("SELECT count(*) FROM messenger_messages"))

    async def silence(self) -> None:
        async with asyncio.timeout(30):
            while await self._value(_OTHERS):
                await asyncio.sleep(0.01)

    async def leases_over(self) -> None:
        await self._value(_LEASES_OVER)

    async def _value(self, sql: str) -> Any:
        connection = await asyncpg.connect(self._url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()


def _looked(
    title: str,
    notice: Sequence[Any],
    *,
    members: Sequence[Any],
    deliveries: Sequence[Any],
    shards: Sequence[Any],
    messages: Sequence[Any],
) -> Look:
    by_platform_id = {row["platform_id"]: str(row["id"]) for row in members}
    counts: Counter[str] = Counter()
    for shard in shards:
        counts.update({state: int(shard[state]) for state in shard.keys()})  # noqa: SIM118 -- a Row's own
    # A message is its title's where its first line says so.
    mine = Counter(
        by_platform_id.get(row["user_id"])
        for row in messages
        if row["text"].split("\n", 1)[0].strip() == title
    )
    strays = mine.pop(None, 0)
    return Look(
        title=title,
        state=str(notice[0]["state"]),
        state_reason=notice[0]["state_reason"],
        members=frozenset(by_platform_id.values()),
        ledger={
            str(row["member_id"]): Entry(state=row["state"], reason=row["reason"])
            for row in deliveries
        },
        shards=counts,
        messages={member: number for member, number in mine.items() if member is not None},
        strays=strays,
    )
