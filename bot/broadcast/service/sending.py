"""Sending: now, at a time, and not after all."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.broadcast.model.acknowledgements import first_reminder
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.news import NewsKind
from bot.broadcast.model.notices import (
    QUIET_HOURS,
    RESTORED,
    UNDER_WAY,
    Notice,
    NoticeState,
    require_state,
)
from bot.broadcast.model.occasions import occasion_at
from bot.broadcast.model.quiet_hours import QuietHours
from bot.broadcast.model.standstill import ENGINE_SILENT
from bot.broadcast.service.answer_buttons import AnswerSigning
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.drafts import draft_again, title_of
from bot.broadcast.service.news import tell_of_notice
from bot.broadcast.service.notices import Notices, NoticeView, require_unchanged
from bot.broadcast.service.readiness import Reach, Readiness, require_bulk_sending
from bot.broadcast.store import deliveries, engines, notices, restores, shards
from bot.core.clock import DAY, SECOND, Clock
from bot.core.database import Database, Reader, Transaction
from bot.core.errors import Bilingual, invalid
from bot.workspace.model.actors import Actor, system_actor
from bot.workspace.service.audit import record
from bot.workspace.store import workspace as workspace_store

_FURTHEST = 2 * 366 * DAY

_SEND = Bilingual(ko="보낼", en="sent")
_CANCEL = Bilingual(ko="취소할", en="cancelled")
_ACTS = {
    NoticeState.PREPARING: "notice.fired",
    NoticeState.SCHEDULED: "notice.held",
    NoticeState.MISSED: "notice.missed",
}
_UNSENT = frozenset({NoticeState.DRAFT, NoticeState.SCHEDULED, NoticeState.MISSED})


class Sending:
    """Rights, then decision, then one transaction with its audit entry, then the engine is woken."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        notices: Notices,
        readiness: Readiness,
        composer: Composer,
        signing: AnswerSigning,
        grace_seconds: float,
        wake: Callable[[], None],
        quiet_hours: QuietHours | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices
        self._readiness = readiness
        self._composer = composer
        self._signing = signing
        self._quiet_hours = quiet_hours
        self._grace = round(grace_seconds * SECOND)
        self._wake = wake

    async def send(
        self,
        actor: Actor,
        key: str,
        *,
        urgent_reason: str | None = None,
        version: int | None = None,
    ) -> NoticeView:
        """Send to the whole audience after the grace time; what was checked is frozen.

        `outdated` where the notice is not at `version` any more, as it was shown.

        In quiet hours it is scheduled for their end, unless it is urgent; `urgent_reason` makes it so.
        """
        notice = _as_shown(await self._sendable(actor, key), version)
        async with self._database.transaction() as tx:
            held = await self._notices.held(tx, actor, notice.id)
            require_unchanged(notice, held)
            await require_bulk_sending(tx)
            urgent = replace(held, urgent_reason=urgent_reason or held.urgent_reason)
            ready, until = await self.by_hand(tx, urgent)
            after = await self._notices.keep(tx, ready)
            await record(
                tx, self._clock, actor, "notice.sent" if until is None else "notice.held",
                "notice", after.id, label=after.label, urgent=after.urgent_reason, until=until,
            )  # fmt: skip
        self._wake()
        return await self._notices.get(actor, after.id)

    async def by_hand(self, tx: Transaction, notice: Notice) -> tuple[Notice, int | None]:
        """A notice that somebody sends now: about to be sent, or held until the quiet hours end."""
        until = await self.held_until(tx, notice, self._clock.now())
        # Frozen now: what waits for the quiet hours to end is what was sent.
        # Sent by hand, whatever time was chosen for it before.
        chosen = replace(notice, scheduled_at=None)
        ready = await self._preparing(tx, chosen, until or self._clock.now())
        return (ready, None) if until is None else (_held(ready, until), until)

    async def held_until(self, db: Reader, notice: Notice, at: int) -> int | None:
        """When the quiet hours end in which the notice would be sent at `at`; None: it may go out."""
        if self._quiet_hours is None or notice.urgent_reason is not None:
            return None
        return self.quiet_until(at, (await workspace_store.get(db)).zone)

    def quiet_until(self, at: int, zone: ZoneInfo) -> int | None:
        """When the quiet hours end in which what isn't urgent would be sent at `at`; None: in none.

        `zone` is the workspace's.
        """
        return None if self._quiet_hours is None else self._quiet_hours.end_of(at, zone)

    async def schedule(
        self, actor: Actor, key: str, at: int, *, version: int | None = None
    ) -> NoticeView:
        """Send once at `at`; a time in the past is refused, never moved. `version`: as in `send`."""
        now = self._clock.now()
        if at <= now:
            raise invalid("/at", "time_in_past", _PAST)
        if at > now + _FURTHEST:
            raise invalid("/at", "time_too_far", _TOO_FAR)
        notice = _as_shown(await self._sendable(actor, key, at), version)
        async with self._database.transaction() as tx:
            held = await self._notices.held(tx, actor, notice.id)
            require_unchanged(notice, held)
            await require_bulk_sending(tx)
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
        return await self._readiness.reach(notice)

    async def _sendable(self, actor: Actor, key: str, at: int | None = None) -> Notice:
        notice = await notices.get(self._database, key)
        # First whether the actor may know of it, then whether it makes sense.
        await self._readiness.require_right(actor, notice.profile_id)
        require_state(notice, _UNSENT, _SEND)
        await self._readiness.require(actor, notice, at)
        return notice

    async def _preparing(self, tx: Transaction, notice: Notice, at: int) -> Notice:
        """About to be sent; where that is not frozen yet, with `at` as its time."""
        now = self._clock.now()
        frozen, title = notice.frozen, notice.title
        if frozen is None:
            occasion = occasion_at(at, (await workspace_store.get(tx)).zone)
            frozen = self._composer.freeze(notice.template, notice.variables, occasion)
            title = title_of(notice.variables, occasion)
        frozen = await self._signing.put_in(tx, notice, frozen)
        return replace(
            notice,
            state=NoticeState.PREPARING,
            remind_at=first_reminder(notice, frozen, max(at, now) + self._grace),
            state_reason=None,
            scheduled_at=notice.scheduled_at if notice.state is NoticeState.SCHEDULED else None,
            # What a schedule sends was frozen when it was saved.
            frozen=frozen,
            title=title,
            grace_until=now + self._grace,
            started_at=None,
        )

    async def _cancelled(self, tx: Transaction, notice: Notice) -> Notice:
        undone = notice.state not in UNDER_WAY
        if undone:
            # Nothing has been sent before `sending`, so it is as if it had never been pressed.
            await shards.remove_all(tx, notice.id)
            await notices.reset_prepare(tx, notice.id)
            return await self._notices.keep(tx, draft_again(notice))
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
        if notice.scheduled_at <= await restores.last(self._database):
            reason: str | None = RESTORED
        elif now - notice.scheduled_at > misfire_grace:
            reason = "misfire_grace"
        else:
            reason = await self._readiness.refusal(notice)
        async with self._database.transaction() as tx:
            held = await notices.get_locked(tx, notice.id)
            if held.state is not NoticeState.SCHEDULED or held.version != notice.version:
                return None
            after = await self._notices.keep(tx, await self._fired(tx, held, reason))
            if after.state is NoticeState.MISSED:
                await tell_of_notice(tx, self._clock, after, NewsKind.MISSED, reason)
            action = _ACTS[after.state]
            await record(
                tx,
                self._clock,
                system_actor(),
                action,
                "notice",
                held.id,
                reason=after.state_reason,
            )
        self._wake()
        return after.state

    async def _fired(self, tx: Transaction, notice: Notice, reason: str | None) -> Notice:
        if reason is not None:
            return replace(notice, state=NoticeState.MISSED, state_reason=reason)
        return await self.started(tx, notice)

    async def started(self, tx: Transaction, notice: Notice) -> Notice:
        """A scheduled notice whose time has come: about to be sent, or held by quiet hours."""
        now = self._clock.now()
        until = await self.held_until(tx, notice, now)
        if until is not None:
            return _held(notice, until)
        at = notice.planned_at or notice.scheduled_at or now
        return replace(await self._preparing(tx, notice, at), grace_until=now)


def _as_shown(notice: Notice, version: int | None) -> Notice:
    return notice if version is None else replace(notice, version=version)


def _held(notice: Notice, until: int) -> Notice:
    """Not sent before the quiet hours end; then the clock looks at it as at any scheduled notice."""
    return replace(
        notice,
        state=NoticeState.SCHEDULED,
        scheduled_at=until,
        state_reason=QUIET_HOURS,
        grace_until=None,
    )


_PAST = Bilingual(
    ko="이미 지난 시각이에요. 지금보다 뒤의 시각을 골라 주세요.",
    en="That time has passed. Choose a time in the future.",
)
_TOO_FAR = Bilingual(
    ko="2년 안의 시각을 골라 주세요.", en="Choose a time within the next two years."
)
