"""Making a schedule of a notice, and changing when it is sent."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from aiohttp import web

from bot.broadcast.model.calendars import HOLIDAY_RULE_NAMES
from bot.broadcast.model.notices import Notice, NoticeDraft, NoticeState
from bot.broadcast.model.rules_json import DAY_WORDS, MAX_RULES
from bot.broadcast.model.schedules import ContentRule, Schedule, ScheduleDraft
from bot.core.errors import Bilingual, Invalid, Problem, SpacecastError
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.schedule_typed import (
    DAYS,
    KINDS,
    UNITS,
    Timing,
    Typed,
    blank_timing,
    inputs_of,
    placed,
    read_timing,
    rule_input,
    typed_timing,
    with_more,
    without,
)
from bot.web.console.schedule_words import Run, ScheduleWords
from bot.web.console.shown import show
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names
from bot.workspace.model.plans import Feature, plan_refusal

Content = Notice | Schedule
_DRAFTS = frozenset({NoticeState.DRAFT, NoticeState.MISSED})


async def new_page(request: web.Request) -> web.Response:
    """When a notice is to be sent again and again."""
    actor, notice = await _notice(request)
    if notice.state not in _DRAFTS:
        return go(request, f"/notices/{notice.id}")
    zone = (await parts_of(request).workspace.get()).zone
    return await _form(request, actor, notice, blank_timing(zone))


async def create(request: web.Request) -> web.Response:
    """Make a schedule of a notice, which is no draft any more."""
    actor, notice = await _notice(request)
    timing = await _typed(request, notice)
    act = timing.typed.get("act", "save")
    if act != "save":
        return await _form(request, actor, notice, _turned(timing.typed, act))
    writing = parts_of(request).schedule_writing
    try:
        _require(timing)
        view = await writing.create_from(actor, notice.id, _draft(notice, timing))
    except SpacecastError as refusal:
        return await _refused(request, actor, notice, timing, refusal)
    return go(
        request, f"/schedules/{view.schedule.label}", "schedule_made", view.schedule.label
    )


async def edit_page(request: web.Request) -> web.Response:
    """When a schedule is sent, to be changed."""
    actor, schedule = await _schedule(request)
    return await _form(request, actor, schedule, typed_timing(schedule))


async def change(request: web.Request) -> web.Response:
    """Keep when a schedule is sent; what is skipped stays skipped."""
    actor, schedule = await _schedule(request)
    timing = await _typed(request, schedule)
    act = timing.typed.get("act", "save")
    if act != "save":
        return await _form(request, actor, schedule, _turned(timing.typed, act))
    version = timing.typed.get("version", "")
    read = int(version) if version.isascii() and version.isdigit() else None
    writing = parts_of(request).schedule_writing
    try:
        _require(timing)
        await writing.change(actor, schedule.id, _draft(schedule, timing), version=read)
    except SpacecastError as refusal:
        return await _refused(request, actor, schedule, timing, refusal)
    return go(request, f"/schedules/{schedule.label}", "saved")


async def preview(request: web.Request) -> web.Response:
    """The fragment with the next five times of what is typed so far."""
    actor = await console_actor(request)
    require_sending(actor, names(await parts_of(request).members.super_admins()))
    timing = await _typed(request, None)
    context = await _next(request, timing, urgent=bool(timing.typed.get("urgent")))
    return await show(request, "schedules/_next.html", context)


async def _notice(request: web.Request) -> tuple[Actor, Notice]:
    actor = await console_actor(request)
    key = request.query.get("notice", "")
    return actor, (await parts_of(request).notices.get(actor, key)).notice


async def _schedule(request: web.Request) -> tuple[Actor, Schedule]:
    actor = await console_actor(request)
    view = await parts_of(request).schedules.get(actor, request.match_info["id"])
    return actor, view.schedule


async def _typed(request: web.Request, content: Content | None) -> Timing:
    form, parts = await request.post(), parts_of(request)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    zone = (await parts.workspace.get()).zone
    if isinstance(content, Schedule):
        zone = content.zone
    return read_timing(typed, zone, parts.clock.now())


def _turned(typed: Typed, act: str) -> Typed:
    """The form after a button that only changes the form."""
    name, _, number = act.partition(".")
    if name == "remove" and number.isascii() and number.isdigit():
        return without(typed, int(number))
    return with_more(typed) if name == "add" else typed


def _require(timing: Timing) -> None:
    if timing.problems:
        raise Invalid(_LOOK_AGAIN, problems=timing.problems)


def _draft(content: Content, timing: Timing) -> ScheduleDraft:
    return ScheduleDraft(
        notice=content_draft(content),
        rules=timing.rules,
        zone=timing.zone,
        starts=timing.starts,
        ends=timing.ends,
        holidays=timing.holidays,
        content=timing.content,
    )


def content_draft(content: Content) -> NoticeDraft:
    """The content as it is kept."""
    return NoticeDraft(
        profile_id=content.profile_id,
        template=content.template,
        variables=content.variables,
        audience=content.audience,
        urgent_reason=content.urgent_reason,
        on_uncertain=content.on_uncertain,
    )


async def _refused(
    request: web.Request,
    actor: Actor,
    content: Content,
    timing: Timing,
    refusal: SpacecastError,
) -> web.Response:
    problems = placed(refusal.problems) or [
        Problem(pointer="", code=refusal.word, text=refusal.text)
    ]
    return await _form(request, actor, content, timing.typed, problems, refusal.status)


async def _form(
    request: web.Request,
    actor: Actor,
    content: Content,
    typed: Typed,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> web.Response:
    parts = parts_of(request)
    workspace = await parts.workspace.get()
    made = isinstance(content, Schedule)
    timing = read_timing(typed, workspace.zone, parts.clock.now())
    action = (
        f"/schedules/{content.label}/edit" if made else f"/schedules/new?notice={content.label}"
    )
    context = {
        "content": content,
        "schedule": content if made else None,
        "profile": (await parts.profiles.get(actor, content.profile_id)).profile,
        "action": action,
        "typed": typed,
        "timing": timing,
        "faults": Faults(problems, inputs=inputs_of(typed)),
        "kinds": KINDS,
        "units": UNITS,
        "days": DAYS,
        "day_words": DAY_WORDS,
        "rule_input": rule_input,
        "max_rules": MAX_RULES,
        "holiday_names": HOLIDAY_RULE_NAMES,
        "content_names": _CONTENT_NAMES,
        "zones": sorted(available_timezones()),
        "plan_refusal": plan_refusal(workspace, Feature.BULK_SENDING),
        **await _next(request, timing, urgent=content.urgent_reason is not None),
    }
    return await show(request, "schedules/edit.html", context, status=status)


async def _next(request: web.Request, timing: Timing, *, urgent: bool) -> dict[str, object]:
    """The next five times, or what keeps them from being known."""
    parts = parts_of(request)
    zone = (await parts.workspace.get()).zone
    words = ScheduleWords(parts, zone, language_of(request))
    problems, runs = list(timing.problems), list[Run]()
    if not problems:
        try:
            runs = [
                words.run(one.at, timing.zone, moved_from=one.moved_from, urgent=urgent)
                for one in parts.schedule_writing.preview(timing.plan)
            ]
        except Invalid as wrong:
            problems = placed(wrong.problems)
    return {
        "runs": runs,
        "wrong": Faults(problems, inputs=inputs_of(timing.typed)),
        "rules_said": words.rules(timing.rules),
    }


_CONTENT_NAMES = {
    ContentRule.SAVED: Bilingual("저장한 내용 그대로", "As it was saved"),
    ContentRule.LIVE: Bilingual(
        "템플릿은 보낼 때 것으로", "With the template as it is when it is sent"
    ),
}
_LOOK_AGAIN = Bilingual("언제 보낼지 다시 확인해 주세요.", "Look again at when it is sent.")
