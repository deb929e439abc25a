"""The client of the Web API, over one shared session."""

import re
from collections.abc import Mapping
from http import HTTPStatus

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from msgspec.json import Decoder
from yarl import URL

from bot.core.errors import Bilingual, invalid
from bot.kakaowork.endpoints import Endpoints
from bot.kakaowork.errors import Unreached
from bot.kakaowork.replies import AnyReply, decode_sent, read_reply
from bot.kakaowork.urls import is_web_url

ANSWER_BYTES_MAX = 10_000_000
_APP_KEY = re.compile(r"[\x21-\x7e]{1,256}")
_BAD_APP_KEY = Bilingual(
    ko="App Key에 쓸 수 없는 문자가 있거나 비어 있어요. 봇 관리에서 다시 복사해 주세요.",
    en="The App Key is empty or has characters that can't be used. "
    "Copy it again from the bot's page.",
)


class _Body(aiohttp.BytesPayload):
    """A request's body that knows whether it was begun to be written.

    A body leaves in one piece with its headers, so while it isn't begun not a byte has left. It
    needs no trace, whose signals cost a fifth more CPU a request.
    """

    begun = False

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        self.begun = True
        await super().write_with_length(writer, content_length)


class WebApi(Endpoints):
    """Calls the Web API with one App Key; raises `Refused` or `Unreached`.

    `timeout` is in seconds and covers waiting for a connection too; `rate_limit` is the last
    `ratelimit-limit` the server told, in requests a minute as client libraries read it.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        app_key: str,
        *,
        timeout: float = 10.0,
    ) -> None:
        if not _APP_KEY.fullmatch(app_key):
            raise invalid("/app_key", "bad_app_key", _BAD_APP_KEY)
        self._session = session
        self._base = base_url.rstrip("/") + "/v1/"
        self._send_url = self._url("messages.send")
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._headers = {
            "Authorization": f"Bearer {app_key}",
            "Content-Type": "application/json;charset=utf-8",
            "Accept-Encoding": "identity",
        }
        self.rate_limit: int | None = None

    async def post_message(self, body: bytes, idempotency_key: str) -> str:
        """Send the ready JSON `body` of messages.send; the id of the message."""
        url = self._send_url
        reply = await self._exchange(
            "POST", url, decode_sent, body=body, idempotency_key=idempotency_key
        )
        return reply.message.id

    async def call(
        self,
        method: str,
        path: str,
        decoder: Decoder[AnyReply],
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        idempotency_key: str | None = None,
    ) -> AnyReply:
        """One call of the API at `path` below `/v1/`."""
        return await self._exchange(
            method,
            self._url(path),
            decoder,
            params=params,
            body=body,
            idempotency_key=idempotency_key,
        )

    def _url(self, path: str) -> URL:
        url = self._base + path
        # aiohttp refuses the empty address by itself.
        return URL(url, encoded=True) if is_web_url(url) else URL()

    async def _exchange(
        self,
        method: str,
        url: URL,
        decoder: Decoder[AnyReply],
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        idempotency_key: str | None = None,
    ) -> AnyReply:
        headers = self._headers
        if idempotency_key is not None:
            headers = {**headers, "Idempotency-Key": idempotency_key}
        payload = None if body is None else _Body(body)
        try:
            async with self._session.request(
                method,
                url,
                params=params,
                data=payload,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                status, told = response.status, response.headers
                answer = await _read(response)
        except (aiohttp.ClientError, OSError) as error:
            unreached = Unreached(
                written=payload is None or payload.begun, reason=_reason(error)
            )
        else:
            self._note_rate(status, told)
            return read_reply(status, told, answer, decoder)
        # Raised out here: aiohttp's errors hold the request's headers, and with them the App Key.
        raise unreached

    def _note_rate(self, status: int, headers: Mapping[str, str]) -> None:
        told = headers.get("ratelimit-limit")
        if told is None or not (status < 300 or status == HTTPStatus.TOO_MANY_REQUESTS):
            return
        if told.isascii() and told.isdigit() and 0 < len(told) < 10 and int(told):
            self.rate_limit = int(told)


async def _read(response: aiohttp.ClientResponse) -> bytes | None:
    """The body of an answer, or None where it is larger than any reply can be."""
    length = response.content_length
    if (
        length is not None
        and length <= ANSWER_BYTES_MAX
        and "Content-Encoding" not in response.headers
    ):
        return await response.read()
    answer = bytearray()
    async for chunk in response.content.iter_any():
        answer += chunk
        if len(answer) > ANSWER_BYTES_MAX:
            response.close()
            return None
    return bytes(answer)


def _reason(error: aiohttp.ClientError | OSError) -> str:
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (TimeoutError, "timeout"),
        (aiohttp.InvalidURL, "bad_url"),
        (aiohttp.ClientConnectorDNSError, "dns"),
        (aiohttp.ClientSSLError, "tls"),
        (aiohttp.ClientConnectorError, "unreachable"),
    )
    reason = next((word for kind, word in reasons if isinstance(error, kind)), "broken")
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(
        error.os_error, ConnectionRefusedError
    ):
        return "refused"
    return reason
