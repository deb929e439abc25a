"""Rooms of people: who may do what in them, and what a message of theirs may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.clock import MINUTE
from bot.core.errors import (
    Bilingual,
    Forbidden,
    LimitReached,
    SpacecastError,
    WrongState,
    invalid,
)
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.bots import not_listening
from bot.messenger.model.messages import Message
from bot.messenger.model.rooms import GROUP_MEMBERS_MAX, NAME_CHARACTERS, RoomKind

TEXT_CHARACTERS = 10_000
FILES_MAX = 30
OWN_DELETE_MS = 5 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Messages up to `from_seq` came before the member, who has read up to `read_seq`."""

    from_seq: int
    read_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRoom:
    """An ordinary room with everybody in it, in the order in which they came; `of_bot`: a bot's."""

    id: int
    kind: RoomKind
    name: str | None
    owner_id: int
    of_bot: bool
    # Whether what people write here reaches anybody: a bot may only send.
    takes_messages: bool
    allow_invite: bool
    last_seq: int
    last_at: int
    members: Mapping[int, Mark]

    @property
    def people(self) -> tuple[int, ...]:
        """Those in the room without its bot."""
        return tuple(one for one in self.members if not (self.of_bot and one == self.owner_id))

    @property
    def reached(self) -> tuple[int, ...]:
        """Whom the room has reached: everybody from its first message on, before only its owner."""
        return self.people if self.last_seq else (self.owner_id,)


def pair_of(one: int, other: int) -> str:
    """What a room of two is found by, whoever of them opens it."""
    return f"{min(one, other)}:{max(one, other)}"


def enter(room: PeopleRoom | None, user_id: int) -> tuple[PeopleRoom, Mark]:
    """The room and the caller's mark; `not_found` as of a room that never was."""
    if room is None or user_id not in room.people:
        raise refusals.no_secret_room()
    return room, room.members[user_id]


def others_of(kind: RoomKind, user_id: int, user_ids: Sequence[int]) -> list[int]:
    """Who shall be in a new room besides its opener; `members_required`, `room_full`, `bad_value`."""
    others = [one for one in dict.fromkeys(user_ids) if one != user_id]
    if not others:
        raise refusals.nobody_named()
    if kind is RoomKind.DM and len(others) > 1:
        raise invalid("/members", "bad_value", _TWO_ONLY)
    if kind not in {RoomKind.DM, RoomKind.GROUP}:
        raise invalid("/kind", "bad_value", _NO_SUCH_KIND)
    _check_size(len(others) + 1)
    return others


def group_name(given: str | None) -> str | None:
    """A name as it is kept, None where a group goes by its people; `name_too_long`."""
    name = (given or "").strip()
    if len(name) > NAME_CHARACTERS:
        raise invalid("/name", "name_too_long", _LONG_NAME)
    return name or None


def newcomers(room: PeopleRoom, user_id: int, user_ids: Sequence[int]) -> list[int]:
    """Who comes in by an invitation; those who are in already stay as they are.

    Raises what `require_group` raises, `invite_not_allowed`, `members_required`, `room_full`.
    """
    require_group(room)
    if not may_invite(room, user_id):
        raise refusals.invites_closed()
    if not user_ids:
        raise refusals.nobody_named()
    new = [one for one in dict.fromkeys(user_ids) if one not in room.members]
    _check_size(len(room.members) + len(new))
    return new


def may_invite(room: PeopleRoom, user_id: int) -> bool:
    """Whether a member of a group of people may bring others in."""
    ordinary = room.kind is RoomKind.GROUP and not room.of_bot
    return ordinary and (room.allow_invite or user_id == room.owner_id)


def require_group(room: PeopleRoom) -> None:
    """Raise `bot_room` or `direct_room` where nobody comes or goes and nothing is changed."""
    if room.of_bot:
        raise Forbidden(_BOT_ROOM, code="bot_room")
    if room.kind is not RoomKind.GROUP:
        raise Forbidden(_DIRECT_ROOM, code="direct_room")


def require_owner(room: PeopleRoom, user_id: int) -> None:
    """Raise what `require_group` raises, or `owner_required`."""
    require_group(room)
    if user_id != room.owner_id:
        raise refusals.owner_only()


def removed(room: PeopleRoom, user_id: int, user_ids: Sequence[int]) -> list[int]:
    """Whom the owner takes out; raises also `members_required`, `member_not_found`, `owner_must_hand_over`."""
    require_owner(room, user_id)
    if not user_ids:
        raise refusals.nobody_named()
    if any(one not in room.members for one in user_ids):
        raise refusals.not_a_member()
    if user_id in user_ids:
        raise refusals.owner_stays()
    return list(dict.fromkeys(user_ids))


def ends_by_leaving(room: PeopleRoom, user_id: int) -> bool:
    """Whether the room goes with who leaves, as nobody else is in it; `owner_must_hand_over`."""
    require_group(room)
    if len(room.members) == 1:
        return True
    if user_id == room.owner_id:
        raise refusals.owner_stays()
    return False


