"""What the platform posts to a bot's Request URL and Callback URL, as one kind of call.

Ids come as numbers or as text, and `message.text` is encrypted: only the message's id is read.
Nothing in a call proves who sent it; the protocol has no signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from bot.core.errors import Bilingual, Invalid

_WORD_MAX = 200
_VALUE_MAX = 2_000
_ANSWERS_MAX = 50
_ANSWER_CHARACTERS = 2_000


class CallKind(StrEnum):
    """The `type` of a call."""

    SUBMIT_ACTION = "submit_action"
    REQUEST_MODAL = "request_modal"
    SUBMISSION = "submission"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall:
    """Who did what with which message; `name` is a button's, `answers` are a modal's by field."""

    kind: CallKind
    action_time: str
    message_id: str
    person: str
    value: str
    name: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


class _Message(msgspec.Struct):
    id: str | int


class _Call(msgspec.Struct):
    type: CallKind
    message: _Message
    react_user_id: str | int
    action_time: str | int = ""
    action_name: str | None = None
    value: str | None = None
    actions: dict[str, str | int | float | bool | None] | None = None


def read_call(body: bytes) -> IncomingCall:
    """The call in a JSON body; Invalid `invalid_call` for anything else, or for one far too large."""
    try:
        call = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_UNREADABLE, code="invalid_call") from error
    answers = {
        name: "" if given is None else str(given)
        for name, given in (call.actions or {}).items()
    }
    found = IncomingCall(
        kind=call.type,
        action_time=str(call.action_time),
        message_id=str(call.message.id),
        person=str(call.react_user_id),
        value=call.value or "",
        name=call.action_name or "",
        answers=answers,
    )
    if not _is_storable(found):
        raise Invalid(_UNREADABLE, code="invalid_call")
    return found


def _is_storable(call: IncomingCall) -> bool:
    words = (call.action_time, call.message_id, call.person, call.name, *call.answers)
    texts = (*words, call.value, *call.answers.values())
    return (
        all(len(word) <= _WORD_MAX for word in words)
        and len(call.value) <= _VALUE_MAX
        and len(call.answers) <= _ANSWERS_MAX
        and all(len(answer) <= _ANSWER_CHARACTERS for answer in call.answers.values())
        # The one character that no database keeps.
        and not any("\0" in text for text in texts)
    )


_decoder = msgspec.json.Decoder(_Call)
_UNREADABLE = Bilingual(
    ko="카카오워크의 호출이 아니에요. submit_action, request_modal, submission 중 하나를 JSON으로 보내 주세요.",
    en="This is no call of Kakao Work: send submit_action, request_modal or submission as JSON.",
)
