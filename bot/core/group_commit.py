"""Does work in groups: whatever waits while one transaction runs goes into the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

_BATCH = 100

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
_Waiting = tuple[_Item, asyncio.Future[_Answer]]
Commit = Callable[[Sequence[_Item]], Awaitable[Sequence[_Answer | Exception]]]


class GroupCommit(Generic[_Item, _Answer]):
    """Hands up to 100 waiting items to `commit` at once; each is answered after its commit."""

    def __init__(self, name: str, commit: Commit[_Item, _Answer]) -> None:
        self._name = name
        self._commit = commit
        self._waiting: deque[_Waiting[_Item, _Answer]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def do(self, item: _Item) -> _Answer:
        """The answer to `item`, or what was raised for it.

        Where the caller is cancelled the item may be committed all the same.
        """
        future: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name=self._name)
        return await future

    async def close(self) -> None:
        """Wait until nothing waits."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        try:
            while self._waiting:
                count = min(_BATCH, len(self._waiting))
                await self._answer([self._waiting.popleft() for _ in range(count)])
        finally:
            self._task = None
            while self._waiting:
                self._waiting.popleft()[1].cancel()

    async def _answer(self, batch: Sequence[_Waiting[_Item, _Answer]]) -> None:
        answers: Sequence[_Answer | Exception]
        try:
            answers = await self._commit([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 -- each caller hears of it
            answers = [error] * len(batch)
        except BaseException:
            for _, future in batch:
                future.cancel()
            raise
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
