import asyncio
from collections.abc import Sequence

import pytest

from bot.core.group_commit import GroupCommit


class Ledger:
    """Commits numbers; keeps which came together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def commit(self, items: Sequence[int]) -> Sequence[str | Exception]:
        self.groups.append(list(items))
        await self.open.wait()
        return [ValueError(str(item)) if item < 0 else str(item) for item in items]


async def test_what_waits_during_a_commit_goes_together_into_the_next() -> None:
    ledger = Ledger()
    group = GroupCommit("test", ledger.commit)
    answers = await asyncio.gather(*(group.do(number) for number in range(250)))
    assert answers == [str(number) for number in range(250)]
    assert [len(items) for items in ledger.groups] == [100, 100, 50]


async def test_a_refused_item_refuses_no_other() -> None:
    group = GroupCommit("test", Ledger().commit)
    one, refused = await asyncio.gather(group.do(1), group.do(-1), return_exceptions=True)
    assert one == "1"
    assert isinstance(refused, ValueError)


async def test_it_works_again_after_it_was_idle() -> None:
    group = GroupCommit("test", Ledger().commit)
    assert [await group.do(1), await group.do(2)] == ["1", "2"]


async def test_closing_waits_for_what_was_taken() -> None:
    ledger = Ledger()
    ledger.open.clear()
    group = GroupCommit("test", ledger.commit)
    asked = asyncio.create_task(group.do(1))
    await asyncio.sleep(0)
    closing = asyncio.create_task(group.close())
    await asyncio.sleep(0)
    assert not closing.done()
    ledger.open.set()
    await closing
    assert await asked == "1"
    await group.close()


async def test_a_stopped_loop_leaves_nobody_waiting() -> None:
    ledger = Ledger()
    ledger.open.clear()
    group = GroupCommit("test-stopped", ledger.commit)
    asked = [asyncio.create_task(group.do(number)) for number in range(150)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    (drain,) = (task for task in asyncio.all_tasks() if task.get_name() == "test-stopped")
    drain.cancel()
    for task in (drain, *asked):
        with pytest.raises(asyncio.CancelledError):
            await task
