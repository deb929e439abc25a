"""Lists of parameters."""

import pytest

from bot.messenger.store.marks import evened, marks, pairs


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([1], [1]),
        ([1, 2], [1, 2]),
        ([1, 2, 3], [1, 2, 3, 3]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 5, 5, 5]),
    ],
)
def test_a_list_is_evened_by_its_last_value(values: list[int], expected: list[int]) -> None:
    assert evened(values) == expected


def test_two_thousand_lengths_are_twelve_statements() -> None:
    assert len({len(evened(range(count))) for count in range(1, 2_001)}) == 12


def test_marks_of_nothing_are_never_empty() -> None:
    assert marks(0) == "NULL"
    assert marks(2, 3) == "$3, $4"
    assert pairs(1) == "VALUES (CAST($1 AS BIGINT), CAST($2 AS BIGINT))"
