"""Rooms, which the protocol calls conversations, and what may be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import Bilingual, NotFound, invalid

# No source gives these two numbers: they keep a hostile request small.
GROUP_MEMBERS_MAX = 1_000
NAME_CHARACTERS = 100
_NAMES_SHOWN = 4


class RoomKind(StrEnum):
    """What a room is, in the web chat's words."""

    BOT = "bot"
    DM = "dm"
    GROUP = "group"
    SECRET = "secret"  # noqa: S105 -- a kind of room


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room as its bot sees it; one for two is named after its member, `user_id`."""

    id: int
    kind: RoomKind
    name: str | None
    owner_id: int
    user_id: int | None
    last_seq: int
    users_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRoom:
    """A room as one of its members sees it; `name` is the bot's for a room of two.

    A room of people has no `bot_id`, and its `bot_name` is its own name.
    """

    id: int
    kind: RoomKind
    name: str
    owner_id: int
    bot_id: int | None
    bot_name: str
    last_seq: int
    last_at: int
    from_seq: int
    read_seq: int
    # Whether what people write here reaches anybody: a bot may only send.
    takes_messages: bool

    @property
    def unread(self) -> int:
        """How many messages the member hasn't read."""
        return self.last_seq - self.read_seq


def group_name(given: str | None, names: Sequence[str]) -> str:
    """The name of a new group: the given one, else the first of its members."""
    if given and given.strip():
        return given.strip()
    shown = ", ".join(names[:_NAMES_SHOWN])
    name = shown if len(names) <= _NAMES_SHOWN else f"{shown} …"
    return name[:NAME_CHARACTERS]


def check_group(user_ids: Sequence[int], name: str | None) -> None:
    """Raise `invalid_parameter` where a group would have nobody, too many, or too long a name."""
    if not user_ids:
        raise invalid("/user_ids", "invalid_parameter", _NOBODY)
    if len(user_ids) > GROUP_MEMBERS_MAX:
        raise invalid("/user_ids", "invalid_parameter", _TOO_MANY)
    check_name(name or "")


def check_name(name: str) -> None:
    """Raise `invalid_parameter` where a group's name is too long."""
    if len(name.strip()) > NAME_CHARACTERS:
        raise invalid("/conversation_name", "invalid_parameter", _LONG_NAME)


def require_own_group(room: Room, bot_id: int) -> None:
    """Raise `invalid_parameter` unless the room is a group that the bot made."""
    if room.kind is not RoomKind.GROUP or room.owner_id != bot_id:
        raise invalid("/conversation_id", "invalid_parameter", _NOT_OWN_GROUP)


def no_room() -> NotFound:
    """What everybody hears about a room they aren't in, whether there is one or not."""
    return NotFound(_NO_ROOM, code="conversation_not_found")


def no_user() -> NotFound:
    """What a bot hears about somebody who isn't an active member."""
    return NotFound(_NO_USER, code="user_not_found")


_NO_ROOM = Bilingual(
    ko="채팅방을 찾을 수 없어요. 채팅방 id와 참여 여부를 확인해 주세요.",
    en="There is no such conversation. Check its id and that you take part in it.",
)
_NO_USER = Bilingual(
    ko="멤버를 찾을 수 없어요. 없는 멤버이거나 비활성화된 멤버예요. id나 이메일을 확인해 주세요.",
    en="There is no such active member. Check the id or e-mail address.",
)
_NOBODY = Bilingual(
    ko="user_ids가 비어 있어요. 멤버 id를 한 개 이상 써 주세요.",
    en="user_ids is empty. Name at least one member.",
)
_TOO_MANY = Bilingual(
    ko=f"한 번에 {GROUP_MEMBERS_MAX:,}명까지 쓸 수 있어요. user_ids를 줄여 주세요.",
    en=f"Up to {GROUP_MEMBERS_MAX:,} members can be named. Shorten user_ids.",
)
_LONG_NAME = Bilingual(
    ko=f"conversation_name은 {NAME_CHARACTERS}자까지 쓸 수 있어요. 이름을 줄여 주세요.",
    en=f"conversation_name can have up to {NAME_CHARACTERS} characters. Shorten it.",
)
_NOT_OWN_GROUP = Bilingual(
    ko="봇이 만든 그룹 채팅방에서만 할 수 있어요. 1:1 채팅방은 바꾸거나 초대하거나 내보낼 수 없어요.",
    en="This works only in group conversations that the bot made, not in 1:1 conversations.",
)
