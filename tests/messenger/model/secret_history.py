"""The history of a workspace with secret rooms, as requests and happenings in their order."""

from typing import NamedTuple

START = 1_800_000_000_000
PEOPLE = (1, 2, 3, 4, 5, 6)
EXTERNAL, BOT = 8, 9
MEMBERS_MAX = 4
LENGTHS = {
    "1h": 3_600_000,
    "3h": 10_800_000,
    "6h": 21_600_000,
    "1d": 86_400_000,
    "3d": 259_200_000,
    "5d": 432_000_000,
    "7d": 604_800_000,
    "10d": 864_000_000,
    "14d": 1_209_600_000,
}


class Event(NamedTuple):
    """Something that somebody asks for, or that happens; refused or not, it is history."""

    what: str
    who: int = 0
    room: int = 0
    others: tuple[int, ...] = ()
    number: int = 0
    word: str = ""
