"""The workspace's settings: plan, billing, name, zone, language, retention, who reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Bilingual, Problem, raise_problems
from bot.workspace.model import retention
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.model.plans import Billing, Feature, Plan, Workspace, require_plan
from bot.workspace.service.audit import record
from bot.workspace.store import members
from bot.workspace.store import workspace as store

_CHOICES = {
    "plan": tuple(plan.value for plan in Plan),
    "billing": tuple(billing.value for billing in Billing),
    "language": ("ko", "en"),
    "read_tracking": ("on", "off"),
}
_FREE_TEXT = ("name", "timezone")
_KNOWN = (*_CHOICES, *_FREE_TEXT, *retention.FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What the workspace becomes, and the audit entry that says so."""

    after: Workspace
    action: str
    detail: Mapping[str, object]


class WorkspaceSettings:
    """What the workspace has bought and how it is set."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []

    def when_changed(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change that this process makes, once it is durable."""
        self._listeners.append(listener)

    async def prepare(self, first: Workspace) -> None:
        """Make the workspace from the configuration where the database is new."""
        async with self._database.transaction() as tx:
            await store.add_once(tx, first, self._clock.now())

    async def get(self) -> Workspace:
        """The workspace."""
        return await store.get(self._database)

    async def change(self, actor: Actor, changes: Mapping[str, str]) -> Workspace:
        """Change settings by name.

        Raises `forbidden`, `invalid` naming every wrong one, `file_retention_too_long`, and
        `plan_required` where the plan has no retention.
        """
        await self._require(actor, changes)
        return await self.revise(
            actor,
            lambda before: Revision(
                after=_changed(before, changes), action="workspace.changed", detail=changes
            ),
        )

    async def would_be(self, actor: Actor, changes: Mapping[str, str]) -> Workspace:
        """What the workspace would become; raises all that `change` does, and changes nothing."""
        await self._require(actor, changes)
        return _changed(await self.get(), changes)

    async def _require(self, actor: Actor, changes: Mapping[str, str]) -> None:
        require_super_admin(actor, names(await members.super_admins(self._database)))
        raise_problems(_problems(changes))

    async def revise(
        self, actor: Actor, decide: Callable[[Workspace], Revision | None]
    ) -> Workspace:
        """Change the workspace by a decision over what it is at that moment; None changes nothing.

        Whether the actor may is the decision's to say.
        """
        async with self._database.transaction() as tx:
            await store.lock(tx)
            before = await store.get(tx)
            revision = decide(before)
            if revision is None:
                return before
            await store.update(tx, revision.after, self._clock.now())
            await record(
                tx,
                self._clock,
                actor,
                revision.action,
                "workspace",
                "1",
                **revision.detail,
            )
        for listener in self._listeners:
            listener()
        return revision.after


def _changed(before: Workspace, changes: Mapping[str, str]) -> Workspace:
    after = replace(before, **_typed(changes))
    retention.check(after)
    if retention.asks_for_more(before, after):
        require_plan(after, Feature.RETENTION)
    return after


def _typed(changes: Mapping[str, str]) -> dict[str, Any]:
    makers: dict[str, Callable[[str], Any]] = {"plan": Plan, "billing": Billing}
    makers |= dict.fromkeys(retention.FIELDS, retention.days_of)
    makers["read_tracking"] = lambda value: value == "on"
    return {
        retention.FIELDS.get(key, key): makers[key](value) if key in makers else value
        for key, value in changes.items()
    }


def _problems(changes: Mapping[str, str]) -> list[Problem]:
    found = []
    for key, value in changes.items():
        text = _problem(key, value)
        if text is not None:
            found.append(Problem(pointer=f"/{key}", code="bad_value", text=text))
    return found


def _problem(key: str, value: str) -> Bilingual | None:
    if key not in _KNOWN:
        known = ", ".join(_KNOWN)
        return Bilingual(
            ko=f"'{key}' 설정은 없어요. 쓸 수 있는 설정: {known}",
            en=f"There is no setting '{key}'. Known: {known}",
        )
    if key in _CHOICES and value not in _CHOICES[key]:
        wanted = ", ".join(_CHOICES[key])
        return Bilingual(
            ko=f"{key}에는 {wanted} 중 하나를 쓸 수 있어요.",
            en=f"{key} must be one of {wanted}.",
        )
    if key in retention.FIELDS:
        return retention.fault_of(key, value)
    if key == "timezone" and value not in available_timezones():
        return Bilingual(
            ko=f"'{value}' 시간대를 몰라요. 예: Asia/Seoul",
            en=f"Unknown time zone '{value}'. Example: Asia/Seoul",
        )
    if key == "name" and not 1 <= len(value.strip()) <= 60:
        return Bilingual(
            ko="이름은 1자부터 60자까지 쓸 수 있어요.",
            en="The name must have 1 to 60 characters.",
        )
    return None
