"""Requests that change nothing, and what public descriptions say is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.kakaowork.conformance import shapes as s

DOCS = "docs.kakaoi.ai/kakao_work/webapireference"
LIBRARY = "PyPI kakaowork 0.8.0"
DRAFT = "imyaman/KEPTW content/kakao_work/current"
LIVE = "jaewon19811105-ui/- scripts (live, 2026)"
NO_KEY = "00000000.00000000000000000000000000000000"
NOBODY = "nobody@conformance.invalid"
OK = range(200, 201)
REFUSED = range(400, 500)


@dataclass(slots=True, kw_only=True)
class Known:
    """What earlier answers told: ids as strings, and the next page's cursor."""

    user_id: str | None = None
    email: str | None = None
    cursor: str | None = None
    room_id: str | None = None
    recipient_id: str | None = None
    direct_id: str | None = None
    send_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call; `body` is sent as JSON unless it is bytes."""

    path: str
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    content_type: str | None = None
    app_key: str | None = None
    """Sent instead of the real one; empty means no Authorization header."""


Ask = Callable[[Known], Request | None]
Learn = Callable[[Known, Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request and its expected answer; `ask` is None where an earlier answer is missing."""

    name: str
    source: str
    ask: Ask
    status: range
    shape: s.Shape
    learn: Learn | None = None


USER: s.Shape = {
    "id": s.DIGITS,
    "space_id": s.ID,
    "name": s.TEXT,
    "identifications": s.Maybe(s.Items({"type": s.TEXT, "value": s.TEXT})),
    "avatar_url": s.Maybe(s.TEXT),
    "department": s.Maybe(s.TEXT),
    "position": s.Maybe(s.TEXT),
    "tels": s.Maybe(s.Items(s.TEXT)),
    "mobiles": s.Maybe(s.Items(s.TEXT)),
    "work_start_time": s.Maybe(s.TIME),
    "vacation_start_time": s.Maybe(s.TIME),
}
CONVERSATION: s.Shape = {
    "id": s.DIGITS,
    "type": s.one_of("dm", "group"),
    "users_count": s.WHOLE,
    "avatar_url": s.Maybe(s.TEXT),
    "name": s.Maybe(s.TEXT),
}
DEPARTMENT: s.Shape = {
    "id": s.ID,
    "ids_path": s.TEXT,
    "parent_id": s.ID,
    "space_id": s.ID,
    "name": s.TEXT,
    "user_count": s.WHOLE,
    "has_child": s.Maybe(s.FLAG),
    "user_ids": s.Maybe(s.Items(s.ID)),
}
BOT: s.Shape = {
    "bot_id": s.ID,
    "title": s.TEXT,
    "status": s.one_of("activated", "deactivated"),
}
SPACE: s.Shape = {
    "id": s.ID,
    "name": s.TEXT,
    "color_tone": s.one_of("light", "dark"),
    "permitted_ext": s.Items(s.TEXT),
    "profile_name_format": s.one_of("name_only", "name_nickname", "nickname_name"),
    "profile_position_format": s.one_of("position", "responsibility"),
}


def success(**entity: s.Shape) -> dict[str, s.Shape]:
    """A success's envelope with its entity."""
    return {"success": True, "error": None, **entity}


def get(path: str, **query: str) -> Ask:
    """A call by GET."""
    return lambda _known: Request(path=path, query=query)


def _learn_user(known: Known, answer: Any) -> None:
    for user in answer["users"]:
        ways = user.get("identifications") or []
        emails = [one["value"] for one in ways if one["type"] == "email"]
        if emails:
            known.user_id, known.email = user["id"], emails[0]
            break
    known.cursor = answer.get("cursor")


def _learn_room(known: Known, answer: Any) -> None:
    if answer["conversations"]:
        known.room_id = answer["conversations"][0]["id"]


