"""The envelopes of the Web API's replies: `success`, `error`, and one entity or a page of them."""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TypeVar

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from bot.kakaowork.entities import (
    ID_CHARACTERS,
    BotInfo,
    Conversation,
    Department,
    Entity,
    Id,
    Message,
    Space,
    User,
)
from bot.kakaowork.errors import UNREADABLE_ANSWER, ErrorCode, Refused

RETRY_AFTER_MAX = 3_600.0


class Failure(Struct, frozen=True):
    """Why the platform says no."""

    code: str | None = None
    message: str | None = None


class Reply(Struct, frozen=True, kw_only=True):
    """What every reply has; HTTP 200 may come with `success` false."""

    success: bool = False
    error: Failure | str | None = None


class BotReply(Reply, frozen=True, kw_only=True):
    info: BotInfo


class UserReply(Reply, frozen=True, kw_only=True):
    user: User


class SpaceReply(Reply, frozen=True, kw_only=True):
    space: Space


class ConversationReply(Reply, frozen=True, kw_only=True):
    conversation: Conversation


class MessageReply(Reply, frozen=True, kw_only=True):
    message: Message


class Sent(Entity, frozen=True, kw_only=True):
    """Of a message only its id: all that the ledger keeps."""

    ids = ("id",)
    id: Id


class UploadedFile(Entity, frozen=True, kw_only=True):
    """Of an uploaded file only its id: nothing else of it is published."""

    ids = ("attachment_id",)
    attachment_id: Id


class AttachmentsReply(Reply, frozen=True, kw_only=True):
    attachments: list[UploadedFile]


class SentAttachmentsReply(Reply, frozen=True, kw_only=True):
    message: Message | None = None


class SentReply(Reply, frozen=True, kw_only=True):
    message: Sent


class Page(Reply, frozen=True, kw_only=True):
    """One page of a list; a null or absent cursor ends it."""

    cursor: str | int | None = None


class UsersPage(Page, frozen=True, kw_only=True):
    users: list[User]


class DepartmentsPage(Page, frozen=True, kw_only=True):
    departments: list[Department]


class ConversationsPage(Page, frozen=True, kw_only=True):
    conversations: list[Conversation]


AnyReply = TypeVar("AnyReply", bound=Reply)
AnyPage = TypeVar("AnyPage", bound=Page)

# A hostile server may also nest deeper than the decoder follows.
UNREADABLE = (DecodeError, UnicodeDecodeError, RecursionError)


def read_reply(
    status: int, headers: Mapping[str, str], body: bytes | None, decoder: Decoder[AnyReply]
) -> AnyReply:
    """The reply of a call that succeeded; `body` is None where it was too large to be read.

    Raises `Refused` with the server's code for HTTP 400 and up and for `success` false, and with
    `unreadable_answer` for anything that isn't such a reply, but for a 429 of a gateway.
    """
    reply: AnyReply | None = None
    if body is not None and status < HTTPStatus.MULTIPLE_CHOICES:
        with suppress(*UNREADABLE):
            reply = decoder.decode(body)
    if reply is not None and reply.success:
        return reply
    failure = _failure(body)
    code = failure.code or UNREADABLE_ANSWER
    if len(code) > ID_CHARACTERS or not code.isprintable():
        code = UNREADABLE_ANSWER
    if code == UNREADABLE_ANSWER and status == HTTPStatus.TOO_MANY_REQUESTS:
        code = ErrorCode.TOO_MANY_REQUESTS
    message = failure.message or ""
    raise Refused(
        code=str(code), status=status, message=message, retry_after=_retry_after(headers)
    )


def _failure(body: bytes | None) -> Failure:
    """Why a reply says no, with empty fields where it doesn't say so."""
    if body is None:
        return Failure()
    try:
        reply = decode_plain.decode(body)
    except UNREADABLE:
        return Failure()
    if reply.success:
        return Failure()
    return reply.error if isinstance(reply.error, Failure) else Failure(message=reply.error)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait; a date, or what is no number, is None."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return min(seconds, RETRY_AFTER_MAX) if seconds >= 0 else None


decode_plain = Decoder(Reply)
decode_bot = Decoder(BotReply)
decode_user = Decoder(UserReply)
decode_space = Decoder(SpaceReply)
decode_conversation = Decoder(ConversationReply)
decode_message = Decoder(MessageReply)
decode_sent = Decoder(SentReply)
decode_attachments = Decoder(AttachmentsReply)
decode_sent_attachments = Decoder(SentAttachmentsReply)
decode_users = Decoder(UsersPage)
decode_departments = Decoder(DepartmentsPage)
decode_conversations = Decoder(ConversationsPage)
