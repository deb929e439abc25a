"""Members, their roles and right (1)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, Language, NotFound, WrongState
from bot.workspace.model.actors import Actor, Surface, member_actor, require_super_admin
from bot.workspace.model.members import Department, Member, Role, names, with_role
from bot.workspace.model.phones import phone_digits
from bot.workspace.service.audit import record
from bot.workspace.store import departments, members, sessions
from bot.workspace.store import workspace as workspace_store

_ENDING = 7


class Members:
    """Who is in the workspace and what they may do."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._listeners: list[Callable[[Member], None]] = []

    def when_switched(self, listener: Callable[[Member], None]) -> None:
        """Call `listener` with who was (de)activated by this process, once it is durable."""
        self._listeners.append(listener)

    async def get(self, key: str) -> Member:
        """The member with this id or e-mail, or NotFound."""
        return await members.get(self._database, key)

    async def actor(self, member_id: str, surface: Surface, **more: object) -> Actor | None:
        """The member as an actor with the rights of this moment; None where deactivated."""
        member = await members.find(self._database, member_id)
        if member is None or not member.active:
            return None
        return member_actor(member, surface, **more)  # type: ignore[arg-type] # keywords are checked there

    async def page(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        text: str = "",
        departments: Sequence[str] = (),
        active_only: bool = False,
    ) -> list[Member]:
        """Up to `limit` members after a platform id."""
        return await members.page(
            self._database,
            after=after,
            limit=limit,
            text=text,
            department_ids=departments,
            active_only=active_only,
        )

    async def count(self) -> int:
        """How many members there are, active or not."""
        return await members.count(self._database)

    async def departments(self) -> list[Department]:
        """All departments by path."""
        return await departments.every(self._database)

    async def super_admins(self) -> list[Member]:
        """The active super admins: whom to ask."""
        return await members.super_admins(self._database)

    async def admins(self) -> list[Member]:
        """The active admins and super admins."""
        return await members.admins(self._database)

    async def send_admins(self) -> list[Member]:
        """The members with right (1), without the super admins."""
        return await members.send_admins(self._database)

    async def by_platform_ids(self, platform_ids: Sequence[int]) -> list[Member]:
        """Those of the members the platform knows by these ids."""
        return await members.find_by_platform_ids(self._database, platform_ids)

    async def by_ids(self, ids: Sequence[str]) -> list[Member]:
        """Those of the members with these ids that there are."""
        return await members.find_many(self._database, ids)

    async def by_phone_number(self, number: str) -> Member | None:
        """The one active member with this mobile; None where there is none, or more than one."""
        digits = phone_digits(number)
        if digits is None:
            return None
        # The last digits are the same in every way of writing; the model compares the whole.
        found = await members.find_by_mobile_ending(self._database, digits[-_ENDING:])
        same = [m for m in found if m.mobile and phone_digits(m.mobile) == digits]
        return same[0] if len(same) == 1 else None

    async def platform_ids_by_department(self) -> dict[str, list[int]]:
        """The active members of each department by the department's id."""
        return await members.platform_ids_by_department(self._database)

    async def choose_language(self, actor: Actor, language: Language) -> None:
        """Remember what the actor reads, for what they are told while they are not here."""
        if actor.member is None or actor.member.language == language:
            return
        async with self._database.transaction() as tx:
            await members.set_language(tx, actor.member.id, language)

    async def set_role(self, actor: Actor, key: str, role: Role) -> Member:
        """Give a member a role; the last super admin keeps theirs."""
        async with self._database.transaction() as tx:
            before = await self._to_change(tx, actor, key)
            after = with_role(before, role)
            await self._keep(tx, actor, before, after, "member.role", role=role.value)
        return after

    async def set_active(self, actor: Actor, key: str, *, active: bool) -> Member:
        """Activate or deactivate; who is deactivated loses sessions and tokens at once, for good."""
        async with self._database.transaction() as tx:
            before = await self._to_change(tx, actor, key)
            after = replace(before, active=active)
            action = "member.activated" if active else "member.deactivated"
            await self._keep(tx, actor, before, after, action)
            if not active:
                await sessions.remove_all_of(tx, before.id, self._clock.now())
        for listener in self._listeners:
            listener(after)
        return after

    async def add_send_admin(self, actor: Actor, key: str) -> Member:
        """Give right (1)."""
        async with self._database.transaction() as tx:
            before = await self._to_change(tx, actor, key)
            if not before.active:
                raise WrongState(_deactivated(before.name), code="member_deactivated")
            after = replace(before, send_admin=True)
            await self._keep(tx, actor, before, after, "send_admin.added")
        return after

    async def remove_send_admin(self, actor: Actor, key: str) -> Member:
        """Take right (1) away; grants of profiles stay without effect until it is back."""
        async with self._database.transaction() as tx:
            before = await self._to_change(tx, actor, key)
            if not before.send_admin:
                raise NotFound(
                    Bilingual(
                        ko=f"{before.name}님은 발송 관리자가 아니에요.",
                        en=f"{before.name} is not a send admin.",
                    ),
                    code="not_a_send_admin",
                )
            after = replace(before, send_admin=False)
            await self._keep(tx, actor, before, after, "send_admin.removed")
        return after

    async def _to_change(self, tx: Transaction, actor: Actor, key: str) -> Member:
        await workspace_store.lock(tx)
        require_super_admin(await _as_of_now(tx, actor), names(await members.super_admins(tx)))
        return await members.get(tx, key)

    async def _keep(
        self,
        tx: Transaction,
        actor: Actor,
        before: Member,
        after: Member,
        action: str,
        **detail: str,
    ) -> None:
        if before.is_super_admin and not after.is_super_admin:
            await _refuse_last(tx, before)
        if after == before:
            return
        await members.update(tx, after, self._clock.now())
        await record(
            tx, self._clock, actor, action, "member", before.id, name=before.name, **detail
        )


async def _as_of_now(tx: Transaction, actor: Actor) -> Actor:
    # Two who demote each other at the same time: the one who came second has no right any more.
    if actor.member is None:
        return actor
    member = await members.get(tx, actor.member.id)
    return replace(actor, super_admin=member.is_super_admin)


async def _refuse_last(tx: Transaction, member: Member) -> None:
    if len(await members.super_admins(tx)) > 1:
        return
    raise WrongState(
        Bilingual(
            ko=f"{member.name}님은 마지막 슈퍼 관리자예요. 다른 멤버를 슈퍼 관리자로 정한 뒤에 다시 해 주세요.",
            en=f"{member.name} is the last super admin. Make somebody else a super admin first.",
        ),
        code="last_super_admin",
    )


def _deactivated(name: str) -> Bilingual:
    return Bilingual(
        ko=f"{name}님은 비활성 멤버예요. 먼저 활성화해 주세요.",
        en=f"{name} is deactivated. Activate the member first.",
    )
