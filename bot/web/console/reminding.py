"""What a sender may do about answers: remind, take no more of them, take the list along."""

from aiohttp import web

from bot.core.errors import Problem, WrongState
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.progress import shown_report
from bot.web.keys import language_of, parts_of
from bot.web.recipient_file import recipient_file
from bot.workspace.model.actors import Actor


async def remind(request: web.Request) -> web.Response:
    """Send a reminder to those who haven't answered; its own page can still undo it."""
    actor, parts = await console_actor(request), parts_of(request)
    key = request.match_info["id"]
    remaining = await parts.reminding.remaining(actor, key)
    try:
        view = await parts.reminding.remind(actor, key)
    except WrongState as refusal:
        return await _refused(request, actor, refusal)
    return go(request, f"/notices/{view.notice.id}", "reminded", f"{remaining:,}")


async def close(request: web.Request) -> web.Response:
    """Count no answer any more."""
    actor, key = await console_actor(request), request.match_info["id"]
    try:
        await parts_of(request).acknowledgements.close(actor, key)
    except WrongState as refusal:
        return await _refused(request, actor, refusal)
    return go(request, f"/notices/{key}", "answers_closed")


async def download(request: web.Request) -> web.StreamResponse:
    """Every recipient as a CSV file."""
    actor = await console_actor(request)
    return await recipient_file(request, actor, request.match_info["id"], language_of(request))


async def _refused(request: web.Request, actor: Actor, refusal: WrongState) -> web.Response:
    view = await parts_of(request).notices.get(actor, request.match_info["id"])
    problem = Problem(pointer="", code=refusal.word, text=refusal.text)
    return await shown_report(request, actor, view, [problem], status=refusal.status)
