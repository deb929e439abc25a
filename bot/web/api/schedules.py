"""Schedules: made, read and changed; and what is done with one."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic import Field, JsonValue

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft
from bot.broadcast.model.schedules import Schedule, ScheduleDraft, ScheduleState
from bot.broadcast.service.schedule_writing import OUTDATED
from bot.core.errors import Invalid, Outdated, Problem, raise_problems
from bot.web.api.access import named, sending_caller
from bot.web.api.answers import (
    PageQuery,
    json_answer,
    listed,
    matches,
    no_content,
    number_after,
)
from bot.web.api.bodies import Body, Nothing, Query, json_object, read_body, read_query
from bot.web.api.drafts import DraftReader
from bot.web.api.notice_bodies import Given, NoticeBody, NoticeChange, given_fields
from bot.web.api.notices import workspace_zone
from bot.web.api.plans import PlanBody, PlanReader, moved, pointing
from bot.web.api.schedule_answers import (
    occurrence_json,
    schedule_answer,
    schedule_json,
    upcoming_json,
)
from bot.web.api.times import read_time
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, require_plan

_PLAN = frozenset(PlanBody.model_fields)
_MOST_SHOWN = 100


class ScheduleChange(PlanBody):
    """A change of a schedule: what isn't given stays, in its notice too."""

    notice: dict[str, JsonValue] | None = None


class ScheduleBody(PlanBody):
    """A new schedule."""

    notice: dict[str, JsonValue]
    rules: list[JsonValue]


class TimeBody(Body):
    """A planned time; a time without an offset is by the schedule's zone."""

    at: str


class SkipBody(Body):
    """Which planned time is skipped; without, the next."""

    at: str | None = None


class SchedulesQuery(PageQuery):
    """Which schedules."""

    state: ScheduleState | None = None
    query: str = ""


class NextQuery(Query):
    """How many planned times."""

    count: int = Field(default=5, ge=1, le=_MOST_SHOWN)


async def list_schedules(request: web.Request) -> web.Response:
    """The newest schedules of the profiles the caller may use, each with its next planned time."""
    actor = await sending_caller(request, "notices:read")
    query = read_query(request, SchedulesQuery)
    views = await parts_of(request).schedules.page(
        actor,
        before=number_after(query),
        limit=query.limit + 1,
        state=query.state,
        text=query.query.strip(),
    )
    language = language_of(request)
    return listed(
        views, query, lambda v: schedule_json(v, language), lambda v: v.schedule.number
    )


async def make_schedule(request: web.Request) -> web.Response:
    """Send a notice by rules; all of it is checked as if it were sent now."""
    actor = await sending_caller(request, "notices:write", "notices:send")
    parts = parts_of(request)
    require_plan(await parts.workspace.get(), Feature.BULK_SENDING)
    given = given_fields(ScheduleBody, await json_object(request))
    draft = await _draft(request, actor, given, None)
    with pointing(_within_notice):
        view = await parts.schedule_writing.create(actor, draft)
    return await schedule_answer(request, view, status=201, located=True)


async def get_schedule(request: web.Request) -> web.Response:
    """One schedule with its next five planned times."""
    actor = await sending_caller(request, "notices:read")
    view = await parts_of(request).schedules.get(actor, named(request, "schedule"))
    return await schedule_answer(request, view)


async def change_schedule(request: web.Request) -> web.Response:
    """Change content or plan; what isn't given stays, and so does what was skipped."""
    actor = await sending_caller(request, "notices:write", "notices:send")
    parts = parts_of(request)
    before = await _matched(request, actor)
    given = given_fields(ScheduleChange, await json_object(request))
    draft = await _draft(request, actor, given, before)
    with pointing(_within_notice):
        # Also without If-Match: the change was merged into this version and no other.
        view = await parts.schedule_writing.change(
            actor, before.id, draft, version=before.version
        )
    return await schedule_answer(request, view)


async def remove_schedule(request: web.Request) -> web.Response:
    """Send nothing by it any more; the notices that it has sent stay."""
    actor = await sending_caller(request, "notices:send")
    schedule = await _matched(request, actor)
    await parts_of(request).schedules.remove(actor, schedule.id)
    return no_content()


