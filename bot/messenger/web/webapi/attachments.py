"""conversations.upload, messages.send_attachments and attachments.download."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from bot.core.errors import Bilingual, Invalid, TooLarge
from bot.kakaowork.errors import ErrorCode
from bot.messenger.model.attachments import (
    NAME_CHARACTERS,
    AttachmentKind,
    Meta,
    bare_name,
    upload_too_large,
)
from bot.messenger.model.bots import Bot
from bot.messenger.service.uploads import Upload
from bot.messenger.web.parts import parts_of
from bot.messenger.web.webapi.conversations import room_id_of
from bot.messenger.web.webapi.entities import attachment_json, message_json
from bot.messenger.web.webapi.envelope import reply
from bot.messenger.web.webapi.faults import under_faults
from bot.messenger.web.webapi.given import (
    Given,
    from_json,
    from_query,
    require_multipart,
    wrong,
)
from bot.messenger.web.webapi.messages import idempotency_key_of
from bot.workspace.model.members import Member

_PIECE = 1 << 18
_FIELD_BYTES = 1 << 16
_FIELDS_MAX = 20
# What a body may have besides its files: boundaries, headers, the fields.
_AROUND = _FIELDS_MAX * (_FIELD_BYTES + (1 << 14))
_FILES = {"attachments[]", "attachments"}
# All that a broken multipart body, or a client that goes away, is told by.
_BROKEN = (
    ValueError,
    RuntimeError,
    ConnectionError,
    web.RequestPayloadError,
    HttpProcessingError,
    web.HTTPRequestEntityTooLarge,
)


async def conversations_upload(request: web.Request, bot: Bot) -> web.Response:
    """POST conversations/{conversation_id}/upload: `attachments[]` and `metas`, in any order."""
    require_multipart(request)
    attachments, room_id = parts_of(request).attachments, room_id_of(request)
    if (request.content_length or 0) > attachments.limits.in_all + _AROUND:
        raise upload_too_large(attachments.limits)
    async with attachments.uploading(bot.id, room_id) as upload:
        try:
            fields = await _take(request, upload)
        except _BROKEN as error:
            raise Invalid(_NOT_MULTIPART, code=ErrorCode.INVALID_REPRESENTATION) from error
        metas = _metas(Given(fields))
        kept = await attachments.keep(bot.id, room_id, upload, metas)
    return reply(attachments=[attachment_json(attachment) for attachment in kept])


async def attachments_download(request: web.Request, bot: Bot) -> web.StreamResponse:
    """GET attachments.download: the bytes of a file in one of the bot's rooms; ours, not Kakao Work's."""
    wanted = from_query(request).id("attachment_id")
    found = await parts_of(request).attachments.get_of_bot(bot.id, wanted)
    return web.FileResponse(
        found.path,
        headers={
            "Content-Type": found.attachment.content_type,
            "Content-Disposition": "attachment",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _take(request: web.Request, upload: Upload) -> dict[str, object]:
    """Let the upload take every file; answers the other fields."""
    fields: dict[str, object] = {}
    seen = 0
    async for part in await request.multipart():
        seen += 1
        if not isinstance(part, BodyPartReader) or seen > _FIELDS_MAX:
            raise Invalid(_NOT_MULTIPART, code=ErrorCode.INVALID_REPRESENTATION)
        if part.name in _FILES:
            await upload.take(_pieces(part))
        else:
            fields[part.name or ""] = await _field(part)
    return fields


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(_PIECE):
        yield piece


async def _field(part: BodyPartReader) -> str:
    text = bytearray()
    async for piece in _pieces(part):
        text += piece
        if len(text) > _FIELD_BYTES:
            raise TooLarge(_LONG_FIELD)
    return text.decode()


def _metas(given: Given) -> list[Meta]:
    return [_meta(place, entry) for place, entry in enumerate(given.entries("metas"))]


def _meta(place: int, entry: object) -> Meta:
    name = f"metas[{place}]"
    if not isinstance(entry, dict):
        raise wrong(name, _META)
    # Named as they stand there, so that a refusal points at the place.
    given = Given({f"{name}.{key}": value for key, value in entry.items()})
    kind = given.one_of(f"{name}.file_type", AttachmentKind)
    if kind is AttachmentKind.VIDEO:
        for needed in ("duration", "width", "height"):
            given.amount(f"{name}.{needed}")
    size = f"{name}.file_size"
    return Meta(
        name=_file_name(given, f"{name}.file_name"),
        kind=kind,
        size=int(given.amount(size)) if given.has(size) else None,
    )


def _file_name(given: Given, name: str) -> str:
    bare = bare_name(given.text(name))
    if not bare or len(bare) > NAME_CHARACTERS or not bare.isprintable():
        raise wrong(name, _FILE_NAME)
    return bare


async def messages_send_attachments(request: web.Request, bot: Bot) -> web.Response:
    """POST messages.send_attachments: pictures by `attachment_ids`, one other file by `attachment_id`.

    Either spelling is taken for every type, and each file shows as what it was uploaded as.
    """
    given, parts = await from_json(request), parts_of(request)
    room_id, kind = given.id("conversation_id"), given.one_of("type", AttachmentKind)
    ids = _ids(given)

    async def people() -> Sequence[Member]:
        return await parts.rooms.members_of(bot, room_id)

    async def write() -> web.Response:
        key = idempotency_key_of(request)
        message = await parts.messages.send_attachments(
            bot, room_id, kind, ids, idempotency_key=key
        )
        return reply(message=message_json(message))

    return await under_faults(request, people, write)


def _ids(given: Given) -> list[int]:
    attachment = given.value("attachment")
    if not isinstance(attachment, dict):
        raise wrong("attachment", _ATTACHMENT)
    inside = Given(attachment)
    if inside.has("attachment_ids"):
        return inside.ids("attachment_ids")
    return [inside.id("attachment_id")]


_NOT_MULTIPART = Bilingual(
    ko="본문을 읽을 수 없어요. attachments[]와 metas가 있는 multipart/form-data를 끝까지 보내 주세요.",
    en="The body can't be read. Send a whole multipart/form-data with attachments[] and metas.",
)
_LONG_FIELD = Bilingual(
    ko="metas가 너무 길어요. 64 KiB까지 쓸 수 있어요. 파일 이름을 줄여 주세요.",
    en="metas is too long: 64 KiB at most. Shorten the file names.",
)
_META = Bilingual(
    ko="file_name, file_type, file_size가 있는 객체를 써 주세요.",
    en="Give an object with file_name, file_type and file_size.",
)
_FILE_NAME = Bilingual(
    ko=f"확장자가 있는 {NAME_CHARACTERS}자까지의 파일 이름을 써 주세요.",
    en=f"Give a file name with its extension, up to {NAME_CHARACTERS} characters.",
)
_ATTACHMENT = Bilingual(
    ko="attachment_id나 attachment_ids가 있는 객체를 써 주세요.",
    en="Give an object with attachment_id or attachment_ids.",
)
