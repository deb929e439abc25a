"""The Web API for reading many pages: one busy moment of the platform does not end it."""

from collections.abc import Mapping
from http import HTTPStatus

from msgspec.json import Decoder

from bot.core.clock import Clock
from bot.kakaowork.client import WebApi
from bot.kakaowork.endpoints import Endpoints
from bot.kakaowork.errors import CallFailed, Refused, Unreached
from bot.kakaowork.replies import AnyReply

_WAITS = (1.0, 4.0, 10.0)
_LONGEST_WAIT = 60.0


class PatientApi(Endpoints):
    """Repeats a GET that failed for a reason that passes: it changes nothing, so it may be repeated."""

    def __init__(self, api: WebApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def call(
        self,
        method: str,
        path: str,
        decoder: Decoder[AnyReply],
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        idempotency_key: str | None = None,
        content_type: str | None = None,
        timeout: float | None = None,
    ) -> AnyReply:
        """One call of the API, up to four times where it is a GET."""

        async def once() -> AnyReply:
            return await self._api.call(
                method,
                path,
                decoder,
                params=params,
                body=body,
                idempotency_key=idempotency_key,
                content_type=content_type,
                timeout=timeout,
            )

        for wait in _WAITS if method == "GET" else ():
            try:
                return await once()
            except CallFailed as failed:
                seconds = _wait_for(failed, wait)
                if seconds is None:
                    raise
            await self._clock.sleep(seconds)
        return await once()


def _wait_for(failed: CallFailed, wait: float) -> float | None:
    """Seconds until the next try; None where waiting does not help."""
    if isinstance(failed, Unreached):
        return wait if failed.reason in {"timeout", "broken", "unreachable"} else None
    if not isinstance(failed, Refused):
        return None
    if failed.status == HTTPStatus.TOO_MANY_REQUESTS:
        return min(failed.retry_after or wait, _LONGEST_WAIT)
    return wait if failed.status >= HTTPStatus.INTERNAL_SERVER_ERROR else None
