"""Request bodies: bounded, and JSON objects only."""

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, TooLarge

BODY_BYTES = 1 << 20
_decoder = msgspec.json.Decoder(dict[str, object])


async def read_body(request: web.Request) -> bytes:
    """The whole body; `too_large` beyond 1 MiB, `invalid_representation` where it breaks off."""
    # The limit of a mounted application isn't asked by the server, so it is kept here.
    if (request.content_length or 0) > BODY_BYTES:
        raise TooLarge(_TOO_LARGE)
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.content.iter_any():
            size += len(part)
            if size > BODY_BYTES:
                raise TooLarge(_TOO_LARGE)
            parts.append(part)
    except web.RequestPayloadError as error:
        # It isn't packed as its Content-Encoding says.
        raise Invalid(_NOT_JSON, code="invalid_representation") from error
    return b"".join(parts)


def read_json(body: bytes) -> dict[str, object]:
    """The JSON object of a body; Invalid with the code `invalid_representation`."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_NOT_JSON, code="invalid_representation") from error


_TOO_LARGE = Bilingual(
    ko="요청이 너무 커요. 1 MiB까지 보낼 수 있어요. 내용을 줄여 주세요.",
    en="The request is too large: 1 MiB at most. Shorten it.",
)
_NOT_JSON = Bilingual(
    ko="본문을 읽을 수 없어요. UTF-8로 된 JSON 객체를 보내 주세요.",
    en="The body can't be read. Send a JSON object in UTF-8.",
)
