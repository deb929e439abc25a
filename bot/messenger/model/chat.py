"""What people see of any room of theirs, whether it is an ordinary or a secret one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.secret_messages import LineKind, SecretText


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFile:
    """A file of a message; `size` is in bytes.

    `address` is where its bytes are had, below the messenger's own address; where it is empty
    they are had of the room itself.
    """

    id: str
    name: str
    size: int
    content_type: str
    picture: bool
    address: str
    video: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """What a line of the room itself tells, about which members' platform ids."""

    kind: LineKind
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """A message as one person sees it; times are UTC milliseconds, `sender_id` is a platform id.

    `unread_by` people haven't read it. `expires_at` is set in secret rooms, where it may come
    closer as people read. A line of the room itself has `line`, and no text.
    """

    room_id: int
    seq: int
    sender_id: int
    text: str = field(repr=False)
    sent_at: int
    unread_by: int
    blocks: str | None = field(default=None, repr=False)
    files: tuple[ChatFile, ...] = field(default=(), repr=False)
    expires_at: int | None = None
    reply_to_seq: int | None = None
    line: ChatLine | None = None
    # The message's number in the protocol; secret ones have none.
    id: int | None = None
    # When it was changed last, and how often its buttons became others.
    updated_at: int | None = None
    edition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRoom:
    """A room as one of its people sees it; people are platform ids.

    `name` is None where it goes by its people, as a room of two does. A secret room that can't
    be used now is not `usable`, and tells neither `unread` nor `last`.
    """

    id: int
    kind: RoomKind
    name: str | None
    people: tuple[int, ...]
    # A bot's number in a bot's room; None where the owner has gone.
    owner_id: int | None
    unread: int
    last: ChatMessage | None
    last_at: int
    last_seq: int
    read_seq: int
    # What came before it isn't shown to this person.
    first_seq: int
    allow_invite: bool
    usable: bool = True
    # A bot may have no address where it would hear what is written.
    takes_messages: bool = True
    auto_ms: int | None = None
    keep_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """What somebody asks for who opens a room; the times are as they wrote them ("1h")."""

    kind: RoomKind
    user_ids: Sequence[int]
    name: str | None = None
    auto_delete: object = None
    keep: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What somebody writes: a text, files that they uploaded to the room, or both."""

    text: SecretText
    file_ids: tuple[str, ...] = ()
    reply_to_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class MessageSent:
    """Somebody wrote; to all people of the room, the sender's other screens too."""

    room_id: int
    message: ChatMessage


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class MessageChanged:
    """A bot changed what a message of its own says."""

    room_id: int
    message: ChatMessage


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class MessagesRead:
    """Somebody has read up to a message; `unread` and `ends` have the messages that changed.

    `unread`: how many haven't read each; `ends`: when each is gone now (UTC ms), in secret rooms.
    """

    room_id: int
    user_id: int
    upto: int
    unread: Mapping[int, int]
    ends: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesGone:
    """Messages that nobody may show any more: expired, or taken back."""

    room_id: int
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged:
    """A room came, or its name, people, owner, settings or usability changed: ask for it again."""

    room_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomGone:
    """A room that this person is not in any more, or that is not there any more."""

    room_id: int


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Typing:
    """Somebody is writing."""

    room_id: int
    user_id: int


ChatEvent = (
    MessageSent | MessageChanged | MessagesRead | MessagesGone | RoomChanged | RoomGone | Typing
)
