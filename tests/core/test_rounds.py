"""A loop goes round, is woken, stops, and never dies unnoticed."""

import asyncio

from bot.core.rounds import Rounds


async def test_it_goes_round_when_it_is_woken_and_stops() -> None:
    turns: asyncio.Queue[int] = asyncio.Queue()
    defects: list[BaseException] = []

    async def turn() -> None:
        await turns.put(1)

    rounds = Rounds("test", turn, 3600, on_defect=defects.append)
    rounds.start()
    await turns.get()
    rounds.wake()
    await turns.get()
    await rounds.stop()
    assert turns.empty()
    assert defects == []


async def test_a_round_that_fails_is_told() -> None:
    told: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    async def turn() -> None:
        raise RuntimeError("broken")

    rounds = Rounds("test", turn, 3600, on_defect=told.set_result)
    rounds.start()
    assert str(await told) == "broken"
    await rounds.stop()


async def test_what_never_started_stops() -> None:
    async def turn() -> None:
        raise AssertionError("nobody started it")

    await Rounds("test", turn, 1, on_defect=lambda _: None).stop()
