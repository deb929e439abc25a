"""The page of one's incoming webhooks, and their JSON API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import aiohttp_jinja2
import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, Problem, invalid
from bot.messenger.model.hooks import NewHook, OwnHook, check_hook
from bot.messenger.web.bodies import read_body, read_json
from bot.messenger.web.chat.access import actor_of_call, language_of, member_of
from bot.messenger.web.chat.shown import COLORS, initial
from bot.messenger.web.chat.times import day_words, rfc3339
from bot.messenger.web.parts import MOUNT, MessengerParts, parts_of
from bot.workspace.model.actors import Actor, Surface, member_actor

_FIELDS_MAX = 20
_ID_DIGITS = 18
_NOTHING_GIVEN = {"name": "", "room": "", "picture_url": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHook:
    """A hook as a line of the page; one without a room has stopped."""

    id: str
    name: str
    initial: str
    color: int
    picture_url: str | None
    room: str | None
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAddress:
    """The address of a hook, shown this once."""

    name: str
    url: str


def address_of(parts: MessengerParts, new: NewHook) -> str:
    """The address that other services post to."""
    return f"{parts.public_url}{MOUNT}/bots/hook/{new.token}"


async def hooks_page(request: web.Request) -> web.Response:
    """GET /hooks."""
    return await _page(request, await _actor(request), deleted="deleted" in request.query)


async def create(request: web.Request) -> web.Response:
    """POST /hooks: what can't be kept is said beside its field."""
    actor = await _actor(request)
    given = {**_NOTHING_GIVEN, **await _form(request)}
    faults = _faults(given)
    if faults:
        return await _page(request, actor, given=given, faults=faults)
    hooks, room_id = parts_of(request).hooks, _room(given["room"])
    new = await hooks.create(actor, room_id, given["name"], given["picture_url"])
    return await _page(request, actor, new=new)


async def reset(request: web.Request) -> web.Response:
    """POST /hooks/{hook_id}/reset: a new address, shown this once."""
    actor = await _actor(request)
    new = await parts_of(request).hooks.reset(actor, request.match_info["hook_id"])
    return await _page(request, actor, new=new)


async def delete(request: web.Request) -> web.Response:
    """POST /hooks/{hook_id}/delete."""
    actor = await _actor(request)
    await parts_of(request).hooks.delete(actor, request.match_info["hook_id"])
    raise web.HTTPSeeOther(f"{MOUNT}/hooks?deleted")


async def told(request: web.Request) -> web.Response:
    """GET /api/hooks."""
    hooks = await parts_of(request).hooks.of(await actor_of_call(request))
    zone = (await parts_of(request).workspace_settings.get()).zone
    return _json([_hook_json(own, rfc3339(own.hook.created_at, zone)) for own in hooks])


async def create_by_call(request: web.Request) -> web.Response:
    """POST /api/hooks {room, name, picture_url?}: the answer has the address, this once."""
    actor, parts = await actor_of_call(request), parts_of(request)
    if request.content_type != "application/json":
        raise Invalid(_NOT_JSON, code="invalid_content_type")
    given = read_json(await read_body(request))
    name, picture = given.get("name"), given.get("picture_url")
    if not isinstance(name, str):
        raise invalid("/name", "missing_field", _TEXT_NEEDED)
    if picture is not None and not isinstance(picture, str):
        raise invalid("/picture_url", "wrong_type", _TEXT_NEEDED)
    new = await parts.hooks.create(actor, _room(given.get("room")), name, picture)
    return await _new_json(request, actor, new, status=201)


async def reset_by_call(request: web.Request) -> web.Response:
    """POST /api/hooks/{hook_id}/reset."""
    actor = await actor_of_call(request)
    new = await parts_of(request).hooks.reset(actor, request.match_info["hook_id"])
    return await _new_json(request, actor, new, status=200)


async def delete_by_call(request: web.Request) -> web.Response:
    """DELETE /api/hooks/{hook_id}."""
    actor = await actor_of_call(request)
    await parts_of(request).hooks.delete(actor, request.match_info["hook_id"])
    return web.Response(status=204)


