from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, SECOND
from bot.core.errors import NotFound, WrongState
from bot.messenger.model.erasing import TICK, ClockMark, Fate
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from tests.clock import ManualClock


class _SettableClock(ManualClock):
    """Its wall clock can be set; its steady clock only runs."""

    def __init__(self) -> None:
        super().__init__()
        self._set_by = 0

    def monotonic(self) -> float:
        """Seconds that only move forward."""
        return super().monotonic() - self._set_by / 1_000

    def set_by(self, milliseconds: int) -> None:
        """Set the wall clock."""
        self.move(milliseconds)
        self._set_by += milliseconds


@pytest.fixture
def wall() -> _SettableClock:
    return _SettableClock()


@pytest.fixture
async def ring(tmp_path: Path) -> AsyncIterator[KeyRing]:
    ring = await KeyRing.open(tmp_path / "keys.db", MasterKeyFile(tmp_path / "master.key"), 0)
    yield ring
    await ring.close()


async def test_the_time_goes_on_after_a_restart_from_where_it_was(
    ring: KeyRing, wall: _SettableClock
) -> None:
    clock = await GuardedClock.start(ring, wall)
    wall.move(HOUR)
    reached = (await clock.tick()).erasing_at
    wall.set_by(-5 * HOUR)
    again = await GuardedClock.start(ring, wall)
    assert again.look().erasing_at == reached == wall.now() + 5 * HOUR
    wall.move(TICK)
    assert again.look().erasing_at == reached + TICK


async def test_what_ended_while_the_server_was_off_is_due_at_the_start(
    ring: KeyRing, wall: _SettableClock
) -> None:
    await GuardedClock.start(ring, wall)
    end = wall.now() + 3 * DAY
    wall.move(7 * DAY)
    assert (await GuardedClock.start(ring, wall)).look().fate(end) is Fate.DUE


async def test_a_leap_destroys_no_key_until_it_is_proved(
    ring: KeyRing, wall: _SettableClock
) -> None:
    clock = await GuardedClock.start(ring, wall)
    key = await ring.add(wall.now() + DAY)
    wall.set_by(2 * DAY)
    for _ in range(3):
        await ring.destroy_ended((await clock.tick()).erasing_at)
        assert clock.look().fate(wall.now() - DAY) is Fate.HELD
        assert await ring.get(key.id) == key
        wall.move(TICK)
    assert await ring.destroy_ended((await clock.tick()).erasing_at) == 1
    with pytest.raises(NotFound):
        await ring.get(key.id)


async def test_a_doubt_is_kept_over_a_restart_and_ends_by_a_persons_word(
    ring: KeyRing, wall: _SettableClock
) -> None:
    clock = await GuardedClock.start(ring, wall)
    wall.set_by(2 * DAY)
    before = (await clock.tick()).erasing_at
    assert await ring.clock_mark() == ClockMark(reached=before, in_doubt=True)
    again = await GuardedClock.start(ring, wall)
    doubt = again.look().doubt
    assert doubt is not None
    with pytest.raises(WrongState) as caught:
        await again.confirm(doubt.since - 1)
    assert caught.value.word == "clock_not_in_doubt"
    assert (await again.confirm(doubt.since)).erasing_at == wall.now()
    assert await ring.clock_mark() == ClockMark(reached=wall.now(), in_doubt=False)


async def test_a_process_that_is_behind_does_not_set_the_kept_time_back(
    ring: KeyRing, wall: _SettableClock
) -> None:
    await ring.keep_clock(ClockMark(reached=wall.now() + HOUR, in_doubt=False))
    await ring.keep_clock(ClockMark(reached=wall.now(), in_doubt=False))
    assert await ring.clock_mark() == ClockMark(reached=wall.now() + HOUR, in_doubt=False)


async def test_looking_between_two_ticks_never_goes_back(
    ring: KeyRing, wall: _SettableClock
) -> None:
    clock = await GuardedClock.start(ring, wall)
    wall.move(30 * SECOND)
    seen = clock.look().hiding_at
    wall.set_by(-10 * SECOND)
    assert clock.look().hiding_at == seen
