"""What a sender may still do to a notice that was sent: pause, resume, repeat, correct, copy."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.broadcast.service.control import SentAgain
from bot.broadcast.service.notices import NoticeView
from bot.core.errors import Bilingual, Invalid, Problem, invalid
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.progress import shown_report
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor

Act = Callable[[Actor, str], Awaitable[NoticeView]]


async def pause(request: web.Request) -> web.Response:
    """Send nobody else until it is resumed."""
    return await _done(request, parts_of(request).control.pause, "notice_paused")


async def resume(request: web.Request) -> web.Response:
    """Go on with those who are waiting."""
    return await _done(request, parts_of(request).control.resume, "notice_resumed")


async def retry_failed(request: web.Request) -> web.Response:
    """Send again to those it could not be sent to."""
    return await _repeated(request, parts_of(request).control.retry_failed, "retried")


async def resend_uncertain(request: web.Request) -> web.Response:
    """Send again to those who may have received it already."""
    return await _repeated(request, parts_of(request).control.resend_uncertain, "resent")


async def set_rate(request: web.Request) -> web.Response:
    """Allow so many messages a second; a refusal stands beside the field."""
    actor = await console_actor(request)
    form, parts, key = await request.post(), parts_of(request), request.match_info["id"]
    typed = str(form.get("rate", "")).strip()
    try:
        rate = _rate(typed)
        view = await parts.control.set_rate(actor, key, rate)
    except Invalid as wrong:
        view = await parts.notices.get(actor, key)
        problem = Problem(pointer="/rate", code=wrong.word, text=wrong.text)
        return await shown_report(
            request, actor, view, [problem], status=wrong.status, rate=typed
        )
    code = "rate_free" if rate is None else "rate_set"
    return go(request, f"/notices/{view.notice.id}", code, f"{rate or 0:g}")


async def correct(request: web.Request) -> web.Response:
    """Begin a notice to those who received this one."""
    return await _begun(request, parts_of(request).control.correct, "correction")


async def duplicate(request: web.Request) -> web.Response:
    """Begin a new notice with the same content."""
    return await _begun(request, parts_of(request).control.duplicate, "duplicated")


async def _done(request: web.Request, act: Act, code: str) -> web.Response:
    actor = await console_actor(request)
    view = await act(actor, request.match_info["id"])
    return go(request, f"/notices/{view.notice.id}", code)


async def _repeated(
    request: web.Request, act: Callable[[Actor, str], Awaitable[SentAgain]], code: str
) -> web.Response:
    actor = await console_actor(request)
    view = await act(actor, request.match_info["id"])
    return go(request, f"/notices/{view.notice.id}", code, f"{view.count:,}")


async def _begun(request: web.Request, act: Act, code: str) -> web.Response:
    actor = await console_actor(request)
    draft = await act(actor, request.match_info["id"])
    return go(request, f"/notices/{draft.notice.id}/edit", code)


def _rate(typed: str) -> float | None:
    if not typed:
        return None
    try:
        return float(typed.replace(",", ""))
    except ValueError:
        raise invalid("/rate", "bad_rate", _BAD_RATE) from None


_BAD_RATE = Bilingual(
    "속도에는 숫자를 써 주세요. 예: 30. 비워 두면 가장 빠르게 보내요.",
    "The speed must be a number, for example 30. Empty means as fast as possible.",
)
