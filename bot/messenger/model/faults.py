"""Faults that the messenger shows on purpose, to rehearse a platform in trouble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What goes wrong with one call."""

    STATUS_500 = "status_500"
    STATUS_429 = "status_429"
    RESET = "reset"
    SLOW = "slow"
    TIMEOUT = "timeout"
    SUCCESS_FALSE = "success_false"
    USER_NOT_FOUND = "user_not_found"
    CONVERSATION_NOT_FOUND = "conversation_not_found"


# The others are about one person, so they have no rate.
RATED = (
    Fault.STATUS_500,
    Fault.STATUS_429,
    Fault.RESET,
    Fault.SLOW,
    Fault.TIMEOUT,
    Fault.SUCCESS_FALSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Probabilities from 0 to 1 that together are at most 1; `slow_for` is in seconds.

    `people` has a fault for every call about one person, by e-mail (in small letters) or by
    platform id in digits.
    """

    status_500: float = 0.0
    status_429: float = 0.0
    reset: float = 0.0
    slow: float = 0.0
    timeout: float = 0.0
    success_false: float = 0.0
    slow_for: float = 3.0
    people: Mapping[str, Fault] = field(default_factory=dict)

    def rate(self, fault: Fault) -> float:
        """How probable a rated fault is."""
        rate: float = getattr(self, fault.value)
        return rate

    @property
    def any(self) -> bool:
        """Whether anything can go wrong at all."""
        return bool(self.people) or any(self.rate(fault) for fault in RATED)


def fault_of(faults: Faults, chance: float, person: Sequence[str]) -> Fault | None:
    """What goes wrong with one call, if anything; `chance` is in [0, 1).

    `person` is every name, e-mail or platform id, of whom the call reaches; a fault of theirs
    comes before the rates.
    """
    own = next((faults.people[name] for name in person if name in faults.people), None)
    if own is not None:
        return own
    edge = 0.0
    for fault in RATED:
        edge += faults.rate(fault)
        if chance < edge:
            return fault
    return None


def is_carried_out(fault: Fault, chance: float) -> bool:
    """Whether the call does what it asks for all the same; `chance` is in [0, 1).

    A connection breaks, or an answer stays away, as often before the message is kept as after.
    """
    if fault in {Fault.RESET, Fault.TIMEOUT}:
        return chance >= 0.5
    return fault is Fault.SLOW
