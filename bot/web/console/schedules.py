"""예약: what is to come, by day or by month, and the schedules there are."""

from collections.abc import Sequence
from urllib.parse import urlencode

from aiohttp import web

from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.reasons import missed_reason
from bot.broadcast.model.schedules import SCHEDULE_STATE_NAMES, ScheduleState
from bot.broadcast.service.agenda import MOST_OF_ONE, AgendaItem, AgendaState, Span
from bot.core.clock import DAY
from bot.core.errors import Bilingual
from bot.web.auth import console_actor
from bot.web.console.schedule_month import (
    Day,
    days_of,
    read_day,
    read_month,
    start_of,
    weeks_of,
)
from bot.web.console.schedule_words import ScheduleWords
from bot.web.console.shown import show
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, Workspace, plan_refusal

_PAGE = 20
_WEEKS = 4
AGENDA_STATES = {
    AgendaState.PLANNED: ("◷", Bilingual("예정", "Planned")),
    AgendaState.HELD: ("☾", Bilingual("기다리는 중", "Waiting")),
    AgendaState.SKIPPED: ("–", Bilingual("건너뜀", "Skipped")),
    AgendaState.FIRED: ("✓", Bilingual("보냄", "Sent")),
    AgendaState.MISSED: ("!", Bilingual("놓침", "Missed")),
}
SCHEDULE_ICONS = {
    ScheduleState.ACTIVE: "◷",
    ScheduleState.PAUSED: "❚❚",
    ScheduleState.ENDED: "■",
}


async def overview(request: web.Request) -> web.Response:
    """The agenda of four weeks, or with `?view=month` a month; below it the schedules."""
    actor = await console_actor(request)
    workspace = await parts_of(request).workspace.get()
    context = {
        "words": ScheduleWords(parts_of(request), workspace.zone, language_of(request)),
        "plan_refusal": plan_refusal(workspace, Feature.BULK_SENDING),
        "agenda_states": AGENDA_STATES,
        "asked_show": request.query.get("show", ""),
        "most_of_one": MOST_OF_ONE,
        "now": parts_of(request).clock.now(),
        "reason_of": missed_reason,
        "here": request.path_qs,
        **await _listed(request, actor),
    }
    if request.query.get("view") == "month":
        context |= await _month(request, actor, workspace)
        return await show(request, "schedules/month.html", context)
    context |= await _agenda(request, actor, workspace)
    return await show(request, "schedules/overview.html", context)


async def _agenda(
    request: web.Request, actor: Actor, workspace: Workspace
) -> dict[str, object]:
    parts = parts_of(request)
    now = parts.clock.now()
    span = await parts.agenda.between(actor, now, now + _WEEKS * 7 * DAY)
    to_come = {
        state: AGENDA_STATES[state]
        for state in (AgendaState.PLANNED, AgendaState.HELD, AgendaState.SKIPPED)
    }
    return {"days": _days(request, span, workspace), "cut": span.cut, "shown_states": to_come}


async def _month(request: web.Request, actor: Actor, workspace: Workspace) -> dict[str, object]:
    parts, zone = parts_of(request), workspace.zone
    now = parts.clock.now()
    today = wall_of(moment_at(now), zone).date()
    month = read_month(request.query.get("month", ""), today)
    first, end = start_of(month.first, zone), start_of(month.next.first, zone)
    # The days of the weeks at its ends belong to the months beside it, and stay empty here.
    span = await parts.agenda.between(actor, first, end)
    days = _days(request, span, workspace)
    chosen = read_day(request.query.get("day", ""), month, today)
    if chosen is None:
        chosen = days[0].date if days else month.first
    return {
        "month": month,
        "weeks": weeks_of(month, _wanted(request, span.items), zone),
        "chosen": chosen,
        "days": [day for day in days if day.date == chosen],
        "cut": span.cut,
        "today": today,
        "shown_states": AGENDA_STATES,
        "weekdays": _WEEKDAYS,
    }


def _days(request: web.Request, span: Span, workspace: Workspace) -> list[Day]:
    return days_of(_wanted(request, span.items), workspace.zone)


def _wanted(request: web.Request, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    asked = request.query.get("show", "")
    wanted = {AgendaState(asked)} if asked in set(AgendaState) else set(AgendaState)
    return [item for item in items if item.state in wanted]


async def _listed(request: web.Request, actor: Actor) -> dict[str, object]:
    """The newest schedules; what they are narrowed to is in the address."""
    query = request.query
    asked = query.get("state", "")
    state = ScheduleState(asked) if asked in set(ScheduleState) else None
    before = query.get("before", "")
    cursor = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = await parts_of(request).schedules.page(
        actor, before=cursor, limit=_PAGE + 1, state=state
    )
    kept = {name: query[name] for name in ("view", "month", "show", "state") if query.get(name)}
    last = found[_PAGE - 1].schedule.number if len(found) > _PAGE else None
    older = urlencode({**kept, "before": last}) if last is not None else ""
    return {
        "found": found[:_PAGE],
        "states": SCHEDULE_STATE_NAMES,
        "schedule_icons": SCHEDULE_ICONS,
        "asked_state": state,
        "first_page": cursor is None,
        "newest_page": f"/schedules?{urlencode(kept)}#list",
        "next_page": f"/schedules?{older}#list" if older else "",
        "kept": kept,
    }


_WEEKDAYS = (
    (Bilingual("일", "Sun"), Bilingual("일요일", "Sunday")),
    (Bilingual("월", "Mon"), Bilingual("월요일", "Monday")),
    (Bilingual("화", "Tue"), Bilingual("화요일", "Tuesday")),
    (Bilingual("수", "Wed"), Bilingual("수요일", "Wednesday")),
    (Bilingual("목", "Thu"), Bilingual("목요일", "Thursday")),
    (Bilingual("금", "Fri"), Bilingual("금요일", "Friday")),
    (Bilingual("토", "Sat"), Bilingual("토요일", "Saturday")),
)
