"""Parameter marks for a list of values."""


def marks(count: int, first: int = 1) -> str:
    """`$first, …` for `count` values; never empty, so that IN () can't happen."""
    return ", ".join(f"${number}" for number in range(first, first + count)) or "NULL"


def pairs(count: int, first: int = 1) -> str:
    """Rows for `(a, b) IN (…)` of `count` pairs of whole numbers, at least one."""
    numbers = range(first, first + 2 * count, 2)
    rows = (f"(CAST(${one} AS BIGINT), CAST(${one + 1} AS BIGINT))" for one in numbers)
    return "VALUES " + ", ".join(rows)
