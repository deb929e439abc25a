"""Every reply of the Web API: success with an entity, or failure with a code and words."""

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, SpacecastError, TooLarge
from bot.kakaowork.errors import HTTP_STATUS, ErrorCode
from bot.messenger.model.rate_limits import TooManyRequests

_PROBLEMS_SHOWN = 5
_TOO_MANY = HTTP_STATUS[ErrorCode.TOO_MANY_REQUESTS]
_encoder = msgspec.json.Encoder()


def reply(**entity: object) -> web.Response:
    """A success with its entity."""
    return _answer({"success": True, "error": None, **entity}, 200)


def failure(error: SpacecastError) -> web.Response:
    """The failure that an error means to a bot."""
    code = _code(error)
    status = error.status if isinstance(error, TooLarge) else HTTP_STATUS[code]
    response = _answer(_refusal(error, code), status)
    if isinstance(error, TooManyRequests):
        response.headers["retry-after"] = str(error.retry_after)
    return response


def false_success() -> web.Response:
    """HTTP 200 that says no: some clients look at the status only."""
    code = ErrorCode.INTERNAL_SERVER_ERROR
    return _answer(_refusal(SpacecastError(_DEFECT), code), 200)


def tell_limit(response: web.StreamResponse, limit: int | None) -> None:
    """Tell the limit, in requests a minute, where clients look for it: on 2xx and 429."""
    if limit is not None and (response.status < 300 or response.status == _TOO_MANY):
        response.headers["ratelimit-limit"] = str(limit)


def defect() -> web.Response:
    """The failure of a defect of ours; what it was stays in the log."""
    return failure(SpacecastError(_DEFECT, code=ErrorCode.INTERNAL_SERVER_ERROR))


def api_not_found() -> web.Response:
    """The failure for an unknown path or method."""
    return failure(Invalid(_NO_API, code=ErrorCode.API_NOT_FOUND))


def not_taken() -> web.Response:
    """The failure for what aiohttp itself refuses to read."""
    return failure(Invalid(_NOT_TAKEN, code=ErrorCode.BAD_REQUEST))


def _refusal(error: SpacecastError, code: ErrorCode) -> dict[str, object]:
    return {
        "success": False,
        "error": {"code": code.value, "message": _message(error, code)},
    }


def _answer(body: dict[str, object], status: int) -> web.Response:
    return web.Response(
        body=_encoder.encode(body),
        status=status,
        content_type="application/json",
        charset="utf-8",
    )


def _code(error: SpacecastError) -> ErrorCode:
    if isinstance(error, TooLarge):
        return ErrorCode.BAD_REQUEST
    try:
        return ErrorCode(error.word)
    except ValueError:
        return ErrorCode.INTERNAL_SERVER_ERROR if error.status >= 500 else ErrorCode.BAD_REQUEST


def _message(error: SpacecastError, code: ErrorCode) -> str:
    if code is not ErrorCode.INVALID_BLOCKS or not error.problems:
        return error.text.ko
    # The live platform doesn't say which block is wrong; nothing keeps us from saying it.
    shown = [f"{p.pointer}: {p.text.ko}" for p in error.problems[:_PROBLEMS_SHOWN]]
    return " ".join(["요청한 블록 정보가 올바르지 않아요.", *shown])


_DEFECT = Bilingual(
    ko="서버에서 오류가 났어요. 잠시 뒤에 다시 시도해 주세요.",
    en="Something went wrong on the server. Try again in a moment.",
)
_NOT_TAKEN = Bilingual(
    ko="요청을 읽을 수 없어요. HTTP 헤더와 본문을 확인해 주세요.",
    en="The request can't be read. Check its HTTP headers and its body.",
)
_NO_API = Bilingual(
    ko="이런 API가 없어요. 주소와 HTTP 메서드를 확인해 주세요.",
    en="There is no such API. Check the path and the HTTP method.",
)
