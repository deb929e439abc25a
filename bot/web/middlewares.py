"""What happens around every request: its id, its language, its errors, its security headers."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.core.errors import Bilingual, Language, SpacecastError
from bot.core.ids import new_id
from bot.web.keys import LANGUAGE, REQUEST_ID, language_of
from bot.web.pages import error_page
from bot.web.problems import problem_json, problem_of
from bot.workspace.model.sessions import LANGUAGE_COOKIE

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = structlog.get_logger(__name__)

_CSP = (
    "default-src 'self'; img-src 'self' data: https: http:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: a browser would then send our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_INTERNAL = Bilingual(
    ko="처리하다가 문제가 생겼어요. 잠시 뒤에 다시 해 보고, 계속되면 요청 번호를 관리자에게 알려 주세요.",
    en="Something went wrong here. Try again in a moment; if it stays, tell an admin the request id.",
)
_HTTP = {
    404: Bilingual(
        ko="그런 주소가 없어요. 주소를 다시 확인해 주세요.",
        en="There is nothing at this address. Check it again.",
    ),
    405: Bilingual(
        ko="이 주소에서는 그 방법을 쓸 수 없어요.", en="This address does not take that method."
    ),
    413: Bilingual(
        ko="보낸 내용이 너무 커요. 줄여서 다시 보내 주세요.",
        en="The request is too large. Send less.",
    ),
}
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_REFUSED = Bilingual(ko="요청을 처리할 수 없어요.", en="The request can't be handled.")


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id and a language, and every answer the security headers."""
    request[REQUEST_ID] = new_id("rq")
    request[LANGUAGE] = _language(request)
    response = await handler(request)
    if not response.prepared:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if response.status == HTTPStatus.UNAUTHORIZED and request.path.startswith("/api/"):
            response.headers["WWW-Authenticate"] = "Bearer"
        response.headers["X-Request-Id"] = request[REQUEST_ID]
    return response


@web.middleware
async def speak_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into problem+json or a page; no traceback reaches a person."""
    try:
        return await handler(request)
    except SpacecastError as error:
        return await _answer(request, error)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return await _http_answer(request, error)
    except Exception:  # noqa: BLE001 -- the last line: logged whole, answered with the request id
        _log.exception("request failed", request_id=request[REQUEST_ID], path=_pattern(request))
        return await _plain(request, 500, "internal_error", _INTERNAL)


def _pattern(request: web.Request) -> str:
    """The address without what it is filled with: links, hooks and callbacks hold secrets there."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


def _language(request: web.Request) -> Language:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in {"ko", "en"}:
        return "en" if chosen == "en" else "ko"
    accepted = request.headers.get("Accept-Language", "").lower()
    return "en" if accepted.startswith("en") else "ko"


def _wants_json(request: web.Request) -> bool:
    return request.path.startswith("/api/") or "application/json" in request.headers.get(
        "Accept", ""
    )


async def _answer(request: web.Request, error: SpacecastError) -> web.StreamResponse:
    language = language_of(request)
    if _wants_json(request):
        return problem_of(error, language, request[REQUEST_ID])
    return await error_page(
        request,
        error.status,
        error.text.in_(language),
        [p.text.in_(language) for p in error.problems],
    )


async def _http_answer(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    code = _CODES.get(error.status, "refused")
    response = await _plain(request, error.status, code, _HTTP.get(error.status, _REFUSED))
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


async def _plain(
    request: web.Request, status: int, code: str, text: Bilingual
) -> web.StreamResponse:
    said = text.in_(language_of(request))
    if _wants_json(request):
        return problem_json(
            status=status, code=code, detail=said, request_id=request[REQUEST_ID]
        )
    return await error_page(request, status, said, [])
