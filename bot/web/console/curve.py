"""The curve of answers over time, as the points of a small drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 480
HEIGHT: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How many had answered by when; `line` and `area` are points of a drawing WIDTH by HEIGHT.

    `quarters`: (UTC ms, how many) a quarter, a half, three quarters and all of the time after `begins`.
    """

    line: str
    area: str
    begins: int
    ends: int
    top: int
    quarters: Sequence[tuple[int, int]]


def curve_of(
    points: Sequence[tuple[int, int]], begins: int, ends: int, top: int
) -> Curve | None:
    """The curve from `begins` to `ends` (UTC ms) below `top`; None where nobody has answered."""
    if not points or ends <= begins:
        return None
    top = max(top, points[-1][1])
    drawn = [(begins, 0), *((min(at, ends), count) for at, count in points)]
    if drawn[-1][0] < ends:
        drawn.append((ends, points[-1][1]))
    span = ends - begins
    places = [
        (round((at - begins) * WIDTH / span, 1), round(HEIGHT - count * HEIGHT / top, 1))
        for at, count in drawn
    ]
    line = " ".join(f"{x:g},{y:g}" for x, y in places)
    return Curve(
        line=line,
        area=f"0,{HEIGHT} {line} {WIDTH},{HEIGHT}",
        begins=begins,
        ends=ends,
        top=top,
        quarters=[
            (at, max((count for when, count in drawn if when <= at), default=0))
            for at in (begins + span * part // 4 for part in (1, 2, 3, 4))
        ],
    )
