"""The web chat's JSON API."""

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, invalid
from bot.messenger.model.messages import SeenMessage
from bot.messenger.web.bodies import read_body, read_json
from bot.messenger.web.chat.access import member_of_call
from bot.messenger.web.chat.pages import room_id_of
from bot.messenger.web.chat.senders import hooks_behind, with_sender
from bot.messenger.web.chat.shown import ids_as_told, message_json, room_json
from bot.messenger.web.parts import parts_of

_LIMIT_DEFAULT = 50
_LIMIT_MAX = 100
_NUMBER_LIMIT = 1 << 62


async def me(request: web.Request) -> web.Response:
    """GET /api/me: who is signed in."""
    member = await member_of_call(request)
    return _json(
        {
            "id": member.id,
            "name": member.name,
            "email": member.email,
            "department": member.department,
            "role": member.shown_role.value,
            "may_use_sending": member.may_use_sending,
        }
    )


async def rooms(request: web.Request) -> web.Response:
    """GET /api/rooms: one's rooms, newest message first."""
    member, parts = await member_of_call(request), parts_of(request)
    found = await parts.rooms.of_person(member.platform_id)
    last = await parts.messages.last_of(found)
    numbers = sorted({number for each in last.values() for number in each.people})
    ids = {m.platform_id: m.id for m in await parts.members.by_platform_ids(numbers)}
    zone = (await parts.workspace_settings.get()).zone
    hooks = await hooks_behind(parts, found, [each.seen for each in last.values()])
    told = []
    for room in found:
        if (shown := last.get(room.id)) is not None:
            one = room_json(room, shown.seen, ids_as_told(ids, shown.people), zone)
            newest = with_sender(message_json(shown.seen, room, zone), shown.seen, hooks)
            told.append({**one, "last_message": newest})
    return _json(told)


async def messages(request: web.Request) -> web.Response:
    """GET /api/rooms/{room_id}/messages: oldest first, after `after`."""
    member, parts = await member_of_call(request), parts_of(request)
    room = await parts.rooms.get_of_person(member.platform_id, room_id_of(request))
    after = _number(request, "after", 0, least=0, most=_NUMBER_LIMIT)
    limit = _number(request, "limit", _LIMIT_DEFAULT, least=1, most=_LIMIT_MAX)
    zone = (await parts.workspace_settings.get()).zone
    found: list[SeenMessage] = await parts.messages.after(room, after, limit)
    files = await parts.attachments.of_messages([seen.message.id for seen in found])
    hooks = await hooks_behind(parts, [room], found)
    return _json(
        [
            with_sender(
                message_json(seen, room, zone, files.get(seen.message.id, ())), seen, hooks
            )
            for seen in found
        ]
    )


async def read(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/read: one has read up to `upto`."""
    member, room_id = await member_of_call(request), room_id_of(request)
    parts = parts_of(request)
    await parts.rooms.get_of_person(member.platform_id, room_id)
    if request.content_type != "application/json":
        raise Invalid(_NOT_JSON, code="invalid_content_type")
    upto = read_json(await read_body(request)).get("upto")
    if not isinstance(upto, int) or isinstance(upto, bool) or not 0 <= upto < _NUMBER_LIMIT:
        raise invalid("/upto", "bad_value", _range("upto", 0, None))
    await parts.rooms.mark_read(member.platform_id, room_id, upto)
    return web.Response(status=204)


def _number(request: web.Request, name: str, default: int, *, least: int, most: int) -> int:
    given = request.query.get(name)
    if given is None:
        return default
    fits = given.isascii() and given.isdigit() and len(given) < 20
    if not fits or not least <= int(given) <= most:
        raise invalid(name, "bad_value", _range(name, least, most))
    return int(given)


def _range(name: str, least: int, most: int | None) -> Bilingual:
    if most is None or most == _NUMBER_LIMIT:
        return Bilingual(
            ko=f"{name} 값은 {least} 이상의 정수여야 해요. 값을 고쳐 주세요.",
            en=f"{name} must be a whole number from {least}. Correct it.",
        )
    return Bilingual(
        ko=f"{name} 값은 {least}부터 {most}까지의 정수여야 해요. 값을 고쳐 주세요.",
        en=f"{name} must be a whole number from {least} to {most}. Correct it.",
    )


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


_NOT_JSON = Bilingual(
    ko="본문은 application/json 형식이어야 해요. Content-Type을 확인해 주세요.",
    en="The body must be application/json. Check the Content-Type.",
)
