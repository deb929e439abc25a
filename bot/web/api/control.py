"""What may still be done to a notice that was sent: pause, slow down, send again, correct, copy."""

from aiohttp import web

from bot.web.api.access import named, sending_caller
from bot.web.api.bodies import Body, Nothing, read_body
from bot.web.api.notice_answers import notice_answer
from bot.web.keys import parts_of


class RateBody(Body):
    """How many messages a second the sender allows; null: as many as it goes."""

    rate_per_second: float | None


async def pause_notice(request: web.Request) -> web.Response:
    """Send to nobody else until it is resumed; what is on its way may still arrive."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).control.pause(actor, named(request, "notice"))
    return await notice_answer(request, view)


async def resume_notice(request: web.Request) -> web.Response:
    """Go on with those who are waiting."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).control.resume(actor, named(request, "notice"))
    return await notice_answer(request, view)


async def retry_failed(request: web.Request) -> web.Response:
    """Send again to those who failed."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).control.retry_failed(actor, named(request, "notice"))
    return await notice_answer(request, view, status=202, more={"retried": view.count})


async def resend_uncertain(request: web.Request) -> web.Response:
    """Send again to those who may have got it."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).control.resend_uncertain(actor, named(request, "notice"))
    return await notice_answer(request, view, status=202, more={"resent": view.count})


async def set_rate(request: web.Request) -> web.Response:
    """Slow a notice down, or let it go as fast as it goes."""
    actor = await sending_caller(request, "notices:send")
    body = await read_body(request, RateBody)
    rate, key = body.rate_per_second, named(request, "notice")
    view = await parts_of(request).control.set_rate(actor, key, rate)
    return await notice_answer(request, view)


async def correct_notice(request: web.Request) -> web.Response:
    """Begin a notice to those whom this one has reached."""
    actor = await sending_caller(request, "notices:write")
    await read_body(request, Nothing)
    view = await parts_of(request).control.correct(actor, named(request, "notice"))
    return await notice_answer(request, view, status=201, located=True)


async def duplicate_notice(request: web.Request) -> web.Response:
    """Begin a notice with the same content for the same audience."""
    actor = await sending_caller(request, "notices:write")
    await read_body(request, Nothing)
    view = await parts_of(request).control.duplicate(actor, named(request, "notice"))
    return await notice_answer(request, view, status=201, located=True)
