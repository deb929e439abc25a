"""What a call of the chat's JSON API asks for: numbers of the path and query, fields of the body."""

from collections.abc import Sequence

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, invalid
from bot.messenger.model import secret_refusals as refusals
from bot.messenger.web.bodies import read_body, read_json

NUMBER_LIMIT = 1 << 62
_DIGITS = 18
_LIST_MAX = 1_000
_TEXT_MAX = 200_000


class Asked:
    """The fields of a JSON object; Invalid with a pointer where one has the wrong type."""

    def __init__(self, fields: dict[str, object]) -> None:
        self.fields = fields

    def text(self, name: str) -> str | None:
        """A text, None where there is none."""
        given = self.fields.get(name)
        if given is not None and (not isinstance(given, str) or len(given) > _TEXT_MAX):
            raise invalid(f"/{name}", "bad_value", _no_text(name))
        return _clean(name, given) if isinstance(given, str) else None

    def needed_text(self, name: str) -> str:
        """A text that has to be there."""
        given = self.text(name)
        if given is None:
            raise invalid(f"/{name}", "bad_value", _no_text(name))
        return given

    def texts(self, name: str) -> Sequence[str]:
        """A list of texts, empty where there is none."""
        given = self.fields.get(name)
        if given is None:
            return ()
        if not isinstance(given, list) or len(given) > _LIST_MAX:
            raise invalid(f"/{name}", "bad_value", _no_list(name))
        if not all(isinstance(one, str) for one in given):
            raise invalid(f"/{name}", "bad_value", _no_list(name))
        return [_clean(name, one) for one in given]

    def number(self, name: str) -> int | None:
        """A whole number from 0, None where there is none."""
        given = self.fields.get(name)
        if given is None:
            return None
        if (
            not isinstance(given, int)
            or isinstance(given, bool)
            or not 0 <= given < NUMBER_LIMIT
        ):
            raise invalid(f"/{name}", "bad_value", in_range(name, 0, None))
        return given

    def needed_number(self, name: str) -> int:
        """A whole number that has to be there."""
        given = self.number(name)
        if given is None:
            raise invalid(f"/{name}", "bad_value", in_range(name, 0, None))
        return given

    def switch(self, name: str) -> bool | None:
        """True or false, None where there is none."""
        given = self.fields.get(name)
        if given is not None and not isinstance(given, bool):
            raise invalid(f"/{name}", "bad_value", _no_switch(name))
        return given


async def asked_of(request: web.Request) -> Asked:
    """The fields of a call's JSON body."""
    if request.content_type != "application/json":
        raise Invalid(_NOT_JSON, code="invalid_content_type")
    return Asked(read_json(await read_body(request)))


def room_id_of(request: web.Request) -> int:
    """The room of the path; what can't be a room answers like one that never was."""
    return _path_number(request, "room_id") or _no_room()


def seq_of(request: web.Request) -> int:
    """The message of the path; what can't be one answers like one that never was."""
    seq = _path_number(request, "seq")
    if seq is None:
        raise refusals.no_message()
    return seq


def query_number(request: web.Request, name: str, default: int, least: int, most: int) -> int:
    """A number of the query; Invalid where it isn't one from `least` to `most`."""
    given = request.query.get(name)
    if given is None:
        return default
    fits = given.isascii() and given.isdigit() and len(given) < 20
    if not fits or not least <= int(given) <= most:
        raise invalid(name, "bad_value", in_range(name, least, most))
    return int(given)


def json_answer(value: object, status: int = 200) -> web.Response:
    """An answer of the JSON API."""
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )


def in_range(name: str, least: int, most: int | None) -> Bilingual:
    """What is said of a number that doesn't fit."""
    if most is None or most == NUMBER_LIMIT:
        return Bilingual(
            ko=f"{name} 값은 {least} 이상의 정수여야 해요. 값을 고쳐 주세요.",
            en=f"{name} must be a whole number from {least}. Correct it.",
        )
    return Bilingual(
        ko=f"{name} 값은 {least}부터 {most}까지의 정수여야 해요. 값을 고쳐 주세요.",
        en=f"{name} must be a whole number from {least} to {most}. Correct it.",
    )


def _path_number(request: web.Request, name: str) -> int | None:
    given = request.match_info[name]
    fits = given.isascii() and given.isdigit() and len(given) <= _DIGITS
    return int(given) if fits else None


def _no_room() -> int:
    raise refusals.no_secret_room()


def _clean(name: str, given: str) -> str:
    # Neither can be kept by every database.
    if "\x00" in given or any("\ud800" <= sign <= "\udfff" for sign in given):
        raise invalid(f"/{name}", "bad_value", _no_text(name))
    return given


def _no_text(name: str) -> Bilingual:
    return Bilingual(
        ko=f"{name} 값은 글이어야 해요. 값을 고쳐 주세요.",
        en=f"{name} must be a text. Correct it.",
    )


def _no_list(name: str) -> Bilingual:
    return Bilingual(
        ko=f"{name} 값은 아이디 {_LIST_MAX:,}개까지의 목록이어야 해요. 값을 고쳐 주세요.",
        en=f"{name} must be a list of up to {_LIST_MAX:,} ids. Correct it.",
    )


def _no_switch(name: str) -> Bilingual:
    return Bilingual(
        ko=f"{name} 값은 true나 false여야 해요. 값을 고쳐 주세요.",
        en=f"{name} must be true or false. Correct it.",
    )


_NOT_JSON = Bilingual(
    ko="본문은 application/json 형식이어야 해요. Content-Type을 확인해 주세요.",
    en="The body must be application/json. Check the Content-Type.",
)
