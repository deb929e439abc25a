"""One call of the Web API, which everything else is made of."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec.json import Decoder

from bot.kakaowork.replies import AnyReply


class Calling(ABC):
    """Calls by GET and by POST; each raises `Refused` or `Unreached`."""

    @abstractmethod
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
        """One call of the API at `path` below `/v1/`.

        The body is JSON unless `content_type` says otherwise; `timeout` is in seconds, None for
        the client's own.
        """

    async def _get(
        self,
        path: str,
        decoder: Decoder[AnyReply],
        params: Mapping[str, str] | None = None,
    ) -> AnyReply:
        return await self.call("GET", path, decoder, params=params)

    async def _post(
        self, path: str, decoder: Decoder[AnyReply], body: Mapping[str, object]
    ) -> AnyReply:
        return await self.call("POST", path, decoder, body=msgspec.json.encode(body))


def number_of(id_: str) -> int | str:
    """An id as the number that requests are documented with, where it is one."""
    return int(id_) if re.fullmatch(r"[1-9][0-9]{0,18}", id_) else id_


def in_room(conversation_id: str, verb: str) -> str:
    """The path of a call about one room."""
    return f"conversations/{quote(conversation_id, safe='')}/{verb}"
