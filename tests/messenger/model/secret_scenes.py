"""Short ways to say what happens in a secret room, for tests of single rules."""

from bot.messenger.model.secret_messages import SecretMessage
from bot.messenger.model.secret_rooms import Membership, SecretRoom
from tests.messenger.model.secret_history import START, Event
from tests.messenger.model.secret_world import World

HANA, DUL, SET, NET = 1, 2, 3, 4


class Scene:
    """A world with room 1 of Hana, its owner, and others; each deed answers its refusal or ""."""

    def __init__(self, *others: int, times: str = "1h/3d") -> None:
        self.world = World()
        assert self.do("open", HANA, *(others or (DUL, SET)), word=times) == ""

    def do(self, what: str, who: int, *others: int, number: int = 0, word: str = "") -> str:
        """One event in room 1."""
        return self.world.do(Event(what, who, 1, others, number, word))

    def sent(self, who: int = HANA) -> int:
        """The number of a message that somebody sends now."""
        assert self.do("send", who) == ""
        return self.room.last_seq

    def read(self, *people: int) -> None:
        """These people read everything."""
        for who in people:
            assert self.do("read", who, number=self.room.last_seq) == ""

    def wait(self, milliseconds: int) -> None:
        """Time passes."""
        self.do("tick", 0, number=milliseconds)

    def retain(self, messages: int, files: int = 0) -> None:
        """The workspace keeps messages and files so long."""
        self.do("retain", 0, files, number=messages)

    @property
    def room(self) -> SecretRoom:
        """Room 1."""
        return self.world.rooms[1]

    def message(self, seq: int) -> SecretMessage:
        """A message of room 1."""
        found = self.world.entries[1][seq]
        assert isinstance(found, SecretMessage)
        return found

    def life(self, seq: int) -> int:
        """How long after the room was opened a message is gone."""
        return self.message(seq).expires_at - START

    def waits_for(self, seq: int) -> set[int]:
        """Who hasn't read a message."""
        pending = self.message(seq).pending
        return {one.user_id for one in self.room.members if one.id in pending}

    def sees(self, who: int) -> list[int] | str:
        """The numbers of what somebody sees, or the code of the refusal."""
        return self.world.seen(1, who)

    def stay(self, who: int) -> Membership:
        """Somebody's membership."""
        return next(one for one in self.room.members if one.user_id == who)
