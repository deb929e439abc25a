"""Reactive calls: what a platform posts to a bot's two URLs, and the bot's replies.

A press of `call_modal` goes to the Request URL and is answered with a view; a press of
`submit_action` and a filled-in modal go to the Callback URL, where any status of 2xx is a success.
Fields and their types are those of the reactive page of the Kakao Work documentation. The format
of `action_time` is not published; here it is RFC 3339 in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

import msgspec

from bot.core.errors import Bilingual, Invalid
from bot.kakaowork.modal import View, parse_view
from bot.kakaowork.reading import Notes, read_object

CONTENT_TYPE = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class PressedMessage:
    """The message of a call; `text` is encrypted, `user_id` is the bot, times are Unix seconds."""

    id: int
    text: str
    user_id: int
    conversation_id: int
    send_time: int | None = None
    update_time: int | None = None
    blocks: Sequence[object] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitActionCall:
    """Somebody pressed a `submit_action` button."""

    action_time: str
    message: PressedMessage
    react_user_id: int
    action_name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestModalCall:
    """Somebody pressed a `call_modal` button; the reply is a view."""

    action_time: str
    message: PressedMessage
    react_user_id: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionCall:
    """Somebody filled in a modal: `actions` by field, and the view's `value`."""

    action_time: str
    message: PressedMessage
    react_user_id: int
    actions: Mapping[str, str]
    value: str


ReactiveCall = SubmitActionCall | RequestModalCall | SubmissionCall


def action_time(now: int) -> str:
    """`now`, in UTC milliseconds, as the protocol's string."""
    moment = datetime.fromtimestamp(now / 1_000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def call_body(call: ReactiveCall) -> bytes:
    """The JSON body of `call`, in the documentation's order."""
    body: dict[str, object] = {"type": "", "action_time": call.action_time}
    match call:
        case SubmitActionCall():
            body["type"] = "submit_action"
            body["message"] = _message_json(call.message)
            body["react_user_id"] = call.react_user_id
            body["action_name"] = call.action_name
            body["value"] = call.value
        case RequestModalCall():
            body["type"] = "request_modal"
            body["message"] = _message_json(call.message)
            body["value"] = call.value
            body["react_user_id"] = call.react_user_id
        case SubmissionCall():
            body["type"] = "submission"
            body["actions"] = dict(call.actions)
            body["message"] = _message_json(call.message)
            body["value"] = call.value
            body["react_user_id"] = call.react_user_id
        case _:
            assert_never(call)
    return msgspec.json.encode(body)


def read_modal_reply(body: bytes | None) -> View:
    """The view of a bot's reply to request_modal; None stands for a reply that was too large.

    Raises `Invalid` with the code `reply_too_large`, `reply_not_json` or `invalid_view`.
    """
    if body is None:
        raise Invalid(_TOO_LARGE, code="reply_too_large")
    try:
        reply: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_NOT_JSON, code="reply_not_json") from error
    notes = Notes("invalid_view")
    fields = read_object(notes, "", reply)
    fields.inner("view")
    notes.raise_found()
    return parse_view(fields.given("view"))


def _message_json(message: PressedMessage) -> dict[str, object]:
    told: dict[str, object] = {
        "id": str(message.id),
        "text": message.text,
        "user_id": message.user_id,
        "conversation_id": message.conversation_id,
    }
    if message.send_time is not None:
        told["send_time"] = message.send_time
    if message.update_time is not None:
        told["update_time"] = message.update_time
    return {**told, "blocks": list(message.blocks)}


_TOO_LARGE = Bilingual(
    ko="봇의 답이 너무 커요. 모달을 줄여서 답하게 고쳐 주세요.",
    en="The bot's reply is too large. Have it answer with a smaller modal.",
)
_NOT_JSON = Bilingual(
    ko="봇의 답을 읽을 수 없어요. UTF-8로 된 JSON 객체로 답하게 고쳐 주세요.",
    en="The bot's reply can't be read. Have it answer with a JSON object in UTF-8.",
)
