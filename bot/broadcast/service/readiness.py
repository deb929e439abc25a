"""Whether a notice may be sent: rights, plan, profile, content, and somebody who would get it."""

from dataclasses import dataclass

from bot.broadcast.model.acknowledgements import require_remindable
from bot.broadcast.model.audience import Verdict
from bot.broadcast.model.notices import Notice
from bot.broadcast.model.profiles import Profile, require_active
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.recipients import Recipients
from bot.broadcast.store import notices
from bot.broadcast.store import profiles as profile_store
from bot.core.clock import Clock
from bot.core.database import Database, Reader
from bot.core.errors import Bilingual, SpacecastError, invalid, raise_problems
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor
from bot.workspace.model.plans import Feature, require_plan
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

_PAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many people a notice would reach, and how many are left out on purpose."""

    recipients: int
    excluded: int


class Readiness:
    """Asked by everything that sends, at the moment it sends."""

    def __init__(
        self, database: Database, clock: Clock, *, profiles: Profiles, composer: Composer
    ) -> None:
        self._database = database
        self._clock = clock
        self._profiles = profiles
        self._composer = composer

    async def require_right(self, actor: Actor, profile_id: str) -> Profile:
        """The profile; raises unless the actor may send with it, and the plan has sending."""
        profile = await profile_store.get(self._database, profile_id)
        await self._profiles.require_use(actor, profile)
        await require_bulk_sending(self._database)
        return profile

    async def require(self, actor: Actor, notice: Notice, at: int | None = None) -> None:
        """Raise what keeps the actor from sending the notice, now or at `at` (UTC ms)."""
        await self.require_sender(actor, notice.profile_id)
        self.require_content(notice)
        if notice.not_after is not None and notice.not_after <= (at or self._clock.now()):
            raise invalid("/not_after", "not_valid_any_more", _NOT_VALID)
        if notice.reminds is not None:
            reminded = await notices.get(self._database, notice.reminds)
            require_remindable(reminded, at or self._clock.now())
        await self.require_anybody(notice)

    async def require_sender(self, actor: Actor, profile_id: str) -> Profile:
        """The profile; raises unless the actor may send with it now, whatever it is."""
        profile = await self.require_right(actor, profile_id)
        require_active(profile)
        return profile

    def require_content(self, notice: Notice) -> None:
        """Raise what is wrong with what the notice says."""
        if notice.frozen is None:
            raise_problems(self._composer.check(notice.template, notice.variables))
        else:
            self._composer.thaw(notice.frozen)

    async def require_anybody(self, notice: Notice) -> None:
        """Raise `nobody` where the notice would reach no one."""
        if not await self._anybody(notice):
            raise invalid("/audience", "nobody", _NOBODY)

    async def refusal(self, notice: Notice) -> str | None:
        """Why its author may not send the notice any more, as the error's code."""
        try:
            await self.require(await self.author(notice.author_id), notice)
        except SpacecastError as error:
            return error.word
        return None

    async def author(self, member_id: str) -> Actor:
        """The author of something that is sent by the clock, with the rights of now."""
        if member_id == machine_actor().id:
            return machine_actor()
        return member_actor(await members.get(self._database, member_id), Surface.SCHEDULE)

    async def reach(self, notice: Notice) -> Reach:
        """How many people the notice would reach if it were sent now."""
        recipients = await Recipients.of(self._database, notice)
        found = dict.fromkeys(Verdict, 0)
        after = 0
        while page := await members.page(
            self._database, after=after, limit=_PAGE, active_only=True
        ):
            for _, verdict in await recipients.among(self._database, page):
                found[verdict] += 1
            after = page[-1].platform_id
        return Reach(recipients=found[Verdict.RECIPIENT], excluded=found[Verdict.EXCLUDED])

    async def _anybody(self, notice: Notice) -> bool:
        recipients = await Recipients.of(self._database, notice)
        after, limit = 0, 10
        while page := await members.page(
            self._database, after=after, limit=limit, active_only=True
        ):
            judged = await recipients.among(self._database, page)
            if any(verdict is Verdict.RECIPIENT for _, verdict in judged):
                return True
            after, limit = page[-1].platform_id, _PAGE
        return False


async def require_bulk_sending(db: Reader) -> None:
    """Raise `plan_required` unless the workspace's plan has sending."""
    require_plan(await workspace_store.get(db), Feature.BULK_SENDING)


_NOT_VALID = Bilingual(
    ko="보낼 때면 공지의 유효 기간이 지나 있어요. 유효 기간을 늘리거나 더 일찍 보내 주세요.",
    en="The notice is not valid any more by then. Extend its validity or send it earlier.",
)
_NOBODY = Bilingual(
    ko="받는 사람이 한 명도 없어요. 대상을 다시 골라 주세요.",
    en="Nobody would receive this. Choose the audience again.",
)
