"""One guarded client for calls to addresses that an admin has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

import aiohttp

ANSWER_SECONDS = 10
ANSWER_BYTES = 256 * 1024
_AT_ONCE = 64
_AT_ONCE_PER_HOST = 16


class NoAnswer(StrEnum):
    """Why there is no answer; only after `unreachable` did the other side surely hear nothing."""

    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of any status; `body` is None where it was larger than allowed."""

    status: int
    body: bytes | None

    @property
    def taken(self) -> bool:
        """Whether the other side says that it took the call."""
        return 200 <= self.status < 300


class OutgoingCalls:
    """Posts without following redirects, keeping cookies, or waiting or reading without end.

    `seconds` is for the whole call. Every call has a connection of its own: calls are few, and a
    kept connection that the other side has just closed would lose one that can't be repeated.
    """

    def __init__(
        self, *, seconds: float = ANSWER_SECONDS, answer_bytes: int = ANSWER_BYTES
    ) -> None:
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._answer_bytes = answer_bytes
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "OutgoingCalls":
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=_AT_ONCE, limit_per_host=_AT_ONCE_PER_HOST, force_close=True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "Spacecast"},
            timeout=self._timeout,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(
        self, url: str, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Answered | NoAnswer:
        """Post once; never raises for what the other side does."""
        if self._session is None:
            raise RuntimeError("used outside its `async with`")
        try:
            async with self._session.post(
                url,
                data=body,
                headers={**(headers or {}), "Content-Type": content_type},
                allow_redirects=False,
            ) as response:
                return Answered(status=response.status, body=await self._bounded(response))
        except TimeoutError:
            return NoAnswer.TIMED_OUT
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL, UnicodeError):
            # UnicodeError: a host that the resolver's IDNA can't write, such as `a..b`.
            return NoAnswer.UNREACHABLE
        except aiohttp.ClientError:
            return NoAnswer.BROKEN_OFF

    async def _bounded(self, response: aiohttp.ClientResponse) -> bytes | None:
        """The body as it is after decompression, so that a small bomb is caught too."""
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_any():
            size += len(part)
            if size > self._answer_bytes:
                return None
            parts.append(part)
        return b"".join(parts)
