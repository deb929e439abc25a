"""What every request of a history must have been answered, decided anew from the facts before it."""

from collections.abc import Sequence

from tests.messenger.model.secret_history import (
    BOT,
    EXTERNAL,
    LENGTHS,
    MEMBERS_MAX,
    START,
    Event,
)
from tests.messenger.model.secret_past import Fact, Past


class Oracle(Past):
    """The history told anew, from its first event."""

    def __init__(self, events: Sequence[Event], start: int = START) -> None:
        super().__init__(start)
        self.outcomes: list[str] = []
        self._wall = start
        for event in events:
            if event.what == "tick":
                self._wall += event.number
                self.now = max(self.now, self._wall)
            self._note("time")
            refusal = getattr(self, f"_{event.what}")(event)
            self.outcomes.append(refusal or "")

    def seen(self, room: int, who: int) -> list[int] | str:
        """What a person must see of a room."""
        refusal = self._entry(room, who)
        if refusal:
            return refusal
        stay = next(one for one in self.stays(room) if one.who == who and one.end is None)
        return [one.seq for one in self.lives(room) if one.there and one.seq >= stay.first]

    def badge(self, room: int, who: int) -> int:
        """How many messages a member has to read yet."""
        seen = self.seen(room, who)
        return sum(one.seq in seen and who in one.pending for one in self.lives(room))

    def _note(
        self, kind: str, room: int = 0, who: int = 0, seq: int = 0, value: int | str = 0
    ) -> None:
        self.facts.append(Fact(self.now, kind, room, who, seq, value))

    def _line(self, room: int) -> None:
        self._note("line", room, seq=self.last_seq(room) + 1)

    def _entry(self, room: int, who: int, *, sends: bool = False) -> str | None:
        end = self.ended(room)
        if who not in self.people(room) or not self.is_active(who, end):
            return "not_found"
        if end is not None:
            return "room_deleted" if sends else "not_found"
        return self.refusal_of_all()

    def _owners(self, event: Event) -> str | None:
        refusal = self._entry(event.room, event.who)
        if not refusal and event.who != self.owner(event.room):
            return "owner_required"
        return refusal

    def _strangers(self, people: Sequence[int]) -> str | None:
        for who in people:
            if who in {EXTERNAL, BOT}:
                return "external_member" if who == EXTERNAL else "bot_not_admitted"
            if not self.is_active(who):
                return "member_not_found"
        return None

    def _tick(self, event: Event) -> None:
        pass

    def _sweep(self, event: Event) -> None:
        pass

    def _plan(self, event: Event) -> None:
        self._note("plan", value=event.word)

    def _billing(self, event: Event) -> None:
        self._note("billing", value=event.word)

    def _switch(self, event: Event) -> str | None:
        if event.word == "on":
            paid = self.last("billing", "paid") == "paid"
            if self.last("plan", "standard") == "free" or not paid:
                return "plan_required"
        self._note("switch", value="on" if event.word == "on" else "off")
        if event.word == "delete":
            for room in self.rooms():
                self._note("end", room)
        return None

    def _retain(self, event: Event) -> None:
        before = int(self.last("keep", 0))
        self._note("keep", value=event.number)
        self._note("files", value=event.others[0])
        for room in self.rooms():
            keep = self.times(room)[1]
            shorter = min(keep, event.number or keep) < min(keep, before or keep)
            if shorter and self.ended(room) is None:
                self._line(room)

    def _suspend(self, event: Event) -> None:
        was_active = self.is_active(event.who)
        self._note("suspend", who=event.who)
        for room in self.rooms() if was_active else []:
            self._find_owner(room, event.who)

    def _resume(self, event: Event) -> None:
        self._note("resume", who=event.who)

    def _close(self, event: Event) -> None:
        self._note("close", who=event.who)
        for room in self.rooms():
            if event.who in self.people(room) and self.ended(room) is None:
                self._note("out", room, event.who)
                self._line(room)
                self._find_owner(room, event.who)

    def _find_owner(self, room: int, gone: int) -> None:
        if self.ended(room) is not None or self.owner(room) != gone:
            return
        heirs = [one for one in self.people(room) if self.is_active(one)]
        if not heirs:
            self._note("end", room)
            return
        self._note("owner", room, value=heirs[0])
        self._line(room)

    def _open(self, event: Event) -> str | None:
        refusal = self.refusal_of_all()
        if refusal:
            return refusal
        auto, keep = (LENGTHS[one] for one in event.word.split("/"))
        if auto > min(keep, int(self.last("keep", 0)) or keep):
            return "auto_delete_exceeds_keep"
        people = list(dict.fromkeys((event.who, *event.others)))
        refusal = self._strangers(people)
        if refusal or len(people) == 1 or len(people) > MEMBERS_MAX:
            return refusal or ("members_required" if len(people) == 1 else "secret_room_full")
        self._note("open", event.room, value=event.word)
        for who in people:
            self._note("in", event.room, who, seq=1)
        self._note("owner", event.room, value=event.who)
        return None

    def _invite(self, event: Event) -> str | None:
        refusal = self._entry(event.room, event.who)
        if refusal:
            return refusal
        if event.who != self.owner(event.room) and not self.last("allow", 0, event.room):
            return "invite_not_allowed"
        refusal = self._strangers(event.others)
        if refusal or not event.others:
            return refusal or "members_required"
        there = self.people(event.room)
        new = [who for who in dict.fromkeys(event.others) if who not in there]
        if len(there) + len(new) > MEMBERS_MAX:
            return "secret_room_full"
        first = self.last_seq(event.room) + 1
        for who in new:
            self._note("in", event.room, who, seq=first)
        if new:
            self._line(event.room)
        return None

    def _remove(self, event: Event) -> str | None:
        refusal, other = self._owners(event), event.others[0]
        if refusal or other not in self.people(event.room):
            return refusal or "member_not_found"
        if other == event.who:
            return "owner_must_hand_over"
        self._note("out", event.room, other)
        self._line(event.room)
        return None

    def _leave(self, event: Event) -> str | None:
        refusal = self._entry(event.room, event.who)
        if refusal or event.who == self.owner(event.room):
            return refusal or "owner_must_hand_over"
        self._note("out", event.room, event.who)
        self._line(event.room)
        return None

    def _hand_over(self, event: Event) -> str | None:
        refusal, other = self._owners(event), event.others[0]
        if refusal or other not in self.people(event.room) or not self.is_active(other):
            return refusal or "member_not_found"
        if other != event.who:
            self._note("owner", event.room, value=other)
            self._line(event.room)
        return None

    def _allow(self, event: Event) -> str | None:
        refusal = self._owners(event)
        if not refusal and self.last("allow", 0, event.room) != event.number:
            self._note("allow", event.room, value=event.number)
            self._line(event.room)
        return refusal

    def _delete(self, event: Event) -> str | None:
        refusal = self._owners(event)
        if not refusal:
            self._note("end", event.room)
        return refusal

    def _send(self, event: Event) -> str | None:
        refusal = self._entry(event.room, event.who, sends=True)
        if not refusal:
            self._note("message", event.room, event.who, self.last_seq(event.room) + 1)
        return refusal

    def _read(self, event: Event) -> str | None:
        refusal = self._entry(event.room, event.who)
        if not refusal:
            upto = min(event.number, self.last_seq(event.room))
            self._note("read", event.room, event.who, upto)
        return refusal

    def _delete_own(self, event: Event) -> str | None:
        seen = self.seen(event.room, event.who)
        if isinstance(seen, str):
            return seen
        message = next((one for one in self.lives(event.room) if one.seq == event.number), None)
        if message is None or message.is_line or message.seq not in seen:
            return "not_found"
        sent = next(
            one
            for one in self.facts
            if (one.kind, one.room, one.seq) == ("message", event.room, event.number)
        )
        if sent.who != event.who or self.now - sent.at >= 300_000:
            return "not_own_message" if sent.who != event.who else "delete_window_passed"
        self._note("erased", event.room, seq=event.number)
        return None