def unread_by(room: PeopleRoom, seq: int, sender_id: int) -> list[int]:
    """Who hasn't read a message; its sender owes no read, nor who came later."""
    return [one for one in room.people if one != sender_id and room.members[one].read_seq < seq]


def require_own(message: Message | None, user_id: int) -> Message:
    """One's own message; `not_found`, `not_own_message`."""
    if message is None:
        raise refusals.no_message()
    if message.sender_id != user_id:
        raise refusals.not_own()
    return message


def require_takes_back(message: Message, now: int) -> None:
    """Raise `delete_window_passed` from five minutes after the sending on, read or not."""
    if now >= message.sent_at + OWN_DELETE_MS:
        raise WrongState(_TOO_LATE, code="delete_window_passed")


def require_listened(room: PeopleRoom) -> None:
    """Raise `bot_takes_no_messages` where a bot wouldn't hear what is written."""
    if not room.takes_messages:
        raise not_listening()


def check_message(text: str, files: Sequence[int]) -> None:
    """Raise `text_required`, `text_too_long` or `too_many_files` where a message can't be sent."""
    if not text.strip() and not files:
        raise invalid("/text", "text_required", _EMPTY)
    if len(text) > TEXT_CHARACTERS:
        raise invalid("/text", "text_too_long", _LONG_TEXT)
    if len(files) > FILES_MAX or len(set(files)) != len(files):
        raise invalid("/attachments", "too_many_files", _MANY_FILES)


def check_reply(room: PeopleRoom, mark: Mark, reply_to_seq: int | None) -> None:
    """Raise `reply_not_found` unless a reply is to something the writer may have seen."""
    if reply_to_seq is not None and not mark.from_seq < reply_to_seq <= room.last_seq:
        raise invalid("/reply_to", "reply_not_found", _NO_REPLY)


def _check_size(count: int) -> None:
    if count > GROUP_MEMBERS_MAX:
        raise _room_full()


def _room_full() -> SpacecastError:
    return LimitReached(_FULL, code="room_full")


_TWO_ONLY = Bilingual(
    ko="1:1 채팅방에는 한 명만 고를 수 있어요. 여러 명이면 그룹 채팅방을 열어 주세요.",
    en="A direct room is with one person. Open a group for more.",
)
_NO_SUCH_KIND = Bilingual(
    ko="kind는 dm이나 group이어야 해요. 값을 고쳐 주세요.",
    en="kind must be dm or group. Correct it.",
)
_LONG_NAME = Bilingual(
    ko=f"채팅방 이름은 {NAME_CHARACTERS}자까지 쓸 수 있어요. 이름을 줄여 주세요.",
    en=f"A room's name can have up to {NAME_CHARACTERS} characters. Shorten it.",
)
_FULL = Bilingual(
    ko=f"그룹 채팅방에는 {GROUP_MEMBERS_MAX:,}명까지 참여할 수 있어요. 초대할 사람을 줄여 주세요.",
    en=f"A group holds up to {GROUP_MEMBERS_MAX:,} people. Invite fewer.",
)
_BOT_ROOM = Bilingual(
    ko="봇의 채팅방에서는 할 수 없어요. 멤버끼리 쓰는 그룹 채팅방에서 해 주세요.",
    en="This can't be done in a bot's room. Do it in a group of people.",
)
_DIRECT_ROOM = Bilingual(
    ko="1:1 채팅방에서는 할 수 없어요. 여러 명이 필요하면 그룹 채팅방을 새로 열어 주세요.",
    en="This can't be done in a room of two. Open a group instead.",
)
_TOO_LATE = Bilingual(
    ko="보낸 지 5분이 지나 삭제할 수 없어요. 새 메시지로 바로잡아 주세요.",
    en="Five minutes have passed, so it can't be deleted any more. Put it right in a new message.",
)
_EMPTY = Bilingual(
    ko="보낼 내용이 없어요. 글을 쓰거나 파일을 넣어 주세요.",
    en="There is nothing to send. Write something or add a file.",
)
_LONG_TEXT = Bilingual(
    ko=f"메시지는 {TEXT_CHARACTERS:,}자까지 쓸 수 있어요. 나눠서 보내 주세요.",
    en=f"A message can have up to {TEXT_CHARACTERS:,} characters. Split it.",
)
_MANY_FILES = Bilingual(
    ko=f"한 메시지에 서로 다른 파일 {FILES_MAX}개까지 보낼 수 있어요. 나눠서 보내 주세요.",
    en=f"A message can have up to {FILES_MAX} files, each once. Split it.",
)
_NO_REPLY = Bilingual(
    ko="답장할 메시지를 찾을 수 없어요. 채팅방을 다시 열어 확인해 주세요.",
    en="There is no such message to reply to. Open the room again.",
)
