"""Incoming webhooks: other services write into a room; every answer is JSON.

The address, its body and the answer `{"code": "ok"}` are Kakao Work's; what it answers to a
mistake is not published, so `code` is one of the Web API's words.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec
import structlog
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, NotFound, SpacecastError, TooLarge
from bot.messenger.model.rate_limits import TooManyRequests
from bot.messenger.web.bodies import read_body, read_json
from bot.messenger.web.chat.access import language_of
from bot.messenger.web.parts import parts_of
from bot.messenger.web.webapi.given import Given
from bot.messenger.web.webapi.messages import message_blocks, message_text

PREFIX = "/bots/"
PATH = "/bots/hook/{token}"
_PROBLEMS_SHOWN = 5
_log = structlog.get_logger("spacecast.messenger")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def receive(request: web.Request) -> web.Response:
    """POST /bots/hook/{token}: `text`, and `blocks` in Block Kit if there are any."""
    hooks = parts_of(request).hooks
    hook = await hooks.admit(request.match_info["token"])
    # Senders often give no Content-Type, or a wrong one; the body is JSON all the same.
    given = Given(read_json(await read_body(request)))
    await hooks.post(hook, message_text(given), message_blocks(given))
    return _answer({"code": "ok"}, HTTPStatus.OK)


async def answer_senders(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve a request; whatever is raised becomes `{"code", "message"}`, never with the token."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status == NotFound.status:
            return _refusal(request, NotFound(_NO_ADDRESS))
        if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
            return _refusal(request, _NotTaken(_ONLY_POST))
        raise
    except SpacecastError as error:
        return _refusal(request, error)
    except Exception:  # noqa: BLE001 -- a service is answered in its words, whatever broke
        # Without the path: it holds the token.
        _log.exception("hook_failed")
        return _refusal(request, SpacecastError(_DEFECT, code="internal_server_error"))


def _refusal(request: web.Request, error: SpacecastError) -> web.Response:
    language = language_of(request)
    status = error.status
    if isinstance(error, Invalid) and not isinstance(error, TooLarge):
        status = HTTPStatus.BAD_REQUEST
    words = error.text.in_(language)
    if error.problems:
        shown = error.problems[:_PROBLEMS_SHOWN]
        words = " ".join(f"{one.pointer}: {one.text.in_(language)}" for one in shown)
    response = _answer({"code": str(error.word), "message": words}, status)
    if isinstance(error, TooManyRequests):
        response.headers["retry-after"] = str(error.retry_after)
    return response


def _answer(body: dict[str, str], status: int) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        content_type="application/json",
        charset="utf-8",
    )


class _NotTaken(SpacecastError):
    """A method that the address doesn't take."""

    code = "method_not_allowed"
    status = 405


_NO_ADDRESS = Bilingual(
    ko="이런 주소가 없어요. 웹훅 주소를 확인해 주세요.",
    en="There is nothing at this address. Check the webhook's address.",
)
_ONLY_POST = Bilingual(
    ko="웹훅 주소에는 POST로 JSON을 보내 주세요.",
    en="Send JSON by POST to a webhook's address.",
)
_DEFECT = Bilingual(
    ko="서버에서 오류가 났어요. 잠시 뒤에 다시 보내 주세요.",
    en="Something went wrong on the server. Send it again in a moment.",
)
