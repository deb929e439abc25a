"""users.set_work_time, users.set_vacation_time, and the four batch calls."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from aiohttp import web

from bot.core.errors import Bilingual, Invalid, SpacecastError
from bot.kakaowork.errors import ErrorCode
from bot.messenger.model.bots import Bot
from bot.messenger.model.user_times import (
    Span,
    TimesKind,
    check_batch,
    refuse_entries,
    span_of_seconds,
)
from bot.messenger.web.parts import parts_of
from bot.messenger.web.webapi.access import BotHandler
from bot.messenger.web.webapi.envelope import reply
from bot.messenger.web.webapi.given import Given, from_body

_Read = TypeVar("_Read")


def times_set(kind: TimesKind) -> BotHandler:
    """POST users.set_work_time or users.set_vacation_time."""

    async def call(request: web.Request, _bot: Bot) -> web.Response:
        user_id, span = _read(kind, await from_body(request))
        await parts_of(request).user_times.put(kind, {user_id: span})
        return reply()

    return call


def batch_set(kind: TimesKind) -> BotHandler:
    """POST batch/users.set_work_time or batch/users.set_vacation_time: all of them or none.

    Who is named twice gets the time that was named last.
    """
    name = f"user_{kind}_times"

    async def call(request: web.Request, _bot: Bot) -> web.Response:
        entries = (await from_body(request)).entries(name)
        check_batch(name, len(entries))
        spans = _each(name, entries, lambda entry: _read(kind, _entry(entry)))
        await parts_of(request).user_times.put(kind, dict(spans))
        return reply()

    return call


def batch_reset(kind: TimesKind) -> BotHandler:
    """POST batch/users.reset_work_time or batch/users.reset_vacation_time: all or none."""

    async def call(request: web.Request, _bot: Bot) -> web.Response:
        given = (await from_body(request)).unread_ids("user_ids")
        check_batch("user_ids", len(given))
        user_ids = _each("user_ids", given, lambda one: Given({"user_id": one}).id("user_id"))
        await parts_of(request).user_times.reset(kind, user_ids)
        return reply()

    return call


def _each(name: str, entries: Sequence[object], read: Callable[[object], _Read]) -> list[_Read]:
    """Every entry of a batch, read; or one error that names every bad one."""
    done: list[_Read] = []
    refused: list[tuple[int, SpacecastError]] = []
    for place, entry in enumerate(entries):
        try:
            done.append(read(entry))
        except SpacecastError as error:
            refused.append((place, error))
    refuse_entries(name, refused)
    return done


def _entry(entry: object) -> Given:
    if not isinstance(entry, dict):
        raise Invalid(_OBJECT, code=ErrorCode.INVALID_PARAMETER)
    return Given(entry)


def _read(kind: TimesKind, given: Given) -> tuple[int, Span]:
    start, end = given.seconds(f"{kind}_start_time"), given.seconds(f"{kind}_end_time")
    return given.id("user_id"), span_of_seconds(kind, start, end)


_OBJECT = Bilingual(
    ko="JSON 객체가 아니에요. 객체로 써 주세요.", en="It is no JSON object. Give an object."
)
