"""What becomes of a secret room when a member's account is suspended, comes back or is deleted."""

from dataclasses import replace

from bot.messenger.model.secret_members import deleted
from bot.messenger.model.secret_messages import Cause, LineKind
from bot.messenger.model.secret_rooms import Change, Membership, SecretRoom, with_line
from bot.messenger.model.secret_standing import Standings


def account_suspended(room: SecretRoom, user_id: int, standings: Standings, now: int) -> Change:
    """Somebody's account is suspended, by hand or by the directory: they hold up nothing.

    Their reads are waived as if they had left, a room of theirs goes to another member, and if
    there is none it is deleted. This happens whether rooms can be used or not.
    """
    member = _find(room, user_id)
    if member is None or member.suspended or room.deleted_at is not None:
        return Change(room=room)
    members = tuple(
        replace(one, suspended=True) if one.id == member.id else one for one in room.members
    )
    change = Change(room=replace(room, members=members), waived=frozenset({member.id}))
    return _with_owner(change, standings, now)


def account_resumed(room: SecretRoom, user_id: int) -> Change:
    """Somebody's account is active again: they owe the reads of new messages, not of old ones."""
    if room.deleted_at is not None:
        return Change(room=room)
    members = tuple(
        replace(one, suspended=False) if one.user_id == user_id else one for one in room.members
    )
    return Change(room=replace(room, members=members))


def account_deleted(room: SecretRoom, user_id: int, standings: Standings, now: int) -> Change:
    """Somebody's account is gone: their membership ends, and their rooms go to other members."""
    member = _find(room, user_id)
    if member is None or room.deleted_at is not None:
        return Change(room=room)
    rest = tuple(one for one in room.members if one.id != member.id)
    gone = frozenset({member.id})
    change = Change(room=replace(room, members=rest), ended=gone, waived=gone)
    change = with_line(change, LineKind.LEFT, (user_id,), standings, now)
    return _with_owner(change, standings, now)


def heir_of(room: SecretRoom) -> Membership | None:
    """Who has been in the room longest, of those whose account is active."""
    active = room.active_members
    return min(active, key=lambda member: (member.joined_seq, member.id), default=None)


def _with_owner(change: Change, standings: Standings, now: int) -> Change:
    """A room always has exactly one active owner, or is deleted."""
    owner = change.room.owner
    if owner is not None and not owner.suspended:
        return change
    heir = heir_of(change.room)
    if heir is None:
        end = deleted(change.room, Cause.NOBODY_LEFT, now)
        return replace(change, room=end.room, deleted=end.deleted)
    handed = replace(change, room=replace(change.room, owner_id=heir.id))
    return with_line(handed, LineKind.OWNER, (heir.user_id,), standings, now)


def _find(room: SecretRoom, user_id: int) -> Membership | None:
    return next((one for one in room.members if one.user_id == user_id), None)
