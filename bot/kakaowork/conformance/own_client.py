"""The same server through our own client: what it parses is what plain HTTP showed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.errors import Bilingual
from bot.kakaowork.blocks import Header
from bot.kakaowork.client import WebApi
from bot.kakaowork.conformance.cases import NOBODY, Known
from bot.kakaowork.conformance.sending import NESTED, TEXT
from bot.kakaowork.conformance.shapes import Difference, told
from bot.kakaowork.errors import ErrorCode, Refused
from bot.kakaowork.parsing import parse_blocks
from bot.kakaowork.writing import message_body

Try = Callable[[WebApi, Known], Awaitable[list[Difference]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCase:
    """A call of the client; `needs` names what an earlier answer has to have told."""

    name: str
    attempt: Try
    needs: str | None = None


def _same(pointer: str, expected: object, seen: object) -> list[Difference]:
    if expected == seen:
        return []
    words = told(expected)
    return [Difference(pointer=pointer, expected=Bilingual(words, words), seen=told(seen))]


def _refused_as(error: Refused, *codes: str) -> list[Difference]:
    if error.code == ErrorCode.TOO_MANY_REQUESTS:
        raise error
    return [] if error.code in codes else _same("code", codes[0], error.code)


async def _bots_info(api: WebApi, _known: Known) -> list[Difference]:
    bot = await api.bots_info()
    return _same("status", "activated", bot.status)


async def _spaces_info(api: WebApi, _known: Known) -> list[Difference]:
    space = await api.spaces_info()
    return _same("has a name", True, bool(space.name))  # noqa: FBT003 -- what is expected


async def _users_list(api: WebApi, _known: Known) -> list[Difference]:
    pages = api.users_list()
    async for page in pages:
        return _same("all have ids", True, all(user.id for user in page))  # noqa: FBT003 -- as above
    return _same("users", "a page", "none")


async def _departments_list(api: WebApi, _known: Known) -> list[Difference]:
    async for page in api.departments_list():
        return _same("all have ids", True, all(one.id for one in page))  # noqa: FBT003 -- as above
    return []


async def _conversations_list(api: WebApi, known: Known) -> list[Difference]:
    async for page in api.conversations_list():
        return _same("first id", known.room_id, page[0].id if page else None)
    return []


async def _users_info(api: WebApi, known: Known) -> list[Difference]:
    return _same("id", known.user_id, (await api.users_info(known.user_id or "")).id)


async def _users_find_by_email(api: WebApi, known: Known) -> list[Difference]:
    return _same("id", known.user_id, (await api.users_find_by_email(known.email or "")).id)


async def _nobody(api: WebApi, _known: Known) -> list[Difference]:
    try:
        user = await api.users_find_by_email(NOBODY)
    except Refused as error:
        return _refused_as(error, "invalid_parameter", "user_not_found")
    return _same("answer", "refused", user.id)


async def _open(api: WebApi, known: Known) -> list[Difference]:
    room = await api.conversations_open(known.recipient_id or "")
    return _same("id", known.direct_id, room.id)


async def _send(api: WebApi, known: Known) -> list[Difference]:
    body = message_body(known.direct_id or "", TEXT, parse_blocks(NESTED))
    sent = await api.post_message(body, "conformance-1")
    return _same("id is digits", True, sent.isdigit())  # noqa: FBT003 -- what is expected


async def _refused(api: WebApi, known: Known) -> list[Difference]:
    body = message_body(known.direct_id or "", TEXT, [Header(text="a" * 21)])
    try:
        sent = await api.post_message(body, "conformance-2")
    except Refused as error:
        return _refused_as(error, "invalid_parameter", "invalid_blocks")
    return _same("answer", "refused", sent)


READING = (
    ClientCase(name="bots.info", attempt=_bots_info),
    ClientCase(name="spaces.info", attempt=_spaces_info),
    ClientCase(name="users.list", attempt=_users_list),
    ClientCase(name="users.info", attempt=_users_info, needs="user_id"),
    ClientCase(name="users.find_by_email", attempt=_users_find_by_email, needs="email"),
    ClientCase(name="users.find_by_email: nobody's address", attempt=_nobody),
    ClientCase(name="departments.list", attempt=_departments_list),
    ClientCase(name="conversations.list", attempt=_conversations_list, needs="room_id"),
)
SENDING = (
    ClientCase(name="conversations.open", attempt=_open, needs="direct_id"),
    ClientCase(name="messages.send", attempt=_send, needs="direct_id"),
    ClientCase(
        name="messages.send: a header of 21 characters", attempt=_refused, needs="direct_id"
    ),
)
