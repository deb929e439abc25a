"""The live report of a notice: how far it is, who got it, who did not and why."""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import STATE_NAMES, Notice, NoticeState
from bot.broadcast.model.reasons import icon_of, reason_of, told_reasons, words_of
from bot.broadcast.service.notices import NoticeView
from bot.core.errors import Bilingual, Problem, SpacecastError, invalid
from bot.web.auth import console_actor, find_console_actor
from bot.web.console.answers import answers_of, asked_answered
from bot.web.console.cards import frozen_card, recipient_of
from bot.web.console.corrections import correction_of
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.live import Live, Seen, live_of, seen_of
from bot.web.console.notice_times import times_of
from bot.web.console.shown import show
from bot.web.console.timeline import act_of, surface_of
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor

LEAVING = web.AppKey("console_leaving", asyncio.Event)
_TICK = 0.7
_PAGE = 50
_LONGEST_REASON = 200
_STREAM = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


def prepare_streams(app: web.Application) -> None:
    """Let the report's streams end when the server stops."""
    app[LEAVING] = leaving = asyncio.Event()

    async def leave(_app: web.Application) -> None:
        leaving.set()

    app.on_shutdown.append(leave)


async def report(request: web.Request) -> web.Response:
    """Everything about one notice; a draft opens in the composer instead."""
    actor = await console_actor(request)
    view = await parts_of(request).notices.get(actor, request.match_info["id"])
    if view.notice.state is NoticeState.DRAFT:
        return go(request, f"/notices/{view.notice.id}/edit")
    return await shown_report(request, actor, view)


async def shown_report(
    request: web.Request,
    actor: Actor,
    view: NoticeView,
    refusals: Sequence[Problem] = (),
    *,
    status: int = 200,
    rate: str | None = None,
) -> web.Response:
    """The report page; `rate` is what was typed for the speed, where it was refused."""
    parts = parts_of(request)
    kept = f"{view.notice.rate:g}" if view.notice.rate else ""
    context = {
        **await _live_context(request, actor, view),
        **await _recipients(request, actor, view.notice),
        "answers": await answers_of(request, actor, view),
        "timeline": await parts.audit.of("notice", view.notice.id),
        "state_names": STATE_NAMES,
        "act_of": act_of,
        "surface_of": surface_of,
        "card": frozen_card(parts.composer, view.notice, recipient_of(actor)),
        "correction": await correction_of(parts, actor, view.notice),
        "faults": Faults(refusals, inputs=frozenset({"rate", "reason"})),
        "typed": {"rate": kept if rate is None else rate},
    }
    return await show(request, "notices/report.html", context, status=status)


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events with the numbers until the notice is finished or somebody leaves."""
    actor = await console_actor(request)
    key = request.match_info["id"]
    await parts_of(request).notices.get(actor, key)
    stream = web.StreamResponse(headers=_STREAM)
    await stream.prepare(request)
    with contextlib.suppress(ConnectionError, SpacecastError):
        await _tell(request, stream, key)
    return stream


async def cancel(request: web.Request) -> web.Response:
    """Undo while nothing has been sent, else don't send the rest."""
    actor = await console_actor(request)
    view = await parts_of(request).sending.cancel(actor, request.match_info["id"])
    if view.notice.state is NoticeState.DRAFT:
        return go(request, f"/notices/{view.notice.id}/edit", "undone")
    return go(request, f"/notices/{view.notice.id}", "stopped", f"{view.counts.cancelled:,}")


async def send_urgent(request: web.Request) -> web.Response:
    """Send what quiet hours hold back at once; the reason, which has to be given, is kept."""
    actor = await console_actor(request)
    form, parts, key = await request.post(), parts_of(request), request.match_info["id"]
    reason = str(form.get("reason", "")).strip()
    view = await parts.notices.get(actor, key)
    try:
        if not reason:
            raise invalid("/reason", "reason_required", _NO_REASON)
        view = await parts.sending.send(actor, key, urgent_reason=reason[:_LONGEST_REASON])
    except SpacecastError as refusal:
        if view.notice.state is not NoticeState.SCHEDULED:
            return go(request, f"/notices/{view.notice.id}")
        problem = Problem(pointer="/reason", code=refusal.word, text=refusal.text)
        return await shown_report(request, actor, view, [problem], status=refusal.status)
    return go(request, f"/notices/{view.notice.id}")


async def _tell(request: web.Request, stream: web.StreamResponse, key: str) -> None:
    leaving, shape = request.config_dict.get(LEAVING) or asyncio.Event(), ""
    since: Seen | None = None
    while not leaving.is_set():
        # Asked anew each time: who is signed out or loses the right sees nothing further.
        actor = await find_console_actor(request)
        if actor is None:
            return
        view = await parts_of(request).notices.get(actor, key)
        live = _live(request, view, since)
        since = (since or seen_of(view, parts_of(request).clock.now())) if live.moving else None
        news = live.numbers()
        if live.shape != shape:
            shape, news["html"] = live.shape, await _fragment(request, actor, view)
        await _write(stream, "progress", news)
        if not live.running:
            await _write(stream, "end", {})
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(leaving.wait(), _TICK)


async def _write(stream: web.StreamResponse, event: str, news: dict[str, Any]) -> None:
    await stream.write(f"event: {event}\ndata: {json.dumps(news)}\n\n".encode())


async def _fragment(request: web.Request, actor: Actor, view: NoticeView) -> str:
    language = language_of(request)

    def say(text: Bilingual) -> str:
        return text.in_(language)

    context = {
        **await _live_context(request, actor, view),
        "language": language,
        "say": say,
        "faults": Faults(),
        "typed": {},
    }
    return aiohttp_jinja2.render_string("console/notices/_live.html", request, context)


async def _live_context(
    request: web.Request, actor: Actor, view: NoticeView
) -> dict[str, object]:
    parts = parts_of(request)
    return {
        "live": _live(request, view),
        "notice": view.notice,
        "reasons": told_reasons(await parts.notices.reasons(actor, view.notice.id)),
        "reason_of": reason_of,
        "times": await times_of(request, actor, view.notice),
        "icon_of": icon_of,
        "words_of": words_of,
        "states": list(DeliveryState),
    }


def _live(request: web.Request, view: NoticeView, since: Seen | None = None) -> Live:
    return live_of(view, parts_of(request).clock.now(), language_of(request), since)


async def _recipients(request: web.Request, actor: Actor, notice: Notice) -> dict[str, object]:
    query = request.query
    asked = query.get("state", "")
    state = DeliveryState(asked) if asked in set(DeliveryState) else None
    text, answered = query.get("text", "").strip(), asked_answered(request)
    given = query.get("after", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = await parts_of(request).notices.deliveries(
        actor,
        notice.id,
        after=after,
        limit=_PAGE + 1,
        state=state,
        text=text,
        answered=answered,
    )
    return {
        "deliveries": found[:_PAGE],
        "next_after": found[_PAGE - 1].row if len(found) > _PAGE else "",
        "asked_state": state,
        "asked_text": text,
        "asked_answered": "" if answered is None else query["answered"],
        "asked_after": after or "",
    }


_NO_REASON = Bilingual(
    "급한 이유를 적어 주세요. 기록에 남아요.",
    "Write why it is urgent. It is kept in the record.",
)
