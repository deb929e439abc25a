import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clock import DAY, HOUR, MINUTE, SECOND
from bot.core.errors import WrongState
from bot.messenger.model.erasing import (
    ABSENCE,
    LEAP,
    PAUSE,
    RETRY,
    TICK,
    ClockMark,
    ErasingClock,
    Fate,
    started,
)
from tests.refusals import refused

_NOON = 1_795_312_800_000
_YEAR = 365 * DAY


class _Machine:
    """A machine whose wall clock somebody may set; the steady clock only runs."""

    def __init__(self, mark: ClockMark | None = None) -> None:
        self.wall, self.steady = _NOON, 0
        self.clock = started(mark, self.wall, self.steady)

    def run(self, milliseconds: int, *, set_by: int = 0) -> ErasingClock:
        """Let time pass, with the wall clock set by so much meanwhile, and tick."""
        self.steady += milliseconds
        self.wall += milliseconds + set_by
        self.clock = self.clock.tick(self.wall, self.steady)
        return self.clock

    @property
    def gone_by(self) -> int:
        """How far beyond the start may be destroyed."""
        return self.clock.erasing_at - _NOON


def test_both_clocks_running_alike_are_believed() -> None:
    machine = _Machine()
    for _ in range(10):
        machine.run(TICK)
    assert machine.gone_by == 10 * TICK
    assert machine.clock.doubt is None


@pytest.mark.parametrize("back", [1, SECOND, 5 * HOUR, _YEAR])
def test_what_was_due_stays_due_when_the_clock_steps_back(back: int) -> None:
    machine = _Machine()
    machine.run(TICK)
    end = machine.wall
    assert machine.clock.fate(end) is Fate.DUE
    machine.run(SECOND, set_by=-back)
    assert machine.clock.fate(end) is Fate.DUE
    assert machine.clock.doubt is None


def test_time_does_not_stand_still_after_a_step_back() -> None:
    machine = _Machine()
    end = machine.wall + HOUR
    machine.run(TICK, set_by=-5 * HOUR)
    for _ in range(59):
        assert machine.clock.fate(end) is Fate.LIVE
        machine.run(TICK)
    assert machine.clock.fate(end) is Fate.DUE


@pytest.mark.parametrize(
    ("leap", "doubted"), [(1, False), (LEAP, False), (LEAP + 1, True), (_YEAR, True)]
)
def test_only_a_leap_of_more_than_five_minutes_is_doubted(leap: int, doubted: bool) -> None:
    machine = _Machine()
    machine.run(TICK, set_by=leap)
    assert (machine.clock.doubt is not None) is doubted
    assert machine.gone_by == (TICK if doubted else TICK + leap)


def test_a_leap_hides_at_once_and_destroys_nothing() -> None:
    machine = _Machine()
    ends = [_NOON + TICK, _NOON + TICK + 1, _NOON + _YEAR + TICK, _NOON + _YEAR + TICK + 1]
    machine.run(TICK, set_by=_YEAR)
    assert [machine.clock.fate(end) for end in ends] == [
        Fate.DUE,
        Fate.HELD,
        Fate.HELD,
        Fate.LIVE,
    ]


def test_what_comes_due_without_the_leap_is_destroyed_while_it_is_doubted() -> None:
    machine = _Machine()
    machine.run(TICK, set_by=_YEAR)
    assert machine.run(30 * SECOND).doubt is not None
    assert machine.gone_by == TICK + 30 * SECOND


def test_three_steady_ticks_prove_a_leap() -> None:
    machine = _Machine()
    machine.run(TICK, set_by=2 * HOUR)
    for _ in range(2):
        assert machine.run(TICK).doubt is not None
    assert machine.run(TICK).doubt is None
    assert machine.gone_by == 2 * HOUR + 4 * TICK


def test_many_looks_in_a_short_time_prove_nothing() -> None:
    machine = _Machine()
    machine.run(TICK, set_by=2 * HOUR)
    for _ in range(59):
        assert machine.run(SECOND).doubt is not None
    assert machine.gone_by == TICK + 59 * SECOND
    doubt = machine.clock.doubt
    assert doubt is not None
    assert doubt.steady_ticks == 0


def test_a_clock_that_leaps_on_must_prove_itself_from_the_beginning() -> None:
    machine = _Machine()
    machine.run(TICK, set_by=HOUR)
    machine.run(TICK)
    machine.run(TICK)
    machine.run(TICK, set_by=HOUR)
    for _ in range(2):
        assert machine.run(TICK).doubt is not None
    assert machine.gone_by == 6 * TICK
    assert machine.run(TICK).doubt is None
    assert machine.gone_by == 2 * HOUR + 7 * TICK


def test_a_leap_that_is_taken_back_has_destroyed_and_hidden_nothing() -> None:
    machine = _Machine()
    machine.run(TICK, set_by=_YEAR)
    machine.run(TICK)
    machine.run(TICK, set_by=-_YEAR)
    assert machine.clock.doubt is None
    assert machine.gone_by == 3 * TICK
    assert machine.clock.fate(_NOON + 3 * TICK + 1) is Fate.LIVE


