"""What people call notices and schedules: N-42, S-7."""

_DIGITS = 15


def number_of(key: str, letter: str) -> int:
    """The number in a label with this letter, large or small; -1, which nothing has, in anything else."""
    head, dash, number = key.partition("-")
    named = head in {letter, letter.lower()} and bool(dash)
    known = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    return int(number) if named and known else -1
