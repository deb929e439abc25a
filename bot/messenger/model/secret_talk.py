"""Talking in a secret room: sending, reading, taking one's own message back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.clock import MINUTE
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.secret_messages import (
    Entry,
    SecretMessage,
    is_expired,
    new_message,
    read_up_to,
)
from bot.messenger.model.secret_rooms import Call, Membership, SecretRoom, enter
from bot.messenger.model.secret_standing import Standings, retention_of

OWN_DELETE_MS = 5 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A new message and the room it is in."""

    room: SecretRoom
    message: SecretMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What a read changes: the reader's mark, and the messages that wait for one person less."""

    room: SecretRoom
    messages: tuple[SecretMessage, ...]


def required_readers(room: SecretRoom, sender: Membership) -> frozenset[int]:
    """The memberships that owe a read of a message sent now: all that are active but the sender's.

    Bots never come in, so none can leave a message unread for ever.
    """
    return frozenset(one.id for one in room.active_members if one.id != sender.id)


def is_visible(entry: Entry, member: Membership, now: int) -> bool:
    """Whether a member may see an entry at all; every way to it goes by this."""
    return entry.seq >= member.joined_seq and not is_expired(entry.expires_at, now)


def send(
    room: SecretRoom | None,
    user_id: int,
    standings: Standings,
    now: int,
    *,
    reply_to_seq: int | None = None,
) -> Sent:
    """A message into a room; a reply keeps the number of what it answers, never its text.

    Raises what `enter` raises, `room_deleted` where a deletion came first.
    """
    room, sender = enter(room, user_id, Call.SEND, standings)
    message = new_message(
        room_id=room.id,
        seq=room.last_seq + 1,
        sender_id=sender.id,
        times=room.times,
        readers=required_readers(room, sender),
        retention=retention_of(standings),
        now=now,
        reply_to_seq=reply_to_seq,
    )
    return Sent(room=replace(room, last_seq=message.seq, last_activity_at=now), message=message)


def read(
    room: SecretRoom | None,
    user_id: int,
    upto: int,
    messages: Iterable[SecretMessage],
    standings: Standings,
    now: int,
) -> Acknowledged:
    """A person has had everything up to `upto` before their eyes, on whichever device first.

    `now` is when the server learns of it, whatever the device claims. A read that comes again or
    out of order changes nothing, and nobody reads further than what was sent.
    """
    room, reader = enter(room, user_id, Call.READ, standings)
    upto = min(upto, room.last_seq)
    if upto <= reader.read_seq:
        return Acknowledged(room=room, messages=())
    members = tuple(
        replace(one, read_seq=upto) if one.id == reader.id else one for one in room.members
    )
    changed = read_up_to(messages, reader.id, upto, now)
    return Acknowledged(room=replace(room, members=members), messages=changed)


def delete_own(
    room: SecretRoom | None,
    user_id: int,
    message: SecretMessage | None,
    standings: Standings,
    now: int,
) -> SecretMessage:
    """The message to erase at once: one's own, read or not, within five minutes.

    Raises what `enter` raises, `not_found`, `not_own_message`, `delete_window_passed`.
    """
    _, member = enter(room, user_id, Call.DELETE_MESSAGE, standings)
    if message is None or not is_visible(message, member, now):
        raise refusals.no_message()
    if message.sender_id != member.id:
        raise refusals.not_own()
    if now >= message.sent_at + OWN_DELETE_MS:
        raise refusals.too_late()
    return message
