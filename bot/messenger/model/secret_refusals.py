"""What people hear when a secret room refuses: the situation, the reason, the way out."""

from enum import StrEnum

from bot.core.errors import (
    Bilingual,
    Forbidden,
    Gone,
    Invalid,
    LimitReached,
    NotFound,
    WrongState,
    invalid,
)


class NotOffered(StrEnum):
    """What ordinary rooms have and secret rooms never do: content would outlive its clock."""

    EDIT = "edit"
    FORWARD = "forward"
    COPY = "copy"
    SAVE = "save"
    SHARE = "share"
    TRANSLATE = "translate"
    ASSISTANT = "assistant"
    PIN = "pin"
    BOOKMARK = "bookmark"
    SEARCH = "search"
    EXPORT = "export"
    DIGEST = "digest"


def not_offered(what: NotOffered) -> Forbidden:
    """The refusal of what secret rooms don't have, decided by the room it would come from."""
    name = _NAMES[what]
    text = Bilingual(
        ko=f"비밀 채팅방에서는 {name.ko} 기능을 쓸 수 없어요. 메시지가 정해진 시간보다 오래 남기 "
        "때문이에요. 일반 채팅방을 이용해 주세요.",
        en=f"{name.en} isn't possible in secret rooms: messages would outlive their time. "
        "Use an ordinary room.",
    )
    return Forbidden(text, code="not_in_secret_rooms")


def no_secret_room() -> NotFound:
    """What everybody hears about a room they aren't in, whether there is one or not."""
    return NotFound(_NO_ROOM)


def no_message() -> NotFound:
    """What a member hears about a message that is gone, isn't theirs to see, or never was."""
    return NotFound(_NO_MESSAGE)


def room_gone() -> Gone:
    """What a member hears whose message comes just after the room was deleted."""
    return Gone(_ROOM_GONE, code="room_deleted")


def external_person() -> Forbidden:
    """Somebody of another company is to come in, or wants to open a room."""
    return Forbidden(_EXTERNAL, code="external_member")


def bot_person() -> Forbidden:
    """A bot is to come in, or wants to open a room."""
    return Forbidden(_BOT, code="bot_not_admitted")


def inactive_person() -> NotFound:
    """Somebody is to come in whose account is suspended."""
    return NotFound(_INACTIVE, code="member_not_found")


def nobody_named() -> Invalid:
    """A room of one, or an invitation for nobody."""
    return invalid("/members", "members_required", _NOBODY)


def room_full(members_max: int) -> LimitReached:
    """More members than fit in."""
    text = Bilingual(
        ko=f"비밀 채팅방에는 {members_max:,}명까지 참여할 수 있어요. 초대할 사람을 줄여 주세요.",
        en=f"A secret room holds up to {members_max:,} members. Invite fewer people.",
    )
    return LimitReached(text, code="secret_room_full")


def invites_closed() -> Forbidden:
    """Somebody else than the owner invites where only the owner may."""
    return Forbidden(_INVITES_CLOSED, code="invite_not_allowed")


def owner_only() -> Forbidden:
    """Somebody else than the present owner does what is the owner's."""
    return Forbidden(_OWNER_ONLY, code="owner_required")


def owner_stays() -> WrongState:
    """The owner wants to leave, or to remove themselves."""
    return WrongState(_OWNER_STAYS, code="owner_must_hand_over")


def not_a_member() -> NotFound:
    """Somebody to remove, or to hand over to, who isn't an active member of the room."""
    return NotFound(_NOT_A_MEMBER, code="member_not_found")


def times_fixed() -> WrongState:
    """Somebody wants other times for a room that is open."""
    return WrongState(_TIMES_FIXED, code="times_fixed")


def not_own() -> Forbidden:
    """Somebody wants to delete somebody else's message."""
    return Forbidden(_NOT_OWN, code="not_own_message")


def too_late() -> WrongState:
    """Somebody wants to delete their own message after more than the time for it."""
    return WrongState(_TOO_LATE, code="delete_window_passed")


