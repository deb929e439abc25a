"""Buttons of messages and the modals they open: the JSON API and the modal as a fragment."""

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, invalid
from bot.kakaowork.blocks import Device
from bot.kakaowork.modal import view_json
from bot.kakaowork.modal_html import ModalWords, modal_html
from bot.messenger.model.reactive import Modal, PageOpens, Taken, no_button
from bot.messenger.web.bodies import read_body, read_json
from bot.messenger.web.chat.access import language_of, member_of, writer_of_call
from bot.messenger.web.chat.pages import room_id_of
from bot.messenger.web.chat.times import rfc3339
from bot.messenger.web.parts import parts_of

_DIGITS = 18


async def press(request: web.Request) -> web.Response:
    """POST /api/rooms/{room_id}/messages/{seq}/actions/{index} {device?, edition?}: press a button."""
    member, parts = await writer_of_call(request), parts_of(request)
    room_id = room_id_of(request)
    # Who isn't in the room hears that first, whatever was sent along.
    await parts.rooms.get_of_person(member.platform_id, room_id)
    seq, index = _number(request, "seq"), _number(request, "index")
    given = await _body(request)
    device, edition = _device(given.get("device")), _edition(given.get("edition"))
    press_it = parts.reactive.press
    done = await press_it(member.platform_id, room_id, seq, index, device, edition)
    match done:
        case Taken():
            return _json({"type": "taken"})
        case PageOpens(url=url):
            return _json({"type": "page", "url": url})
        case Modal():
            zone = (await parts.workspace_settings.get()).zone
            return _json(
                {
                    "type": "modal",
                    "id": done.id,
                    "expires_at": rfc3339(done.expires_at, zone),
                    "view": view_json(done.view),
                }
            )


async def submit(request: web.Request) -> web.Response:
    """POST /api/modals/{modal_id}/submit {actions}: send what was filled in."""
    member, parts = await writer_of_call(request), parts_of(request)
    modal_id = request.match_info["modal_id"]
    # Whose modal it isn't hears that first, whatever was sent along.
    await parts.reactive.modal(member.platform_id, modal_id)
    actions = (await _body(request)).get("actions", {})
    await parts.reactive.submit(member.platform_id, modal_id, actions)
    return _json({"type": "taken"})


async def modal_fragment(request: web.Request) -> web.Response:
    """An opened modal as a form."""
    member, parts = await member_of(request), parts_of(request)
    modal = await parts.reactive.modal(member.platform_id, request.match_info["modal_id"])
    say, language = parts.words.say, language_of(request)
    words = ModalWords(required=say(language, "(required)"), choose=say(language, "Choose one"))
    return web.Response(text=modal_html(modal.view, words), content_type="text/html")


def _number(request: web.Request, name: str) -> int:
    """A number of the path; what isn't one answers like a button that isn't there."""
    given = request.match_info[name]
    if not (given.isascii() and given.isdigit() and len(given) <= _DIGITS):
        raise no_button()
    return int(given)


async def _body(request: web.Request) -> dict[str, object]:
    """The JSON object of a call, which may be left out."""
    body = await read_body(request)
    if not body:
        return {}
    if request.content_type != "application/json":
        raise Invalid(_NOT_JSON, code="invalid_content_type")
    return read_json(body)


def _device(given: object) -> Device:
    if given is None:
        return Device.PC
    if isinstance(given, str) and given in set(Device):
        return Device(given)
    raise invalid("/device", "bad_value", _BAD_DEVICE)


def _edition(given: object) -> int | None:
    if given is None or (isinstance(given, int) and not isinstance(given, bool)):
        return given
    raise invalid("/edition", "bad_value", _BAD_EDITION)


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


_NOT_JSON = Bilingual(
    ko="본문은 application/json 형식이어야 해요. Content-Type을 확인해 주세요.",
    en="The body must be application/json. Check the Content-Type.",
)
_BAD_EDITION = Bilingual(
    ko="edition은 메시지와 함께 받은 정수여야 해요. 값을 고쳐 주세요.",
    en="edition must be the whole number that came with the message. Correct it.",
)
_BAD_DEVICE = Bilingual(
    ko=f"device는 다음 중 하나여야 해요: {', '.join(Device)}. 값을 고쳐 주세요.",
    en=f"device must be one of {', '.join(Device)}. Correct it.",
)
