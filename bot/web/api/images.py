"""Uploading an image."""

from aiohttp import BodyPartReader, MultipartReader, web

from bot.broadcast.model.images import MAX_BYTES, image_too_large
from bot.core.errors import Bilingual, invalid
from bot.web.api.access import sending_caller
from bot.web.api.answers import json_answer
from bot.web.api.bodies import BadRequest, UnsupportedMediaType
from bot.web.keys import parts_of

_FIELD = "image"


async def upload_image(request: web.Request) -> web.Response:
    """Keep the image of a form's field `image`."""
    actor = await sending_caller(request, "notices:write")
    raw = await _image(request)
    images = parts_of(request).images
    image = await images.add(actor, raw)
    url = images.url(image.id)
    answer = {
        "id": image.id,
        "url": url,
        "width": image.width,
        "height": image.height,
        "bytes": image.bytes,
    }
    response = json_answer(answer, status=201)
    response.headers["Location"] = url
    return response


async def _image(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        raise UnsupportedMediaType(_NO_FORM)
    try:
        found = await _field(request, await request.multipart())
    except (ValueError, RuntimeError, AssertionError) as error:
        raise BadRequest(_BROKEN, code="invalid_multipart") from error
    if found is None:
        raise invalid(f"/{_FIELD}", "required", _NO_IMAGE)
    return found


async def _field(request: web.Request, form: MultipartReader) -> bytes | None:
    async for part in form:
        if isinstance(part, BodyPartReader) and part.name == _FIELD:
            return await _content(request, part)
    return None


async def _content(request: web.Request, part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > MAX_BYTES:
            # Read no further; how large it would have been is known from the request.
            raise image_too_large(max(len(content), request.content_length or 0))
    return bytes(content)


_NO_FORM = Bilingual(
    ko="이미지는 multipart/form-data의 image 칸으로 보내 주세요.",
    en="Send the image as the field image of multipart/form-data.",
)
_BROKEN = Bilingual(
    ko="보낸 양식(multipart)을 읽을 수 없어요. 다시 보내 주세요.",
    en="The form (multipart) can't be read. Send it again.",
)
_NO_IMAGE = Bilingual(
    ko="image 칸이 없어요. 이미지 파일을 image 칸에 넣어 주세요.",
    en="The field image is missing. Put the image file into the field image.",
)
