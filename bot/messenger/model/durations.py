"""Lengths of time as people write them: 50ms, 2s, 5m, 1h, 3d."""

import re

_WRITTEN = re.compile(r"^(\d+(?:\.\d+)?)(ms|s|m|h|d)$")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST = 1e12


def seconds_of(value: object) -> float | None:
    """A written length of time, or a number of seconds, in seconds; None where it is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= _LONGEST else None
    match = _WRITTEN.match(str(value).strip())
    return None if match is None else float(match[1]) * _UNITS[match[2]]


def written(seconds: float) -> str:
    """Seconds as a text that `seconds_of` reads."""
    if 0 < seconds < 1:
        return f"{seconds * 1_000:.10g}ms"
    return f"{seconds:.10g}s"
