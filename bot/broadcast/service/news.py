"""Keeping news for the author of something that was not sent, in the transaction in which it happens."""

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.news import News, NewsKind
from bot.broadcast.model.notices import Counts, Notice, NoticeState
from bot.broadcast.model.schedules import Miss, Schedule
from bot.broadcast.store import deliveries, news
from bot.core.clock import HOUR, Clock
from bot.core.database import Transaction
from bot.core.ids import new_id
from bot.workspace.model.actors import machine_actor

_ENDED_BADLY = frozenset({NoticeState.FAILED, NoticeState.PARTIALLY_SENT})
_UNREACHED = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})


_NO_NEWS = 12 * HOUR


async def tell_of_end(tx: Transaction, clock: Clock, notice: Notice, counts: Counts) -> None:
    """Have the author of a scheduled notice told that it has ended without reaching everybody."""
    # Whoever has just sent it by hand looks at it.
    if notice.state not in _ENDED_BADLY or notice.scheduled_at is None:
        return
    reason = notice.state_reason
    if reason is None:
        found = [one for one in await deliveries.reasons(tx, notice.id) if one[0] in _UNREACHED]
        reason = _code(*found[0][:2]) if found else "expired" if counts.cancelled else None
    await tell_of_notice(tx, clock, notice, NewsKind.FAILED, reason, counts)


def _code(state: DeliveryState, code: str) -> str:
    """A delivery's reason as one of the whole notice, which doesn't say which state it is of."""
    doubtful = state is DeliveryState.UNCERTAIN and code != "interrupted"
    return "unanswered" if doubtful else code or "unknown"


async def tell_of_notice(
    tx: Transaction,
    clock: Clock,
    notice: Notice,
    kind: NewsKind,
    reason: str | None,
    counts: Counts | None = None,
) -> None:
    """Have the author told that a scheduled notice was not sent, or not to everybody."""
    # What was planned once may be scheduled again by hand, and be missed again.
    planned_at = notice.scheduled_at or notice.planned_at
    if planned_at is None or notice.author_id == machine_actor().id:
        return
    await news.add(
        tx,
        News(
            id=new_id("news"),
            member_id=notice.author_id,
            profile_id=notice.profile_id,
            kind=kind,
            subject_id=notice.id,
            label=notice.label,
            title=notice.title,
            planned_at=planned_at,
            reason=reason,
            count=counts.failed + counts.uncertain + counts.cancelled if counts else 1,
            sent=counts.sent if counts else None,
            created_at=clock.now(),
        ),
    )


async def tell_of_miss(tx: Transaction, clock: Clock, schedule: Schedule, miss: Miss) -> None:
    """Have the author told that a schedule was not sent for some planned times.

    What goes wrong for the same reason again and again is told once in half a day.
    """
    if schedule.author_id == machine_actor().id:
        return
    if await news.kept_since(tx, schedule.id, miss.reason, clock.now() - _NO_NEWS):
        return
    await news.add(
        tx,
        News(
            id=new_id("news"),
            member_id=schedule.author_id,
            profile_id=schedule.profile_id,
            kind=NewsKind.MISSED,
            subject_id=schedule.id,
            label=schedule.label,
            title=schedule.title,
            planned_at=miss.planned_at,
            since=miss.since,
            count=miss.count,
            reason=miss.reason,
            created_at=clock.now(),
        ),
    )
