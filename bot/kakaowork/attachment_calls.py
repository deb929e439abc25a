"""Files: conversations.upload and messages.send_attachments."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Literal

import msgspec
from aiohttp import MultipartWriter
from msgspec import Struct

from bot.kakaowork.calling import Calling, in_room, number_of
from bot.kakaowork.entities import Message
from bot.kakaowork.errors import UNREADABLE_ANSWER, Refused
from bot.kakaowork.replies import decode_attachments, decode_sent_attachments

FILES_MAX = 5
# Bytes a second that a slow line is trusted to carry, on top of the client's own time.
_SLOWEST = 125_000
_PATIENCE = 10.0

FileType = Literal["file", "image", "video"]


class Video(Struct, frozen=True, kw_only=True):
    """How a video plays: seconds, pixels, degrees."""

    duration: float
    width: int
    height: int
    rotation: int = 0


class OutgoingFile(Struct, frozen=True, kw_only=True):
    """A file to be uploaded; `name` has its extension, `video` is there for videos only."""

    name: str
    content: bytes
    type: FileType = "file"
    video: Video | None = None


class AttachmentCalls(Calling):
    """The two steps of sending files, as found on the live platform.

    Only the path, the form's names and `attachment_id` are known from there, so nothing else of
    a reply is relied on.
    """

    async def upload(self, conversation_id: str, files: Sequence[OutgoingFile]) -> list[str]:
        """Upload up to five files into a room; the ids of the attachments, in their order.

        Unless they are sent within an hour the platform removes them. Raises `Refused` with
        `unreadable_answer` where the reply hasn't one id for each file.
        """
        if not 0 < len(files) <= FILES_MAX:
            raise ValueError(f"an upload has from 1 to {FILES_MAX} files")
        body, content_type = await _multipart(files)
        reply = await self.call(
            "POST",
            in_room(conversation_id, "upload"),
            decode_attachments,
            body=body,
            content_type=content_type,
            timeout=_PATIENCE + len(body) / _SLOWEST,
        )
        ids = [attachment.attachment_id for attachment in reply.attachments]
        if len(set(ids)) != len(files) or len(ids) != len(files):
            message = f"{len(files)} files were uploaded, and {len(ids)} attachments are told"
            raise Refused(code=UNREADABLE_ANSWER, status=HTTPStatus.OK, message=message)
        return ids

    async def messages_send_attachments(
        self,
        conversation_id: str,
        type_: FileType,
        attachment_ids: Sequence[str],
        idempotency_key: str | None = None,
    ) -> Message | None:
        """Send uploaded pictures, or exactly one other file, into the room they were uploaded to.

        The message is None where the platform doesn't tell it: its reply is not published.
        """
        reply = await self.call(
            "POST",
            "messages.send_attachments",
            decode_sent_attachments,
            body=msgspec.json.encode(
                {
                    "conversation_id": conversation_id,
                    "type": type_,
                    "attachment": _named(type_, [number_of(one) for one in attachment_ids]),
                }
            ),
            idempotency_key=idempotency_key,
        )
        return reply.message


def _named(type_: FileType, ids: Sequence[int | str]) -> Mapping[str, object]:
    if type_ == "image":
        return {"attachment_ids": ids}
    (only,) = ids
    return {"attachment_id": only}


async def _multipart(files: Sequence[OutgoingFile]) -> tuple[bytes, str]:
    """The form of an upload and its Content-Type."""
    with MultipartWriter("form-data") as form:
        for file in files:
            part = form.append(file.content, {"Content-Type": "application/octet-stream"})
            part.set_content_disposition("form-data", name="attachments[]", filename=file.name)
        part = form.append(msgspec.json.encode([_meta(file) for file in files]).decode())
        part.set_content_disposition("form-data", name="metas")
    return await form.as_bytes(), form.content_type


def _meta(file: OutgoingFile) -> dict[str, object]:
    told: dict[str, object] = {
        "file_name": file.name,
        "file_type": file.type,
        "file_size": len(file.content),
    }
    return told | (msgspec.structs.asdict(file.video) if file.video else {})
