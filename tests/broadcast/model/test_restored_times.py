"""What becomes of planned times once a backup was put back."""

import pytest

from bot.broadcast.model.occurrences import Planned
from bot.broadcast.model.schedules import Fire, Miss, decide

GRACE = 60


@pytest.mark.parametrize(
    ("due", "restored_at", "decisions"),
    [
        ([95, 98], 0, [Miss(95, 95, 1, "coalesced"), Fire(98)]),
        ([95, 98], 94, [Miss(95, 95, 1, "coalesced"), Fire(98)]),
        ([95, 98], 95, [Miss(95, 95, 1, "restored"), Fire(98)]),
        ([95, 98], 99, [Miss(98, 95, 2, "restored")]),
        (
            [10, 20, 30, 98],
            20,
            [Miss(20, 10, 2, "restored"), Miss(30, 30, 1, "misfire_grace"), Fire(98)],
        ),
        ([], 99, []),
    ],
)
def test_what_may_have_been_sent_before_is_missed_however_late_it_is(
    due: list[int], restored_at: int, decisions: list[Fire | Miss]
) -> None:
    planned = [Planned(at=at) for at in due]
    assert decide(planned, set(), 100, GRACE, restored_at) == decisions


def test_what_was_skipped_is_not_missed_either() -> None:
    planned = [Planned(at=95), Planned(at=98)]
    assert decide(planned, {95}, 100, GRACE, 99) == [Miss(98, 98, 1, "restored")]
