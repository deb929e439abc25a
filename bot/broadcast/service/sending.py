"""Sending: now, at a time, and not after all."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.broadcast.model.audience import Verdict
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import UNDER_WAY, Notice, NoticeState, require_state
from bot.broadcast.model.profiles import require_active
from bot.broadcast.model.standstill import ENGINE_SILENT
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.notices import Notices, NoticeView, require_unchanged
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.recipients import Recipients
from bot.broadcast.store import deliveries, engines, notices, shards
from bot.broadcast.store import profiles as profile_store
from bot.core.clock import DAY, SECOND, Clock
from bot.core.database import Database, Reader, Transaction
from bot.core.errors import Bilingual, SpacecastError, invalid, raise_problems
from bot.workspace.model.actors import Actor, Surface, machine_actor, member_actor, system_actor
from bot.workspace.model.plans import Feature, require_plan
from bot.workspace.service.audit import record
from bot.workspace.store import members
from bot.workspace.store import workspace as workspace_store

_PAGE = 1_000
_FURTHEST = 2 * 366 * DAY

_SEND = Bilingual(ko="보낼", en="sent")
_CANCEL = Bilingual(ko="취소할", en="cancelled")
_UNSENT = frozenset({NoticeState.DRAFT, NoticeState.SCHEDULED, NoticeState.MISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many people a notice would reach, and how many are left out on purpose."""

    recipients: int
    excluded: int


