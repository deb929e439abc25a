"""Phone numbers, however they are written."""

import re

_NOT_DIGITS = re.compile(r"[^0-9]")
_TRUNK = re.compile(r"\(\s*0\s*\)")
_COUNTRY = "82"
# Digits of the shortest and longest numbers: a service number, and E.164 with an exit code.
_SHORTEST, _LONGEST = 7, 18


def phone_digits(written: str) -> str | None:
    """The digits by which a number is known, or None for what can't be one.

    A Korean number is known by its domestic form: `+82-10-1234-5678`, `82 (0)10 1234 5678`,
    `0082 10…` and `010.1234.5678` are all `01012345678`.
    """
    trunkless = _TRUNK.sub("", written) if _is_abroad(written) else written
    digits = _NOT_DIGITS.sub("", trunkless)
    if _is_abroad(written):
        digits = digits.removeprefix("00")
        if digits.startswith(_COUNTRY):
            digits = "0" + digits.removeprefix(_COUNTRY).removeprefix("0")
    return digits if _SHORTEST <= len(digits) <= _LONGEST else None


def _is_abroad(written: str) -> bool:
    """Whether a number is written with its country's code: +82, 0082 or a bare 82."""
    digits = _NOT_DIGITS.sub("", written)
    return (
        written.lstrip(" (").startswith("+")
        or digits.startswith("00")
        # No Korean number of this length begins with 82 in its domestic form.
        or (digits.startswith(_COUNTRY) and len(digits) >= 10)
    )
