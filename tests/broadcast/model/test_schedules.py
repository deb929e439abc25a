import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.occurrences import Planned
from bot.broadcast.model.schedules import Fire, Miss, decide

GRACE = 60


def _due(*times: int) -> list[Planned]:
    return [Planned(at=at) for at in times]


@pytest.mark.parametrize(
    ("due", "skipped", "now", "expected"),
    [
        ([], set(), 100, []),
        ([100], set(), 100, [Fire(100)]),
        ([40], set(), 100, [Fire(40)]),
        ([39], set(), 100, [Miss(39, 39, 1, "misfire_grace")]),
        ([10, 20], set(), 100, [Miss(20, 10, 2, "misfire_grace")]),
        ([50, 60, 70], set(), 100, [Miss(60, 50, 2, "coalesced"), Fire(70)]),
        ([10, 60, 70], set(), 100, [Miss(60, 10, 2, "misfire_grace"), Fire(70)]),
        ([10, 70], set(), 100, [Miss(10, 10, 1, "misfire_grace"), Fire(70)]),
        ([100], {100}, 100, []),
        ([60, 70], {70}, 100, [Fire(60)]),
        ([10, 60, 70], {10, 60}, 100, [Fire(70)]),
        ([10, 20], {20}, 100, [Miss(10, 10, 1, "misfire_grace")]),
        ([10, 20], {10, 20}, 100, []),
        ([70], {10}, 100, [Fire(70)]),
    ],
)
def test_at_most_the_last_is_sent_and_the_rest_is_missed_in_one_piece(
    due: list[int], skipped: set[int], now: int, expected: list[Fire | Miss]
) -> None:
    assert decide(_due(*due), skipped, now, GRACE) == expected


@given(
    st.lists(st.integers(1, 300), unique=True).map(sorted),
    st.sets(st.integers(0, 300)),
    st.integers(300, 400),
)
def test_each_planned_time_is_counted_once_and_nothing_late_is_sent(
    due: list[int], skipped: set[int], now: int
) -> None:
    decisions = decide(_due(*due), skipped, now, GRACE)
    fires = [one for one in decisions if isinstance(one, Fire)]
    misses = [one for one in decisions if isinstance(one, Miss)]
    wanted = [at for at in due if at not in skipped]
    assert len(fires) + sum(one.count for one in misses) == len(wanted)
    assert len(fires) <= 1
    assert len(misses) <= 1
    assert all(now - one.planned_at <= GRACE for one in fires)
    assert [one.planned_at for one in fires] == [at for at in wanted[-1:] if now - at <= GRACE]
