import asyncio

import pytest

from bot.broadcast.delivery.rate import Allowance, Pace
from bot.broadcast.model.rates import TROUBLES_BORNE
from tests.clock import ManualClock


async def _turns(pace: Pace, clock: ManualClock, count: int) -> list[int]:
    start, times = clock.now(), []
    for _ in range(count):
        await pace.turn()
        times.append(clock.now() - start)
    return times


def _pace(clock: ManualClock, ceiling: float | None) -> Pace:
    pace = Pace(clock)
    pace.set_ceiling("hr", ceiling)
    return pace


@pytest.mark.parametrize("rate", [0.5, 3, 10, 250])
async def test_turns_come_evenly(clock: ManualClock, rate: float) -> None:
    pace = _pace(clock, rate)
    clock.move(60_000)
    times = await _turns(pace, clock, 20)
    # A pause before is worth a twentieth of a second, no more; times are whole milliseconds.
    assert times[-1] >= 19 * 1_000 / rate - 51
    assert times[-1] <= 19 * 1_000 / rate + 21


async def test_without_a_rate_nobody_waits(clock: ManualClock) -> None:
    pace = Pace(clock)
    assert not pace.limited
    assert await _turns(pace, clock, 100) == [0] * 100


async def test_a_pause_that_was_asked_for_holds_even_without_a_ceiling(
    clock: ManualClock,
) -> None:
    pace = Pace(clock)
    pace.refused(30, None)
    pace.refused(5, None)
    assert pace.held
    start = clock.now()
    await pace.turn()
    assert clock.now() - start == 30_000
    assert not pace.held


async def test_who_waits_already_heeds_a_pause_and_a_new_ceiling(clock: ManualClock) -> None:
    pace = _pace(clock, 0.01)
    await pace.turn()
    waiting = asyncio.create_task(pace.turn())
    await asyncio.sleep(0)
    start = clock.now()
    pace.set_ceiling("hr", 10)
    await waiting
    assert clock.now() - start <= 1_100
    waiting = asyncio.create_task(pace.turn())
    pace.refused(20, None)
    start = clock.now()
    await waiting
    assert clock.now() - start >= 20_000


async def test_the_lowest_ceiling_counts_from_the_next_turn(clock: ManualClock) -> None:
    pace = _pace(clock, 1)
    await _turns(pace, clock, 2)
    pace.set_ceiling("it", 100)
    assert pace.rate == 1
    pace.set_ceiling("hr", 100)
    assert (await _turns(pace, clock, 11))[-1] <= 150
    pace.set_ceiling("hr", None)
    pace.set_ceiling("it", None)
    assert not pace.limited
    assert (await _turns(pace, clock, 5))[-1] <= 10


async def test_a_limit_that_is_told_is_heeded_under_the_ceiling(clock: ManualClock) -> None:
    pace = Pace(clock)
    pace.arrived(None)
    assert not pace.limited
    pace.arrived(600)
    assert pace.rate == pytest.approx(9.8)
    pace.set_ceiling("hr", 5)
    assert pace.rate == 5


class _Window:
    """A platform that takes `rate` messages a second, one second's worth at once, and says no more."""

    def __init__(self, clock: ManualClock, rate: float, *, told: int | None = None) -> None:
        self._clock, self._rate, self.told = clock, rate, told
        self._left, self._at = rate, clock.monotonic()
        self.taken = self.refused = 0

    def ask(self) -> bool:
        now = self._clock.monotonic()
        self._left = min(self._rate, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        self.taken += 1
        return True


async def _send_for(pace: Pace, clock: ManualClock, window: _Window, seconds: int) -> None:
    end = clock.now() + seconds * 1_000
    while clock.now() < end:
        if pace.limited:
            await pace.turn()
        else:
            clock.move(5)
        if window.ask():
            pace.arrived(window.told)
        else:
            pace.refused(1, window.told)


@pytest.mark.parametrize("told", [600, None])
async def test_a_limit_is_learned_and_used(clock: ManualClock, told: int | None) -> None:
    pace, window = Pace(clock), _Window(clock, 10, told=told)
    await _send_for(pace, clock, window, 60)
    window.taken = window.refused = 0
    await _send_for(pace, clock, window, 600)
    assert window.taken >= 0.95 * 10 * 600
    assert window.refused <= 0.01 * (window.taken + window.refused)


async def test_one_refusal_is_a_pause_and_no_limit(clock: ManualClock) -> None:
    pace = Pace(clock)
    pace.refused(1, None)
    pace.refused(1, None)
    assert pace.held
    clock.move(70_000)
    for _ in range(100):
        pace.arrived(None)
    pace.refused(1, None)
    assert not pace.learned
    clock.move(2_000)
    pace.arrived(None)
    pace.refused(1, None)
    assert pace.learned


async def test_a_limit_that_was_raised_is_found(clock: ManualClock) -> None:
    pace, slow, fast = Pace(clock), _Window(clock, 10), _Window(clock, 40)
    await _send_for(pace, clock, slow, 60)
    await _send_for(pace, clock, fast, 900)
    assert pace.rate is not None
    assert pace.rate > 30


def test_a_notice_takes_no_more_than_its_sender_allows(clock: ManualClock) -> None:
    allowance, begun = Allowance(clock), 0
    assert allowance.take(64) == 64
    allowance.rate = 5
    for _ in range(100):
        clock.move(100)
        count = allowance.take(64)
        begun += count
        allowance.give_back(allowance.take(64))
    assert 50 <= begun <= 51
    assert 0 < allowance.wait <= 0.2


async def test_a_platform_that_fails_again_and_again_has_ever_longer_rests(
    clock: ManualClock,
) -> None:
    pace = Pace(clock)
    for _ in range(TROUBLES_BORNE - 1):
        pace.troubled()
    assert not pace.held
    rests = []
    for _ in range(9):
        pace.troubled()
        # What was on its way when the rest began makes it no longer.
        pace.troubled()
        assert pace.probing
        rests.append(round(pace.pause))
        await pace.turn()
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    pace.arrived(None)
    pace.troubled()
    assert not pace.probing
    assert not pace.held
