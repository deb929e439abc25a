"""The emergency stop: every profile that sends is paused at once, and those go on together."""

from dataclasses import replace
from typing import Final

from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.store import profiles as store
from bot.core.clock import Clock
from bot.core.database import Database
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.store import members

# With these words begins why such a profile is paused; by them it is found again.
_STOPPED: Final = "전체 중지 (stop-all): "
_LONGEST: Final = 200


class AllStop:
    """For super admins; what somebody or something else has paused stays as it is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def running(self, actor: Actor) -> list[Profile]:
        """The profiles that would be stopped."""
        await self._require(actor)
        every = await store.every(self._database)
        return [one for one in every if one.status is ProfileStatus.ACTIVE]

    async def stopped(self, actor: Actor) -> list[Profile]:
        """The profiles that the emergency stop has paused."""
        await self._require(actor)
        return [one for one in await store.every(self._database) if _is_stopped(one)]

    async def stop(self, actor: Actor, reason: str) -> list[Profile]:
        """Pause every profile that sends; answers those."""
        await self._require(actor)
        words = f"{_STOPPED}{' '.join(reason.split())[:_LONGEST]}"
        done = []
        async with self._database.transaction() as tx:
            for profile in await store.every(tx):
                if await store.pause(tx, profile.id, words, self._clock.now()):
                    done.append(profile)
                    await record(
                        tx, self._clock, actor, "profile.paused", "profile", profile.id,
                        reason=words,
                    )  # fmt: skip
        return done

    async def start(self, actor: Actor) -> list[Profile]:
        """Let those go on that the emergency stop has paused; answers those."""
        await self._require(actor)
        done = []
        async with self._database.transaction() as tx:
            for found in await store.every(tx):
                await store.lock(tx, found.id)
                profile = await store.get(tx, found.id)
                if not _is_stopped(profile):
                    continue
                active = replace(profile, status=ProfileStatus.ACTIVE, status_reason=None)
                await store.update(tx, active, self._clock.now())
                await record(tx, self._clock, actor, "profile.active", "profile", profile.id)
                done.append(active)
        return done

    async def _require(self, actor: Actor) -> None:
        require_super_admin(actor, names(await members.super_admins(self._database)))


def _is_stopped(profile: Profile) -> bool:
    paused = profile.status is ProfileStatus.PAUSED
    return paused and (profile.status_reason or "").startswith(_STOPPED)
