"""How old the directory is, and why the last try to read it changed nothing."""

from dataclasses import dataclass

from bot.core.errors import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryState:
    """What came of the last try; the numbers are those of a list that somebody must confirm."""

    tried_at: int | None = None
    synced_at: int | None = None
    problem: str | None = None
    text: Bilingual | None = None
    people_before: int | None = None
    people_listed: int | None = None


def is_due(last: int | None, now: int, age: int) -> bool:
    """Whether what was read at `last`, or never, is older than `age` milliseconds."""
    return last is None or now - last > age