async def next_of_schedule(request: web.Request) -> web.Response:
    """The next planned times, skipped ones too."""
    actor = await sending_caller(request, "notices:read")
    query = read_query(request, NextQuery)
    view = await parts_of(request).schedules.get(
        actor, named(request, "schedule"), upcoming=query.count
    )
    zone = view.schedule.zone
    return json_answer({"items": [upcoming_json(one, zone) for one in view.upcoming]})


async def list_occurrences(request: web.Request) -> web.Response:
    """What became of the planned times, the newest first."""
    actor = await sending_caller(request, "notices:read")
    query = read_query(request, PageQuery)
    schedules = parts_of(request).schedules
    schedule = (await schedules.get(actor, named(request, "schedule"), upcoming=0)).schedule
    found = await schedules.occurrences(
        actor, schedule.id, before=number_after(query), limit=query.limit + 1
    )
    return listed(
        found, query, lambda o: occurrence_json(o, schedule.zone), lambda o: o.planned_at
    )


async def pause_schedule(request: web.Request) -> web.Response:
    """Send nothing until it is resumed; what is planned meanwhile is passed over."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).schedules.pause(actor, named(request, "schedule"))
    return await schedule_answer(request, view)


async def resume_schedule(request: web.Request) -> web.Response:
    """Go on with what is planned from now on."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).schedules.resume(actor, named(request, "schedule"))
    return await schedule_answer(request, view)


async def skip_planned(request: web.Request) -> web.Response:
    """Send nothing for one planned time to come."""
    actor = await sending_caller(request, "notices:send")
    body = await read_body(request, SkipBody)
    key = named(request, "schedule")
    at = await _planned(request, actor, body.at) if body.at is not None else None
    view = await parts_of(request).schedules.skip(actor, key, at)
    return await schedule_answer(request, view)


async def unskip_planned(request: web.Request) -> web.Response:
    """Send for a planned time to come after all."""
    actor = await sending_caller(request, "notices:send")
    body = await read_body(request, TimeBody)
    at = await _planned(request, actor, body.at)
    view = await parts_of(request).schedules.unskip(actor, named(request, "schedule"), at)
    return await schedule_answer(request, view)


async def _draft(
    request: web.Request, actor: Actor, given: Given, before: Schedule | None
) -> ScheduleDraft:
    """What the body makes of the schedule; Invalid names every problem of notice and plan."""
    zone = await workspace_zone(request)
    reader = PlanReader(zone, parts_of(request).clock.now())
    plan = reader.read(given.fields, before)
    # What has the wrong shape counts as missing to the reader; it is said once.
    found = [p for p in reader.problems if p.pointer.split("/")[1] not in given.bad]
    notice, wrong = _NOTHING, list[Problem]()
    if "notice" not in given.bad:
        notice, wrong = await _notice(
            DraftReader(parts_of(request), actor, zone, complete=True),
            given.fields.get("notice"),
            before,
        )
    raise_problems([*given.problems, *found, *wrong])
    return plan.of(notice)


async def _notice(
    reader: DraftReader, body: Mapping[str, Any] | None, before: Schedule | None
) -> tuple[NoticeDraft, list[Problem]]:
    earlier = before.notice_draft if before else None
    if body is None and earlier is not None:
        return earlier, []
    given = given_fields(NoticeBody if before is None else NoticeChange, body or {})
    try:
        return await reader.read(given, earlier), []
    except Invalid as wrong:
        return _NOTHING, moved(wrong.problems, _within_notice)


def _within_notice(pointer: str) -> str:
    return pointer if pointer.split("/")[1] in _PLAN else f"/notice{pointer}"


async def _matched(request: web.Request, actor: Actor) -> Schedule:
    schedules = parts_of(request).schedules
    schedule = (await schedules.get(actor, named(request, "schedule"), upcoming=0)).schedule
    if not matches(request, schedule.version):
        raise Outdated(OUTDATED)
    return schedule


async def _planned(request: web.Request, actor: Actor, text: str) -> int:
    schedules = parts_of(request).schedules
    view = await schedules.get(actor, named(request, "schedule"), upcoming=0)
    at = read_time(text, view.schedule.zone, "/at")
    if isinstance(at, Problem):
        raise_problems([at])
        raise AssertionError("a problem was raised")
    return at


_NOTHING = NoticeDraft(profile_id="", template="", variables={}, audience=Audience())
