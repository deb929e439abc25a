"""Random histories of secret rooms: after each event the model must agree with the whole past."""

from hypothesis.stateful import invariant

from bot.messenger.model.secret_messages import Line, SecretMessage
from bot.messenger.model.secret_sight import listed, unread_by
from tests.messenger.model.secret_history import BOT, EXTERNAL, PEOPLE, START, Event
from tests.messenger.model.secret_past import Life
from tests.messenger.model.secret_rules import ROOMS_MAX, SecretRoomsRules
from tests.messenger.model.secret_world import World

SHIFT = 98_765


class SecretRoomsMachine(SecretRoomsRules):
    """The rules, and what holds after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[tuple[int, int]] = set()
        self.started: dict[tuple[int, int], int] = {}
        self.pending: dict[tuple[int, int], frozenset[int]] = {}

    # What always holds

    @invariant()
    def everybody_sees_exactly_what_they_may(self) -> None:
        for room in range(1, ROOMS_MAX + 2):
            for who in (*PEOPLE, EXTERNAL, BOT):
                assert self.world.seen(room, who) == self.oracle.seen(room, who), (room, who)

    @invariant()
    def every_clock_is_right(self) -> None:
        for room in self.oracle.rooms():
            there = {life.seq: life for life in self.oracle.lives(room) if life.there}
            kept = self.world.entries[room]
            assert there.keys() == {
                seq for seq, one in kept.items() if one.expires_at > self.world.now
            }
            for seq, life in there.items():
                self._is_as(room, kept[seq], life)

    def _is_as(self, room: int, entry: SecretMessage | Line, life: Life) -> None:
        assert entry.expires_at == life.expires_at
        if isinstance(entry, Line):
            assert life.is_line
            return
        users = {one.id: one.user_id for one in self.world.rooms[room].members}
        assert {users[one] for one in entry.pending} == life.pending
        assert unread_by(entry, self.world.now) == len(life.pending)
        assert entry.all_read_at == life.all_read_at
        assert (entry.all_read_at is None) == bool(entry.pending)
        if life.files_expire_at is None:
            assert entry.files_expire_at <= self.world.now
        else:
            assert entry.files_expire_at == life.files_expire_at
        assert entry.pending <= self.pending.get((room, entry.seq), entry.pending)
        self.pending[room, entry.seq] = entry.pending
        if entry.all_read_at is not None:
            was = self.started.setdefault((room, entry.seq), entry.all_read_at)
            assert was == entry.all_read_at, "a started clock moved"

    @invariant()
    def nothing_hidden_comes_back(self) -> None:
        for room in self.oracle.rooms():
            seqs = {one.seq for one in self.oracle.lives(room)}
            there = {
                seq
                for seq, one in self.world.entries[room].items()
                if one.expires_at > self.world.now
            }
            assert not {(room, seq) for seq in there} & self.hidden
            self.hidden |= {(room, seq) for seq in seqs - there}

    @invariant()
    def every_live_room_has_one_active_owner(self) -> None:
        for room in self.world.rooms.values():
            if room.deleted_at is not None:
                assert self.world.entries[room.id] == {}
                assert self.oracle.ended(room.id) is not None
                continue
            assert self.oracle.ended(room.id) is None
            owner = room.owner
            assert owner is not None
            assert not owner.suspended
            assert owner.user_id == self.oracle.owner(room.id)
            assert [one.user_id for one in room.members] == self.oracle.people(room.id)

    @invariant()
    def the_list_has_the_rooms_one_is_in(self) -> None:
        closed = self.oracle.refusal_of_all()
        for room in self.world.rooms.values():
            for who in PEOPLE:
                entry = listed(
                    room,
                    who,
                    self.world.messages(room.id),
                    self.world.standings,
                    self.world.now,
                )
                refusal = self.oracle.seen(room.id, who)
                assert (entry is None) == (refusal == "not_found")
                if entry is not None:
                    assert entry.usable == (closed is None)
                    unread = 0 if closed else self.oracle.badge(room.id, who)
                    assert entry.unread == unread

    def teardown(self) -> None:
        """The same history at another time, and with a sweep after every event or with none."""
        shifted, busy, lazy = World(START + SHIFT), World(), World()
        for event in self.events:
            shifted.do(event)
            busy.do(event)
            busy.do(Event("sweep"))
            if event.what != "sweep":
                lazy.do(event)
        for room in self.oracle.rooms():
            moved = [one.expires_at - SHIFT for one in shifted.entries[room].values()]
            assert moved == [one.expires_at for one in self.world.entries[room].values()]
            for who in PEOPLE:
                seen = self.world.seen(room, who)
                assert shifted.seen(room, who) == seen
                assert busy.seen(room, who) == seen
                assert lazy.seen(room, who) == seen
        for world in (self.world, busy, lazy):
            world.do(Event("sweep"))
        assert self.world.entries == busy.entries == lazy.entries
        assert self.world.rooms == busy.rooms == lazy.rooms
