"""Errors as each face tells them: an envelope to bots, a problem to scripts, a page to people."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import aiohttp_jinja2
import msgspec
import structlog
from aiohttp import web

from bot.core.errors import Bilingual, Language, NotFound, SpacecastError
from bot.core.ids import new_id
from bot.messenger.model.reactive import TooManyPresses
from bot.messenger.web import incoming
from bot.messenger.web.chat.access import language_of, refuse_cross_site
from bot.messenger.web.parts import MOUNT, parts_of
from bot.messenger.web.webapi import envelope

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = structlog.get_logger("spacecast.messenger")
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: http: https:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@web.middleware
async def answer_every_face(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve a request; whatever is raised becomes an answer of the face it came through."""
    path = request.path.removeprefix(MOUNT)
    if "\x00" in path:
        # Not every database can look for it, and nothing has such an address.
        handler = _nothing
    if path == "/v1" or path.startswith("/v1/"):
        return await _webapi(request, handler)
    if path.startswith(incoming.PREFIX):
        return await incoming.answer_senders(request, handler)
    if path.startswith("/api/") or path == "/ws":
        return await _api(request, handler)
    return await _page(request, handler)


async def _nothing(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


async def _webapi(request: web.Request, handler: Handler) -> web.StreamResponse:
    parts = parts_of(request)
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        unknown = error.status in {404, 405}
        response = envelope.api_not_found() if unknown else envelope.not_taken()
    except SpacecastError as error:
        response = envelope.failure(error)
    except Exception:  # noqa: BLE001 -- a bot is answered in its envelope, whatever broke
        _log.exception("webapi_failed", path=request.path)
        response = envelope.defect()
    simulation = parts.simulator.simulation
    if simulation.latency:
        await parts.clock.sleep(simulation.latency)
    envelope.tell_limit(response, simulation.rate_limit)
    return response


async def _api(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        refuse_cross_site(request)
        response = await handler(request)
    except web.HTTPException as error:
        response = _problem(_http_error(error), language_of(request))
    except SpacecastError as error:
        response = _problem(error, language_of(request))
    except Exception:  # noqa: BLE001 -- a script is answered with a problem, whatever broke
        _log.exception("messenger_api_failed", path=request.path)
        response = _problem(SpacecastError(_DEFECT), language_of(request))
    response.headers["Cache-Control"] = "no-store"
    return response


async def _page(request: web.Request, handler: Handler) -> web.StreamResponse:
    response: web.StreamResponse
    try:
        refuse_cross_site(request)
        response = await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = _error_page(request, _http_error(error), language_of(request))
    except SpacecastError as error:
        response = _error_page(request, error, language_of(request))
    except Exception:  # noqa: BLE001 -- a person is answered with a page, whatever broke
        _log.exception("messenger_page_failed", path=request.path)
        language = language_of(request)
        response = _error_page(request, SpacecastError(_DEFECT), language)
    for name, value in _PAGE_HEADERS.items():
        # A file has stricter ones of its own.
        response.headers.setdefault(name, value)
    return response


def _error_page(
    request: web.Request, error: SpacecastError, language: Language
) -> web.Response:
    context = {
        "language": language,
        "mount": MOUNT,
        "signed_out": error.status == 401,
        "text": error.text.in_(language),
    }
    return aiohttp_jinja2.render_template(
        "messenger/refusal.html", request, context, status=error.status
    )


def _problem(error: SpacecastError, language: Language) -> web.Response:
    """RFC 9457."""
    text = error.text.in_(language)
    problem = {
        "type": f"/docs/errors#{error.word}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": text,
        "code": error.word,
        "request_id": new_id("rq"),
        "errors": [
            {"pointer": p.pointer, "code": p.code, "detail": p.text.in_(language)}
            for p in error.problems
        ],
    }
    response = web.Response(
        body=msgspec.json.encode(problem),
        status=error.status,
        content_type="application/problem+json",
    )
    if isinstance(error, TooManyPresses):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http_error(error: web.HTTPException) -> SpacecastError:
    """What aiohttp itself refused, as an error of ours."""
    if error.status == NotFound.status:
        return NotFound(_NO_PAGE)
    return _NotTaken(_REFUSED)


class _NotTaken(SpacecastError):
    """A method that the address doesn't take."""

    code = "method_not_allowed"
    status = 405
    exit_code = 2


_NO_PAGE = Bilingual(
    ko="이런 주소가 없어요. 주소를 확인해 주세요.",
    en="There is nothing at this address. Check it.",
)
_REFUSED = Bilingual(
    ko="이 요청은 처리할 수 없어요. 요청 방법을 확인해 주세요.",
    en="This request can't be handled. Check how it was made.",
)
_DEFECT = Bilingual(
    ko="서버에서 오류가 났어요. 잠시 뒤에 다시 시도해 주세요.",
    en="Something went wrong on the server. Try again in a moment.",
)
