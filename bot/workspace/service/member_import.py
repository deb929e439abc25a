"""Imports members from a CSV file: all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, Invalid
from bot.core.ids import new_id
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.member_import import SEPARATOR, read_members
from bot.workspace.model.members import (
    Department,
    Member,
    NewMember,
    Role,
    names,
    stored_role,
    with_role,
)
from bot.workspace.service.audit import record
from bot.workspace.store import departments, members, sessions
from bot.workspace.store import workspace as workspace_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many members an import added, changed and found as they were."""

    added: int
    changed: int
    unchanged: int


class MemberImport:
    """Brings members in from a file; who is not in it stays as they are."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def from_csv(self, actor: Actor, text: str, file: str) -> Imported:
        """Import a CSV text; Invalid names every bad row, and then nothing is imported."""
        require_super_admin(actor, names(await members.super_admins(self._database)))
        read = read_members(text, file)
        if read.problems:
            raise Invalid(_refusal(len(read.problems)), code="bad_rows", problems=read.problems)
        return await self.add(actor, read.members)

    async def add(self, actor: Actor, wanted: Sequence[NewMember]) -> Imported:
        """Add new members and change known ones, in one transaction."""
        async with self._database.transaction() as tx:
            await workspace_store.lock(tx)
            by_path = await self._departments(
                tx, {m.department for m in wanted if m.department}
            )
            known = {m.email: m for m in await members.page(tx, limit=1_000_000)}
            new = [m for m in wanted if m.email not in known]
            first = await workspace_store.next_platform_ids(tx, len(new))
            added = [_member(m, first + n, by_path) for n, m in enumerate(new)]
            await members.add_many(tx, added, self._clock.now())
            changed = await self._change(tx, actor, wanted, known, by_path)
            for member in added:
                if member.shown_role is not Role.MEMBER:
                    await self._record_role(tx, actor, member)
            await _keep_a_super_admin(tx)
            result = Imported(
                added=len(added), changed=changed, unchanged=len(wanted) - len(added) - changed
            )
            await record(
                tx, self._clock, actor, "member.imported", "workspace", "1",
                added=result.added, changed=result.changed,
            )  # fmt: skip
        return result

    async def _change(
        self,
        tx: Transaction,
        actor: Actor,
        wanted: Sequence[NewMember],
        known: dict[str, Member],
        by_path: dict[str, Department],
    ) -> int:
        changed = 0
        for new in wanted:
            before = known.get(new.email)
            if before is None:
                continue
            after = _changed(before, new, by_path)
            if after == before:
                continue
            changed += 1
            await members.update(tx, after, self._clock.now())
            if (after.role, after.send_admin) != (before.role, before.send_admin):
                await self._record_role(tx, actor, after)
            if after.active is not before.active:
                await self._record_active(tx, actor, after)
        return changed

    async def _record_role(self, tx: Transaction, actor: Actor, member: Member) -> None:
        await record(
            tx, self._clock, actor, "member.role", "member", member.id,
            name=member.name, role=member.shown_role.value,
        )  # fmt: skip

    async def _record_active(self, tx: Transaction, actor: Actor, member: Member) -> None:
        if not member.active:
            await sessions.remove_all_of(tx, member.id, self._clock.now())
        action = "member.activated" if member.active else "member.deactivated"
        await record(tx, self._clock, actor, action, "member", member.id, name=member.name)

    async def _departments(self, tx: Transaction, paths: set[str]) -> dict[str, Department]:
        by_path = {d.path: d for d in await departments.every(tx)}
        missing = sorted({p for path in paths for p in _with_parents(path)} - by_path.keys())
        first = await workspace_store.next_platform_ids(tx, len(missing)) if missing else 0
        # Sorted, so that a parent comes before its children.
        for number, path in enumerate(missing, start=first):
            parent, _, name = path.rpartition(SEPARATOR)
            by_path[path] = Department(
                id=new_id("dp"),
                platform_id=number,
                parent_id=by_path[parent].id if parent else None,
                name=name,
                path=path,
            )
            await departments.add(tx, by_path[path])
        return by_path


def _with_parents(path: str) -> Iterable[str]:
    parts = path.split(SEPARATOR)
    return (SEPARATOR.join(parts[:n]) for n in range(1, len(parts) + 1))


def _member(new: NewMember, platform_id: int, by_path: dict[str, Department]) -> Member:
    role, send_admin = stored_role(new.role)
    return Member(
        id=new_id("mb"),
        platform_id=platform_id,
        email=new.email,
        name=new.name,
        department_id=by_path[new.department].id if new.department else None,
        department=new.department,
        position=new.position,
        mobile=new.mobile,
        role=role,
        send_admin=send_admin,
        active=new.active,
    )


_KEPT_WITHOUT = {
    "department": ("department_id", "department"),
    "position": ("position",),
    "mobile": ("mobile",),
    "active": ("active",),
}


def _changed(before: Member, new: NewMember, by_path: dict[str, Department]) -> Member:
    """A known member as the import wants them; what its file has no column for stays."""
    given = new.given
    role = before if given is not None and "role" not in given else with_role(before, new.role)
    kept: dict[str, Any] = {"id": before.id, "role": role.role, "send_admin": role.send_admin}
    for column, parts in _KEPT_WITHOUT.items():
        if given is not None and column not in given:
            kept |= {part: getattr(before, part) for part in parts}
    return replace(_member(new, before.platform_id, by_path), **kept)


async def _keep_a_super_admin(tx: Transaction) -> None:
    if await members.super_admins(tx) or not await members.count(tx):
        return
    raise Invalid(
        Bilingual(
            ko="슈퍼 관리자가 한 명도 남지 않아요. 적어도 한 명의 role을 super_admin으로 적어 주세요.",
            en="No super admin would be left. Give at least one member the role super_admin.",
        ),
        code="last_super_admin",
    )


def _refusal(count: int) -> Bilingual:
    return Bilingual(
        ko=f"{count}곳이 잘못되어 아무도 가져오지 않았어요. 고친 뒤 다시 가져와 주세요.",
        en=f"{count} places are wrong, so nobody was imported. Correct them and import again.",
    )
