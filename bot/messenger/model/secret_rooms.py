"""Secret rooms: opening one, entering it, and who may do what while it can't be used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from bot.core.errors import Bilingual, SpacecastError, invalid
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.rooms import NAME_CHARACTERS
from bot.messenger.model.secret_messages import Cause, Line, LineKind, new_line
from bot.messenger.model.secret_standing import Standings, require_usable, retention_of
from bot.messenger.model.secret_times import Choices, Retention, Times, choose_times, kept_for


class PersonKind(StrEnum):
    """Who somebody is to the workspace."""

    MEMBER = "member"
    GROUP_COMPANY = "group_company"
    EXTERNAL = "external"
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may come into a room; `active` unless the account is suspended."""

    user_id: int
    kind: PersonKind = PersonKind.MEMBER
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One stay of a person in a room; who leaves and comes again has a new one.

    They see what was sent from `joined_seq` on and have read up to `read_seq`. An account that is
    suspended keeps its membership, and has no rights.
    """

    id: int
    user_id: int
    joined_seq: int
    read_seq: int
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRoom:
    """A room with the memberships that haven't ended; whether it may be used is never stored.

    `owner_id` is a membership's id, `last_activity_at` orders the list of rooms.
    """

    id: int
    name: str | None
    owner_id: int
    times: Times
    members: tuple[Membership, ...]
    created_at: int
    last_seq: int
    last_activity_at: int
    allow_invite: bool = False
    deleted_at: int | None = None

    @property
    def active_members(self) -> tuple[Membership, ...]:
        """Those whose account is active."""
        return tuple(member for member in self.members if not member.suspended)

    @property
    def owner(self) -> Membership | None:
        """The owner's membership, where it hasn't ended."""
        return next((one for one in self.members if one.id == self.owner_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a decision makes of a room; the service writes all of it in one transaction.

    `ended` memberships are over, `waived` ones owe no read of what was sent so far, and
    `deleted` says why the room is to be erased.
    """

    room: SecretRoom
    joined: tuple[Membership, ...] = ()
    ended: frozenset[int] = frozenset()
    waived: frozenset[int] = frozenset()
    lines: tuple[Line, ...] = ()
    deleted: Cause | None = None


class Call(StrEnum):
    """What somebody may ask of a room."""

    LIST = "list"
    ENTER = "enter"
    READ = "read"
    SEND = "send"
    DELETE_MESSAGE = "delete_message"
    DOWNLOAD = "download"
    PUSH = "push"
    INVITE = "invite"
    REMOVE = "remove"
    LEAVE = "leave"
    SETTINGS = "settings"
    HAND_OVER = "hand_over"
    DELETE = "delete"
    ADMIN_DELETE = "admin_delete"


def works_while_unusable(call: Call) -> bool:
    """Whether a call works while plan, billing or switch close the rooms."""
    match call:
        case Call.LIST | Call.ADMIN_DELETE:
            return True
        case (
            Call.ENTER
            | Call.READ
            | Call.SEND
            | Call.DELETE_MESSAGE
            | Call.DOWNLOAD
            | Call.PUSH
            | Call.INVITE
            | Call.REMOVE
            | Call.LEAVE
            | Call.SETTINGS
            | Call.HAND_OVER
            | Call.DELETE
        ):
            return False
        case _:
            assert_never(call)


def membership_of(room: SecretRoom, user_id: int) -> Membership | None:
    """The membership of a person whose account is active, or None."""
    return next((one for one in room.active_members if one.user_id == user_id), None)


def enter(
    room: SecretRoom | None, user_id: int, call: Call, standings: Standings
) -> tuple[SecretRoom, Membership]:
    """The room and the caller's membership, before anything else is looked at.

    Who isn't in the room hears the same as of a room that never was, also while rooms can't be
    used. Raises `not_found`, `room_deleted` (to who sends), `plan_required`,
    `secret_rooms_disabled`.
    """
    member = None if room is None else membership_of(room, user_id)
    if room is None or member is None:
        raise refusals.no_secret_room()
    if room.deleted_at is not None:
        raise refusals.room_gone() if call is Call.SEND else refusals.no_secret_room()
    if not works_while_unusable(call):
        require_usable(standings)
    return room, member


