"""The switch of secret rooms, and how long messages and files are kept, in the API's words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from aiohttp import web
from pydantic import AfterValidator, Field

from bot.core.clock import SECOND
from bot.core.errors import Bilingual, Invalid, WrongState
from bot.messenger.service.secret_admin import SecretAdmin, SecretRoomsState
from bot.web.api.access import caller
from bot.web.api.answers import json_answer
from bot.web.api.bodies import Body, read_body
from bot.web.api.wording import refused
from bot.web.keys import language_of, parts_of
from bot.workspace.model import retention

_ADMIN = "workspace:admin"
_KEYS = {field: key for key, field in retention.FIELDS.items()}


def _days(choices: tuple[int, ...]) -> AfterValidator:
    def check(days: int | None) -> int | None:
        if days is None or days in choices:
            return days
        shown = ", ".join(str(choice) for choice in choices)
        text = Bilingual(
            ko=f"{shown} 중 하나의 일수나, 기한이 없다는 뜻의 null을 써 주세요.",
            en=f"Must be one of {shown} (days), or null for no limit.",
        )
        raise refused("choice_unknown", text)

    return AfterValidator(check)


MessageDays = Annotated[int | None, _days(retention.MESSAGE_DAYS)]
FileDays = Annotated[int | None, _days(retention.FILE_DAYS)]


class SwitchBody(Body):
    """What shall become of secret rooms."""

    mode: str | None = None
    confirmation: str = Field(default="", max_length=200)


async def get_secret_rooms(request: web.Request) -> web.Response:
    """The switch and the counts, for admins; never a title."""
    actor = await caller(request, _ADMIN)
    return json_answer(_state_json(request, await _admin(request).state(actor)))


async def switch_secret_rooms(request: web.Request) -> web.Response:
    """Switch on, deactivate or delete; deleting needs its phrase."""
    actor = await caller(request, _ADMIN)
    admin = _admin(request)
    body = await read_body(request, SwitchBody)
    state = await admin.switch(actor, body.mode, body.confirmation)
    return json_answer(_state_json(request, state))


def settings_of(given: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a body as settings; null days are for ever, any other null is left out."""
    return {
        _KEYS.get(field, field): retention.text_of(value) if field in _KEYS else _setting(value)
        for field, value in given.items()
        if value is not None or field in _KEYS
    }


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def by_fields(error: Invalid) -> Invalid:
    """A refusal of settings that points to the fields of the body."""
    problems = [
        replace(problem, pointer=f"/{retention.FIELDS.get(key, key)}")
        for problem in error.problems
        for key in [problem.pointer.removeprefix("/")]
    ]
    return Invalid(error.text, code=error.word, problems=problems)


def _admin(request: web.Request) -> SecretAdmin:
    found = parts_of(request).secret_rooms
    if found is None:
        raise WrongState(_NOT_OURS, code="built_in_messenger_only")
    return found


def _state_json(request: web.Request, state: SecretRoomsState) -> dict[str, Any]:
    seen, refusal = state.overview, state.refusal
    text = None if refusal is None else refusal.in_(language_of(request))
    return {
        "switched_on": state.switched_on,
        "usable": state.usable,
        "unusable": None if text is None else {"code": "plan_required", "detail": text},
        "rooms": seen.rooms,
        "people": seen.people,
        "oldest_seconds": None if seen.oldest_ms is None else seen.oldest_ms // SECOND,
    }


_NOT_OURS = Bilingual(
    ko="비밀 채팅방은 내장 메신저의 기능이에요. 이 워크스페이스는 Kakao Work를 쓰고 있으니 그쪽 관리자 서비스에서 "
    "설정해 주세요.",
    en="Secret rooms are the built-in messenger's. This workspace uses Kakao Work; change them in its "
    "own admin service.",
)
