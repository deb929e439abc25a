"""The mutants themselves: what is wrong, in which rule, and the rule made wrong."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from bot.core.errors import SpacecastError
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.secret_messages import Entry, SecretMessage, settled
from bot.messenger.model.secret_rooms import (
    Call,
    Change,
    Membership,
    Person,
    PersonKind,
    SecretRoom,
    membership_of,
    works_while_unusable,
)
from bot.messenger.model.secret_standing import Standing, Standings, require_usable
from bot.messenger.model.secret_talk import Acknowledged
from bot.workspace.model.plans import Billing

Rule = Callable[..., Any]


class Broken(NamedTuple):
    """A rule, `secret_<module>.<rule>`, and how to make it wrong."""

    what: str
    module: str
    rule: str
    broken: Callable[[Any], Any]


def _always(answer: object) -> Callable[[Rule], Rule]:
    return lambda rule: lambda *_, **__: answer


def _unwaived(rule: Rule) -> Rule:
    return lambda *given: replace(rule(*given), waived=frozenset())


def _restarting(rule: Rule) -> Rule:
    def read_up_to(
        messages: list[SecretMessage], reader_id: int, upto: int, now: int
    ) -> tuple[SecretMessage, ...]:
        read = [one for one in messages if one.seq <= upto]
        again = [replace(one, all_read_at=None) for one in read if not one.pending]
        restarted = [settled(one, {reader_id}, now) for one in again]
        return (*rule(messages, reader_id, upto, now), *restarted)

    return read_up_to


def _sender_too(rule: Rule) -> Rule:
    return lambda room, sender: rule(room, sender) | {sender.id}


def _suspended_too(rule: Rule) -> Rule:
    return lambda room, sender: frozenset(one.id for one in room.members if one.id != sender.id)


def _backdated(rule: Rule) -> Rule:
    def _settled(message: SecretMessage, ids: frozenset[int], now: int) -> SecretMessage:
        done: SecretMessage = rule(message, ids, now)
        if done.all_read_at != now or message.all_read_at is not None:
            return done
        return replace(done, all_read_at=done.sent_at)

    return _settled


def _unstarted(rule: Rule) -> Rule:
    def new_message(*, readers: frozenset[int], **given: Any) -> SecretMessage:
        sent: SecretMessage = rule(readers={0}, **given)
        return replace(sent, pending=frozenset(readers))

    return new_message


def _with_history(rule: Rule) -> Rule:
    return lambda *given: replace(rule(*given), joined_seq=1)


def _unfiltered(rule: Rule) -> Rule:
    return lambda entry, member, now: entry.seq >= member.joined_seq


def _whole_history(rule: Rule) -> Rule:
    return lambda entry, member, now: entry.expires_at > now


def _reviving(rule: Rule) -> Rule:
    return lambda entry, retention, now: rule(entry, retention, 0)


def _admitting(kind: PersonKind) -> Callable[[Rule], Rule]:
    def broken(rule: Rule) -> Rule:
        def not_admitted(person: Person) -> SpacecastError | None:
            refusal: SpacecastError | None = rule(person)
            return None if person.kind is kind else refusal

        return not_admitted

    return broken


def _admitting_suspended(rule: Rule) -> Rule:
    return lambda person: rule(replace(person, active=True))


def _standing_first(rule: Rule) -> Rule:
    def enter(room: SecretRoom | None, who: int, call: Call, standings: Standings) -> Any:
        require_usable(standings)
        return rule(room, who, call, standings)

    return enter


def _entering_deleted(rule: Rule) -> Rule:
    def enter(
        room: SecretRoom | None, who: int, call: Call, standings: Standings
    ) -> tuple[SecretRoom, Membership]:
        member = None if room is None else membership_of(room, who)
        if room is None or member is None:
            raise refusals.no_secret_room()
        if not works_while_unusable(call):
            require_usable(standings)
        return room, member

    return enter


def _entering_suspended(rule: Rule) -> Rule:
    return lambda room, who: next((one for one in room.members if one.user_id == who), None)


def _unbilled(rule: Rule) -> Rule:
    def unusable_because(standings: tuple[Standing, ...]) -> Any:
        paid = [replace(one.workspace, billing=Billing.PAID) for one in standings]
        pairs = zip(standings, paid, strict=True)
        return rule([replace(one, workspace=workspace) for one, workspace in pairs])

    return unusable_because


def _always_on(rule: Rule) -> Rule:
    return lambda standings: rule([replace(one, switched_on=True) for one in standings])


def _newest(rule: Rule) -> Rule:
    return lambda room: max(room.active_members, key=lambda one: one.id, default=None)


def _read_wins(rule: Rule) -> Rule:
    def broken(message: SecretMessage, ids: frozenset[int], now: int) -> SecretMessage:
        done: SecretMessage = rule(message, ids, now)
        if done.all_read_at == message.all_read_at:
            return done
        return replace(done, expires_at=now + done.times.auto_ms)

    return broken


def _read_ahead(rule: Rule) -> Rule:
    def read(room: SecretRoom, who: int, upto: int, *rest: Any) -> Acknowledged:
        done: Acknowledged = rule(room, who, upto, *rest)
        members = tuple(
            replace(one, read_seq=max(one.read_seq, upto)) if one.user_id == who else one
            for one in done.room.members
        )
        return replace(done, room=replace(done.room, members=members))

    return read


def _leaving(rule: Rule) -> Rule:
    return lambda call: call is Call.LEAVE or rule(call)


def _all_but_one(rule: Rule) -> Rule:
    return lambda rooms, now: rule(list(rooms)[1:], now)


def _early(rule: Rule) -> Rule:
    return lambda entries, now: rule(entries, now + 1)


def _badge_of_all(rule: Rule) -> Rule:
    return lambda messages, member, now: sum(member.id in one.pending for one in messages)


def _same(rule: Rule) -> Rule:
    def retimed(entry: Entry, retention: Any, now: int) -> Entry:
        return entry

    return retimed


def _ownerless(rule: Rule) -> Rule:
    def _with_owner(change: Change, standings: Standings, now: int) -> Change:
        return change

    return _with_owner


MUTATIONS = (
    Broken("leaving or being removed waives no reads", "members", "_without", _unwaived),
    Broken("suspension waives no reads", "accounts", "account_suspended", _unwaived),
    Broken("a deleted account's reads stay owed", "accounts", "account_deleted", _unwaived),
    Broken("the clock may go back", "clock", "server_now", lambda _: lambda wall, _: wall),
    Broken("the read clock restarts on each read", "messages", "read_up_to", _restarting),
    Broken("a start is dated back to the sending", "messages", "settled", _backdated),
    Broken("with no reader left, no clock starts", "messages", "new_message", _unstarted),
    Broken("the sender owes a read", "talk", "required_readers", _sender_too),
    Broken("suspended people owe reads", "talk", "required_readers", _suspended_too),
    Broken("a read reaches ahead of what was sent", "talk", "read", _read_ahead),
    Broken("bots come in", "rooms", "not_admitted", _admitting(PersonKind.BOT)),
    Broken("external people come in", "rooms", "not_admitted", _admitting(PersonKind.EXTERNAL)),
    Broken("suspended people come in", "rooms", "not_admitted", _admitting_suspended),
    Broken("suspended members go on reading", "rooms", "membership_of", _entering_suspended),
    Broken(
        "the workspace's retention is ignored", "times", "kept_for", lambda _: lambda k, _: k
    ),
    Broken("auto-delete may exceed the maximum", "times", "fits", _always(answer=True)),
    Broken("the read clock outlives the maximum", "messages", "settled", _read_wins),
    Broken("a shorter retention spares old messages", "messages", "retimed", _same),
    Broken("a longer retention brings messages back", "messages", "retimed", _reviving),
    Broken(
        "files ignore the time for files",
        "messages",
        "files_expiry_of",
        lambda _: lambda s, e, r: e,
    ),
    Broken("who joins is shown the history", "members", "newcomer", _with_history),
    Broken("everybody is shown the whole history", "talk", "is_visible", _whole_history),
    Broken("what has expired is still read", "talk", "is_visible", _unfiltered),
    Broken(
        "gone a millisecond too late", "messages", "is_expired", lambda _: lambda e, n: e < n
    ),
    Broken("a sweep erases a millisecond early", "messages", "expired", _early),
    Broken("a sweep erases nothing", "messages", "expired", _always(())),
    Broken(
        "own messages may go a millisecond longer", "talk", "OWN_DELETE_MS", lambda ms: ms + 1
    ),
    Broken("the badge counts what is gone", "sight", "badge", _badge_of_all),
    Broken("outsiders learn of plan and switch", "rooms", "enter", _standing_first),
    Broken("a deleted room can be entered", "rooms", "enter", _entering_deleted),
    Broken("arrears close nothing", "standing", "unusable_because", _unbilled),
    Broken("the switch closes nothing", "standing", "unusable_because", _always_on),
    Broken("leaving works while rooms are closed", "rooms", "works_while_unusable", _leaving),
    Broken("everybody may invite", "members", "may_invite", _always(answer=True)),
    Broken("everybody may do what is the owner's", "members", "require_owner", _always(None)),
    Broken("the newest member inherits the room", "accounts", "heir_of", _newest),
    Broken("a suspended owner stays the owner", "accounts", "_with_owner", _ownerless),
    Broken("an admin's deletion misses a room", "members", "delete_all", _all_but_one),
)
