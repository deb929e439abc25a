"""The parameters of a call, from the query, a JSON body or a form."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Invalid, SpacecastError
from bot.kakaowork.errors import ErrorCode
from bot.messenger.model.user_times import SECONDS_MAX
from bot.messenger.web.bodies import read_body, read_json

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_FORM_FIELDS = 2_000
_ID_LIMIT = 1 << 63

_Word = TypeVar("_Word", bound=StrEnum)


class Given:
    """Named values; each reader refuses what it can't take, naming the parameter."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether the parameter is there and not null."""
        return self._values.get(name) is not None

    def value(self, name: str) -> object:
        """The value as it came; `missing_parameter`."""
        value = self._values.get(name)
        if value is None:
            raise _missing(name)
        return value

    def text(self, name: str) -> str:
        """A string that isn't empty; `missing_parameter`, `invalid_parameter`."""
        value = self.value(name)
        if not isinstance(value, str) or not value.strip() or has_bad_characters(value):
            raise wrong(name, _TEXT)
        return value

    def optional_text(self, name: str) -> str | None:
        """A string that may be absent."""
        return self.text(name) if self.has(name) else None

    def id(self, name: str) -> int:
        """An id as a number or as digits; `missing_parameter`, `invalid_parameter`."""
        return _id(name, self.value(name))

    def seconds(self, name: str) -> int:
        """A Unix time in whole seconds, as a number or as digits; `missing_parameter`, …"""
        value = self.value(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= SECONDS_MAX:
            return value
        raise wrong(name, _SECONDS)

    def amount(self, name: str) -> float:
        """A number from 0, also as digits; `missing_parameter`, `invalid_parameter`."""
        value = self.value(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return value
        raise wrong(name, _AMOUNT)

    def one_of(self, name: str, words: type[_Word]) -> _Word:
        """One of some words, in small or capital letters; `missing_parameter`, …"""
        with suppress(ValueError):
            return words(str(self.value(name)).lower())
        listed = ", ".join(word.value for word in words)
        raise wrong(
            name,
            Bilingual(ko=f"다음 중에서 골라 주세요: {listed}", en=f"Choose one of: {listed}."),
        )

    def entries(self, name: str) -> list[object]:
        """An array, which a form carries as JSON text; `missing_parameter`, …"""
        value = self.value(name)
        if isinstance(value, str):
            try:
                value = msgspec.json.decode(value)
            except (msgspec.DecodeError, RecursionError) as error:
                raise wrong(name, _ARRAY) from error
        if not isinstance(value, list):
            raise wrong(name, _ARRAY)
        return value

    def ids(self, name: str) -> list[int]:
        """Ids as an array, or in a form as repeated or comma-separated values."""
        return [_id(name, item) for item in self.unread_ids(name)]

    def unread_ids(self, name: str) -> list[object]:
        """What should be ids, where each is to be read by itself; as `ids` otherwise."""
        value = self.value(name)
        if isinstance(value, str):
            return list(value.split(","))
        if not isinstance(value, list):
            raise wrong(name, _IDS)
        return value


async def from_json(request: web.Request) -> Given:
    """The body of a call that takes JSON only; `invalid_content_type`."""
    if request.content_type != _JSON or not _is_utf8(request):
        raise _content_type(_JSON)
    return Given(read_json(await read_body(request)))


async def from_body(request: web.Request) -> Given:
    """The body of a call that takes JSON or a form; `invalid_content_type`."""
    if request.content_type != _FORM or not _is_utf8(request):
        if request.content_type != _JSON:
            raise _content_type(f"{_JSON}, {_FORM}")
        return await from_json(request)
    try:
        text = (await read_body(request)).decode()
        pairs = parse_qsl(
            text, keep_blank_values=True, max_num_fields=_FORM_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise Invalid(_NOT_FORM, code=ErrorCode.INVALID_REPRESENTATION) from error
    return Given(_gathered(pairs))


def require_multipart(request: web.Request) -> None:
    """Raise `invalid_content_type` unless the body is multipart/form-data."""
    if request.content_type != _MULTIPART:
        raise _content_type(_MULTIPART)


def from_query(request: web.Request) -> Given:
    """The query of a call by GET."""
    return Given(_gathered(request.query.items()))


def wrong(name: str, wanted: Bilingual) -> SpacecastError:
    """`invalid_parameter`, saying what is wanted."""
    return Invalid(
        Bilingual(
            ko=f"{name} 값이 올바르지 않아요. {wanted.ko}",
            en=f"{name} is not valid. {wanted.en}",
        ),
        code=ErrorCode.INVALID_PARAMETER,
    )


def has_bad_characters(text: str) -> bool:
    """Whether a text holds what no database keeps: NUL or half a surrogate pair."""
    return "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name.removesuffix("[]"), []).append(value)
    return {name: got[0] if len(got) == 1 else got for name, got in found.items()}


def _is_utf8(request: web.Request) -> bool:
    return (request.charset or "utf-8").lower() in {"utf-8", "utf8"}


def _id(name: str, value: object) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < 20 else _ID_LIMIT
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _ID_LIMIT:
        return value
    raise wrong(name, _ID)


def _missing(name: str) -> SpacecastError:
    return Invalid(
        Bilingual(
            ko=f"{name} 파라미터가 없어요. 값을 넣어 주세요.",
            en=f"The parameter {name} is missing. Give it a value.",
        ),
        code=ErrorCode.MISSING_PARAMETER,
    )


def _content_type(wanted: str) -> SpacecastError:
    return Invalid(
        Bilingual(
            ko=f"Content-Type이 맞지 않아요. UTF-8로 된 {wanted} 형식으로 보내 주세요.",
            en=f"The Content-Type doesn't fit. Send {wanted} in UTF-8.",
        ),
        code=ErrorCode.INVALID_CONTENT_TYPE,
    )


_TEXT = Bilingual(ko="한 글자 이상의 문자열을 써 주세요.", en="Write at least one character.")
_ID = Bilingual(ko="1 이상의 정수 id를 써 주세요.", en="Give an id: a whole number from 1.")
_SECONDS = Bilingual(
    ko="Unix 시각을 초 단위 정수로 써 주세요. 밀리초가 아니에요.",
    en="Give a Unix time in whole seconds, not in milliseconds.",
)
_AMOUNT = Bilingual(ko="0 이상의 숫자를 써 주세요.", en="Give a number from 0.")
_ARRAY = Bilingual(ko="JSON 배열을 써 주세요.", en="Give a JSON array.")
_IDS = Bilingual(ko="id의 배열을 써 주세요.", en="Give an array of ids.")
_NOT_FORM = Bilingual(
    ko="폼 본문을 읽을 수 없어요. UTF-8로 인코딩해 주세요.",
    en="The form can't be read. Encode it in UTF-8.",
)
