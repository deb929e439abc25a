"""messages.*: sending to a room, or to a member found by e-mail or id."""

from collections.abc import Sequence

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid
from bot.kakaowork.blocks import MESSAGE_CHARACTERS
from bot.kakaowork.errors import ErrorCode
from bot.kakaowork.parsing import parse_blocks
from bot.messenger.model.bots import Bot
from bot.messenger.web.parts import MessengerParts, parts_of
from bot.messenger.web.webapi.entities import message_json
from bot.messenger.web.webapi.envelope import reply
from bot.messenger.web.webapi.faults import under_faults
from bot.messenger.web.webapi.given import Given, from_json
from bot.messenger.web.webapi.users import member_by_email, member_by_id
from bot.workspace.model.members import Member

_encoder = msgspec.json.Encoder()


async def messages_send(request: web.Request, bot: Bot) -> web.Response:
    """POST messages.send."""
    given = await from_json(request)
    room_id, text, blocks = (
        given.id("conversation_id"),
        message_text(given),
        message_blocks(given),
    )

    async def people() -> Sequence[Member]:
        return await parts_of(request).rooms.members_of(bot, room_id)

    return await under_faults(
        request, people, lambda: _write(request, bot, room_id, text, blocks)
    )


async def messages_send_by_email(request: web.Request, bot: Bot) -> web.Response:
    """POST messages.send_by_email: opens the 1:1 room as needed."""
    given = await from_json(request)
    member = await member_by_email(parts_of(request), given.text("email"))
    return await _send_to(request, bot, given, member)


async def messages_send_by(request: web.Request, bot: Bot) -> web.Response:
    """POST messages.send_by: `email`, or a `key` that is an e-mail address or a user id.

    What `key` means on the live platform is not published.
    """
    given, parts = await from_json(request), parts_of(request)
    if given.has("email") or not given.has("key"):
        member = await member_by_email(parts, given.text("email"))
    else:
        member = await _member_by_key(parts, given)
    return await _send_to(request, bot, given, member)


async def messages_update(request: web.Request, bot: Bot) -> web.Response:
    """POST messages.update: another text and other blocks; ours, not Kakao Work's."""
    given = await from_json(request)
    message_id, text, blocks = (
        given.id("message_id"),
        message_text(given),
        message_blocks(given),
    )
    changed = await parts_of(request).messages.update(bot, message_id, text, blocks)
    return reply(message=message_json(changed))


async def _member_by_key(parts: MessengerParts, given: Given) -> Member:
    key = given.value("key")
    if isinstance(key, str) and "@" in key:
        return await member_by_email(parts, given.text("key"))
    return await member_by_id(parts, given.id("key"))


async def _send_to(
    request: web.Request, bot: Bot, given: Given, member: Member
) -> web.Response:
    # Checked before a room is opened for a message that can't be sent.
    text, blocks = message_text(given), message_blocks(given)

    async def people() -> Sequence[Member]:
        return [member]

    async def write() -> web.Response:
        room = await parts_of(request).rooms.open_direct(bot, member.platform_id)
        return await _write(request, bot, room.id, text, blocks)

    return await under_faults(request, people, write)


async def _write(
    request: web.Request, bot: Bot, room_id: int, text: str, blocks: str | None
) -> web.Response:
    key = idempotency_key_of(request)
    send = parts_of(request).messages.send
    return reply(
        message=message_json(await send(bot, room_id, text, blocks, idempotency_key=key))
    )


def idempotency_key_of(request: web.Request) -> str | None:
    """The key under which a repeat brings the same message; None where none is heeded."""
    heeded = parts_of(request).simulator.simulation.idempotency
    return request.headers.get("Idempotency-Key") if heeded else None


def message_text(given: Given) -> str:
    """The text of a message; `missing_parameter`, `invalid_parameter`, `text_too_long`."""
    text = given.text("text")
    if len(text) > MESSAGE_CHARACTERS:
        raise Invalid(_TOO_LONG, code=ErrorCode.TEXT_TOO_LONG)
    return text


def message_blocks(given: Given) -> str | None:
    """The blocks as they came, as JSON text, once they are known to be good."""
    if not given.has("blocks"):
        return None
    value = given.value("blocks")
    return _encoder.encode(value).decode() if parse_blocks(value) else None


_TOO_LONG = Bilingual(
    ko=f"text는 {MESSAGE_CHARACTERS:,}자까지 쓸 수 있어요. 내용을 줄여 주세요.",
    en=f"The text can have up to {MESSAGE_CHARACTERS:,} characters. Shorten it.",
)
