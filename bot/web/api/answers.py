"""Answers: JSON, lists with cursors, ETags."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from aiohttp import web
from pydantic import Field

from bot.core.errors import Bilingual, Invalid, invalid
from bot.web.api.bodies import Query

PREFIX = "/api/v1"
_MOST = 200
_LARGEST = 2**62
_ID_CHARACTERS = 100
_Item = TypeVar("_Item")
_HEADERS = {"Cache-Control": "no-store"}


class PageQuery(Query):
    """Which page of a list."""

    limit: int = Field(default=50, ge=1, le=_MOST)
    cursor: str = ""


def json_answer(
    content: Mapping[str, Any],
    *,
    status: int = 200,
    location: str | None = None,
    version: int | None = None,
) -> web.Response:
    """`content` as JSON; `location` is below `/api/v1`, `version` becomes the ETag."""
    headers = dict(_HEADERS)
    if location is not None:
        headers["Location"] = f"{PREFIX}{location}"
    if version is not None:
        headers["ETag"] = etag(version)
    return web.Response(
        status=status,
        text=json.dumps(content, ensure_ascii=False),
        content_type="application/json",
        headers=headers,
    )


def no_content() -> web.Response:
    """Done, and there is nothing to tell."""
    return web.Response(status=204, headers=_HEADERS)


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def matches(request: web.Request, version: int) -> bool:
    """Whether the request's If-Match, if it has one, names this version."""
    header = request.headers.get("If-Match")
    if header is None:
        return True
    tags = {tag.strip() for tag in header.split(",")}
    return "*" in tags or etag(version) in tags


def listed(
    found: Sequence[_Item],
    query: PageQuery,
    write: Callable[[_Item], Mapping[str, Any]],
    position: Callable[[_Item], int | str],
) -> web.Response:
    """One page of `found`, which was asked for one item more than the page takes."""
    shown = found[: query.limit]
    more = len(found) > query.limit
    return json_answer(
        {
            "items": [write(item) for item in shown],
            "next_cursor": _encoded(position(shown[-1])) if more else None,
        }
    )


def sliced(
    every: Sequence[_Item], query: PageQuery, write: Callable[[_Item], Mapping[str, Any]]
) -> web.Response:
    """One page of a short list that is known whole."""
    start = number_after(query) or 0
    rest = list(enumerate(every))[start : start + query.limit + 1]
    return listed(rest, query, lambda pair: write(pair[1]), lambda pair: pair[0] + 1)


def number_after(query: PageQuery) -> int | None:
    """The number that the cursor holds; None at the beginning, Invalid for another cursor."""
    if not query.cursor:
        return None
    position = _decoded(query.cursor)
    if not isinstance(position, int) or not 0 <= position <= _LARGEST:
        raise _bad_cursor()
    return position


def id_after(query: PageQuery) -> str:
    """The id that the cursor holds; empty at the beginning, Invalid for another cursor."""
    if not query.cursor:
        return ""
    position = _decoded(query.cursor)
    if not isinstance(position, str) or not position.isprintable():
        raise _bad_cursor()
    return position[:_ID_CHARACTERS]


def _encoded(position: int | str) -> str:
    raw = json.dumps(position, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(cursor: str) -> object:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position: object = json.loads(raw.decode("ascii"))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _bad_cursor() from error
    # JSON's true is an int to Python.
    return None if isinstance(position, bool) else position


def _bad_cursor() -> Invalid:
    return invalid(
        "/cursor",
        "bad_cursor",
        Bilingual(
            ko="cursor 값을 알 수 없어요. 앞 쪽의 next_cursor를 그대로 쓰거나 빼고 처음부터 읽어 주세요.",
            en="The cursor is unknown. Use the next_cursor of the page before, or leave it out.",
        ),
    )
