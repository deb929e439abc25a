"""Requests that open a room with one person, send to them, and should be refused."""

from typing import Any

from bot.kakaowork.conformance import shapes as s
from bot.kakaowork.conformance.cases import (
    CONVERSATION,
    DOCS,
    DRAFT,
    LIBRARY,
    LIVE,
    OK,
    REFUSED,
    USER,
    Ask,
    Case,
    Known,
    Request,
    success,
)

TEXT = "Spacecast check"
BLOCK_KIT = "JSYoo5B/convertago kakaowork"
_NO_ROOM = "999999999999"
_URL = "https://example.com/"
_OPEN = {"type": "open_system_browser", "value": _URL}
NESTED: list[dict[str, Any]] = [
    {"type": "header", "text": TEXT, "style": "blue"},
    {
        "type": "text",
        "text": "styled link",
        "inlines": [
            {"type": "styled", "text": "styled ", "bold": True, "color": "grey"},
            {"type": "link", "text": "link", "url": _URL},
        ],
    },
    {"type": "divider"},
    {
        "type": "description",
        "term": "term",
        "content": {"type": "text", "text": "content"},
        "accent": True,
    },
    {
        "type": "action",
        "elements": [
            {"type": "button", "text": "nested", "style": "primary", "action": _OPEN},
            {"type": "button", "text": "nested", "action": _OPEN},
        ],
    },
]
FLAT: list[dict[str, Any]] = [
    {
        "type": "button",
        "text": "flat",
        "style": "default",
        "action_type": "open_system_browser",
        "value": _URL,
    }
]
MESSAGE: s.Shape = {
    "id": s.DIGITS,
    "text": TEXT,
    "user_id": s.ID,
    "conversation_id": s.ID,
    "send_time": s.TIME,
    "update_time": s.TIME,
}


def _post(path: str, **body: object) -> Ask:
    return lambda _known: Request(path=path, method="POST", body=body)


def _to_room(**more: object) -> Ask:
    return lambda known: (
        Request(
            path="messages.send",
            method="POST",
            body={"conversation_id": known.direct_id, "text": TEXT, **more},
        )
        if known.direct_id
        else None
    )


def _raw(body: bytes, content_type: str) -> Ask:
    return lambda _known: Request(
        path="messages.send", method="POST", body=body, content_type=content_type
    )


def _open(*, as_text: bool) -> Ask:
    def ask(known: Known) -> Request | None:
        user_id = known.recipient_id
        if user_id is None:
            return None
        given = user_id if as_text else int(user_id)
        return Request(path="conversations.open", method="POST", body={"user_id": given})

    return ask


def _learn_recipient(known: Known, answer: Any) -> None:
    known.recipient_id = answer["user"]["id"]


def _learn_direct(known: Known, answer: Any) -> None:
    known.direct_id = answer["conversation"]["id"]


def _invite(known: Known) -> Request | None:
    if known.direct_id is None or known.recipient_id is None:
        return None
    return Request(
        path=f"conversations/{known.direct_id}/invite",
        method="POST",
        body={"user_ids": [int(known.recipient_id)]},
    )


SENDING = (
    Case(
        name="users.find_by_email: the recipient",
        source=f"{DOCS}/users",
        ask=lambda known: Request(path="users.find_by_email", query={"email": known.send_to}),
        status=OK,
        shape=success(user=USER),
        learn=_learn_recipient,
    ),
    Case(
        name="conversations.open: 1:1 by a number",
        source=f"{DOCS}/conversations",
        ask=_open(as_text=False),
        status=OK,
        shape=success(conversation=CONVERSATION),
        learn=_learn_direct,
    ),
    Case(
        name="conversations.open: 1:1 by a string",
        source=f"{DOCS}/conversations",
        ask=_open(as_text=True),
        status=OK,
        shape=success(conversation=CONVERSATION),
    ),
    Case(
        name="messages.send: text",
        source=f"{DOCS}/messages",
        ask=_to_room(),
        status=OK,
        shape=success(message=MESSAGE),
    ),
    Case(
        name="messages.send: blocks with nested actions",
        source="docs.kakaoi.ai/kakao_work/blockkit/buttonblock",
        ask=_to_room(blocks=NESTED),
        status=OK,
        shape=success(message=MESSAGE),
    ),
    Case(
        name="messages.send: a button with flat fields",
        source=LIVE,
        ask=_to_room(blocks=FLAT),
        status=OK,
        shape=success(message=MESSAGE),
    ),
    Case(
        name="messages.send_by_email",
        source=f"{DOCS}/messages",
        ask=lambda known: Request(
            path="messages.send_by_email",
            method="POST",
            body={"email": known.send_to, "text": TEXT},
        ),
        status=OK,
        shape=success(message=MESSAGE),
    ),
    Case(
        name="messages.send: a header of 21 characters",
        source=LIVE,
        ask=_to_room(blocks=[{"type": "header", "text": "a" * 21}]),
        status=REFUSED,
        shape=s.failed("invalid_parameter", "invalid_blocks"),
    ),
    Case(
        name="messages.send: a text of 10,001 characters",
        source=BLOCK_KIT,
        ask=_to_room(text="a" * 10_001),
        status=REFUSED,
        shape=s.failed("text_too_long", "invalid_parameter"),
    ),
    Case(
        name="messages.send: without text",
        source=LIBRARY,
        ask=_to_room(text=None),
        status=REFUSED,
        shape=s.failed("missing_parameter", "invalid_parameter"),
    ),
    Case(
        name="messages.send: a room that isn't there",
        source=LIBRARY,
        ask=_post("messages.send", conversation_id=_NO_ROOM, text=TEXT),
        status=REFUSED,
        shape=s.failed("conversation_not_found", "invalid_parameter"),
    ),
    Case(
        name="messages.send: a form",
        source=f"{DOCS}/commonguide",
        ask=_raw(f"conversation_id={_NO_ROOM}".encode(), "application/x-www-form-urlencoded"),
        status=REFUSED,
        shape=s.failed("invalid_content_type"),
    ),
    Case(
        name="messages.send: broken JSON",
        source=LIBRARY,
        ask=_raw(b'{"text":', "application/json"),
        status=REFUSED,
        shape=s.failed("invalid_representation"),
    ),
    Case(
        name="messages.send: by GET",
        source=DRAFT,
        ask=lambda _known: Request(path="messages.send"),
        status=REFUSED,
        shape=s.failed("api_not_found"),
    ),
    Case(
        name="conversations/{id}/invite: into a 1:1 room",
        source="ryum91/kakaowork-api src/fetches",
        ask=_invite,
        status=REFUSED,
        shape=s.FAILED,
    ),
)
