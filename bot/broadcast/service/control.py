"""What may still be done to a notice that was sent: pause, slow down, send again, correct, copy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import (
    RESTORED,
    UNDER_WAY,
    Counts,
    Notice,
    NoticeDraft,
    NoticeState,
    correction_title,
    require_rate,
    require_state,
)
from bot.broadcast.model.profiles import require_active
from bot.broadcast.service.notices import Notices, NoticeView
from bot.broadcast.service.templates import TemplateLibrary
from bot.broadcast.store import deliveries, notices, shards
from bot.broadcast.store import profiles as profile_store
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.core.errors import Bilingual, NotFound, WrongState, invalid
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, require_plan
from bot.workspace.service.audit import record
from bot.workspace.store import workspace as workspace_store

_PAUSE = Bilingual(ko="멈출", en="paused")
_RESUME = Bilingual(ko="이어서 보낼", en="resumed")
_AGAIN = Bilingual(ko="다시 보낼", en="sent again")
_SLOW = Bilingual(ko="속도를 바꿀", en="slowed down or sped up")
_REPEATABLE = UNDER_WAY | {
    NoticeState.SENT,
    NoticeState.PARTIALLY_SENT,
    NoticeState.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain(NoticeView):
    """A notice, and how many deliveries of it are being sent again."""

    count: int


class Control:
    """Each act is one transaction with its audit entry; what is so already stays unchanged."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        notices: Notices,
        library: TemplateLibrary,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices
        self._library = library
        self._wake = wake

    async def pause(self, actor: Actor, key: str) -> NoticeView:
        """Begin no other delivery until it is resumed; what is on its way may still arrive."""
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            require_state(notice, UNDER_WAY, _PAUSE)
            if notice.state is not NoticeState.PAUSED:
                await self._notices.keep(tx, replace(notice, state=NoticeState.PAUSED))
                await self._record(tx, actor, "notice.paused", notice)
        self._wake()
        return await self._notices.get(actor, notice.id)

    async def resume(self, actor: Actor, key: str) -> NoticeView:
        """Go on with those who are waiting."""
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            await _require_plan(tx)
            require_state(notice, UNDER_WAY, _RESUME)
            if notice.state is not NoticeState.SENDING:
                require_active(await profile_store.get(tx, notice.profile_id))
                # The pause was meant, and is no standstill.
                await notices.touch(tx, notice.id, self._clock.now())
                # Whoever goes on with a restored one knows that it may have been sent before.
                kept = None if notice.state_reason == RESTORED else notice.state_reason
                await self._notices.keep(
                    tx, replace(notice, state=NoticeState.SENDING, state_reason=kept)
                )
                await self._record(tx, actor, "notice.resumed", notice)
        self._wake()
        return await self._notices.get(actor, notice.id)

    async def retry_failed(self, actor: Actor, key: str) -> SentAgain:
        """Send again to those who failed; `nothing_to_retry` where it has ended without any."""
        return await self._again(actor, key, DeliveryState.FAILED, "notice.retried")

    async def resend_uncertain(self, actor: Actor, key: str) -> SentAgain:
        """Send again to those who may have got it; `nothing_to_retry` as with the failed."""
        return await self._again(actor, key, DeliveryState.UNCERTAIN, "notice.resent")

    async def set_rate(self, actor: Actor, key: str, rate: float | None) -> NoticeView:
        """Begin at most `rate` deliveries a second from now on; None: as fast as it goes."""
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            require_state(notice, UNDER_WAY | {NoticeState.PREPARING}, _SLOW)
            require_rate(rate)
            if notice.rate != rate:
                await self._notices.keep(tx, replace(notice, rate=rate))
                await self._record(tx, actor, "notice.rate", notice, rate=rate)
        self._wake()
        return await self._notices.get(actor, notice.id)

    async def correct(self, actor: Actor, key: str) -> NoticeView:
        """Begin a notice to those whom this one has reached, with its content to be corrected."""
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            if not (await shards.counts(tx, notice.id)).sent:
                raise WrongState(_nobody_reached(notice), code="nobody_reached")
            draft = NoticeDraft(
                profile_id=notice.profile_id,
                template=notice.template,
                variables=self._correction(notice),
                audience=notice.audience,
                on_uncertain=notice.on_uncertain,
                corrects=notice.id,
            )
            made = await self._begin(tx, actor, draft, "notice.corrected", notice)
        return await self._notices.get(actor, made.id)

    async def duplicate(self, actor: Actor, key: str) -> NoticeView:
        """Begin a new notice with the same content for the same audience."""
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            lasts = notice.not_after is not None and notice.not_after > self._clock.now()
            draft = NoticeDraft(
                profile_id=notice.profile_id,
                template=notice.template,
                variables=notice.variables,
                audience=notice.audience,
                urgent_reason=notice.urgent_reason,
                not_after=notice.not_after if lasts else None,
                on_uncertain=notice.on_uncertain,
                reminders=notice.reminders,
            )
            made = await self._begin(tx, actor, draft, "notice.duplicated", notice)
        return await self._notices.get(actor, made.id)

    async def _again(
        self, actor: Actor, key: str, before: DeliveryState, act: str
    ) -> SentAgain:
        async with self._database.transaction() as tx:
            notice = await self._notices.held(tx, actor, key)
            await _require_plan(tx)
            require_state(notice, _REPEATABLE, _AGAIN)
            # The notice before its shards, as whoever cancels does.
            rows = await shards.lock_all(tx, notice.id)
            counts = await shards.counts(tx, notice.id)
            count = counts.by_state()[before.value]
            if count:
                await self._require_sendable(tx, notice)
                await self._put_back(tx, notice, rows, before)
                await self._record(tx, actor, act, notice, count=count)
            elif notice.state not in UNDER_WAY:
                text = _nothing(notice, counts, before)
                raise WrongState(text, code="nothing_to_retry")
        self._wake()
        view = await self._notices.get(actor, notice.id)
        return SentAgain(
            notice=view.notice, counts=view.counts, profile=view.profile,
            standstill=view.standstill, count=count,
        )  # fmt: skip

    async def _put_back(
        self, tx: Transaction, notice: Notice, rows: Mapping[int, range], before: DeliveryState
    ) -> None:
        now = self._clock.now()
        for shard, span in rows.items():
            moved = await deliveries.put_back(tx, span, before=before, now=now, afresh=True)
            if moved:
                deltas = {before.value: -moved, DeliveryState.PENDING.value: moved}
                await shards.change(tx, notice.id, shard, deltas)
        paused = notice.state is NoticeState.PAUSED
        again = replace(
            notice,
            state=NoticeState.PAUSED if paused else NoticeState.SENDING,
            # Whoever asks for it has put right why the rest was not sent, or hears of it again.
            state_reason=None,
            finished_at=None,
        )
        await notices.touch(tx, notice.id, now)
        await self._notices.keep(tx, again)

    async def _require_sendable(self, tx: Transaction, notice: Notice) -> None:
        require_active(await profile_store.get(tx, notice.profile_id))
        if notice.not_after is not None and notice.not_after <= self._clock.now():
            raise invalid("/not_after", "not_valid_any_more", _NOT_VALID)

    async def _begin(
        self, tx: Transaction, actor: Actor, draft: NoticeDraft, act: str, notice: Notice
    ) -> Notice:
        profile = await profile_store.get(tx, draft.profile_id)
        made = await self._notices.add(tx, actor, profile, draft)
        await self._record(tx, actor, act, notice, by=made.label)
        return made

    def _correction(self, notice: Notice) -> dict[str, Any]:
        variables = dict(notice.variables)
        title, limit = variables.get("title"), self._title_limit(notice.template)
        if isinstance(title, str) and title.strip() and limit is not None:
            variables["title"] = correction_title(title, limit)
        return variables

    def _title_limit(self, template: str) -> int | None:
        try:
            fields = self._library.get(template).fields
        except NotFound:
            return None
        return next((field.limit for field in fields if field.name == "title"), None)

    async def _record(
        self, tx: Transaction, actor: Actor, act: str, notice: Notice, **detail: object
    ) -> None:
        await record(tx, self._clock, actor, act, "notice", notice.id, **detail)


