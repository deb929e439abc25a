"""What the platform posts to a bot's Request URL and Callback URL, as one kind of call.

Ids come as numbers or as text, and of a pressed message `text` is encrypted: only its id is read.
Nothing in a call proves who sent it; the protocol has no signature. `message` and `receipts` are the
built-in messenger's own and are always signed: see docs/bots.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import msgspec

from bot.core.errors import Bilingual, Invalid

_WORD_MAX = 200
_VALUE_MAX = 2_000
_ANSWERS_MAX = 50
_ANSWER_CHARACTERS = 2_000
MESSAGE_CHARACTERS = 10_000
_ATTACHMENTS_MAX = 50
RECEIPTS_MAX = 500
# Seconds: the year 10000. Databases keep no more, in milliseconds.
_LATEST = 253_402_300_800


_Told = TypeVar("_Told")


class CallKind(StrEnum):
    """The `type` of a call."""

    SUBMIT_ACTION = "submit_action"
    REQUEST_MODAL = "request_modal"
    SUBMISSION = "submission"
    MESSAGE = "message"
    RECEIPTS = "receipts"


SIGNED_KINDS = frozenset({CallKind.MESSAGE, CallKind.RECEIPTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedFile:
    """A file that somebody posted; `kind` is image, file or video."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """Who did what with which message; `name` is a button's, `answers` are a modal's by field.

    Of a `message`: what was written, in which room, and the files posted with it.
    """

    kind: CallKind
    action_time: str
    message_id: str
    person: str
    value: str
    name: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    conversation_id: str = ""
    files: tuple[PostedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Somebody has read a message of the bot; `read_at` is in Unix seconds."""

    person: str
    conversation_id: str
    message_id: str
    idempotency_key: str | None
    read_at: int


class _Kind(msgspec.Struct):
    type: CallKind


class _Attachment(msgspec.Struct):
    attachment_id: str | int
    file_type: str = "file"
    file_name: str = ""


class _Message(msgspec.Struct):
    id: str | int


class _Written(msgspec.Struct):
    id: str | int
    conversation_id: str | int
    text: str = ""
    attachments: list[_Attachment] = msgspec.field(default_factory=list)


class _WrittenCall(msgspec.Struct):
    message: _Written
    react_user_id: str | int
    action_time: str | int = ""


class _Receipt(msgspec.Struct):
    user_id: str | int
    conversation_id: str | int
    message_id: str | int
    read_at: int
    idempotency_key: str | None = None


class _ReceiptsCall(msgspec.Struct):
    receipts: list[_Receipt]


class _Call(msgspec.Struct):
    type: CallKind
    message: _Message
    react_user_id: str | int
    action_time: str | int = ""
    action_name: str | None = None
    value: str | None = None
    actions: dict[str, str | int | float | bool | None] | None = None


def kind_of(body: bytes) -> CallKind:
    """The `type` of a call; Invalid `invalid_call` where it has none of those there are."""
    return _decoded(_kinds, body).type


def read_call(body: bytes) -> IncomingCall:
    """The call in a JSON body; Invalid `invalid_call` for anything else, or for one far too large."""
    kind = kind_of(body)
    if kind is CallKind.RECEIPTS:
        raise Invalid(_UNREADABLE, code="invalid_call")
    found = _written(body) if kind is CallKind.MESSAGE else _pressed(body)
    if not _is_storable(found):
        raise Invalid(_UNREADABLE, code="invalid_call")
    return found


def read_receipts(body: bytes) -> list[Receipt]:
    """Who has read what; Invalid `invalid_call` for anything else, or for more than 500."""
    receipts = [
        Receipt(
            person=str(told.user_id),
            conversation_id=str(told.conversation_id),
            message_id=str(told.message_id),
            idempotency_key=told.idempotency_key,
            read_at=told.read_at,
        )
        for told in _decoded(_receipts, body).receipts
    ]
    if len(receipts) > RECEIPTS_MAX or not all(_is_storable_receipt(one) for one in receipts):
        raise Invalid(_UNREADABLE, code="invalid_call")
    return receipts


def _decoded(decoder: msgspec.json.Decoder[_Told], body: bytes) -> _Told:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_UNREADABLE, code="invalid_call") from error


def _written(body: bytes) -> IncomingCall:
    call = _decoded(_messages, body)
    files = tuple(
        PostedFile(id=str(one.attachment_id), kind=one.file_type, name=one.file_name)
        for one in call.message.attachments
    )
    return IncomingCall(
        kind=CallKind.MESSAGE,
        action_time=str(call.action_time),
        message_id=str(call.message.id),
        person=str(call.react_user_id),
        value="",
        text=call.message.text,
        conversation_id=str(call.message.conversation_id),
        files=files,
    )


def _pressed(body: bytes) -> IncomingCall:
    call = _decoded(_decoder, body)
    answers = {
        name: "" if given is None else str(given)
        for name, given in (call.actions or {}).items()
    }
    return IncomingCall(
        kind=call.type,
        action_time=str(call.action_time),
        message_id=str(call.message.id),
        person=str(call.react_user_id),
        value=call.value or "",
        name=call.action_name or "",
        answers=answers,
    )


def _is_storable(call: IncomingCall) -> bool:
    posted = [word for file in call.files for word in (file.id, file.kind)]
    words = (call.action_time, call.message_id, call.person, call.name, *call.answers)
    words = (*words, call.conversation_id, *posted)
    names = [file.name for file in call.files]
    texts = (*words, call.value, *call.answers.values(), call.text, *names)
    return (
        all(len(word) <= _WORD_MAX for word in words)
        and len(call.value) <= _VALUE_MAX
        and len(call.text) <= MESSAGE_CHARACTERS
        and len(call.files) <= _ATTACHMENTS_MAX
        and all(len(name) <= _ANSWER_CHARACTERS for name in names)
        and len(call.answers) <= _ANSWERS_MAX
        and all(len(answer) <= _ANSWER_CHARACTERS for answer in call.answers.values())
        # The one character that no database keeps.
        and not any("\0" in text for text in texts)
    )


def _is_storable_receipt(receipt: Receipt) -> bool:
    ids = (receipt.person, receipt.conversation_id, receipt.message_id)
    words = (*ids, receipt.idempotency_key or "")
    return 0 <= receipt.read_at < _LATEST and all(
        len(word) <= _WORD_MAX and "\0" not in word for word in words
    )


_kinds = msgspec.json.Decoder(_Kind)
_messages = msgspec.json.Decoder(_WrittenCall)
_receipts = msgspec.json.Decoder(_ReceiptsCall)
_decoder = msgspec.json.Decoder(_Call)
_UNREADABLE = Bilingual(
    ko="카카오워크의 호출이 아니에요. submit_action, request_modal, submission 중 하나를 JSON으로 보내 주세요.",
    en="This is no call of Kakao Work: send submit_action, request_modal or submission as JSON.",
)
