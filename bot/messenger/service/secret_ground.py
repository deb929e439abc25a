"""What everything about secret rooms stands on: the rooms, the keys, the clock, who may."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, TryLater
from bot.messenger.model.erasing import TICK
from bot.messenger.model.secret_messages import Cause
from bot.messenger.model.secret_rooms import Person, PersonKind
from bot.messenger.model.secret_standing import Standings, retention_of, standing_of
from bot.messenger.model.secret_times import Choices, Retention
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.store.secret_messages import Sight
from bot.workspace.model.actors import Surface, member_actor
from bot.workspace.model.members import Member
from bot.workspace.service.audit import record
from bot.workspace.service.members import Members
from bot.workspace.service.workspace import WorkspaceSettings

_FIRST_BOT = 900_000_001
Result = TypeVar("Result")


class Ends(Protocol):
    """What destroys: told when something has to go at once, or earlier than was known."""

    async def purge(self, room_id: int, seqs: Sequence[int], cause: Cause) -> None:
        """Destroy some messages of a room now."""

    def wake(self) -> None:
        """Look again at what ends next, and at rooms that are deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretGround:
    """`database` has the rooms, `ledger` the workspace and its audit log."""

    database: Database
    ledger: Database
    members: Members
    workspace: WorkspaceSettings
    ring: KeyRing
    guarded: GuardedClock
    clock: Clock
    choices: Choices
    hub: Hub
    ends: Ends

    async def standings(self) -> Standings:
        """What decides about secret rooms, as it is set now."""
        return (standing_of(await self.workspace.get()),)

    def now(self) -> int:
        """The time by which messages are sent, read and hidden, in UTC milliseconds.

        Raises TryLater while the clock is in doubt: what is stamped by a wrong time would be kept
        too long, or go too soon.
        """
        look = self.guarded.look()
        if look.doubt is not None:
            raise TryLater(_DOUBT, code="clock_in_doubt")
        return look.hiding_at

    def sight(self, standings: Standings) -> Sight:
        """What is there to be seen now; a leap of the clock hides, and may show again."""
        return sight_at(self.guarded.look().hiding_at, retention_of(standings))

    def wake_for(self, ends_at: int) -> None:
        """Have ends looked at anew where one comes before the next look that comes anyway."""
        if ends_at <= self.guarded.look().erasing_at + TICK:
            self.ends.wake()

    async def people(self, user_ids: Sequence[int]) -> list[Person]:
        """Who these platform ids are; one that is nobody's counts as not active."""
        found = {m.platform_id: m for m in await self.members.by_platform_ids(list(user_ids))}
        return [_person(user_id, found.get(user_id)) for user_id in dict.fromkeys(user_ids)]

    async def change(self, body: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """One transaction over the rooms."""
        return await self.database.atomically(body)

    async def audit(self, person: Member, action: str, room_id: int, **detail: object) -> None:
        """Keep that somebody did something: settings and counts, never what was said or a name."""
        actor = member_actor(person, Surface.CHAT)
        async with self.ledger.transaction() as tx:
            await record(tx, self.clock, actor, action, "secret_room", str(room_id), **detail)


def sight_at(now: int, retention: Retention) -> Sight:
    """What is there at a time, under a retention of the workspace."""
    kept_since = -1 if retention.messages_ms is None else now - retention.messages_ms
    return Sight(now=now, kept_since=kept_since)


def _person(user_id: int, member: Member | None) -> Person:
    if user_id >= _FIRST_BOT:
        return Person(user_id=user_id, kind=PersonKind.BOT)
    return Person(user_id=user_id, active=member is not None and member.active)


_DOUBT = Bilingual(
    ko="서버 시계가 갑자기 바뀌어서 비밀 채팅방을 잠시 멈췄어요. 메시지를 너무 일찍 지우지 않으려는 거예요. "
    "몇 분 뒤에 다시 해 주세요.",
    en="The server's clock has leapt, so secret rooms pause lest messages go too soon. "
    "Try again in a few minutes.",
)
