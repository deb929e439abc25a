"""Labels of notices and schedules."""

import pytest

from bot.broadcast.store.labels import number_of


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("S-7", 7),
        ("s-7", 7),
        ("S-007", 7),
        ("N-7", -1),
        ("S7", -1),
        ("7", -1),
        ("S-", -1),
        ("S-7-7", -1),
        ("S--7", -1),
        ("S-٧", -1),
        ("S-" + "9" * 15, 10**15 - 1),
        ("S-" + "9" * 16, -1),
        ("sd_7", -1),
        ("", -1),
    ],
)
def test_a_label_names_one_number_or_nothing(key: str, expected: int) -> None:
    assert number_of(key, "S") == expected