def _page_after(**more: str) -> Ask:
    return lambda known: (
        Request(path="users.list", query={"cursor": known.cursor, **more})
        if known.cursor
        else None
    )


def _of_user(path: str, name: str) -> Ask:
    def ask(known: Known) -> Request | None:
        value = known.user_id if name == "user_id" else known.email
        return Request(path=path, query={name: value}) if value else None

    return ask


READING = (
    Case(
        name="bots.info",
        source=LIBRARY,
        ask=get("bots.info"),
        status=OK,
        shape=success(info=BOT),
    ),
    Case(
        name="spaces.info",
        source=LIBRARY,
        ask=get("spaces.info"),
        status=OK,
        shape=success(space=SPACE),
    ),
    Case(
        name="users.list: limit",
        source=f"{DOCS}/users",
        ask=get("users.list", limit="2"),
        status=OK,
        shape=success(users=s.Items(USER, 2), cursor=s.Maybe(s.TEXT)),
        learn=_learn_user,
    ),
    Case(
        name="users.list: the cursor alone brings the next page",
        source=DRAFT,
        ask=_page_after(),
        status=OK,
        shape=success(users=s.Items(USER, 100), cursor=s.Maybe(s.TEXT)),
    ),
    Case(
        name="users.list: a cursor beside another parameter is refused",
        source=DRAFT,
        ask=_page_after(limit="2"),
        status=REFUSED,
        shape=s.FAILED,
    ),
    Case(
        name="users.list: ten at most where no limit is given",
        source=LIBRARY,
        ask=get("users.list"),
        status=OK,
        shape=success(users=s.Items(USER, 10)),
    ),
    Case(
        name="users.info",
        source=f"{DOCS}/users",
        ask=_of_user("users.info", "user_id"),
        status=OK,
        shape=success(user=USER),
    ),
    Case(
        name="users.info: without user_id",
        source=LIBRARY,
        ask=get("users.info"),
        status=REFUSED,
        shape=s.failed("missing_parameter"),
    ),
    Case(
        name="users.find_by_email",
        source=f"{DOCS}/users",
        ask=_of_user("users.find_by_email", "email"),
        status=OK,
        shape=success(user=USER),
    ),
    Case(
        name="users.find_by_email: nobody's address",
        source=LIVE,
        ask=get("users.find_by_email", email=NOBODY),
        status=REFUSED,
        shape=s.failed("invalid_parameter", "user_not_found"),
    ),
    Case(
        name="departments.list",
        source=LIBRARY,
        ask=get("departments.list", limit="100"),
        status=OK,
        shape=success(departments=s.Items(DEPARTMENT), cursor=s.Maybe(s.TEXT)),
    ),
    Case(
        name="conversations.list",
        source=f"{DOCS}/conversations",
        ask=get("conversations.list", limit="100"),
        status=OK,
        shape=success(conversations=s.Items(CONVERSATION), cursor=s.Maybe(s.TEXT)),
        learn=_learn_room,
    ),
    Case(
        name="conversations/{id}/users",
        source=f"{DOCS}/conversations",
        ask=lambda known: (
            Request(path=f"conversations/{known.room_id}/users") if known.room_id else None
        ),
        status=OK,
        shape=success(users=s.Items(USER)),
    ),
    Case(
        name="conversations.users: the dotted name is no path",
        source=LIVE,
        ask=get("conversations.users", conversation_id="1"),
        status=REFUSED,
        shape=s.failed("api_not_found"),
    ),
    Case(
        name="without an App Key",
        source=LIBRARY,
        ask=lambda _known: Request(path="bots.info", app_key=""),
        status=REFUSED,
        shape=s.failed("unauthorized"),
    ),
    Case(
        name="with an App Key that isn't one",
        source=LIBRARY,
        ask=lambda _known: Request(path="bots.info", app_key=NO_KEY),
        status=range(401, 402),
        shape=s.failed("invalid_authentication"),
    ),
)
