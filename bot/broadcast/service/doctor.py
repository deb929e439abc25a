"""The doctor: compares what is kept with what must be true, and puts counts right."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from bot.broadcast.model import findings, platform_findings
from bot.broadcast.model.findings import Finding, MiscountedShard
from bot.broadcast.model.notices import RUNNING, Counts, Notice
from bot.broadcast.model.standstill import ENGINE_SILENT, QUIET, Standstill
from bot.broadcast.service.directory import Directory
from bot.broadcast.service.images import Images
from bot.broadcast.service.profile_checks import ProfileChecks
from bot.broadcast.service.standstill import standstill_of
from bot.broadcast.store import checks, engines, notices, profiles, schedules, shards
from bot.core.clock import Clock
from bot.core.database import Database
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.service.audit import record
from bot.workspace.store import members

# Whatever is more is named when these are put right.
_NAMED = 20


class PlatformChecks(Protocol):
    """What can be asked of a platform that is not this process."""

    @property
    def directory(self) -> Directory:
        """What is known of its people."""

    @property
    def profile_checks(self) -> ProfileChecks:
        """What it says of our bots."""


class Doctor:
    """Looks at everything, changes nothing unless asked to; `misfire_grace` in milliseconds."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        images: Images,
        misfire_grace: int,
        platform: "PlatformChecks | None" = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._images = images
        self._misfire_grace = misfire_grace
        self._platform = platform

    async def examine(self, actor: Actor, *, offline: bool = False) -> list[Finding]:
        """What is right and what is wrong, for super admins; `offline`: without asking the platform."""
        await self._require_super_admin(actor)
        return [
            *findings.database(self._database.kind, await checks.versions(self._database)),
            *findings.counts(await checks.miscounted(self._database)),
            *findings.rows(await checks.without_shard(self._database)),
            *findings.interrupted(
                await checks.left_sending(self._database, self._clock.now() - QUIET)
            ),
            *await self._schedules(),
            *await self._running(),
            *findings.profiles(await profiles.every(self._database)),
            *await self._image_files(),
            *await self._at_platform(actor, offline=offline),
        ]

    async def repair(self, actor: Actor) -> list[Finding]:
        """Make every count the ledger's; answers what was wrong, for super admins."""
        await self._require_super_admin(actor)
        wrong = await checks.miscounted(self._database)
        fixed: list[MiscountedShard] = []
        for notice_id in dict.fromkeys(shard.notice_id for shard in wrong):
            fixed += await self._recount(actor, notice_id)
        return findings.repaired(fixed)

    async def _recount(self, actor: Actor, notice_id: str) -> Sequence[MiscountedShard]:
        async with self._database.transaction() as tx:
            # The notice before its shards, as whoever cancels does: no deadlock, and no worker
            # or prepare changes a row between the look and the write.
            await notices.get_locked(tx, notice_id)
            await shards.lock_all(tx, notice_id)
            wrong = await checks.miscounted(tx, notice_id)
            for one in wrong:
                await checks.set_counts(tx, notice_id, one.shard, one.true)
            if wrong:
                shown = {str(one.shard): one.wrong for one in wrong}
                await record(
                    tx, self._clock, actor, "doctor.repaired", "notice", notice_id, shards=shown
                )
        return wrong

    async def _schedules(self) -> list[Finding]:
        # The clock needs a moment to call something missed.
        late = self._clock.now() - self._misfire_grace - QUIET - 1
        found = await notices.due(self._database, late, _NAMED)
        labels = [(await notices.get(self._database, notice_id)).label for notice_id in found]
        labels += [one.label for one in await schedules.due(self._database, late, _NAMED)]
        return findings.schedules(labels)

    async def _running(self) -> list[Finding]:
        now = self._clock.now()
        due = [
            notice
            for notice in await notices.in_states(self._database, sorted(RUNNING))
            if (notice.grace_until or 0) <= now
        ]
        seen = await engines.seen_since(self._database, now - ENGINE_SILENT)
        return [
            *findings.engine(seen=seen, running=len(due)),
            *findings.progress(await self._quiet(due, now), len(due)),
        ]

    async def _quiet(
        self, running: Sequence[Notice], now: int
    ) -> list[tuple[Notice, Counts, Standstill]]:
        found = []
        for notice in running:
            counts = await shards.counts(self._database, notice.id)
            profile = await profiles.get(self._database, notice.profile_id)
            why = await standstill_of(self._database, notice, counts, profile, now)
            if why is not None:
                found.append((notice, counts, why))
        return found

    async def _image_files(self) -> list[Finding]:
        ids = await checks.image_ids(self._database)
        files = {image: (await self._images.get(image)).path for image in ids}
        missing = await asyncio.to_thread(
            lambda: [image for image, path in files.items() if not path.is_file()]
        )
        return findings.images(missing, len(ids))

    async def _at_platform(self, actor: Actor, *, offline: bool) -> list[Finding]:
        if self._platform is None:
            return []
        told = platform_findings.directory(await self._platform.directory.state())
        if not offline:
            checks = await self._platform.profile_checks.every(actor)
            told += platform_findings.bots([(one.trouble is None, one.text) for one in checks])
        return told

    async def _require_super_admin(self, actor: Actor) -> None:
        require_super_admin(actor, names(await members.super_admins(self._database)))
