"""The web chat's JSON API: oneself, colleagues, the rooms, and who is in them."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from bot.core.errors import Bilingual, Forbidden, Invalid, invalid
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.model.chat import NewRoom
from bot.messenger.model.rooms import RoomKind
from bot.messenger.service.chat_side import ChatSide
from bot.messenger.web.chat.access import language_of, member_of_call, writer_of_call
from bot.messenger.web.chat.asked import (
    Asked,
    asked_of,
    json_answer,
    query_number,
    room_id_of,
)
from bot.messenger.web.chat.bots_api import open_with_bot
from bot.messenger.web.chat.sides import rooms_of, side_of
from bot.messenger.web.chat.told import Viewer, told_room, told_rooms
from bot.messenger.web.parts import MessengerParts, parts_of
from bot.workspace.model.members import Member

_LIMIT_DEFAULT = 50
_LIMIT_MAX = 100
_QUERY_CHARACTERS = 100


async def me(request: web.Request) -> web.Response:
    """GET /api/me: who is signed in."""
    member = await member_of_call(request)
    return json_answer(
        {
            "id": member.id,
            "name": member.name,
            "email": member.email,
            "department": member.department,
            "role": member.shown_role.value,
            "may_use_sending": member.may_use_sending,
        }
    )


async def members(request: web.Request) -> web.Response:
    """GET /api/members: active colleagues by name or e-mail, without oneself."""
    member = await member_of_call(request)
    limit = query_number(request, "limit", _LIMIT_DEFAULT, 1, _LIMIT_MAX)
    text = request.query.get("query", "").strip().replace("\x00", "")[:_QUERY_CHARACTERS]
    found = await parts_of(request).members.page(text=text, limit=limit + 1, active_only=True)
    others = [one for one in found if one.id != member.id][:limit]
    return json_answer(
        [
            {
                "id": one.id,
                "name": one.name,
                "position": one.position,
                "department": one.department,
            }
            for one in others
        ]
    )


async def rooms(request: web.Request) -> web.Response:
    """GET /api/rooms: one's rooms, latest activity first."""
    member, parts = await member_of_call(request), parts_of(request)
    found = await rooms_of(parts, member)
    return json_answer(await told_rooms(parts, _viewer(request, member), found))


async def room(request: web.Request) -> web.Response:
    """GET /api/rooms/{room_id}: a room with its people."""
    member, room_id = await member_of_call(request), room_id_of(request)
    return await _room(request, member, await side_of(parts_of(request), room_id), room_id)


async def open_room(request: web.Request) -> web.Response:
    """POST /api/rooms {kind, members, name?, auto_delete?, keep?}, or {kind, bot}: open a room."""
    member, parts = await writer_of_call(request), parts_of(request)
    asked = await asked_of(request)
    kind = _kind(asked)
    if kind is RoomKind.BOT:
        room_id = await open_with_bot(parts, member, asked)
        return await _room(request, member, await side_of(parts, room_id), room_id, 201)
    side = next((one for one in parts.sides if kind in one.kinds), None)
    if side is None:
        raise Forbidden(_NO_SECRET_ROOMS, code="secret_rooms_disabled")
    wanted = NewRoom(
        kind=kind,
        user_ids=await _numbers(parts, asked.texts("members")),
        name=asked.text("name"),
        auto_delete=asked.fields.get("auto_delete"),
        keep=asked.fields.get("keep"),
    )
    opened = await side.open(member, wanted)
    return json_answer(await told_room(parts, _viewer(request, member), opened), 201)


async def invite(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/invite {members}: let people in."""

    async def change(side: ChatSide, member: Member, room_id: int, asked: Asked) -> None:
        numbers = await _numbers(parts_of(request), asked.texts("members"))
        await side.invite(member, room_id, numbers)

    return await _changed(request, change)


async def kick(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/kick {members}: the owner takes people out."""

    async def change(side: ChatSide, member: Member, room_id: int, asked: Asked) -> None:
        numbers = await _numbers(parts_of(request), asked.texts("members"))
        await side.kick(member, room_id, numbers)

    return await _changed(request, change)


async def hand_over(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/owner {member}: the owner makes somebody else the owner."""

    async def change(side: ChatSide, member: Member, room_id: int, asked: Asked) -> None:
        (number,) = await _numbers(parts_of(request), [asked.needed_text("member")])
        await side.hand_over(member, room_id, number)

    return await _changed(request, change)


async def leave(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/leave: leave."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    await (await side_of(parts_of(request), room_id)).leave(member, room_id)
    return web.Response(status=204)


async def delete(request: web.Request) -> web.Response:
    """DELETE /api/rooms/{room_id}: the owner deletes the room for everybody."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    await (await side_of(parts_of(request), room_id)).delete(member, room_id)
    return web.Response(status=204)


async def change_settings(request: web.Request) -> web.Response:
    """PATCH /api/rooms/{room_id}/settings {allow_invite?, name?}: the owner changes the room."""
    member, room_id = await writer_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    # Who isn't in the room hears that first, whatever was sent along.
    await side.room_of(member, room_id)
    asked = await asked_of(request)
    if RoomKind.SECRET in side.kinds and asked.fields.keys() & {"auto_delete", "keep"}:
        raise refusals.times_fixed()
    if not asked.fields.keys() & {"allow_invite", "name"}:
        raise Invalid(_NOTHING, code="nothing_to_change")
    allow, name = asked.switch("allow_invite"), asked.text("name")
    await side.change(member, room_id, allow_invite=allow, name=name)
    return await _room(request, member, side, room_id)


_Change = Callable[[ChatSide, Member, int, Asked], Awaitable[None]]


async def _changed(request: web.Request, change: _Change) -> web.Response:
    member, room_id = await writer_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    await side.room_of(member, room_id)
    await change(side, member, room_id, await asked_of(request))
    return web.Response(status=204)


async def _room(
    request: web.Request, member: Member, side: ChatSide, room_id: int, status: int = 200
) -> web.Response:
    shown = await side.room_of(member, room_id)
    told = await told_room(parts_of(request), _viewer(request, member), shown)
    return json_answer(told, status)


async def _numbers(parts: MessengerParts, ids: Sequence[str]) -> list[int]:
    """The platform ids of members, in their order; `member_not_found`."""
    found = {one.id: one.platform_id for one in await parts.members.by_ids(list(set(ids)))}
    if not all(one in found for one in ids):
        raise refusals.inactive_person()
    return [found[one] for one in ids]


def _kind(asked: Asked) -> RoomKind:
    given = asked.needed_text("kind")
    if given not in set(RoomKind):
        raise invalid("/kind", "bad_value", _KINDS)
    return RoomKind(given)


def _viewer(request: web.Request, member: Member) -> Viewer:
    return Viewer(member=member, language=language_of(request))


_KINDS = Bilingual(
    ko="kind는 dm, group, secret, bot 중 하나여야 해요. 값을 고쳐 주세요.",
    en="kind must be dm, group, secret or bot. Correct it.",
)
_NOTHING = Bilingual(
    ko="바꿀 설정이 없어요. allow_invite나 name을 써 주세요.",
    en="There is nothing to change. Give allow_invite or name.",
)
_NO_SECRET_ROOMS = Bilingual(
    ko="이 메신저에서는 비밀 채팅방을 쓸 수 없어요. 일반 채팅방을 이용해 주세요.",
    en="There are no secret rooms in this messenger. Use an ordinary room.",
)
