"""The facts of a history of secret rooms, and what follows from them, found by looking through all.

It shares no code with the model, and keeps nothing but the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.messenger.model.secret_history import LENGTHS

_ACCOUNT = frozenset({"suspend", "resume", "close"})


class Fact(NamedTuple):
    """Something that came true at a time; refused requests leave no fact but the time."""

    at: int
    kind: str
    room: int = 0
    who: int = 0
    seq: int = 0
    value: int | str = 0


class Stay(NamedTuple):
    """From which fact to which somebody was in a room; `first` is the first they see."""

    who: int
    begin: int
    end: int | None
    first: int


@dataclass(frozen=True)
class Life:
    """What must be true of a message or line now."""

    seq: int
    sender: int
    sent_at: int
    there: bool
    pending: frozenset[int] = frozenset()
    all_read_at: int | None = None
    expires_at: int = 0
    files_expire_at: int | None = None
    is_line: bool = False


class Past:
    """All facts so far, and what follows from them."""

    def __init__(self, start: int) -> None:
        self.facts: list[Fact] = [Fact(start, "time")]
        self.now = start

    def last(self, kind: str, default: int | str, room: int = 0) -> int | str:
        """The value of the latest fact of this kind."""
        values = [one.value for one in self.facts if one.kind == kind and one.room == room]
        return values[-1] if values else default

    def rooms(self) -> list[int]:
        """Every room there ever was."""
        return [one.room for one in self.facts if one.kind == "open"]

    def ended(self, room: int) -> int | None:
        """The fact with which a room was deleted."""
        ends = enumerate(self.facts)
        return next((i for i, one in ends if (one.kind, one.room) == ("end", room)), None)

    def refusal_of_all(self) -> str | None:
        """Why nobody may use secret rooms."""
        if self.last("plan", "standard") == "free" or self.last("billing", "paid") != "paid":
            return "plan_required"
        return None if self.last("switch", "on") == "on" else "secret_rooms_disabled"

    def is_active(self, who: int, before: int | None = None) -> bool:
        """Whether an account is active after (or before) a fact."""
        past = self.facts[:before]
        marks = [one.kind for one in past if one.who == who and one.kind in _ACCOUNT]
        return not marks or marks[-1] != "suspend"

    def stays(self, room: int) -> list[Stay]:
        """Every stay of anybody in a room."""
        stays: list[Stay] = []
        for i, fact in enumerate(self.facts):
            if fact.room != room:
                continue
            if fact.kind == "in":
                stays.append(Stay(fact.who, i, None, fact.seq))
            if fact.kind == "out":
                stays = [
                    one._replace(end=i) if one.who == fact.who and one.end is None else one
                    for one in stays
                ]
        return stays

    def people(self, room: int) -> list[int]:
        """Who is in a room, those who came first first."""
        return [stay.who for stay in self.stays(room) if stay.end is None]

    def owner(self, room: int) -> int:
        """The present owner."""
        return int(self.last("owner", 0, room))

    def last_seq(self, room: int) -> int:
        """The number of the last message or line."""
        marks = ("message", "line")
        return max((f.seq for f in self.facts if f.room == room and f.kind in marks), default=0)

    def times(self, room: int) -> tuple[int, int]:
        """The two times of a room in milliseconds."""
        auto, keep = str(self.last("open", "", room)).split("/")
        return LENGTHS[auto], LENGTHS[keep]

    def lives(self, room: int) -> Iterator[Life]:
        """All messages and lines there ever were in a room."""
        for i, fact in enumerate(self.facts):
            if fact.room == room and fact.kind in {"message", "line"}:
                yield self._life(i)

    # How long something lives

    def _life(self, sent: int) -> Life:
        fact = self.facts[sent]
        is_line = fact.kind == "line"
        freed = {} if is_line else self._freed(sent)
        left = frozenset(who for who, i in freed.items() if i is None)
        last = max((i for i in freed.values() if i is not None), default=sent)
        all_read = None if is_line or left else last
        gone, end, files_end = self._end(sent, all_read)
        mark = ("erased", fact.room, fact.seq)
        erased = any((one.kind, one.room, one.seq) == mark for one in self.facts)
        return Life(
            seq=fact.seq,
            sender=fact.who,
            sent_at=fact.at,
            is_line=is_line,
            there=not gone and not erased and self.ended(fact.room) is None,
            pending=left,
            all_read_at=None if all_read is None else self.facts[all_read].at,
            expires_at=end,
            files_expire_at=files_end,
        )

    def _end(self, sent: int, all_read: int | None) -> tuple[bool, int, int | None]:
        """Whether it is gone, when it goes, and when its files do (None: they have gone).

        It is gone if at any moment so far, by what held at that moment, its time was over.
        """
        at, (auto, keep) = self.facts[sent].at, self.times(self.facts[sent].room)
        keeps = files = 0
        gone = files_gone = False
        end = files_end = at + keep
        for i, fact in enumerate(self.facts):
            keeps = int(fact.value) if fact.kind == "keep" else keeps
            files = int(fact.value) if fact.kind == "files" else files
            if i < sent:
                continue
            end = at + min(keep, keeps or keep)
            if all_read is not None and all_read <= i:
                end = min(end, self.facts[all_read].at + auto)
            files_end = min(end, at + (files or keep))
            until = self.facts[i + 1].at if i + 1 < len(self.facts) else self.now
            gone, files_gone = gone or end <= until, files_gone or files_end <= until
        return gone, end, None if files_gone else files_end

    def _freed(self, sent: int) -> dict[int, int | None]:
        """Who had to read a message, with the fact by which they didn't have to any more."""
        message = self.facts[sent]
        freed: dict[int, int | None] = {}
        for stay in self.stays(message.room):
            here = stay.begin < sent and (stay.end is None or stay.end > sent)
            if here and stay.who != message.who and self.is_active(stay.who, sent):
                reasons = (
                    i for i in range(sent, len(self.facts)) if self._frees(i, stay, sent)
                )
                freed[stay.who] = next(reasons, None)
        return freed

    def _frees(self, i: int, stay: Stay, sent: int) -> bool:
        fact = self.facts[i]
        if i == stay.end or (fact.kind == "suspend" and fact.who == stay.who):
            return True
        read = fact.kind == "read" and fact.room == self.facts[sent].room
        return read and fact.who == stay.who and fact.seq >= self.facts[sent].seq
