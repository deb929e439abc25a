"""What each member sees of a secret room: messages, numbers, the list, a push."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.clock import SECOND
from bot.core.errors import Bilingual
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.secret_messages import Entry, SecretMessage, is_expired
from bot.messenger.model.secret_rooms import Call, Membership, SecretRoom, enter, membership_of
from bot.messenger.model.secret_standing import Standings, usable
from bot.messenger.model.secret_talk import is_visible

PUSH_TEXT = Bilingual(ko="새 비밀 메시지", en="New secret message")
NO_MESSAGE_TEXT = Bilingual(ko="메시지 없음", en="No messages")
GONE_QUOTE_TEXT = Bilingual(ko="삭제된 메시지", en="Deleted message")


def look(
    room: SecretRoom | None,
    user_id: int,
    entries: Iterable[Entry],
    standings: Standings,
    now: int,
) -> tuple[Entry, ...]:
    """What a person sees of a room, in its order; raises what `enter` raises."""
    _, member = enter(room, user_id, Call.ENTER, standings)
    return visible(entries, member, now)


def look_up(
    room: SecretRoom | None,
    user_id: int,
    entry: Entry | None,
    standings: Standings,
    now: int,
) -> Entry:
    """One entry by its number; raises what `enter` raises, and `not_found` for what isn't seen."""
    _, member = enter(room, user_id, Call.ENTER, standings)
    if entry is None or not is_visible(entry, member, now):
        raise refusals.no_message()
    return entry


def look_at_file(
    room: SecretRoom | None,
    user_id: int,
    message: SecretMessage | None,
    standings: Standings,
    now: int,
) -> SecretMessage:
    """The message whose file may be had, asked anew for each part of it; raises as `look_up`."""
    _, member = enter(room, user_id, Call.DOWNLOAD, standings)
    if message is None or not is_visible(message, member, now):
        raise refusals.no_message()
    if is_expired(message.files_expire_at, now):
        raise refusals.no_message()
    return message


def visible(entries: Iterable[Entry], member: Membership, now: int) -> tuple[Entry, ...]:
    """What a member sees, in the room's order."""
    seen = (entry for entry in entries if is_visible(entry, member, now))
    return tuple(sorted(seen, key=lambda entry: entry.seq))


def unread_by(message: SecretMessage, now: int) -> int:
    """The number beside a message; none beside what is gone."""
    return 0 if is_expired(message.expires_at, now) else len(message.pending)


def unread_people(
    room: SecretRoom, message: SecretMessage, viewer: Membership
) -> tuple[int, ...]:
    """Who hasn't read a message yet, told to its sender: that is why it is still there."""
    if viewer.id != message.sender_id:
        return ()
    return tuple(one.user_id for one in room.members if one.id in message.pending)


def badge(messages: Iterable[SecretMessage], member: Membership, now: int) -> int:
    """How many messages a member has to read yet, counted anew from what is there."""
    return sum(
        1 for one in messages if member.id in one.pending and is_visible(one, member, now)
    )


def last_shown(
    messages: Iterable[SecretMessage], member: Membership, now: int
) -> SecretMessage | None:
    """The newest message that is there, for the list of rooms; None: `NO_MESSAGE_TEXT`.

    None is kept back for it, and the room keeps its place by `last_activity_at`.
    """
    seen = (one for one in messages if is_visible(one, member, now))
    return max(seen, key=lambda one: one.seq, default=None)


def quoted(
    message: SecretMessage, entries: Iterable[Entry], member: Membership, now: int
) -> Entry | None:
    """What a reply answers, as long as the member sees it: a reply holds no copy of it."""
    answered = (one for one in entries if one.seq == message.reply_to_seq)
    return next((one for one in answered if is_visible(one, member, now)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A room in a member's list; a greyed one, not `usable`, tells nothing of its messages."""

    room_id: int
    name: str | None
    user_ids: tuple[int, ...]
    owner_id: int | None
    allow_invite: bool
    auto_ms: int
    keep_ms: int
    usable: bool
    unread: int
    last: SecretMessage | None
    last_activity_at: int


def listed(
    room: SecretRoom,
    user_id: int,
    messages: Sequence[SecretMessage],
    standings: Standings,
    now: int,
) -> Listed | None:
    """How a room stands in a person's list, or None where it doesn't."""
    member = membership_of(room, user_id)
    if member is None or room.deleted_at is not None:
        return None
    is_usable = usable(standings)
    shown = messages if is_usable else ()
    owner = room.owner
    return Listed(
        room_id=room.id,
        name=room.name,
        user_ids=tuple(one.user_id for one in room.members),
        owner_id=None if owner is None else owner.user_id,
        allow_invite=room.allow_invite,
        auto_ms=room.times.auto_ms,
        keep_ms=room.times.keep_ms,
        usable=is_usable,
        unread=badge(shown, member, now),
        last=last_shown(shown, member, now),
        last_activity_at=room.last_activity_at,
    )


def pushed_to(
    room: SecretRoom, message: SecretMessage, standings: Standings
) -> tuple[int, ...]:
    """Whom a push tells of a message, in the words of `PUSH_TEXT` only; nobody while unusable."""
    if not usable(standings) or room.deleted_at is not None:
        return ()
    return tuple(one.user_id for one in room.active_members if one.id in message.pending)


def push_seconds(message: SecretMessage, now: int) -> int:
    """How long a push may wait on its way, in whole seconds; 0: don't send it any more."""
    return max(0, (message.expires_at - now) // SECOND)
