"""What may happen to secret rooms, drawn so that most requests get as far as the rule they are about."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from tests.messenger.model.secret_history import (
    BOT,
    EXTERNAL,
    LENGTHS,
    PEOPLE,
    Event,
)
from tests.messenger.model.secret_oracle import Oracle
from tests.messenger.model.secret_world import World

ROOMS_MAX = 5
DAY = LENGTHS["1d"]
AUTO = ("1h", "3h", "6h", "1d", "3d", "5d", "7d")
KEEP = ("3d", "7d", "10d", "14d")
PAIRS = ("1h/3d", "6h/7d", "1d/3d", "3d/3d", "7d/14d")
OWNERS = ("invite", "remove", "hand_over", "allow", "delete", "leave")
CLOSING = (
    ("plan", "free"),
    ("billing", "overdue"),
    ("switch", "deactivate"),
    ("switch", "deactivate"),
    ("switch", "delete"),
)
person = st.sampled_from(PEOPLE)
guest = st.sampled_from((*PEOPLE, EXTERNAL, BOT))
place = st.integers(0, ROOMS_MAX)
which = st.integers(0, 3)
seqs = st.integers(0, 12)
step = st.sampled_from((0, 1, 60_000, 3_600_000, 43_200_000, DAY, 3 * DAY))


class SecretRoomsRules(RuleBasedStateMachine):
    """The model's world beside the oracle; every rule adds events to the history."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.events, self.oracle = World(), list[Event](), Oracle([])

    def happens(self, event: Event) -> None:
        """Let one event happen to the world, and tell the oracle the whole history again."""
        before = self.world.now
        outcome = self.world.do(event)
        self.events.append(event)
        self.oracle = Oracle(self.events)
        assert outcome == self.oracle.outcomes[-1], event
        assert self.world.now == self.oracle.now >= before

    def living(self) -> list[int]:
        """The rooms that haven't been deleted."""
        return [room for room in self.oracle.rooms() if self.oracle.ended(room) is None]

    def live(self, which: int) -> int:
        """A room that is there, else one that isn't."""
        rooms = self.living()
        return rooms[which % len(rooms)] if rooms else which + 1

    def member(self, room: int, which: int) -> int:
        """One who is in a room, else anybody."""
        people = self.oracle.people(room) or PEOPLE
        return people[which % len(people)]

    # Rooms

    @initialize(times=st.sampled_from(PAIRS))
    def begins_with_a_room(self, times: str) -> None:
        self.happens(Event("open", 1, 1, (2, 3), word=times))

    @precondition(lambda self: len(self.oracle.rooms()) < ROOMS_MAX - 2)
    @rule(
        who=guest,
        others=st.lists(guest, max_size=5),
        auto=st.sampled_from(AUTO),
        keep=st.sampled_from(KEEP),
    )
    def somebody_opens_a_room(self, who: int, others: list[int], auto: str, keep: str) -> None:
        room = len(self.oracle.rooms()) + 1
        self.happens(Event("open", who, room, tuple(others), word=f"{auto}/{keep}"))

    @rule(what=st.sampled_from(OWNERS), who=person, room=place, other=guest)
    def somebody_asks(self, what: str, who: int, room: int, other: int) -> None:
        self.happens(Event(what, who, room, (other,), number=other % 2))

    @precondition(lambda self: not self.living())
    @precondition(lambda self: len(self.oracle.rooms()) < ROOMS_MAX)
    @rule(times=st.sampled_from(PAIRS), who=st.permutations(PEOPLE))
    def another_room_opens_after_the_last_is_gone(self, times: str, who: list[int]) -> None:
        self.all_is_well_again("standard")
        self.happens(Event("retain", others=(0,)))
        for one in who[:4]:
            self.happens(Event("resume", one))
        room = len(self.oracle.rooms()) + 1
        self.happens(Event("open", who[0], room, tuple(who[1:4]), word=times))

    @rule(room=place, others=st.lists(guest, min_size=1, max_size=3))
    def the_owner_invites(self, room: int, others: list[int]) -> None:
        room = self.live(room)
        self.happens(Event("invite", self.oracle.owner(room), room, tuple(others)))

    @rule(what=st.sampled_from(("remove", "hand_over", "allow")), room=place, who=which)
    def the_owner_asks(self, what: str, room: int, who: int) -> None:
        room = self.live(room)
        other = self.member(room, who)
        self.happens(Event(what, self.oracle.owner(room), room, (other,), number=who % 2))

    @rule(room=place, who=which, other=guest)
    def a_member_asks_what_is_the_owners(self, room: int, who: int, other: int) -> None:
        room = self.live(room)
        for what in ("invite", "remove", "hand_over"):
            self.happens(Event(what, self.member(room, who), room, (other,)))

    @rule(room=place, who=which)
    def a_member_leaves(self, room: int, who: int) -> None:
        room = self.live(room)
        self.happens(Event("leave", self.member(room, who), room))

    @rule(room=place, how=st.sampled_from(("leave", "suspend", "close")))
    def all_others_go(self, room: int, how: str) -> None:
        room = self.live(room)
        for who in self.oracle.people(room):
            if who != self.oracle.owner(room):
                self.happens(Event(how, who, room if how == "leave" else 0))

    @rule(room=place, who=which, sure=st.sampled_from((False, False, False, True)))
    def a_member_deletes_the_room(self, room: int, who: int, sure: bool) -> None:
        room = self.live(room)
        owner = self.oracle.owner(room)
        self.happens(Event("delete", owner if sure else self.member(room, who), room))
        self.happens(Event("send", self.member(room, who), room))

    # Talking

    @rule(
        what=st.sampled_from(("send", "read", "delete_own")), who=person, room=place, seq=seqs
    )
    def somebody_talks(self, what: str, who: int, room: int, seq: int) -> None:
        self.happens(Event(what, who, room, number=seq))

    @rule(room=place, who=which)
    def a_member_sends(self, room: int, who: int) -> None:
        room = self.live(room)
        self.happens(Event("send", self.member(room, who), room))

    @rule(room=place, who=which, seq=st.sampled_from((1, 2, 3, 5, 8, 1_000)))
    def a_member_reads(self, room: int, who: int, seq: int) -> None:
        room = self.live(room)
        self.happens(Event("read", self.member(room, who), room, number=seq))

    @rule(room=place, who=which, by=step)
    def a_member_writes_and_all_read(self, room: int, who: int, by: int) -> None:
        room = self.live(room)
        self.happens(Event("send", self.member(room, who), room))
        self.happens(Event("tick", number=by))
        for reader in self.oracle.people(room):
            self.happens(Event("read", reader, room, number=1_000))

    @rule(room=place, who=which, late=st.sampled_from((0, 299_999, 300_000)))
    def a_member_writes_and_takes_it_back(self, room: int, who: int, late: int) -> None:
        room = self.live(room)
        sender = self.member(room, who)
        self.happens(Event("send", sender, room))
        # By the time that counts, from which the wall clock may have stepped back.
        self.happens(Event("tick", number=self.world.now + late - self.world.wall))
        seq = self.oracle.last_seq(room)
        self.happens(Event("delete_own", sender, room, number=seq))

    # The workspace

    @rule(room=place, who=which, what=st.sampled_from(("suspend", "suspend", "close")))
    def a_member_loses_the_account(self, room: int, who: int, what: str) -> None:
        self.happens(Event(what, self.member(self.live(room), who)))

    @rule(who=person)
    def an_account_comes_back(self, who: int) -> None:
        self.happens(Event("resume", who))

    @precondition(lambda self: self.oracle.refusal_of_all() is None)
    @rule(change=st.sampled_from(CLOSING))
    def the_rooms_close(self, change: tuple[str, str]) -> None:
        self.happens(Event(change[0], word=change[1]))

    @precondition(lambda self: self.oracle.refusal_of_all() is not None)
    @rule(change=st.sampled_from((*CLOSING, ("switch", "on"), ("plan", "enterprise"))))
    def more_changes_while_they_are_closed(self, change: tuple[str, str]) -> None:
        self.happens(Event(change[0], word=change[1]))

    @precondition(lambda self: self.oracle.refusal_of_all() is not None)
    @rule(plan=st.sampled_from(("standard", "premium", "enterprise")))
    def all_is_well_again(self, plan: str) -> None:
        self.happens(Event("plan", word=plan))
        self.happens(Event("billing", word="paid"))
        self.happens(Event("switch", word="on"))

    @precondition(lambda self: self.oracle.refusal_of_all() is not None)
    @rule()
    def somebody_pays_and_switches_on(self) -> None:
        self.all_is_well_again("standard")

    @rule(
        messages=st.sampled_from((0, DAY // 2, DAY, 2 * DAY, 5 * DAY, 90 * DAY)),
        files=st.sampled_from((0, DAY // 2, DAY, 30 * DAY)),
    )
    def the_retention_changes(self, messages: int, files: int) -> None:
        self.happens(Event("retain", number=messages, others=(files,)))

    @precondition(lambda self: self.oracle.refusal_of_all() is None)
    @rule()
    def switching_off_and_on_again_changes_nothing(self) -> None:
        kept = repr((self.world.rooms, self.world.entries, self.world.standing))
        self.happens(Event("switch", word="deactivate"))
        self.happens(Event("switch", word="on"))
        assert repr((self.world.rooms, self.world.entries, self.world.standing)) == kept

    # Time

    @rule(by=step, back=st.sampled_from((0, 1, 2)))
    def time_passes(self, by: int, back: int) -> None:
        self.happens(Event("tick", number=by))
        if back:
            self.happens(Event("tick", number=-by * back))

    @rule(room=place, entry=st.integers(0, 20), beside=st.sampled_from((-1, 0, 0, 1)))
    def it_is_just_when_something_goes(self, room: int, entry: int, beside: int) -> None:
        there = [one for one in self.oracle.lives(self.live(room)) if one.there]
        if there:
            life = there[entry % len(there)]
            moments = [life.expires_at, life.files_expire_at or life.expires_at]
            by = moments[entry % 2] + beside - self.world.wall
            self.happens(Event("tick", number=by))

    @rule()
    def a_sweep_erases(self) -> None:
        self.happens(Event("sweep"))
        after = repr(self.world.entries)
        self.happens(Event("sweep"))
        assert repr(self.world.entries) == after, "a second sweep found something"
        for entries in self.world.entries.values():
            assert all(entry.expires_at > self.world.now for entry in entries.values())