def not_admitted(person: Person) -> SpacecastError | None:
    """Why a person may not be in secret rooms at all, or None."""
    match person.kind:
        case PersonKind.EXTERNAL:
            return refusals.external_person()
        case PersonKind.BOT:
            return refusals.bot_person()
        case PersonKind.MEMBER | PersonKind.GROUP_COMPANY:
            return None if person.active else refusals.inactive_person()
        case _:
            assert_never(person.kind)


def require_admitted(people: Sequence[Person]) -> None:
    """Raise `external_member`, `bot_not_admitted` or `member_not_found` for the first of them."""
    for person in people:
        refusal = not_admitted(person)
        if refusal is not None:
            raise refusal


def open_room(
    opener: Person,
    invited: Sequence[Person],
    *,
    auto_delete: object,
    keep: object,
    name: str | None,
    choices: Choices,
    standings: Standings,
    room_id: int,
    new_id: Callable[[], int],
    now: int,
) -> Change:
    """A new room, always one of its own, whoever is in it and whatever other rooms they have.

    Raises what `require_usable`, `choose_times` and `require_admitted` raise, `name_too_long`,
    `members_required`, `secret_room_full`.
    """
    require_usable(standings)
    times = choose_times(auto_delete, keep, choices, retention_of(standings))
    check_name(name)
    people = _gathered(opener, invited, choices)
    members = tuple(
        Membership(id=new_id(), user_id=person.user_id, joined_seq=1, read_seq=0)
        for person in people
    )
    room = SecretRoom(
        id=room_id,
        name=(name or "").strip() or None,
        owner_id=members[0].id,
        times=times,
        members=members,
        created_at=now,
        last_seq=0,
        last_activity_at=now,
    )
    return Change(room=room, joined=members)


def check_name(name: str | None) -> None:
    """Raise `name_too_long` for a name that doesn't fit."""
    if name is not None and len(name.strip()) > NAME_CHARACTERS:
        raise invalid("/name", "name_too_long", _LONG_NAME)


def _gathered(opener: Person, invited: Sequence[Person], choices: Choices) -> list[Person]:
    """The opener and then the others, each once."""
    others = {person.user_id: person for person in invited if person.user_id != opener.user_id}
    people = [opener, *others.values()]
    require_admitted(people)
    if not others:
        raise refusals.nobody_named()
    if len(people) > choices.members_max:
        raise refusals.room_full(choices.members_max)
    return people


def with_line(
    change: Change, kind: LineKind, user_ids: tuple[int, ...], standings: Standings, now: int
) -> Change:
    """The same change, told in the room by one more line."""
    room = change.room
    line = new_line(
        room_id=room.id,
        seq=room.last_seq + 1,
        kind=kind,
        user_ids=user_ids,
        keep_ms=room.times.keep_ms,
        retention=retention_of(standings),
        now=now,
    )
    return replace(change, room=replace(room, last_seq=line.seq), lines=(*change.lines, line))


def retention_changed(
    room: SecretRoom, before: Retention, standings: Standings, now: int
) -> Change:
    """A workspace keeps messages for another time: a room that it shortens says so.

    Every entry there is has to be `retimed` in the same transaction.
    """
    keep_ms = room.times.keep_ms
    shorter = kept_for(keep_ms, retention_of(standings)) < kept_for(keep_ms, before)
    if not shorter or room.deleted_at is not None:
        return Change(room=room)
    return with_line(Change(room=room), LineKind.RETENTION, (), standings, now)


_LONG_NAME = Bilingual(
    ko=f"채팅방 이름은 {NAME_CHARACTERS}자까지 쓸 수 있어요. 이름을 줄여 주세요.",
    en=f"A room's name can have up to {NAME_CHARACTERS} characters. Shorten it.",
)
