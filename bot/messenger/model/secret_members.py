"""Who is in a secret room: inviting, removing, leaving, handing over, deleting the room."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.secret_messages import Cause, LineKind
from bot.messenger.model.secret_rooms import (
    Call,
    Change,
    Membership,
    Person,
    SecretRoom,
    enter,
    membership_of,
    require_admitted,
    with_line,
)
from bot.messenger.model.secret_standing import Standings
from bot.messenger.model.secret_times import Choices


def require_owner(room: SecretRoom, member: Membership) -> None:
    """Raise `owner_required` unless it is the present owner, whoever opened the room."""
    if member.id != room.owner_id:
        raise refusals.owner_only()


def may_invite(room: SecretRoom, member: Membership) -> bool:
    """Whether a member may bring others in: the owner always, others where the owner lets them."""
    return room.allow_invite or member.id == room.owner_id


def invite(
    room: SecretRoom | None,
    user_id: int,
    people: Sequence[Person],
    *,
    choices: Choices,
    standings: Standings,
    new_id: Callable[[], int],
    now: int,
) -> Change:
    """People come in, all or none; those who are in already are passed over.

    They see what is sent from now on, owe no read of what was sent before, and change no clock.
    Raises what `enter` and `require_admitted` raise, `invite_not_allowed`, `members_required`,
    `secret_room_full`.
    """
    room, member = enter(room, user_id, Call.INVITE, standings)
    if not may_invite(room, member):
        raise refusals.invites_closed()
    if not people:
        raise refusals.nobody_named()
    require_admitted(people)
    there = {one.user_id for one in room.members}
    user_ids = tuple(dict.fromkeys(one.user_id for one in people if one.user_id not in there))
    if len(there) + len(user_ids) > choices.members_max:
        raise refusals.room_full(choices.members_max)
    if not user_ids:
        return Change(room=room)
    joined = tuple(newcomer(room, new_id(), user_id) for user_id in user_ids)
    change = Change(room=replace(room, members=(*room.members, *joined)), joined=joined)
    return with_line(change, LineKind.JOINED, user_ids, standings, now)


def newcomer(room: SecretRoom, membership_id: int, user_id: int) -> Membership:
    """A membership that begins now, with the line that tells of it."""
    return Membership(
        id=membership_id, user_id=user_id, joined_seq=room.last_seq + 1, read_seq=room.last_seq
    )


def remove(
    room: SecretRoom | None, user_id: int, other_id: int, standings: Standings, now: int
) -> Change:
    """The owner removes somebody, who need not be active.

    Raises what `enter` raises, `owner_required`, `owner_must_hand_over`, `member_not_found`.
    """
    room, member = enter(room, user_id, Call.REMOVE, standings)
    require_owner(room, member)
    other = next((one for one in room.members if one.user_id == other_id), None)
    if other is None:
        raise refusals.not_a_member()
    if other.id == room.owner_id:
        raise refusals.owner_stays()
    return with_line(_without(room, other), LineKind.REMOVED, (other_id,), standings, now)


def leave(room: SecretRoom | None, user_id: int, standings: Standings, now: int) -> Change:
    """Somebody leaves; the owner only after handing over.

    Raises what `enter` raises, `owner_must_hand_over`.
    """
    room, member = enter(room, user_id, Call.LEAVE, standings)
    if member.id == room.owner_id:
        raise refusals.owner_stays()
    return with_line(_without(room, member), LineKind.LEFT, (user_id,), standings, now)


def hand_over(
    room: SecretRoom | None, user_id: int, other_id: int, standings: Standings, now: int
) -> Change:
    """The owner makes another active member the owner; to oneself it changes nothing.

    Raises what `enter` raises, `owner_required`, `member_not_found`.
    """
    room, member = enter(room, user_id, Call.HAND_OVER, standings)
    require_owner(room, member)
    other = membership_of(room, other_id)
    if other is None:
        raise refusals.not_a_member()
    if other.id == room.owner_id:
        return Change(room=room)
    change = Change(room=replace(room, owner_id=other.id))
    return with_line(change, LineKind.OWNER, (other_id,), standings, now)


def allow_invites(
    room: SecretRoom | None, user_id: int, standings: Standings, now: int, *, allowed: bool
) -> Change:
    """The owner lets everybody invite, or nobody else; raises what `enter` does, `owner_required`."""
    room, member = enter(room, user_id, Call.SETTINGS, standings)
    require_owner(room, member)
    if room.allow_invite == allowed:
        return Change(room=room)
    kind = LineKind.INVITES_ALLOWED if allowed else LineKind.INVITES_CLOSED
    change = Change(room=replace(room, allow_invite=allowed))
    return with_line(change, kind, (user_id,), standings, now)


def delete_room(
    room: SecretRoom | None, user_id: int, standings: Standings, now: int
) -> Change:
    """The present owner deletes the room; raises what `enter` raises, `owner_required`."""
    room, member = enter(room, user_id, Call.DELETE, standings)
    require_owner(room, member)
    return deleted(room, Cause.ROOM, now)


def delete_all(rooms: Iterable[SecretRoom], now: int) -> tuple[Change, ...]:
    """An admin deletes every room, also while none can be used; those deleted before stay so."""
    return tuple(deleted(room, Cause.ADMIN, now) for room in rooms if room.deleted_at is None)


def deleted(room: SecretRoom, cause: Cause, now: int) -> Change:
    """A room that nobody finds any more; erasing what it held follows, in steps."""
    return Change(room=replace(room, deleted_at=now), deleted=cause)


def told_of(changes: Iterable[Change]) -> frozenset[int]:
    """Whom a bot tells that rooms are gone: each person once, however many rooms they were in."""
    return frozenset(
        member.user_id
        for change in changes
        if change.deleted is not None
        for member in change.room.members
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that an admin sees of secret rooms; no title, no name, no content."""

    rooms: int
    people: int
    oldest_ms: int | None


def overview(rooms: Iterable[SecretRoom], now: int) -> Overview:
    """What an admin sees of these rooms; `oldest_ms` is the age of the oldest."""
    live = [room for room in rooms if room.deleted_at is None]
    return Overview(
        rooms=len(live),
        people=len({member.user_id for room in live for member in room.members}),
        oldest_ms=max((now - room.created_at for room in live), default=None),
    )


def _without(room: SecretRoom, member: Membership) -> Change:
    rest = tuple(one for one in room.members if one.id != member.id)
    gone = frozenset({member.id})
    return Change(room=replace(room, members=rest), ended=gone, waived=gone)
