"""Whether what the databases say of a notice keeps the promise of its policy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.chaos.evidence import Entry, Look
from tests.chaos.scenario import CONCURRENCY, Policy

# What the faults, or a database that is gone, may end a delivery with.
_EXPLAINED = {
    "failed": {"internal_server_error", "too_many_requests", "timeout", "broken"},
    "uncertain": {"interrupted", "timeout", "broken"},
}
_MISSING = Entry(state="not in the ledger", reason=None)
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over the members of notices.

    `lost`: without a message, and the ledger doesn't know. `missed`: without one, and it knows.
    """

    messages: int = 0
    lost: int = 0
    missed: int = 0
    duplicated: int = 0
    uncertain: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            messages=self.messages + other.messages,
            lost=self.lost + other.lost,
            missed=self.missed + other.missed,
            duplicated=self.duplicated + other.duplicated,
            uncertain=self.uncertain + other.uncertain,
            failed=self.failed + other.failed,
        )


def tally_of(look: Look) -> Tally:
    """Count one notice."""
    without = [look.ledger.get(m, _MISSING) for m in look.members if not look.messages.get(m)]
    missed = sum(entry.state in _EXPLAINED for entry in without)
    return Tally(
        messages=sum(look.messages.values()) + look.strays,
        lost=len(without) - missed,
        missed=missed,
        duplicated=sum(number > 1 for number in look.messages.values()),
        uncertain=look.count("uncertain"),
        failed=look.count("failed"),
    )


def violations_at_the_end(policy: Policy, look: Look) -> list[str]:
    """What is wrong with a notice that has ended, in words."""
    found = [f"{look.title}: {words}" for words in _wrong_counts(look)]
    wrong: dict[str, list[str]] = {}
    for member in sorted(look.members | look.ledger.keys()):
        entry = look.ledger.get(member, _MISSING)
        words = _wrong(policy, entry, look.messages.get(member, 0))
        if words is not None:
            wrong.setdefault(words, []).append(member)
    return found + [
        f"{look.title}: {len(members)} with {words}: {_some(members)}"
        for words, members in wrong.items()
    ]


def _wrong(policy: Policy, entry: Entry, messages: int) -> str | None:
    """What is wrong with one member, if anything."""
    told = f"{messages} messages, {entry.state} ({entry.reason})"
    if policy is Policy.HOLD:
        held = entry.reason in _EXPLAINED.get(entry.state, ()) and messages <= 1
        # What failed was refused, so it never arrived.
        right = messages == 1 if entry.state == "sent" else held
        if entry.state == "failed":
            right = held and messages == 0
    elif policy is Policy.KEYS:
        right = entry.state == "sent" and messages == 1
    else:
        right = entry.state == "sent" and messages >= 1
    return None if right else told


def _wrong_counts(look: Look) -> Iterator[str]:
    audience = len(look.members)
    if look.open:
        yield f"it never ended, it is {look.state}"
    if look.state == "failed" or look.state_reason is not None:
        yield f"it is {look.state} as a whole ({look.state_reason})"
    if not audience == len(look.ledger) == sum(look.shards.values()):
        yield f"{audience} members, {len(look.ledger)} rows, counts {dict(look.shards)}"
    for state, number in look.shards.items():
        if look.count(state) != number:
            yield f"{look.count(state)} rows {state}, counted {number}"
    if look.strays:
        yield f"{look.strays} messages in rooms of nobody"


def violations_of_a_kill(look: Look, before: Look | None) -> list[str]:
    """What is wrong while the process is dead; `before`: the same, one kill earlier."""
    found = []
    in_flight = look.count("sending")
    if in_flight > CONCURRENCY:
        found.append(f"{look.title}: {in_flight} in flight at a kill, over {CONCURRENCY}")
    for state, number in look.shards.items():
        if look.count(state) != number:
            found.append(
                f"{look.title}: {look.count(state)} {state} at a kill, counted {number}"
            )
    if before is not None:
        grown = look.count("uncertain", "interrupted") - before.count(
            "uncertain", "interrupted"
        )
        if not 0 <= grown <= before.count("sending"):
            found.append(
                f"{look.title}: {grown} more interrupted, {before.count('sending')} were in flight"
            )
    return found


def _some(members: Iterable[str]) -> str:
    named = list(members)
    return ", ".join(named[:_NAMED]) + ("…" if len(named) > _NAMED else "")
