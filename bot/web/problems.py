"""Errors as RFC 9457 problem+json."""

import json

from aiohttp import web

from bot.core.errors import Language, SpacecastError

_TITLES = {
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 412: "Outdated", 413: "Too large", 415: "Unsupported media type", 422: "Invalid",
    429: "Too many requests", 500: "Internal error", 503: "Try later",
}  # fmt: skip


def problem_json(
    *,
    status: int,
    code: str,
    detail: str,
    request_id: str,
    errors: list[dict[str, str]] | None = None,
) -> web.Response:
    """One problem document."""
    document = {
        "type": f"/docs/errors#{code}",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        "errors": errors or [],
    }
    return web.Response(
        status=status,
        text=json.dumps(document, ensure_ascii=False),
        content_type="application/problem+json",
    )


def problem_of(error: SpacecastError, language: Language, request_id: str) -> web.Response:
    """The problem document of an error that a person may read."""
    return problem_json(
        status=error.status,
        code=error.word,
        detail=error.text.in_(language),
        request_id=request_id,
        errors=[
            {"pointer": p.pointer, "code": p.code, "detail": p.text.in_(language)}
            for p in error.problems
        ],
    )
