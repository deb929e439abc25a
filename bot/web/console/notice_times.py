"""What a notice's page says of its time: the schedule that made it, holidays, quiet hours."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.notices import QUIET_HOURS, Notice, NoticeState
from bot.broadcast.model.schedules import Schedule
from bot.core.errors import NotFound
from bot.web.console.schedule_words import ScheduleWords
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTimes:
    """What there is to say of the time `at`; what there is nothing to say of is empty.

    `waits_until`: quiet hours keep it back until then. `held`: they do so now.
    """

    at: str
    holiday: str
    waits_until: str
    held: bool = False
    schedule: Schedule | None = None
    planned: str = ""


async def words_of(request: web.Request) -> ScheduleWords:
    """The words of times in the reader's language and the workspace's zone."""
    parts = parts_of(request)
    return ScheduleWords(parts, (await parts.workspace.get()).zone, language_of(request))


async def times_at(request: web.Request, notice: Notice, at: int) -> NoticeTimes:
    """What there is to know if the notice is sent at a time (UTC ms)."""
    zone, words = await _zone(request), await words_of(request)
    until = None
    if notice.urgent_reason is None:
        until = parts_of(request).sending.quiet_until(at, zone)
    return NoticeTimes(
        at=words.time(at),
        holiday=words.holiday(wall_of(moment_at(at), zone).date()),
        waits_until="" if until is None else words.time(until),
    )


async def times_of(request: web.Request, actor: Actor, notice: Notice) -> NoticeTimes:
    """What there is to know of a notice's own time, and which schedule made it."""
    at = notice.scheduled_at if notice.state is NoticeState.SCHEDULED else None
    known = NoticeTimes(at="", holiday="", waits_until="")
    if at is not None:
        known = await times_at(request, notice, at)
    schedule, words = await _schedule(request, actor, notice), await words_of(request)
    zone = schedule.zone if schedule else None
    return NoticeTimes(
        at=known.at,
        holiday=known.holiday,
        waits_until=known.waits_until,
        held=at is not None and notice.state_reason == QUIET_HOURS,
        schedule=schedule,
        planned="" if notice.planned_at is None else words.time(notice.planned_at, zone),
    )


async def _schedule(request: web.Request, actor: Actor, notice: Notice) -> Schedule | None:
    if notice.schedule_id is None:
        return None
    try:
        view = await parts_of(request).schedules.get(actor, notice.schedule_id, upcoming=0)
    except NotFound:
        # Removed since, or given to others: the notice stays.
        return None
    return view.schedule


async def _zone(request: web.Request) -> ZoneInfo:
    return (await parts_of(request).workspace.get()).zone
