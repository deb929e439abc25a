"""What becomes of notices in a restored backup: nothing that may have been sent is sent by itself."""

from dataclasses import dataclass, replace

from bot.broadcast.model.news import NewsKind
from bot.broadcast.model.notices import RESTORED, UNDER_WAY, Notice, NoticeState
from bot.broadcast.service.drafts import draft_again
from bot.broadcast.service.news import tell_of_notice
from bot.broadcast.store import notices, restores, shards
from bot.core.clock import Clock
from bot.core.database import Database, Transaction
from bot.workspace.model.actors import system_actor
from bot.workspace.service.audit import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The labels of the notices that wait for somebody: paused, drafts again, or missed."""

    paused: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


async def settle_restored(database: Database, clock: Clock) -> Restored:
    """Mark a restored database, before anything is sent from it.

    What was planned up to now is missed when the clock comes to it. What was being sent is paused.
    What was about to be is a draft again, or missed where the clock had begun it; its author is told.
    """
    async with database.transaction() as tx:
        await restores.mark(tx, clock.now())
        begun = await notices.in_states(tx, [NoticeState.PREPARING, *sorted(UNDER_WAY)])
        after = [await _settled(tx, clock, notice) for notice in begun]
    return Restored(
        paused=_labels(after, NoticeState.PAUSED),
        drafts=_labels(after, NoticeState.DRAFT),
        missed=_labels(after, NoticeState.MISSED),
    )


async def _settled(tx: Transaction, clock: Clock, notice: Notice) -> Notice:
    if notice.state is not NoticeState.PREPARING:
        return await _paused(tx, clock, notice)
    await shards.remove_all(tx, notice.id)
    await notices.reset_prepare(tx, notice.id)
    if notice.scheduled_at is None:
        return await _kept(tx, clock, "notice.cancelled", draft_again(notice))
    missed = replace(
        draft_again(notice),
        state=NoticeState.MISSED,
        state_reason=RESTORED,
        scheduled_at=notice.scheduled_at,
        # What a schedule sends keeps the words of its planned time, a reminder those of its notice.
        frozen=notice.frozen if notice.schedule_id or notice.reminds else None,
        title=notice.title,
    )
    await tell_of_notice(tx, clock, missed, NewsKind.MISSED, RESTORED)
    return await _kept(tx, clock, "notice.missed", missed)


async def _paused(tx: Transaction, clock: Clock, notice: Notice) -> Notice:
    # Without anybody left it only has to end; a reason that it has is why the rest is not sent.
    if not (await shards.counts(tx, notice.id)).open or notice.state_reason is not None:
        return notice
    paused = replace(notice, state=NoticeState.PAUSED, state_reason=RESTORED)
    return await _kept(tx, clock, "notice.paused", paused)


async def _kept(tx: Transaction, clock: Clock, action: str, notice: Notice) -> Notice:
    kept = replace(notice, version=notice.version + 1, updated_at=clock.now())
    await notices.update(tx, kept)
    await record(tx, clock, system_actor(), action, "notice", kept.id, reason=RESTORED)
    return kept


def _labels(found: list[Notice], state: NoticeState) -> tuple[str, ...]:
    labels = {one.number: one.label for one in found if one.state is state}
    return tuple(labels[number] for number in sorted(labels))