class Sending:
    """Rights, then decision, then one transaction with its audit entry, then the engine is woken."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        notices: Notices,
        profiles: Profiles,
        composer: Composer,
        grace_seconds: float,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices
        self._profiles = profiles
        self._composer = composer
        self._grace = round(grace_seconds * SECOND)
        self._wake = wake

    async def send(self, actor: Actor, key: str) -> NoticeView:
        """Send to the whole audience after the grace time; what was checked is frozen."""
        notice = await self._sendable(actor, key)
        async with self._database.transaction() as tx:
            held = await self._notices.held(tx, actor, notice.id)
            require_unchanged(notice, held)
            await _require_plan(tx)
            after = await self._notices.keep(tx, self._preparing(held))
            await record(
                tx, self._clock, actor, "notice.sent", "notice", after.id, label=after.label
            )
        self._wake()
        return await self._notices.get(actor, after.id)

    async def schedule(self, actor: Actor, key: str, at: int) -> NoticeView:
        """Send once at `at`; a time in the past is refused, never moved."""
        now = self._clock.now()
        if at <= now:
            raise invalid("/at", "time_in_past", _PAST)
        if at > now + _FURTHEST:
            raise invalid("/at", "time_too_far", _TOO_FAR)
        notice = await self._sendable(actor, key, at)
        async with self._database.transaction() as tx:
            held = await self._notices.held(tx, actor, notice.id)
            require_unchanged(notice, held)
            await _require_plan(tx)
            after = await self._notices.keep(
                tx,
                replace(held, state=NoticeState.SCHEDULED, scheduled_at=at, state_reason=None),
            )
            await record(tx, self._clock, actor, "notice.scheduled", "notice", after.id, at=at)
        self._wake()
        return await self._notices.get(actor, after.id)

    async def cancel(self, actor: Actor, key: str) -> NoticeView:
        """Scheduled or in its grace time: a draft again. Running: the rest is not sent."""
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            require_state(
                notice,
                UNDER_WAY | {NoticeState.SCHEDULED, NoticeState.PREPARING},
                _CANCEL,
            )
            after = await self._cancelled(tx, notice)
            counts = await shards.counts(tx, notice.id)
            await record(
                tx,
                self._clock,
                actor,
                "notice.cancelled",
                "notice",
                notice.id,
                **counts.by_state(),
            )
        self._wake()
        return await self._notices.get(actor, after.id)

    async def reach(self, actor: Actor, key: str) -> Reach:
        """How many people the notice would reach if it were sent now."""
        notice = await notices.get(self._database, key)
        await self._notices.require_sight(actor, notice)
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

    async def _sendable(self, actor: Actor, key: str, at: int | None = None) -> Notice:
        notice = await notices.get(self._database, key)
        profile = await profile_store.get(self._database, notice.profile_id)
        await self._profiles.require_use(actor, profile)
        await _require_plan(self._database)
        require_state(notice, _UNSENT, _SEND)
        require_active(profile)
        raise_problems(self._composer.check(notice.template, notice.variables))
        if notice.not_after is not None and notice.not_after <= (at or self._clock.now()):
            raise invalid("/not_after", "not_valid_any_more", _NOT_VALID)
        reach = await self.reach(actor, notice.id)
        if reach.recipients == 0:
            raise invalid("/audience", "nobody", _NOBODY)
        return notice

    def _preparing(self, notice: Notice) -> Notice:
        now = self._clock.now()
        return replace(
            notice,
            state=NoticeState.PREPARING,
            state_reason=None,
            scheduled_at=notice.scheduled_at if notice.state is NoticeState.SCHEDULED else None,
            frozen=self._composer.freeze(notice.template, notice.variables),
            grace_until=now + self._grace,
            started_at=None,
        )

    async def _cancelled(self, tx: Transaction, notice: Notice) -> Notice:
        undone = notice.state not in UNDER_WAY
        if undone:
            # Nothing has been sent before `sending`, so it is as if it had never been pressed.
            await shards.remove_all(tx, notice.id)
            await notices.reset_prepare(tx, notice.id)
            after = replace(
                notice,
                state=NoticeState.DRAFT,
                frozen=None,
                grace_until=None,
                scheduled_at=None,
                prepared_at=None,
            )
            return await self._notices.keep(tx, after)
        for shard, rows in (await shards.lock_all(tx, notice.id)).items():
            deltas = await deliveries.end_pending(
                tx, rows, after=DeliveryState.CANCELLED, reason="cancelled"
            )
            await shards.change(tx, notice.id, shard, deltas)
        now = self._clock.now()
        return await self._notices.keep(
            tx, replace(notice, state=NoticeState.CANCELLED, finished_at=now)
        )

    async def engine_seen(self) -> bool:
        """Whether an engine runs that will send what is waiting."""
        return await engines.seen_since(self._database, self._clock.now() - ENGINE_SILENT)

    async def fire(self, notice_id: str, *, misfire_grace: int) -> NoticeState | None:
        """Send a scheduled notice that is due; `missed`, with the reason, where that can't be.

        None where it is not scheduled any more, or not due yet.
        """
        notice = await notices.find(self._database, notice_id)
        now = self._clock.now()
        if notice is None or notice.state is not NoticeState.SCHEDULED:
            return None
        if notice.scheduled_at is None or notice.scheduled_at > now:
            return None
        late = now - notice.scheduled_at > misfire_grace
        reason = "misfire_grace" if late else await self._refusal(notice)
        async with self._database.transaction() as tx:
            held = await notices.get_locked(tx, notice.id)
            if held.state is not NoticeState.SCHEDULED or held.version != notice.version:
                return None
            if reason is None:
                after = replace(self._preparing(held), grace_until=now)
            else:
                after = replace(held, state=NoticeState.MISSED, state_reason=reason)
            await self._notices.keep(tx, after)
            action = "notice.fired" if reason is None else "notice.missed"
            await record(
                tx, self._clock, system_actor(), action, "notice", held.id, reason=reason
            )
        self._wake()
        return after.state

    async def _refusal(self, notice: Notice) -> str | None:
        """Why the author may not send this any more, as the error's code."""
        try:
            await self._sendable(await self._author(notice), notice.id)
        except SpacecastError as error:
            return error.word
        return None

    async def _author(self, notice: Notice) -> Actor:
        if notice.author_id == machine_actor().id:
            return machine_actor()
        member = await members.get(self._database, notice.author_id)
        return member_actor(member, Surface.SCHEDULE)


async def _require_plan(db: Reader) -> None:
    require_plan(await workspace_store.get(db), Feature.BULK_SENDING)


_PAST = Bilingual(
    ko="이미 지난 시각이에요. 지금보다 뒤의 시각을 골라 주세요.",
    en="That time has passed. Choose a time in the future.",
)
_TOO_FAR = Bilingual(
    ko="2년 안의 시각을 골라 주세요.", en="Choose a time within the next two years."
)
_NOT_VALID = Bilingual(
    ko="보낼 때면 공지의 유효 기간이 지나 있어요. 유효 기간을 늘리거나 더 일찍 보내 주세요.",
    en="The notice is not valid any more by then. Extend its validity or send it earlier.",
)
_NOBODY = Bilingual(
    ko="받는 사람이 한 명도 없어요. 대상을 다시 골라 주세요.",
    en="Nobody would receive this. Choose the audience again.",
)
