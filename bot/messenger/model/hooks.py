"""Incoming webhooks: an address under which another service writes into a room."""

import hashlib
import unicodedata
from dataclasses import dataclass

from bot.core.errors import (
    Bilingual,
    Forbidden,
    LimitReached,
    NotFound,
    Problem,
    raise_problems,
)
from bot.kakaowork.characters import is_unfit
from bot.kakaowork.urls import is_web_url

NAME_CHARACTERS = 40
PICTURE_CHARACTERS = 2_000
# The platform has no such limits, or doesn't publish them: they keep a leaked address harmless.
HOOKS_MAX = 500
MESSAGES_PER_MINUTE = 60
MESSAGES_AT_ONCE = 20
# Unicode's control characters, half surrogate pairs, line and paragraph separators.
_NO_LETTERS = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Secret rooms take none: whoever has the address would write among people who trust the room.
_ROOM_KINDS = frozenset({"bot", "group", "dm"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A hook; `sender_id` is whom its messages are from, `owner_id` the maker's platform id."""

    id: str
    sender_id: int
    owner_id: int
    room_id: int
    name: str
    picture_url: str | None
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHook:
    """A hook and the token of its address, which is told this once."""

    hook: Hook
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHook:
    """A hook as its owner sees it; one without a room has stopped."""

    hook: Hook
    room_name: str | None


def token_hash(token: str) -> str:
    """What is kept of a token; 128 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def takes_hooks(room_kind: str) -> bool:
    """Whether rooms of this kind take hooks."""
    return room_kind in _ROOM_KINDS


def require_room_with_hooks(room_kind: str) -> None:
    """Raise `room_without_hooks` unless rooms of this kind take hooks."""
    if not takes_hooks(room_kind):
        raise Forbidden(_NOT_HERE, code="room_without_hooks")


def check_hook(name: str, picture_url: str | None) -> None:
    """Raise Invalid, naming every field that can't be kept."""
    problems: list[Problem] = []
    if not name or any(unicodedata.category(sign) in _NO_LETTERS for sign in name):
        problems.append(Problem(pointer="/name", code="bad_name", text=_NO_NAME))
    elif len(name) > NAME_CHARACTERS:
        problems.append(Problem(pointer="/name", code="name_too_long", text=_LONG_NAME))
    if picture_url is not None and (
        len(picture_url) > PICTURE_CHARACTERS
        or is_unfit(picture_url)
        or not is_web_url(picture_url)
    ):
        problems.append(Problem(pointer="/picture_url", code="bad_url", text=_BAD_PICTURE))
    raise_problems(problems)


def require_place(count: int) -> None:
    """Raise `hook_limit` where somebody has as many hooks as may be."""
    if count >= HOOKS_MAX:
        raise LimitReached(_TOO_MANY, code="hook_limit")


def no_hook() -> NotFound:
    """What everybody hears of a hook that isn't theirs, or of an address that leads nowhere."""
    return NotFound(_NO_HOOK, code="hook_not_found")


def stopped() -> NotFound:
    """What a sender hears whose hook's owner isn't there any more."""
    return NotFound(_STOPPED, code="hook_stopped")


_NO_HOOK = Bilingual(
    ko="웹훅을 찾을 수 없어요. 삭제했거나 주소를 다시 만들었을 수 있어요. 새 주소를 확인해 주세요.",
    en="There is no such webhook. It may be deleted or have a new address. Check the address.",
)
_STOPPED = Bilingual(
    ko="웹훅이 멈췄어요. 만든 사람이 채팅방을 나갔거나 비활성화됐어요. 채팅방에 있는 사람이 새로 만들어 주세요.",
    en="The webhook has stopped: who made it left the room or is deactivated. "
    "Somebody in the room can make a new one.",
)
_NOT_HERE = Bilingual(
    ko="이 채팅방에는 웹훅을 만들 수 없어요. 다른 채팅방을 골라 주세요.",
    en="This room takes no webhooks. Choose another room.",
)
_NO_NAME = Bilingual(ko="이름을 한 줄로 써 주세요.", en="Write a name, on one line.")
_LONG_NAME = Bilingual(
    ko=f"이름은 {NAME_CHARACTERS}자까지 쓸 수 있어요. 줄여 주세요.",
    en=f"The name can have up to {NAME_CHARACTERS} characters. Shorten it.",
)
_BAD_PICTURE = Bilingual(
    ko=f"사진 주소는 http나 https로 시작하는 {PICTURE_CHARACTERS:,}자 이하의 주소여야 해요. 고치거나 비워 두세요.",
    en=f"The picture's address has to start with http or https and have up to {PICTURE_CHARACTERS:,} "
    "characters. Correct it or leave it empty.",
)
_TOO_MANY = Bilingual(
    ko=f"웹훅은 한 사람이 {HOOKS_MAX}개까지 만들 수 있어요. 안 쓰는 웹훅을 삭제해 주세요.",
    en=f"One person can have up to {HOOKS_MAX} webhooks. Delete one that isn't used.",
)