_NAMES = {
    NotOffered.EDIT: Bilingual(ko="메시지 수정", en="Editing messages"),
    NotOffered.FORWARD: Bilingual(ko="전달", en="Forwarding"),
    NotOffered.COPY: Bilingual(ko="복사", en="Copying"),
    NotOffered.SAVE: Bilingual(ko="저장", en="Saving"),
    NotOffered.SHARE: Bilingual(ko="게시판·할 일 공유", en="Sharing to boards and to-dos"),
    NotOffered.TRANSLATE: Bilingual(ko="번역", en="Translation"),
    NotOffered.ASSISTANT: Bilingual(ko="AI 어시스턴트", en="The AI assistant"),
    NotOffered.PIN: Bilingual(ko="공지 고정", en="Pinning"),
    NotOffered.BOOKMARK: Bilingual(ko="북마크", en="Bookmarking"),
    NotOffered.SEARCH: Bilingual(ko="검색", en="Search"),
    NotOffered.EXPORT: Bilingual(ko="내보내기", en="Export"),
    NotOffered.DIGEST: Bilingual(ko="이메일 알림", en="E-mail notification"),
}
_NO_ROOM = Bilingual(
    ko="채팅방을 찾을 수 없어요. 없는 채팅방이거나 참여하고 있지 않아요. 채팅 목록을 확인해 주세요.",
    en="There is no such room, or you aren't in it. Check your list of rooms.",
)
_NO_MESSAGE = Bilingual(
    ko="메시지를 찾을 수 없어요. 삭제됐을 수 있어요. 채팅방을 다시 열어 주세요.",
    en="There is no such message. It may be gone. Open the room again.",
)
_ROOM_GONE = Bilingual(
    ko="채팅방이 삭제되어 메시지를 보내지 않았어요. 필요하면 새 채팅방을 열어 주세요.",
    en="The room has been deleted, so the message wasn't sent. Open a new room if you need one.",
)
_EXTERNAL = Bilingual(
    ko="비밀 채팅방에는 외부 멤버가 참여할 수 없어요. 외부 멤버를 빼고 다시 해 주세요.",
    en="External members can't take part in secret rooms. Leave them out and try again.",
)
_BOT = Bilingual(
    ko="비밀 채팅방에는 봇이 참여할 수 없어요. 봇을 빼고 다시 해 주세요.",
    en="Bots can't take part in secret rooms. Leave them out and try again.",
)
_INACTIVE = Bilingual(
    ko="초대하려는 멤버를 찾을 수 없어요. 사용 중지된 멤버일 수 있어요. 빼고 다시 해 주세요.",
    en="There is no such active member to invite. Leave them out and try again.",
)
_NOBODY = Bilingual(
    ko="함께할 멤버가 없어요. 한 명 이상 골라 주세요.",
    en="Nobody is invited. Choose at least one member.",
)
_INVITES_CLOSED = Bilingual(
    ko="이 채팅방에는 방장만 초대할 수 있어요. 방장에게 초대를 부탁하거나, 채팅방 초대 허용을 켜 "
    "달라고 해 주세요.",
    en="Only the owner can invite people to this room. Ask the owner to invite them or to let "
    "members invite.",
)
_OWNER_ONLY = Bilingual(
    ko="방장만 할 수 있어요. 지금 방장에게 요청해 주세요.",
    en="Only the room's owner can do this. Please ask the present owner.",
)
_OWNER_STAYS = Bilingual(
    ko="방장은 바로 나갈 수 없어요. 다른 멤버에게 방장을 넘긴 뒤에 나가거나 채팅방을 삭제해 주세요.",
    en="The owner can't just leave. Hand the room over to another member first, or delete it.",
)
_NOT_A_MEMBER = Bilingual(
    ko="이 채팅방에 참여 중인 멤버가 아니에요. 멤버 목록에서 골라 주세요.",
    en="They aren't an active member of this room. Choose from the room's members.",
)
_TIMES_FIXED = Bilingual(
    ko="메시지 자동 삭제 시간과 최대 보관 기간은 채팅방을 연 뒤에 바꿀 수 없어요. 새 비밀 채팅방을 "
    "열어 주세요.",
    en="The auto-delete time and the maximum keep can't be changed once a room is open. "
    "Open a new secret room.",
)
_NOT_OWN = Bilingual(
    ko="내가 보낸 메시지만 삭제할 수 있어요. 보낸 사람에게 부탁해 주세요.",
    en="You can delete only your own messages. Please ask the sender.",
)
_TOO_LATE = Bilingual(
    ko="보낸 지 5분이 지나 직접 삭제할 수 없어요. 정해진 시간이 되면 저절로 삭제돼요.",
    en="Five minutes have passed, so it can't be deleted by hand. It goes by itself in time.",
)