async def _require_plan(tx: Transaction) -> None:
    require_plan(await workspace_store.get(tx), Feature.BULK_SENDING)


def _nothing(notice: Notice, counts: Counts, before: DeliveryState) -> Bilingual:
    if counts.audience == 0:
        return Bilingual(
            ko=f"{notice.label} 공지는 아무에게도 보내지 않았어요. 복제해서 고친 뒤 새로 보내 주세요.",
            en=f"{notice.label} was sent to nobody. Duplicate it, correct it and send that.",
        )
    if before is DeliveryState.FAILED:
        return Bilingual(
            ko=f"{notice.label} 공지에는 실패한 사람이 없어서 다시 보낼 것이 없어요.",
            en=f"{notice.label} failed for nobody, so there is nothing to send again.",
        )
    return Bilingual(
        ko=f"{notice.label} 공지에는 받았는지 확실하지 않은 사람이 없어서 다시 보낼 것이 없어요.",
        en=f"{notice.label} is uncertain for nobody, so there is nothing to send again.",
    )


def _nobody_reached(notice: Notice) -> Bilingual:
    return Bilingual(
        ko=f"{notice.label} 공지를 받은 사람이 없어서 정정할 것이 없어요. 복제해서 고친 뒤 보내 주세요.",
        en=f"{notice.label} has reached nobody, so there is nothing to correct. "
        "Duplicate it and correct that.",
    )


_NOT_VALID = Bilingual(
    ko="공지의 유효 기간이 지났어요. 복제해서 유효 기간을 늘린 뒤 보내 주세요.",
    en="The notice is not valid any more. Duplicate it with a longer validity and send that.",
)
