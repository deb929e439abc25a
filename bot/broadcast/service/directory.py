"""Brings our members and departments in line with the platform's: all of it or nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.broadcast.model.directory_state import DirectoryState
from bot.broadcast.model.platform_troubles import trouble_of
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.service.directory_reading import read_listing
from bot.broadcast.service.patient_api import PatientApi
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import conversations, profiles
from bot.broadcast.store import directory as store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, SpacecastError, TryLater, WrongState
from bot.core.ids import new_id
from bot.kakaowork.errors import CallFailed
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.directory import (
    DirectoryPlan,
    KnownDirectory,
    Listing,
    Shrunk,
    check_plan,
)
from bot.workspace.model.directory_plan import plan_directory
from bot.workspace.model.members import Member, names
from bot.workspace.service.audit import record
from bot.workspace.store import departments, members, sessions
from bot.workspace.store import directory as written
from bot.workspace.store import workspace as workspace_store

_EVERYBODY = 10_000_000
# A list that can't be read must not hold a notice up for long.
_READING_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync changed; `people` is how many are active now, `without_email` some of them."""

    added: int
    changed: int
    activated: int
    deactivated: int
    unchanged: int
    people: int
    departments: int
    without_email: int


class Directory:
    """Super admins, and Spacecast by itself, sync; on the built-in messenger there is nothing to sync."""

    def __init__(
        self, database: Database, clock: Clock, platform: Platform, *, base_url: str, own: bool
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._base_url = base_url
        self._own = own

    async def state(self) -> DirectoryState:
        """When the directory was read last, and why the last try changed nothing."""
        return await store.state(self._database)

    async def newest_unlisted(self) -> int | None:
        """When somebody was last imported whom the platform never listed: their number is ours."""
        return await store.newest_unlisted(self._database)

    async def sync(
        self, actor: Actor, *, profile: str | None = None, accepted: int | None = None
    ) -> Synced:
        """Read every page with a profile's App Key and make ours the same, in one transaction.

        `accepted`: it is confirmed that so many people are left. Raises `directory_shrunk`,
        `last_super_admin`, or what is wrong with the key or the platform; then nothing changed.
        """
        require_super_admin(actor, names(await members.super_admins(self._database)))
        if self._own:
            raise WrongState(_OWN, code="directory_is_own")
        try:
            chosen = await self._profile(profile)
            return await self._write(actor, await self._read(chosen), chosen, accepted)
        except SpacecastError as error:
            await self._note(error)
            raise

    async def _profile(self, key: str | None) -> Profile:
        if key is not None:
            return await profiles.get(self._database, key)
        for profile in await profiles.every(self._database):
            if profile.status is ProfileStatus.ACTIVE:
                return profile
        raise WrongState(_NO_PROFILE, code="no_active_profile")

    async def _read(self, profile: Profile) -> Listing:
        api = PatientApi(self._platform.web_api(profile.app_key), self._clock)
        try:
            async with asyncio.timeout(_READING_SECONDS):
                return await read_listing(api)
        except CallFailed as failed:
            raise trouble_of(failed, self._base_url) from failed
        except TimeoutError as error:
            raise TryLater(_TOO_SLOW, code="platform_timeout") from error

    async def _write(
        self, actor: Actor, listing: Listing, profile: Profile, accepted: int | None
    ) -> Synced:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await workspace_store.lock(tx)
            await _require_still_super_admin(tx, actor)
            known = await _known(tx)
            plan = plan_directory(listing, known, new_id)
            check_plan(plan, accepted)
            if plan.renumbered and await store.is_preparing(tx):
                raise TryLater(_PREPARING, code="notice_preparing")
            await self._change_departments(tx, plan)
            await self._change_members(tx, actor, plan, now)
            done = _synced(plan, len(listing.departments))
            await record(
                tx, self._clock, actor, "directory.synced", "workspace", "1",
                profile=profile.id, before=plan.before, people=done.people, added=done.added,
                changed=done.changed, activated=done.activated, deactivated=done.deactivated,
                departments=done.departments, accepted=accepted is not None,
            )  # fmt: skip
            await store.keep_state(tx, DirectoryState(tried_at=now, synced_at=now))
        return done

    async def _change_departments(self, tx: Transaction, plan: DirectoryPlan) -> None:
        planned = plan.departments
        await written.replace_departments(tx, planned.changed)
        for department in planned.added:
            await departments.add(tx, replace(department, parent_id=None))
        await written.set_parents(tx, [*planned.added, *planned.changed])
        listed = {one.id: True for one in planned.by_number.values()}
        await store.keep_present(tx, "department", listed)

    async def _change_members(
        self, tx: Transaction, actor: Actor, plan: DirectoryPlan, now: int
    ) -> None:
        await written.replace_members(tx, [after for _, after in plan.changed], now)
        await members.add_many(tx, plan.added, now)
        await store.keep_present(tx, "member", plan.present)
        await store.keep_present(tx, "missing", dict.fromkeys(plan.missing, False))
        await conversations.forget_members(tx, [member.id for member in plan.renumbered])
        numbers = [m.platform_id for m in plan.everybody]
        numbers += [d.platform_id for d in plan.departments.by_number.values()]
        await written.reserve_numbers(tx, max(numbers, default=0))
        for member in plan.deactivated:
            await sessions.remove_all_of(tx, member.id, now)
        await self._record_each(tx, actor, "member.deactivated", plan.deactivated)
        await self._record_each(tx, actor, "member.activated", plan.activated)

    async def _record_each(
        self, tx: Transaction, actor: Actor, action: str, people: Sequence[Member]
    ) -> None:
        for member in people:
            await record(tx, self._clock, actor, action, "member", member.id, name=member.name)

    async def _note(self, error: SpacecastError) -> None:
        """Keep why nothing changed, for those who were not there."""
        shrunk = error if isinstance(error, Shrunk) else None
        async with self._database.transaction() as tx:
            before = await store.state(tx)
            failed = DirectoryState(
                tried_at=self._clock.now(),
                synced_at=before.synced_at,
                problem=error.word,
                text=error.text,
                people_before=shrunk.before if shrunk else None,
                people_listed=shrunk.after if shrunk else None,
            )
            await store.keep_state(tx, failed)


async def _known(tx: Transaction) -> KnownDirectory:
    present = await store.present(tx, "member")
    return KnownDirectory(
        members=await members.page(tx, limit=_EVERYBODY),
        departments=await departments.every(tx),
        present=present,
        # Who was listed since is missing no more.
        missing=frozenset((await store.present(tx, "missing")).keys() - present.keys()),
        listed_departments=frozenset(await store.present(tx, "department")),
    )


async def _require_still_super_admin(tx: Transaction, actor: Actor) -> None:
    # Reading takes a while, and who asked may have lost the right meanwhile.
    if actor.member is None:
        return
    member = await members.get(tx, actor.member.id)
    now = replace(actor, super_admin=member.is_super_admin)
    require_super_admin(now, names(await members.super_admins(tx)))


def _synced(plan: DirectoryPlan, listed_departments: int) -> Synced:
    deactivated, activated = len(plan.deactivated), len(plan.activated)
    return Synced(
        added=len(plan.added),
        changed=len(plan.changed) - deactivated - activated,
        activated=activated,
        deactivated=deactivated,
        unchanged=len(plan.everybody) - len(plan.added) - len(plan.changed),
        people=plan.after,
        departments=listed_departments,
        without_email=plan.without_email,
    )


_OWN = Bilingual(
    ko="내장 메신저는 여기 있는 멤버를 그대로 써서 동기화할 것이 없어요. 멤버는 member import로 가져와 주세요.",
    en="The built-in messenger uses the members as they are here, so there is nothing to sync. Bring "
    "members in with member import.",
)
_NO_PROFILE = Bilingual(
    ko="동기화에 쓸 켜진 발송 프로필이 없어요. 봇의 App Key로 프로필을 만들거나 다시 켜 주세요.",
    en="There is no active send profile to sync with. Make one with a bot's App Key, or resume one.",
)
_TOO_SLOW = Bilingual(
    ko="플랫폼의 목록을 2분 안에 다 읽지 못해서 아무것도 바꾸지 않았어요. 잠시 뒤에 다시 해 주세요.",
    en="The platform's lists could not be read in two minutes, so nothing was changed. Try again later.",
)
_PREPARING = Bilingual(
    ko="지금 공지의 받는 사람을 정하고 있어서 동기화를 미뤘어요. 잠시 뒤에 다시 해 주세요.",
    en="The recipients of a notice are being worked out, so the sync has to wait. Try again in a moment.",
)
