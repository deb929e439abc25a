"""What a request brings: a JSON object or a query, checked against a shape."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from bot.core.errors import Bilingual, Problem, SpacecastError, TooLarge, raise_problems
from bot.web.api.wording import pointer, problems_of


class BadRequest(SpacecastError):
    """The request can't be read at all."""

    code = "bad_request"
    status = 400
    exit_code = 2


class UnsupportedMediaType(SpacecastError):
    """The body is of a kind that is not taken here."""

    code = "unsupported_media_type"
    status = 415
    exit_code = 2


class Body(BaseModel):
    """A JSON object without other fields than its own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Nothing(Body):
    """The body of an action that takes none."""


class Query(BaseModel):
    """The parameters of a query; their values come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Body = TypeVar("_Body", bound=Body)
_Query = TypeVar("_Query", bound=Query)


async def read_body(request: web.Request, shape: type[_Body]) -> _Body:
    """The body as `shape`; Invalid names every problem of its shape."""
    given = await json_object(request)
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise_problems(problems_of(error))
        raise


async def json_object(request: web.Request) -> dict[str, Any]:
    """The body as a JSON object; no body at all is an empty one."""
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise TooLarge(_TOO_LARGE) from error
    if not raw:
        return {}
    kind = request.content_type
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMediaType(_NOT_JSON)
    try:
        given = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest(_broken(str(error)), code="invalid_json") from error
    if not isinstance(given, dict):
        raise BadRequest(_NO_OBJECT, code="not_an_object")
    raise_problems([_control(place) for place in _zero_characters(given, ())])
    return given


def shape_problems(shape: type[Body], given: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the shape of `given`, for those who look for more before raising."""
    try:
        shape.model_validate(given)
    except ValidationError as error:
        return problems_of(error)
    return []


def read_query(request: web.Request, shape: type[_Query]) -> _Query:
    """The query as `shape`; unknown and repeated parameters are refused, not guessed at."""
    names = [name for name, _ in request.query.items()]
    problems = [
        Problem(pointer=pointer([name]), code="repeated", text=_repeated(name))
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    problems += [_control((n,)) for n, v in request.query.items() if "\0" in n + v]
    try:
        query = shape.model_validate(dict(request.query))
    except ValidationError as error:
        raise_problems([*problems, *problems_of(error)])
        raise
    raise_problems(problems)
    return query


def _zero_characters(
    value: object, place: tuple[int | str, ...]
) -> Iterator[tuple[int | str, ...]]:
    """Where the one character is that no database keeps."""
    if isinstance(value, str):
        if "\0" in value:
            yield place
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _zero_characters(key, (*place, key))
            yield from _zero_characters(below, (*place, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _zero_characters(below, (*place, index))


def _control(place: tuple[int | str, ...]) -> Problem:
    return Problem(pointer=pointer(place), code="control_character", text=_ZERO)


_TOO_LARGE = Bilingual(
    ko="보낸 내용이 너무 커요. 줄여서 다시 보내 주세요.",
    en="The request is too large. Send less.",
)
_NOT_JSON = Bilingual(
    ko="본문은 JSON이어야 해요. Content-Type: application/json 머리글을 넣어 주세요.",
    en="The body must be JSON: send the header Content-Type: application/json.",
)
_NO_OBJECT = Bilingual(
    ko='본문은 {"이름": 값} 모양의 JSON 객체여야 해요.',
    en='The body must be a JSON object such as {"name": value}.',
)
_ZERO = Bilingual(
    ko="쓸 수 없는 제어 문자가 있어요. 지우고 다시 보내 주세요.",
    en="There is a control character that can't be used. Remove it.",
)


def _broken(reason: str) -> Bilingual:
    return Bilingual(
        ko=f"본문의 JSON을 읽을 수 없어요. 문법을 확인해 주세요. ({reason})",
        en=f"The JSON of the body can't be read. Check its syntax. ({reason})",
    )


def _repeated(name: str) -> Bilingual:
    return Bilingual(
        ko=f"'{name[:80]}' 값이 여러 번 나와요. 한 번만 써 주세요.",
        en=f"“{name[:80]}” is given several times. Give it once.",
    )
