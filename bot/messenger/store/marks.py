"""Parameter marks for a list of values."""

from collections.abc import Sequence
from typing import TypeVar

_Value = TypeVar("_Value")


def evened(values: Sequence[_Value]) -> list[_Value]:
    """The values with the last one repeated until there are 1, 2, 4, 8, … of them; none stay none.

    For IN lists of hundreds: each length is a statement of its own, and a connection keeps those it
    has prepared, which is half a gigabyte for 512 of 2,000 pairs.
    """
    wanted = 1 << (len(values) - 1).bit_length() if values else 0
    return [*values, *[values[-1]] * (wanted - len(values))] if values else []


def marks(count: int, first: int = 1) -> str:
    """`$first, …` for `count` values; never empty, so that IN () can't happen."""
    return ", ".join(f"${number}" for number in range(first, first + count)) or "NULL"


def pairs(count: int, first: int = 1) -> str:
    """Rows for `(a, b) IN (…)` of `count` pairs of whole numbers, at least one."""
    numbers = range(first, first + 2 * count, 2)
    rows = (f"(CAST(${one} AS BIGINT), CAST(${one + 1} AS BIGINT))" for one in numbers)
    return "VALUES " + ", ".join(rows)
