"""Making and changing schedules: all of it is checked as if it were sent now."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import islice

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.model.notices import Notice, NoticeDraft, NoticeState, require_state
from bot.broadcast.model.occurrences import FURTHEST, Plan, Planned, closest, planned
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.rules_json import SHORTEST_MINUTES, TOO_OFTEN
from bot.broadcast.model.schedules import Schedule, ScheduleDraft, ScheduleState
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.drafts import notice_of, title_of
from bot.broadcast.service.notices import Notices, require_unchanged
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.schedules import Schedules, ScheduleView
from bot.broadcast.store import notices as notice_store
from bot.broadcast.store import schedules as store
from bot.core.clock import MINUTE, Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, Outdated, WrongState, invalid
from bot.core.ids import new_id
from bot.workspace.model.actors import Actor
from bot.workspace.service.audit import record

_SCHEDULE = Bilingual(ko="반복 예약할", en="scheduled")


class ScheduleWriting:
    """Rights, then every check of content and plan, then one transaction with its audit entry."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        schedules: Schedules,
        notices: Notices,
        readiness: Readiness,
        composer: Composer,
        calendar: Calendar,
        settle_due: Callable[[Schedule], Awaitable[object]],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._schedules = schedules
        self._notices = notices
        self._readiness = readiness
        self._composer = composer
        self._calendar = calendar
        self._settle_due = settle_due
        self._wake = wake

    def preview(self, plan: Plan, count: int = 5) -> list[Planned]:
        """The next planned times of a plan that is not saved yet; Invalid where it can't be."""
        self._require_plan(plan)
        return list(islice(planned(plan, self._clock.now(), self._calendar), count))

    async def create(self, actor: Actor, draft: ScheduleDraft) -> ScheduleView:
        """Make a schedule; Invalid where it could not be sent as it is, or is never planned."""
        made = await self._checked(actor, draft, None)
        async with self._database.transaction() as tx:
            await self._schedules.require_use(tx, actor, made.profile_id)
            kept = await self._added(tx, actor, made)
        self._wake()
        return await self._schedules.get(actor, kept.id)

    async def create_from(
        self, actor: Actor, key: str, draft: ScheduleDraft, *, version: int | None = None
    ) -> ScheduleView:
        """Make a schedule of a draft notice, which becomes its content and is no draft any more.

        `outdated` where the draft is not at `version` any more, from which the content was taken.
        """
        notice = await notice_store.get(self._database, key)
        _refuse_what_is_for_once(notice)
        made = await self._checked(actor, draft, None)
        read = notice if version is None else replace(notice, version=version)
        async with self._database.transaction() as tx:
            held = await self._notices.held(tx, actor, notice.id)
            require_state(held, frozenset({NoticeState.DRAFT, NoticeState.MISSED}), _SCHEDULE)
            require_unchanged(read, held)
            kept = await self._added(tx, actor, made)
            await notice_store.remove(tx, held.id)
        self._wake()
        return await self._schedules.get(actor, kept.id)

    async def change(
        self, actor: Actor, key: str, draft: ScheduleDraft, *, version: int | None = None
    ) -> ScheduleView:
        """Replace content and plan; what was sent and skipped stays. `outdated` as with notices."""
        before = (await self._schedules.get(actor, key)).schedule
        made = await self._checked(actor, draft, before)
        # What has come due by the old plan is settled by it, or nobody would hear of it.
        await self._settle_due(before)
        async with self._database.transaction() as tx:
            held = await self._schedules.held(tx, actor, before.id)
            if held.version != (before.version if version is None else version):
                raise Outdated(OUTDATED)
            state = ScheduleState.ACTIVE if held.state is ScheduleState.ENDED else held.state
            after = replace(
                made,
                state=state,
                planned_through=max(held.planned_through, self._clock.now()),
                version=held.version,
            )
            await self._schedules.keep(
                tx, actor, "schedule.changed", self._schedules.with_next(after)
            )
        self._wake()
        return await self._schedules.get(actor, before.id)

    async def _checked(
        self, actor: Actor, draft: ScheduleDraft, before: Schedule | None
    ) -> Schedule:
        """The schedule that the draft makes, where all of it could be sent as it is."""
        wanted = draft.notice
        profile = await self._readiness.require_right(actor, wanted.profile_id)
        _refuse_what_is_for_once(wanted)
        variables = await self._notices.with_image_urls(wanted.variables)
        content = replace(wanted, variables=variables)
        sample = notice_of(content, actor, profile, number=0, now=self._clock.now())
        await self._readiness.require(actor, sample)
        schedule = self._made(actor, profile, draft, content, before)
        self._require_plan(schedule.plan, before.planned_through if before else 0)
        return self._schedules.with_next(schedule)

    def _made(
        self,
        actor: Actor,
        profile: Profile,
        draft: ScheduleDraft,
        content: NoticeDraft,
        before: Schedule | None,
    ) -> Schedule:
        now = self._clock.now()
        return Schedule(
            id=before.id if before else new_id("sd"),
            number=before.number if before else 0,
            profile_id=profile.id,
            # Whoever changes it later doesn't take it over: its author is told, and needs the rights.
            author_id=before.author_id if before else actor.id,
            author_name=before.author_name if before else actor.name,
            title=title_of(content.variables),
            template=content.template,
            variables=content.variables,
            audience=content.audience,
            urgent_reason=content.urgent_reason,
            on_uncertain=content.on_uncertain or profile.on_uncertain,
            frozen=self._composer.freeze(content.template, content.variables),
            content=draft.content,
            rules=draft.rules,
            zone=draft.zone,
            starts=draft.starts,
            ends=draft.ends,
            holidays=draft.holidays,
            state=ScheduleState.ACTIVE,
            planned_through=now,
            next_at=None,
            version=1,
            created_at=before.created_at if before else now,
            updated_at=now,
        )

    async def _added(self, tx: Transaction, actor: Actor, made: Schedule) -> Schedule:
        kept = replace(made, number=await store.next_number(tx))
        await store.add(tx, kept)
        await record(
            tx, self._clock, actor, "schedule.created", "schedule", kept.id,
            label=kept.label, title=kept.title, urgent=kept.urgent_reason,
        )  # fmt: skip
        return kept

    def _require_plan(self, plan: Plan, settled: int = 0) -> None:
        # When the clock was put back, what is settled may be in the future.
        now = max(self._clock.now(), settled)
        for name, at in (("starts", plan.starts), ("ends", plan.ends)):
            if at is not None and not 0 <= at <= now + FURTHEST:
                raise invalid(f"/{name}", "time_too_far", _TOO_FAR)
        if plan.ends is not None and plan.starts is not None and plan.ends < plan.starts:
            raise invalid("/ends", "ends_before_start", _ENDS_BEFORE_START)
        if next(planned(plan, now, self._calendar), None) is None:
            raise invalid("/rules", "never_planned", _NEVER)
        shortest = closest(plan, now, self._calendar)
        if shortest is not None and shortest < SHORTEST_MINUTES * MINUTE:
            raise invalid("/rules", "too_often", TOO_OFTEN)


