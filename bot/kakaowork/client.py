"""The client of the Web API, over connections that it shares with other bots."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from msgspec.json import Decoder

from bot.core.errors import Bilingual, invalid
from bot.kakaowork.connections import Connections
from bot.kakaowork.endpoints import Endpoints
from bot.kakaowork.errors import UNREADABLE_ANSWER, Refused
from bot.kakaowork.replies import AnyReply, decode_plain, decode_sent, read_reply

DOWNLOAD_BYTES_MAX = 20_000_000
# What may come around a file, and how long it may take.
_HEADERS, _DOWNLOAD_SECONDS = 1 << 16, 60.0
_HEADER_VALUE = re.compile(r"[\x21-\x7e]{1,256}")
_BAD_APP_KEY = Bilingual(
    ko="App Key에 쓸 수 없는 문자가 있거나 비어 있어요. 봇 관리에서 다시 복사해 주세요.",
    en="The App Key is empty or has characters that can't be used. "
    "Copy it again from the bot's page.",
)


class WebApi(Endpoints):
    """Calls the Web API with one App Key; raises `Refused` or `Unreached`.

    `timeout` is in seconds, from connecting to the end of the answer; `rate_limit` is the last
    `ratelimit-limit` the server told, in requests a minute as client libraries read it.
    """

    def __init__(
        self, connections: Connections, app_key: str, *, timeout: float = 10.0
    ) -> None:
        if not _HEADER_VALUE.fullmatch(app_key):
            raise invalid("/app_key", "bad_app_key", _BAD_APP_KEY)
        self._connections = connections
        self._timeout = timeout
        self._headers = {
            "Authorization": f"Bearer {app_key}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "spacecast",
            "Content-Type": "application/json;charset=utf-8",
        }
        self._send_head = self._head("POST", "messages.send")
        self.rate_limit: int | None = None

    async def post_message(self, body: bytes, idempotency_key: str) -> str:
        """Send the ready JSON `body` of messages.send; the id of the message."""
        reply = await self._exchange(self._send_head, body, idempotency_key, decode_sent)
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
        content_type: str | None = None,
        timeout: float | None = None,
    ) -> AnyReply:
        """One call of the API at `path` below `/v1/`; see `Calling.call`."""
        query = f"?{urlencode(params)}" if params else ""
        head = self._head(method, path + query, content_type)
        return await self._exchange(head, body or b"", idempotency_key, decoder, timeout)

    async def attachments_download(self, attachment_id: str) -> bytes:
        """The bytes of a file in one of the bot's rooms; only the built-in messenger has this call.

        Raises `Refused` with `unreadable_answer` for a file of more than 20 MB.
        """
        query = urlencode({"attachment_id": attachment_id})
        head = self._head("GET", f"attachments.download?{query}")
        answer = await self._connections.exchange(
            head + b"Content-Length: 0\r\n\r\n",
            _DOWNLOAD_SECONDS,
            DOWNLOAD_BYTES_MAX + _HEADERS,
        )
        if answer.status == HTTPStatus.OK and answer.body is not None:
            return answer.body
        read_reply(answer.status, answer.headers, answer.body, decode_plain)
        raise Refused(code=UNREADABLE_ANSWER, status=answer.status, message="no file came")

    def _head(self, method: str, path: str, content_type: str | None = None) -> bytes:
        own = {} if content_type is None else {"Content-Type": content_type}
        return self._connections.head(method, f"/v1/{path}", self._headers | own)

    async def _exchange(
        self,
        head: bytes,
        body: bytes,
        idempotency_key: str | None,
        decoder: Decoder[AnyReply],
        timeout: float | None = None,
    ) -> AnyReply:
        request = b"%b%bContent-Length: %d\r\n\r\n%b" % (
            head, _key_line(idempotency_key), len(body), body,
        )  # fmt: skip
        answer = await self._connections.exchange(request, timeout or self._timeout)
        self._note_rate(answer.status, answer.headers)
        return read_reply(answer.status, answer.headers, answer.body, decoder)

    def _note_rate(self, status: int, headers: Mapping[str, str]) -> None:
        told = headers.get("ratelimit-limit")
        if told is None or not (status < 300 or status == HTTPStatus.TOO_MANY_REQUESTS):
            return
        if told.isascii() and told.isdigit() and 0 < len(told) < 10 and int(told):
            self.rate_limit = int(told)


def _key_line(idempotency_key: str | None) -> bytes:
    if idempotency_key is None:
        return b""
    if not _HEADER_VALUE.fullmatch(idempotency_key):
        raise ValueError("an idempotency key is printable ASCII without spaces")
    return f"Idempotency-Key: {idempotency_key}\r\n".encode("ascii")