async def _actor(request: web.Request) -> Actor:
    """Who has the page open."""
    member = await member_of(request)
    return member_actor(
        member, Surface.CHAT, address=request.remote or "", language=language_of(request)
    )


async def _form(request: web.Request) -> dict[str, str]:
    try:
        text = (await read_body(request)).decode()
        return dict(parse_qsl(text, max_num_fields=_FIELDS_MAX, errors="strict"))
    except ValueError as error:
        raise Invalid(_NOT_FORM, code="invalid_representation") from error


def _room(given: object) -> int:
    """The id of a room, as a number or as digits; Invalid at `/room`."""
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not (
        isinstance(given, str)
        and given.isascii()
        and given.isdigit()
        and len(given) <= _ID_DIGITS
    ):
        raise invalid("/room", "bad_room", _CHOOSE)
    return int(given)


def _faults(given: Mapping[str, str]) -> list[Problem]:
    """Everything that is wrong with a form, so that it is all said at once."""
    found: list[Problem] = []
    for check in (
        lambda: check_hook(given["name"].strip(), given["picture_url"].strip() or None),
        lambda: _room(given["room"]),
    ):
        try:
            check()
        except Invalid as error:
            found += error.problems
    return found


async def _page(
    request: web.Request,
    actor: Actor,
    *,
    new: NewHook | None = None,
    given: Mapping[str, str] = _NOTHING_GIVEN,
    faults: Sequence[Problem] = (),
    deleted: bool = False,
) -> web.Response:
    parts, language = parts_of(request), language_of(request)
    zone = (await parts.workspace_settings.get()).zone
    hooks = await parts.hooks.of(actor)
    shown = [_shown(own, day_words(own.hook.created_at, zone, language)) for own in hooks]
    context = {
        "language": language,
        "mount": MOUNT,
        "hooks": shown,
        "rooms": await parts.hooks.rooms(actor),
        "address": ShownAddress(name=new.hook.name, url=address_of(parts, new))
        if new
        else None,
        "given": given,
        "faults": {fault.pointer[1:]: fault.text.in_(language) for fault in faults},
        "deleted": deleted,
    }
    status = Invalid.status if faults else 200
    return aiohttp_jinja2.render_template(
        "messenger/hooks.html", request, context, status=status
    )


def _shown(own: OwnHook, made: str) -> ShownHook:
    hook = own.hook
    return ShownHook(
        id=hook.id,
        name=hook.name,
        initial=initial(hook.name),
        color=hook.sender_id % COLORS,
        picture_url=hook.picture_url,
        room=own.room_name,
        made=made,
    )


def _hook_json(own: OwnHook, created_at: str) -> dict[str, object]:
    hook = own.hook
    return {
        "id": hook.id,
        "name": hook.name,
        "picture_url": hook.picture_url,
        "room": {"id": str(hook.room_id), "name": own.room_name},
        "state": "stopped" if own.room_name is None else "active",
        "created_at": created_at,
    }


async def _new_json(
    request: web.Request, actor: Actor, new: NewHook, *, status: int
) -> web.Response:
    parts = parts_of(request)
    zone = (await parts.workspace_settings.get()).zone
    own = await parts.hooks.own(actor, new.hook)
    found = _hook_json(own, rfc3339(new.hook.created_at, zone))
    return _json({**found, "url": address_of(parts, new)}, status)


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )


_CHOOSE = Bilingual(ko="채팅방을 골라 주세요.", en="Choose a room.")
_TEXT_NEEDED = Bilingual(ko="문자열을 넣어 주세요.", en="Give a string.")
_NOT_FORM = Bilingual(
    ko="폼을 읽을 수 없어요. 화면을 새로 열어 다시 해 주세요.",
    en="The form can't be read. Open the page again and retry.",
)
_NOT_JSON = Bilingual(
    ko="본문은 application/json 형식이어야 해요. Content-Type을 확인해 주세요.",
    en="The body must be application/json. Check the Content-Type.",
)
