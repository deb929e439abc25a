"""Pages of a list: `limit` first, then only the cursor that the page before gave."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from bot.core.errors import Bilingual
from bot.messenger.web.webapi.given import wrong

LIMIT_DEFAULT = 10
LIMIT_MAX = 100
_ID_DIGITS = 18

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page of the list `of` starts and how long it is."""

    of: str
    after: int
    limit: int

    def cut(
        self, found: Sequence[_Item], key: Callable[[_Item], int]
    ) -> tuple[Sequence[_Item], str | None]:
        """The page out of up to `limit + 1` found items, and the next page's cursor."""
        if len(found) <= self.limit:
            return found, None
        kept = found[: self.limit]
        told = f"{self.of}:{key(kept[-1])}:{self.limit}"
        return kept, base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def page_of(request: web.Request, of: str) -> Page:
    """The page that the query asks for; `invalid_parameter` where a cursor isn't alone."""
    query = request.query
    # Clients that fill every parameter in send an empty one with the first call.
    if not query.get("cursor"):
        return Page(of=of, after=0, limit=_limit(query.get("limit", str(LIMIT_DEFAULT))))
    if len(query) > 1:
        raise wrong("cursor", _ALONE)
    given = query["cursor"]
    try:
        told = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise wrong("cursor", _UNKNOWN) from error
    match told.split(":"):
        case [kind, after, limit] if kind == of and _is_id(after) and _is_limit(limit):
            return Page(of=of, after=int(after), limit=int(limit))
        case _:
            raise wrong("cursor", _UNKNOWN)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS


def _is_limit(text: str) -> bool:
    return _is_id(text) and 1 <= int(text) <= LIMIT_MAX


def _limit(text: str) -> int:
    if not _is_limit(text):
        raise wrong("limit", _LIMIT)
    return int(text)


_ALONE = Bilingual(
    ko="cursor는 다른 파라미터 없이 혼자 써 주세요.",
    en="Send the cursor alone, without other parameters.",
)
_UNKNOWN = Bilingual(
    ko="앞 페이지에서 받은 cursor를 그대로 써 주세요.",
    en="Use the cursor of the page before as it is.",
)
_LIMIT = Bilingual(
    ko=f"1부터 {LIMIT_MAX}까지의 정수를 써 주세요.",
    en=f"Give a whole number from 1 to {LIMIT_MAX}.",
)
