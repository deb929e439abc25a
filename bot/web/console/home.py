"""The first page: what is being sent, what comes next, what became of the last ones."""

from aiohttp import web

from bot.broadcast.model.notices import FINAL, STATE_NAMES, NoticeState
from bot.broadcast.model.profiles import Profile, ProfileStatus
from bot.broadcast.service.agenda import AgendaItem, AgendaState
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import DAY
from bot.web.auth import console_actor
from bot.web.console.live import live_of
from bot.web.console.shown import show
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import names
from bot.workspace.model.plans import Feature, plan_refusal

_LAST = 5
_NEXT = 3
_DRAFTS = 3
_SEARCHED = 50
_OF_ONE = 20
_FAR = 2 * 366 * DAY
_TO_COME = frozenset({AgendaState.PLANNED, AgendaState.HELD})


async def home(request: web.Request) -> web.Response:
    """Home, by what the actor may do."""
    actor = await console_actor(request)
    parts = parts_of(request)
    admins = names(await parts.members.super_admins())
    if not actor.may_use_sending:
        return await show(request, "home_without_right.html", {"super_admins": admins})
    now, language = parts.clock.now(), language_of(request)
    running = [
        view
        for state in (NoticeState.SENDING, NoticeState.PAUSED, NoticeState.PREPARING)
        for view in await _in_state(request, actor, state)
    ]
    newest = await parts.notices.page(actor, limit=_SEARCHED)
    profiles = await parts.profiles.usable(actor)
    context = {
        "running": [live_of(view, now, language) for view in running],
        "next": await _next(request, actor, now),
        "drafts": [v for v in newest if v.notice.state is NoticeState.DRAFT][:_DRAFTS],
        "last": [v for v in newest if v.notice.state in FINAL][:_LAST],
        "profiles": profiles,
        "refused": [p for p in profiles if _is_refused(p)] if actor.super_admin else [],
        "requests": await parts.profiles.requests(actor) if actor.super_admin else [],
        "plan_refusal": plan_refusal(await parts.workspace.get(), Feature.BULK_SENDING),
        "super_admins": admins,
        "state_names": STATE_NAMES,
    }
    return await show(request, "home.html", context)


def _is_refused(profile: Profile) -> bool:
    """Whether sending stopped by itself; who pauses a profile by hand gives no reason."""
    return profile.status is ProfileStatus.PAUSED and profile.status_reason is not None


async def _next(request: web.Request, actor: Actor, now: int) -> list[AgendaItem]:
    """What is sent next, by schedules and once."""
    span = await parts_of(request).agenda.between(actor, now, now + _FAR, most=_OF_ONE)
    return [one for one in span.items if one.state in _TO_COME][:_NEXT]


async def _in_state(request: web.Request, actor: Actor, state: NoticeState) -> list[NoticeView]:
    return await parts_of(request).notices.page(actor, state=state, limit=_SEARCHED)