def _refuse_what_is_for_once(notice: Notice | NoticeDraft) -> None:
    """A schedule has no place for these; without them it would reach others, or go on for ever."""
    if notice.corrects is not None:
        raise WrongState(_CORRECTION, code="correction_once")
    if notice.not_after is not None:
        raise invalid("/not_after", "not_after_repeats", _NOT_AFTER)
    if notice.reminders is not None:
        raise invalid("/reminders", "reminders_repeat", _REMINDERS)


OUTDATED = Bilingual(
    ko="그 사이에 다른 사람이 이 예약을 고쳤어요. 새로 고친 뒤 다시 저장해 주세요.",
    en="Somebody else changed this schedule meanwhile. Reload it and save again.",
)
_TOO_FAR = Bilingual(
    ko="8년 안의 날짜를 골라 주세요.", en="Choose a date within the next eight years."
)
_CORRECTION = Bilingual(
    ko="정정 공지는 받은 사람에게 한 번만 보내요. 지금 보내거나 한 번 예약해 주세요.",
    en="A correction goes once to those it corrects. Send it now or schedule it once.",
)
_NOT_AFTER = Bilingual(
    ko="반복해서 보내는 공지에는 유효 기간을 쓸 수 없어요. 대신 예약이 끝나는 날을 정해 주세요.",
    en="A notice that repeats can't have a last time of its own. Give the schedule an end instead.",
)
_REMINDERS = Bilingual(
    ko="반복해서 보내는 공지는 스스로 다시 알릴 수 없어요. 다시 알리기를 끄고, 보낸 공지마다 직접 다시 알려 주세요.",
    en="A notice that repeats can't remind by itself. Take the reminders out, and remind by hand.",
)
_ENDS_BEFORE_START = Bilingual(
    ko="끝나는 날이 시작하는 날보다 빨라요. 날짜를 다시 골라 주세요.",
    en="It ends before it starts. Choose the dates again.",
)
_NEVER = Bilingual(
    ko="이대로는 한 번도 보내지 않아요. 시각이 이미 지났거나 기간 안에 없어요. 규칙이나 기간을 고쳐 주세요.",
    en="As it stands it is never sent: its times have passed, or are not between start and end. "
    "Change the rules or the dates.",
)
