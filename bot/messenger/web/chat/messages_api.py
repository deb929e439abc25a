"""The web chat's JSON API: what is said in a room, and its files."""

from collections.abc import AsyncIterator, Sequence

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from bot.core.errors import Bilingual, Invalid
from bot.messenger.model.chat import ChatMessage, NewMessage
from bot.messenger.model.secret_messages import SecretText
from bot.messenger.service.chat_side import ChatSide, Upload
from bot.messenger.web.chat.access import language_of, member_of_call, writer_of_call
from bot.messenger.web.chat.asked import (
    NUMBER_LIMIT,
    asked_of,
    json_answer,
    query_number,
    room_id_of,
    seq_of,
)
from bot.messenger.web.chat.sides import side_of
from bot.messenger.web.chat.told import Viewer, now_words, told_file, told_messages
from bot.messenger.web.parts import parts_of
from bot.workspace.model.members import Member

NOW = "Spacecast-Now"
_LIMIT_DEFAULT = 50
_LIMIT_MAX = 100
_PIECE = 1 << 18
# All that a broken multipart body, or a client that goes away, is told by.
_BROKEN = (
    ValueError,
    RuntimeError,
    ConnectionError,
    web.RequestPayloadError,
    HttpProcessingError,
    web.HTTPRequestEntityTooLarge,
)


async def messages(request: web.Request) -> web.Response:
    """GET /api/rooms/{room_id}/messages: after `after` or the newest below `before`, oldest first."""
    member, room_id = await member_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    await side.room_of(member, room_id)
    limit = query_number(request, "limit", _LIMIT_DEFAULT, 1, _LIMIT_MAX)
    after = query_number(request, "after", 0, 0, NUMBER_LIMIT)
    if "before" in request.query:
        before = query_number(request, "before", 0, 0, NUMBER_LIMIT)
        found = await side.newest(member, room_id, before, limit)
    else:
        found = await side.after(member, room_id, after, limit)
    return await _messages(request, member, side, found)


async def send(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/messages {text?, attachments?, reply_to?}: write."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    # Who isn't in the room hears that first, whatever was sent along.
    await side.room_of(member, room_id)
    asked = await asked_of(request)
    message = NewMessage(
        text=SecretText(asked.text("text") or ""),
        file_ids=tuple(asked.texts("attachments")),
        reply_to_seq=asked.number("reply_to"),
    )
    sent = await side.send(member, room_id, message)
    (told,) = await told_messages(parts_of(request), _viewer(request, member), side, [sent])
    return _timed(request, json_answer(told, 201))


async def delete(request: web.Request) -> web.Response:
    """DELETE /api/rooms/{room_id}/messages/{seq}: take one's own message back."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    # Before the room is looked for: else what can't be a message would tell which rooms there are.
    seq = seq_of(request)
    side = await side_of(parts_of(request), room_id)
    await side.delete_own(member, room_id, seq)
    return web.Response(status=204)


async def unread(request: web.Request) -> web.Response:
    """GET /api/rooms/{room_id}/messages/{seq}/unread: who hasn't read one's own message."""
    member, room_id, parts = (
        await member_of_call(request),
        room_id_of(request),
        parts_of(request),
    )
    # As above.
    seq = seq_of(request)
    side = await side_of(parts, room_id)
    numbers = await side.unread_people(member, room_id, seq)
    names = await parts.roster.of(numbers)
    people = [{"id": names[one].id, "name": names[one].name} for one in numbers if one in names]
    return json_answer({"people": people})


async def read(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/read {upto}: one has had everything up to a message before one."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    await side.room_of(member, room_id)
    await side.read(member, room_id, (await asked_of(request)).needed_number("upto"))
    return web.Response(status=204)


async def upload(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/attachments, multipart with one `file`: for a message to come."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    await side.room_of(member, room_id)
    if request.content_type != "multipart/form-data":
        raise Invalid(_NOT_MULTIPART, code="invalid_content_type")
    try:
        part = await _file_part(request)
        arriving = Upload(
            name=part.filename or "",
            content_type=part.headers.get("Content-Type", ""),
            arriving=_pieces(part),
        )
        kept = await side.upload(member, room_id, arriving)
    except _BROKEN as error:
        raise Invalid(_NOT_MULTIPART, code="invalid_representation") from error
    return json_answer(told_file(kept, room_id), 201)


async def _file_part(request: web.Request) -> BodyPartReader:
    part = await (await request.multipart()).next()
    if not isinstance(part, BodyPartReader) or part.name != "file":
        raise Invalid(_NOT_MULTIPART, code="invalid_representation")
    return part


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(_PIECE):
        yield piece


async def _messages(
    request: web.Request, member: Member, side: ChatSide, found: Sequence[ChatMessage]
) -> web.Response:
    told = await told_messages(parts_of(request), _viewer(request, member), side, found)
    return _timed(request, json_answer(told))


def _timed(request: web.Request, response: web.Response) -> web.Response:
    response.headers[NOW] = now_words(parts_of(request))
    return response


def _viewer(request: web.Request, member: Member) -> Viewer:
    return Viewer(member=member, language=language_of(request))


_NOT_MULTIPART = Bilingual(
    ko="본문을 읽을 수 없어요. file이라는 이름의 파일 하나를 multipart/form-data로 끝까지 보내 주세요.",
    en="The body can't be read. Send one file named file in a whole multipart/form-data.",
)
