"""Asks a server by plain HTTP, knowing nothing of our own client."""

import json
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from bot.core.clock import Clock
from bot.core.errors import Bilingual
from bot.kakaowork.conformance.cases import Case, Known, Request
from bot.kakaowork.conformance.shapes import Difference, differences, told

_PATIENCE = 20.0
_TRIES = 4
_WAIT_MAX = 60.0
_ANSWER_BYTES = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `value` is None where the body isn't JSON."""

    status: int
    content_type: str
    retry_after: str | None
    value: object


class PlainClient:
    """Calls `{base_url}/v1/…` with an App Key; raises aiohttp.ClientError, TimeoutError."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, app_key: str, clock: Clock
    ) -> None:
        self._session = session
        self._base_url = base_url
        self._app_key = app_key
        self._clock = clock

    async def ask(self, request: Request) -> Answer:
        """The answer; a 429 is waited out as told, a few times."""
        answer = await self._once(request)
        for _ in range(_TRIES - 1):
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            await self._clock.sleep(_seconds(answer.retry_after))
            answer = await self._once(request)
        return answer

    async def _once(self, request: Request) -> Answer:
        headers = {"Accept": "application/json", "User-Agent": "spacecast-conformance"}
        key = self._app_key if request.app_key is None else request.app_key
        if key:
            headers["Authorization"] = f"Bearer {key}"
        body = request.body
        if body is not None:
            headers["Content-Type"] = request.content_type or "application/json;charset=utf-8"
            body = body if isinstance(body, bytes) else _encoded(body)
        async with self._session.request(
            request.method,
            f"{self._base_url}/v1/{request.path}",
            params=request.query,
            data=body,
            headers=headers,
            # A redirect would carry the App Key to another server.
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=_PATIENCE),
        ) as response:
            read = await _read(response)
            return Answer(
                status=response.status,
                content_type=response.content_type,
                retry_after=response.headers.get("retry-after"),
                value=_decoded(read),
            )


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, or its beginning where a server never ends."""
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        parts.append(part)
        size += len(part)
        if size > _ANSWER_BYTES:
            break
    return b"".join(parts)


def compare(case: Case, answer: Answer, known: Known) -> list[Difference]:
    """Where an answer differs from what is expected; learns from one that doesn't."""
    found: list[Difference] = []
    if answer.status not in case.status:
        found.append(
            Difference(pointer="status", expected=_status_words(case), seen=str(answer.status))
        )
    if answer.content_type != "application/json":
        expected = Bilingual("application/json", "application/json")
        found.append(
            Difference(pointer="content-type", expected=expected, seen=answer.content_type)
        )
    found += differences(case.shape, answer.value)
    if not found and case.learn is not None:
        case.learn(known, answer.value)
    return found


def _status_words(case: Case) -> Bilingual:
    if len(case.status) == 1:
        words = told(case.status[0])
        return Bilingual(words, words)
    return Bilingual("4xx", "4xx")


def _encoded(body: object) -> bytes:
    given = body
    if isinstance(body, dict):
        given = {name: value for name, value in body.items() if value is not None}
    return json.dumps(given, ensure_ascii=False).encode()


def _decoded(body: bytes) -> object:
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _seconds(retry_after: str | None) -> float:
    try:
        wanted = float(retry_after or 1)
    except ValueError:
        return 1.0
    return min(max(wanted, 0.0), _WAIT_MAX)