def test_a_person_may_confirm_the_leap_they_saw() -> None:
    machine = _Machine()
    seen = machine.run(TICK, set_by=_YEAR).doubt
    assert seen is not None
    confirmed = machine.run(SECOND).confirmed(seen.since)
    assert (confirmed.erasing_at, confirmed.doubt) == (machine.wall, None)
    assert confirmed.tick(machine.wall + TICK, machine.steady + TICK).doubt is None


def test_nobody_confirms_a_leap_they_did_not_see() -> None:
    machine = _Machine()
    seen = machine.run(TICK, set_by=HOUR).doubt
    assert seen is not None
    machine.run(TICK, set_by=_YEAR)
    for clock in (machine.clock, _Machine().clock):
        with refused(
            WrongState,
            "clock_not_in_doubt",
            ko="확인할 시계 변경이 없어요. 이미 반영됐거나 시계가 다시 바뀌었어요. 지금 상태를 다시 확인해 주세요.",
            en="There is no such change of the clock to confirm: it was accepted already, or the "
            "clock has changed again. Look at its state again.",
        ):
            clock.confirmed(seen.since)


def test_a_machine_that_slept_is_believed_after_three_ticks() -> None:
    machine = _Machine()
    machine.run(0, set_by=9 * HOUR)  # while it sleeps the steady clock may stand still
    for _ in range(3):
        machine.run(TICK)
    assert machine.gone_by == 9 * HOUR + 3 * TICK


@pytest.mark.parametrize(
    ("mark", "due_up_to", "doubted"),
    [
        (None, _NOON, False),
        (ClockMark(reached=_NOON - 7 * DAY, in_doubt=False), _NOON, False),
        (ClockMark(reached=_NOON - ABSENCE, in_doubt=False), _NOON, False),
        (ClockMark(reached=_NOON - ABSENCE - 1, in_doubt=False), _NOON - ABSENCE - 1, True),
        (ClockMark(reached=_NOON + 5 * HOUR, in_doubt=False), _NOON + 5 * HOUR, False),
        (ClockMark(reached=_NOON - HOUR, in_doubt=True), _NOON - HOUR, True),
        (ClockMark(reached=_NOON - LEAP, in_doubt=True), _NOON, False),
    ],
)
def test_what_is_due_at_a_start(mark: ClockMark | None, due_up_to: int, doubted: bool) -> None:
    clock = started(mark, _NOON, 0)
    assert (clock.erasing_at, clock.doubt is not None) == (due_up_to, doubted)
    assert clock.hiding_at == max(_NOON, due_up_to)
    assert clock.mark == ClockMark(reached=due_up_to, in_doubt=doubted)


def test_a_restart_does_not_prove_a_leap() -> None:
    machine = _Machine()
    machine.run(TICK, set_by=2 * DAY)
    restarted = started(machine.clock.mark, machine.wall + SECOND, 0)
    assert restarted.erasing_at == _NOON + TICK
    assert restarted.doubt is not None


@pytest.mark.parametrize(
    ("first_end", "wait"),
    [
        (None, TICK),
        (_NOON + 40 * DAY, TICK),
        (_NOON + TICK, TICK),
        (_NOON + 1, PAUSE),
        (_NOON + 2 * PAUSE, 2 * PAUSE),
        (_NOON, RETRY),
        (_NOON - DAY, RETRY),
    ],
)
def test_the_next_look_is_at_the_first_end_and_never_later_than_a_tick(
    first_end: int | None, wait: int
) -> None:
    assert started(None, _NOON, 0).next_look_in(first_end) == wait


def test_what_ended_during_a_sweep_is_not_left_for_as_long_as_what_could_not_be_erased() -> (
    None
):
    clock = started(None, _NOON, 0)
    assert clock.next_look_in(_NOON - 3, swept_at=_NOON - 5) == PAUSE
    assert clock.next_look_in(_NOON - 5, swept_at=_NOON - 5) == RETRY


def test_what_a_doubted_leap_holds_back_is_looked_at_every_tick() -> None:
    machine = _Machine()
    clock = machine.run(TICK, set_by=_YEAR)
    assert clock.next_look_in(_NOON + DAY) == TICK


_steps = st.lists(
    st.tuples(st.integers(0, 3 * MINUTE), st.integers(-2 * _YEAR, 2 * _YEAR) | st.just(0)),
    max_size=30,
)


@given(_steps)
def test_whatever_the_clock_does_the_time_of_erasing_never_goes_back(
    steps: list[tuple[int, int]],
) -> None:
    machine = _Machine()
    for milliseconds, set_by in steps:
        before = machine.clock.erasing_at
        machine.run(milliseconds, set_by=set_by)
        assert machine.clock.erasing_at >= before + milliseconds
        assert machine.clock.hiding_at >= machine.clock.erasing_at


@given(_steps)
def test_whatever_the_clock_does_a_tick_believes_five_minutes_or_has_proof(
    steps: list[tuple[int, int]],
) -> None:
    machine = _Machine()
    for milliseconds, set_by in steps:
        before, doubt = machine.clock.erasing_at, machine.clock.doubt
        machine.run(milliseconds, set_by=set_by)
        gained = machine.clock.erasing_at - before - milliseconds
        proved = doubt is not None and doubt.steady_ticks == 2 and machine.clock.doubt is None
        assert gained <= LEAP or proved
