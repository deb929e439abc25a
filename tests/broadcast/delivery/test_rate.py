import asyncio

import pytest

from bot.broadcast.delivery.rate import Pace
from tests.clock import ManualClock


async def _turns(pace: Pace, clock: ManualClock, count: int) -> list[int]:
    start, times = clock.now(), []
    for _ in range(count):
        await pace.turn()
        times.append(clock.now() - start)
    return times


@pytest.mark.parametrize("rate", [0.5, 3, 10, 250])
async def test_turns_come_evenly(clock: ManualClock, rate: float) -> None:
    pace = Pace(clock, rate)
    clock.move(60_000)
    times = await _turns(pace, clock, 20)
    # A pause before is worth a twentieth of a second, no more; times are whole milliseconds.
    assert times[-1] >= 19 * 1_000 / rate - 51
    assert times[-1] <= 19 * 1_000 / rate + 21


async def test_without_a_rate_nobody_waits(clock: ManualClock) -> None:
    pace = Pace(clock, None)
    assert not pace.limited
    assert await _turns(pace, clock, 100) == [0] * 100


async def test_a_pause_that_was_asked_for_holds_even_without_a_rate(clock: ManualClock) -> None:
    pace = Pace(clock, None)
    pace.hold_back(30)
    pace.hold_back(5)
    assert pace.limited
    assert await _turns(pace, clock, 2) == [30_000, 30_000]
    assert not pace.limited


async def test_who_waits_already_heeds_a_pause_and_a_new_rate(clock: ManualClock) -> None:
    pace = Pace(clock, 0.01)
    await pace.turn()
    waiting = asyncio.create_task(pace.turn())
    await asyncio.sleep(0)
    start = clock.now()
    pace.set_rate(10)
    await waiting
    assert clock.now() - start <= 1_100
    waiting = asyncio.create_task(pace.turn())
    pace.hold_back(20)
    start = clock.now()
    await waiting
    assert clock.now() - start >= 20_000


async def test_a_new_rate_counts_from_the_next_turn(clock: ManualClock) -> None:
    pace = Pace(clock, 1)
    await _turns(pace, clock, 2)
    pace.set_rate(100)
    assert (await _turns(pace, clock, 11))[-1] <= 150
    pace.set_rate(None)
    assert pace.rate is None
    assert (await _turns(pace, clock, 5))[-1] <= 10
