"""What a sender does about answers: remind, take no more of them, get the list of recipients."""

from aiohttp import web

from bot.web.api.access import named, sending_caller
from bot.web.api.bodies import Nothing, read_body
from bot.web.api.notice_answers import notice_answer
from bot.web.keys import parts_of
from bot.web.recipient_file import recipient_file


async def remind_notice(request: web.Request) -> web.Response:
    """Send a reminder, which is a notice of its own, to those who haven't answered."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).reminding.remind(actor, named(request, "notice"))
    return await notice_answer(request, view, status=202, located=True)


async def close_notice(request: web.Request) -> web.Response:
    """Count no answer any more."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    parts, key = parts_of(request), named(request, "notice")
    await parts.acknowledgements.close(actor, key)
    return await notice_answer(request, await parts.notices.get(actor, key))


async def get_report(request: web.Request) -> web.StreamResponse:
    """Every recipient of a notice as CSV, with the names that the API uses."""
    actor = await sending_caller(request, "notices:read")
    return await recipient_file(request, actor, named(request, "notice"))
