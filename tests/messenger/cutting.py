"""Cuts the power before any one step of what is done to the database, the keys and the files."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

import pytest

from bot.core.database import Arguments, Database, Row, Transaction
from bot.messenger.service.key_ring import KeyRing

Result = TypeVar("Result")


class PowerCut(BaseException):
    """Nothing that runs may catch this, as nothing runs without power."""


class Steps:
    """Counts steps; before the one that is chosen the power is cut, and stays cut."""

    def __init__(self, last: int | None = None) -> None:
        self._last = last
        self.taken = 0

    def take(self) -> None:
        """One more step."""
        self.taken += 1
        if self._last is not None and self.taken > self._last:
            raise PowerCut


class _CutTransaction:
    """Each statement is a step."""

    def __init__(self, inner: Transaction, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        self._steps.take()
        return await self._inner.fetch(sql, *arguments)

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        self._steps.take()
        return await self._inner.fetch_one(sql, *arguments)

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        self._steps.take()
        return await self._inner.fetch_value(sql, *arguments)

    async def execute(self, sql: str, *arguments: Any) -> int:
        self._steps.take()
        return await self._inner.execute(sql, *arguments)

    async def execute_many(self, sql: str, rows: Iterable[Arguments]) -> None:
        self._steps.take()
        await self._inner.execute_many(sql, rows)

    async def execute_script(self, sql: str) -> None:
        self._steps.take()
        await self._inner.execute_script(sql)


class CutDatabase:
    """A database over another; what is not committed when the power goes was never there."""

    def __init__(self, inner: Database, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps
        self.kind = inner.kind

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._inner.transaction() as tx:
            yield _CutTransaction(tx, self._steps)
            # Before the commit.
            self._steps.take()
        # And after it.
        self._steps.take()

    async def atomically(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        async def cut(tx: Transaction) -> Result:
            result = await body(_CutTransaction(tx, self._steps))
            self._steps.take()
            return result

        result = await self._inner.atomically(cut)
        self._steps.take()
        return result

    async def fetch(self, sql: str, *arguments: Any) -> list[Row]:
        self._steps.take()
        return await self._inner.fetch(sql, *arguments)

    async def fetch_one(self, sql: str, *arguments: Any) -> Row | None:
        self._steps.take()
        return await self._inner.fetch_one(sql, *arguments)

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        self._steps.take()
        return await self._inner.fetch_value(sql, *arguments)

    async def scrub(self, table: str) -> bool:
        self._steps.take()
        return await self._inner.scrub(table)

    async def close(self) -> None:
        await self._inner.close()


class _CutRing:
    """Before and after each call of the key ring is a step; a call itself is one transaction."""

    def __init__(self, inner: KeyRing, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        call = getattr(self._inner, name)

        async def cut(*arguments: Any, **named: Any) -> Any:
            self._steps.take()
            result = await call(*arguments, **named)
            self._steps.take()
            return result

        return cut


def cut_ring(ring: KeyRing, steps: Steps) -> KeyRing:
    """A key ring over another."""
    return cast("KeyRing", _CutRing(ring, steps))


@pytest.fixture
def cut_unlinking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Steps], None]:
    """Makes each unlinking a step, until it is given others."""
    unlink = os.unlink
    now = [Steps()]

    def cut(path: Any, **named: Any) -> None:
        now[0].take()
        unlink(path, **named)

    monkeypatch.setattr("bot.messenger.service.secret_outbox.os.unlink", cut)

    def use(steps: Steps) -> None:
        now[0] = steps

    return use
