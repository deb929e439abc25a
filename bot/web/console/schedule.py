"""One schedule: when it is sent, what became of it, and what may be done to it."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from markupsafe import Markup

from bot.broadcast.model.calendars import HOLIDAY_RULE_NAMES
from bot.broadcast.model.reasons import missed_reason
from bot.broadcast.model.schedules import (
    OCCURRENCE_STATE_NAMES,
    SCHEDULE_STATE_NAMES,
    ContentRule,
    OccurrenceState,
    Schedule,
)
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.schedules import ScheduleView
from bot.core.errors import NotFound, SpacecastError
from bot.web.auth import console_actor
from bot.web.console.cards import card, recipient_of, thawed_card
from bot.web.console.flash import go
from bot.web.console.schedule_words import ScheduleWords
from bot.web.console.schedules import SCHEDULE_ICONS
from bot.web.console.shown import show
from bot.web.keys import WebParts, language_of, parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, plan_refusal

Act = Callable[[Actor, str], Awaitable[ScheduleView]]
_ICONS = {
    OccurrenceState.FIRED: "✓",
    OccurrenceState.SKIPPED: "–",
    OccurrenceState.MISSED: "!",
}


async def detail(request: web.Request) -> web.Response:
    """Everything about one schedule."""
    actor = await console_actor(request)
    parts = parts_of(request)
    view = await parts.schedules.get(actor, request.match_info["id"])
    workspace, schedule = await parts.workspace.get(), view.schedule
    words = ScheduleWords(parts, workspace.zone, language_of(request))
    context = {
        "view": view,
        "schedule": schedule,
        "profile": view.profile,
        "words": words,
        "runs": _runs(view, words),
        "past": view.past,
        "labels": await _labels(parts, actor, view),
        "states": SCHEDULE_STATE_NAMES,
        "icons": SCHEDULE_ICONS,
        "past_states": OCCURRENCE_STATE_NAMES,
        "past_icons": _ICONS,
        "reason_of": missed_reason,
        "holiday_names": HOLIDAY_RULE_NAMES,
        "live_content": schedule.content is ContentRule.LIVE,
        "card": _card(parts.composer, actor, schedule),
        "plan_refusal": plan_refusal(workspace, Feature.BULK_SENDING),
    }
    return await show(request, "schedules/detail.html", context)


async def pause(request: web.Request) -> web.Response:
    """Send nothing until it is started again."""
    return await _done(request, parts_of(request).schedules.pause, "schedule_paused")


async def resume(request: web.Request) -> web.Response:
    """Go on with what is planned from now on."""
    return await _done(request, parts_of(request).schedules.resume, "schedule_resumed")


async def skip(request: web.Request) -> web.Response:
    """Send nothing for one planned time to come."""
    actor, at = await console_actor(request), await _time_of(request)
    view = await parts_of(request).schedules.skip(actor, request.match_info["id"], at)
    return await _back(request, view, "run_skipped", at)


async def unskip(request: web.Request) -> web.Response:
    """Send for it after all."""
    actor, at = await console_actor(request), await _time_of(request)
    view = await parts_of(request).schedules.unskip(actor, request.match_info["id"], at)
    return await _back(request, view, "run_unskipped", at)


async def remove(request: web.Request) -> web.Response:
    """Remove it; the notices that it has sent stay."""
    actor, parts = await console_actor(request), parts_of(request)
    label = (await parts.schedules.get(actor, request.match_info["id"])).schedule.label
    await parts.schedules.remove(actor, label)
    return go(request, "/schedules", "schedule_removed", label)


async def _done(request: web.Request, act: Act, code: str) -> web.Response:
    actor = await console_actor(request)
    view = await act(actor, request.match_info["id"])
    return go(request, f"/schedules/{view.schedule.label}", code)


async def _time_of(request: web.Request) -> int:
    typed = str((await request.post()).get("at", ""))
    # What is no time is none that is planned either.
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


async def _back(request: web.Request, view: ScheduleView, code: str, at: int) -> web.Response:
    """Where the button was: a page of schedules and nothing else."""
    parts = parts_of(request)
    words = ScheduleWords(parts, (await parts.workspace.get()).zone, language_of(request))
    to = str((await request.post()).get("to", ""))
    here = to.startswith(("/schedules?", "/schedules#")) or to == "/schedules"
    local = here and to.isascii() and to.isprintable() and "\\" not in to
    return go(
        request,
        to if local else f"/schedules/{view.schedule.label}",
        code,
        words.time(at, view.schedule.zone),
    )


def _runs(view: ScheduleView, words: ScheduleWords) -> list[object]:
    schedule = view.schedule
    return [
        words.run(
            one.planned.at,
            schedule.zone,
            moved_from=one.planned.moved_from,
            urgent=schedule.urgent_reason is not None,
            skipped=one.skipped,
        )
        for one in view.upcoming
    ]


async def _labels(parts: WebParts, actor: Actor, view: ScheduleView) -> dict[str, str]:
    """What the notices are called that its past times made; one that is gone has none."""
    labels = {}
    for one in view.past:
        if one.notice_id is None:
            continue
        try:
            labels[one.notice_id] = (await parts.notices.get(actor, one.notice_id)).notice.label
        except NotFound:
            continue
    return labels


def _card(composer: Composer, actor: Actor, schedule: Schedule) -> Markup | None:
    """What would be sent now, or None where the template doesn't take the content any more."""
    recipient = recipient_of(actor)
    try:
        if schedule.content is ContentRule.LIVE:
            return card(composer, schedule.template, schedule.variables, recipient)
        return thawed_card(composer, schedule.frozen, recipient)
    except SpacecastError:
        return None
