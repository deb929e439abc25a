"""Parameter marks for a list of values."""


def marks(count: int, first: int = 1) -> str:
    """`$first, …` for `count` values; never empty, so that IN () can't happen."""
    return ", ".join(f"${number}" for number in range(first, first + count)) or "NULL"
