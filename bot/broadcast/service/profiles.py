"""Send profiles, and who may use them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.broadcast.model.profiles import (
    NewProfile,
    OnUncertain,
    Profile,
    ProfileStatus,
    check_grant,
    needs_no_grant,
    profile_problems,
    require_use,
)
from bot.broadcast.service.platform import Platform
from bot.broadcast.store import profiles as store
from bot.core.clock import Clock
from bot.core.database import Database, Reader, Transaction, UniqueViolation
from bot.core.errors import Bilingual, WrongState, raise_problems
from bot.workspace.model.actors import Actor, require_sending, require_super_admin
from bot.workspace.model.members import Member, names
from bot.workspace.service.audit import record
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

_CHANGEABLE = frozenset(
    {"name", "description", "contact", "avatar", "rate_ceiling", "on_uncertain", "answer"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """A profile and the send admins it is granted to."""

    profile: Profile
    granted: tuple[Member, ...]


class Profiles:
    """Only super admins make, change and grant profiles."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platform: Platform,
        *,
        on_uncertain: OnUncertain = OnUncertain.HOLD,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platform = platform
        self._on_uncertain = on_uncertain

    async def usable(self, actor: Actor) -> list[Profile]:
        """The profiles the actor may send with."""
        if not actor.may_use_sending:
            return []
        every = await store.every(self._database)
        if actor.super_admin:
            return every
        granted = set(await store.grants_of(self._database, actor.id))
        return [profile for profile in every if profile.id in granted]

    async def get(self, actor: Actor, key: str) -> ProfileView:
        """One profile, for those who may use it or manage profiles."""
        profile = await store.get(self._database, key)
        await self.require_use(actor, profile)
        return await self._view(self._database, profile)

    async def every(self, actor: Actor) -> list[ProfileView]:
        """All profiles with their grants, for super admins."""
        await self._require_super_admin(actor)
        return [await self._view(self._database, p) for p in await store.every(self._database)]

    async def reveal_app_key(self, actor: Actor, key: str) -> str:
        """The App Key, for super admins; that it was shown is kept in the audit."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            profile = await store.get(tx, key)
            action = "profile.app_key_revealed"
            await self._record(tx, actor, action, profile.id)
        return profile.app_key

    async def require_use(
        self, actor: Actor, profile: Profile, db: Reader | None = None
    ) -> None:
        """Raise unless the actor has right (1) and may use the profile; `db`: a transaction."""
        db = db or self._database
        admins = names(await members.super_admins(db))
        require_sending(actor, admins)
        granted = await store.granted_ids(db, profile.id)
        require_use(actor, profile, granted, admins)

    async def create(self, actor: Actor, new: NewProfile) -> Profile:
        """Make a profile with a bot of its own."""
        await self._require_super_admin(actor)
        raise_problems(profile_problems(new))
        if await store.find(self._database, new.id) is not None:
            raise _taken(new.id)
        bot = await self._platform.bot_for(new)
        profile = Profile(
            id=new.id,
            name=new.name.strip(),
            description=new.description.strip(),
            contact=new.contact.strip(),
            avatar=new.avatar,
            status=ProfileStatus.ACTIVE,
            status_reason=None,
            app_key=bot.app_key,
            bot_id=bot.bot_id,
            rate_ceiling=new.rate_ceiling,
            on_uncertain=new.on_uncertain or self._on_uncertain,
            declared_in=None,
            answer=new.answer.strip(),
        )
        try:
            async with self._database.transaction() as tx:
                await store.add(tx, profile, self._clock.now())
                await self._record(tx, actor, "profile.created", profile.id, name=profile.name)
        except UniqueViolation as error:
            raise _taken(new.id) from error
        await self._platform.kept(profile)
        return profile

    async def change(
        self,
        actor: Actor,
        key: str,
        changes: Mapping[str, Any],
    ) -> Profile:
        """Change name, description, contact, answer, avatar, rate ceiling or the way of uncertain ones."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            before = await self._to_change(tx, key)
            wanted = {k: v for k, v in changes.items() if k in _CHANGEABLE}
            if "on_uncertain" in wanted:
                wanted["on_uncertain"] = OnUncertain(wanted["on_uncertain"])
            after = replace(before, **wanted)
            raise_problems(profile_problems(_as_new(after)))
            if after != before:
                await store.update(tx, after, self._clock.now())
                await self._record(tx, actor, "profile.changed", before.id, **wanted)
        if (after.name, after.description) != (before.name, before.description):
            await self._platform.kept(after)
        return after

    async def set_status(self, actor: Actor, key: str, status: ProfileStatus) -> Profile:
        """Pause or resume; what is already being sent of a paused one waits."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            before = await self._locked(tx, key)
            after = replace(before, status=status, status_reason=None)
            if after != before:
                await store.update(tx, after, self._clock.now())
                await self._record(tx, actor, f"profile.{status.value}", before.id)
        return after

    async def remove(self, actor: Actor, key: str) -> None:
        """Remove a profile that was never used."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            profile = await self._to_change(tx, key)
            if await store.is_used(tx, profile.id):
                raise WrongState(_used(profile), code="profile_used")
            await store.remove(tx, profile.id)
            await self._record(tx, actor, "profile.removed", profile.id, name=profile.name)

    async def grant(self, actor: Actor, key: str, member_key: str) -> ProfileView:
        """Let a send admin use a profile; the fifth is refused with the four names."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            # Roles stand still too, or who steps down meanwhile would be a fifth.
            await workspace_store.lock(tx)
            profile = await self._locked(tx, key)
            member = await members.get(tx, member_key)
            _require_grants_open(profile)
            await self._drop_super_admins(tx, actor, profile)
            view = await self._view(tx, profile)
            check_grant(profile, member, view.granted)
            if await store.add_grant(tx, profile.id, member.id, actor.id, self._clock.now()):
                await store.remove_request(tx, member.id)
                await self._record(
                    tx, actor, "profile.granted", profile.id, member=member.id, name=member.name
                )
            return await self._view(tx, profile)

    async def revoke(self, actor: Actor, key: str, member_key: str) -> ProfileView:
        """Take a profile away from a send admin."""
        await self._require_super_admin(actor)
        async with self._database.transaction() as tx:
            profile = await self._locked(tx, key)
            _require_grants_open(profile)
            member = await members.get(tx, member_key)
            if await store.remove_grant(tx, profile.id, member.id):
                await self._record(
                    tx, actor, "profile.revoked", profile.id, member=member.id, name=member.name
                )
            return await self._view(tx, profile)

    async def ask(self, actor: Actor) -> list[Member]:
        """A send admin without a profile asks for one; answers the super admins who see it."""
        admins = await members.super_admins(self._database)
        require_sending(actor, names(admins))
        if actor.super_admin or actor.member is None:
            raise WrongState(needs_no_grant(actor.name), code="super_admin_needs_no_grant")
        async with self._database.transaction() as tx:
            await store.add_request(tx, actor.id, self._clock.now())
            await record(tx, self._clock, actor, "profile.asked", "member", actor.id)
        return admins

    async def requests(self, actor: Actor) -> list[Member]:
        """The send admins who wait for a profile."""
        await self._require_super_admin(actor)
        ids = await store.requests(self._database)
        people = [await members.get(self._database, member_id) for member_id in ids]
        return [member for member in people if member.may_use_sending]

    async def _require_super_admin(self, actor: Actor) -> None:
        require_super_admin(actor, names(await members.super_admins(self._database)))

    async def _record(
        self, tx: Transaction, actor: Actor, action: str, profile_id: str, **detail: object
    ) -> None:
        await record(tx, self._clock, actor, action, "profile", profile_id, **detail)

    async def _locked(self, tx: Transaction, key: str) -> Profile:
        """The profile, held until the transaction ends, as it is once it is held."""
        found = await store.get(tx, key)
        await store.lock(tx, found.id)
        return await store.get(tx, found.id)

    async def _to_change(self, tx: Transaction, key: str) -> Profile:
        profile = await self._locked(tx, key)
        if profile.declared_in is not None:
            raise WrongState(_declared(profile), code="profile_declared_in_file")
        return profile

    async def _drop_super_admins(self, tx: Transaction, actor: Actor, profile: Profile) -> None:
        # Who became a super admin keeps no slot: handed back, the role must not make a fifth.
        for member_id in await store.granted_ids(tx, profile.id):
            member = await members.get(tx, member_id)
            if member.is_super_admin:
                await store.remove_grant(tx, profile.id, member_id)
                detail = {"member": member_id, "name": member.name}
                await self._record(tx, actor, "profile.revoked", profile.id, **detail)

    async def _view(self, db: Reader, profile: Profile) -> ProfileView:
        ids = await store.granted_ids(db, profile.id)
        people = [await members.get(db, member_id) for member_id in ids]
        return ProfileView(
            profile=profile, granted=tuple(m for m in people if not m.is_super_admin)
        )


def _require_grants_open(profile: Profile) -> None:
    if profile.grants_declared:
        raise WrongState(_declared(profile), code="profile_declared_in_file")


def _as_new(profile: Profile) -> NewProfile:
    return NewProfile(
        id=profile.id,
        name=profile.name,
        description=profile.description,
        contact=profile.contact,
        rate_ceiling=profile.rate_ceiling,
        answer=profile.answer,
    )


def _taken(profile_id: str) -> WrongState:
    return WrongState(
        Bilingual(
            ko=f"'{profile_id}' 프로필이 이미 있어요. 다른 아이디를 써 주세요.",
            en=f"There is a profile '{profile_id}' already. Choose another id.",
        ),
        code="profile_exists",
    )


def _used(profile: Profile) -> Bilingual:
    return Bilingual(
        ko=f"'{profile.name}' 프로필로 만든 공지나 예약이 있어서 지울 수 없어요. 대신 일시중지해 주세요.",
        en=f"Notices or schedules were made with the profile '{profile.name}', so it can't be removed. "
        "Pause it instead.",
    )


def _declared(profile: Profile) -> Bilingual:
    return Bilingual(
        ko=f"'{profile.name}' 프로필은 {profile.declared_in} 파일에 적혀 있어요. 파일을 고친 뒤 적용해 주세요.",
        en=f"The profile '{profile.name}' is declared in {profile.declared_in}. Change the file and apply it.",
    )
