"""Sending a notice at a time or by rules; and drafting and sending in one call."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import JsonValue

from bot.broadcast.model.profiles import require_active
from bot.broadcast.service.notices import NoticeView
from bot.core.errors import Bilingual, Problem, SpacecastError, raise_problems
from bot.web.api.access import sending_caller
from bot.web.api.bodies import json_object
from bot.web.api.drafts import DraftReader
from bot.web.api.notice_answers import notice_answer
from bot.web.api.notice_bodies import NoticeBody, given_fields
from bot.web.api.notices import workspace_zone
from bot.web.api.plans import PlanBody, Planning, PlanReader, moved, pointing
from bot.web.api.schedule_answers import schedule_answer
from bot.web.api.sending import matched_notice
from bot.web.api.times import read_coming
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, require_plan

_WAYS = ("at", "rule", "rules")
_ONLY_WITH_RULES = ("starts", "ends", "holidays", "content")


class WhenBody(PlanBody):
    """When to send: once at a time, or by a rule or several."""

    at: str | None = None
    rule: JsonValue = None


class BroadcastBody(NoticeBody, WhenBody):
    """A notice and when to send it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Once at a time (UTC ms), by a plan, or at once where there is neither."""

    at: int | None = None
    planning: Planning | None = None
    move: str = "/rules"

    def place(self, pointer: str) -> str:
        """Where the caller wrote what a service calls `/rules`."""
        return self.move if pointer == "/rules" else pointer


async def schedule_notice(request: web.Request) -> web.Response:
    """Send once at a time to come, or by rules: then the draft becomes a schedule."""
    actor = await sending_caller(request, "notices:send")
    given = given_fields(WhenBody, await json_object(request))
    timing, problems = await _timing(request, given.fields)
    problems = [p for p in problems if p.pointer.split("/")[1] not in given.bad]
    if not given.bad and all(given.fields.get(way) is None for way in _WAYS):
        problems.append(Problem(pointer="/at", code="required", text=_WHEN))
    raise_problems([*given.problems, *problems])
    notice, parts = await matched_notice(request, actor), parts_of(request)
    if timing.planning is None:
        view = await parts.sending.schedule(actor, notice.id, timing.at or 0)
        return await notice_answer(request, view)
    with pointing(timing.place):
        made = await parts.schedule_writing.create_from(
            actor, notice.id, timing.planning.of(notice.draft), version=notice.version
        )
    return await schedule_answer(request, made, status=201, located=True)


async def broadcast(request: web.Request) -> web.Response:
    """Draft and send, or schedule, in one call; refused, it leaves nothing behind."""
    actor = await sending_caller(request, "notices:write", "notices:send")
    parts = parts_of(request)
    require_plan(await parts.workspace.get(), Feature.BULK_SENDING)
    given = given_fields(BroadcastBody, await json_object(request))
    timing, problems = await _timing(request, given.fields)
    problems = [p for p in problems if p.pointer.split("/")[1] not in given.bad]
    reader = DraftReader(parts, actor, await workspace_zone(request), complete=True)
    draft = await reader.read(replace(given, problems=(*given.problems, *problems)))
    require_active((await parts.profiles.get(actor, draft.profile_id)).profile)
    if timing.planning is not None:
        with pointing(timing.place):
            made = await parts.schedule_writing.create(actor, timing.planning.of(draft))
        return await schedule_answer(request, made, status=201, located=True)
    drafted = await parts.notices.draft(actor, draft)
    view = await _sent(request, actor, drafted, timing.at)
    status = 202 if timing.at is None else 201
    return await notice_answer(request, view, status=status, located=True)


async def _sent(
    request: web.Request, actor: Actor, drafted: NoticeView, at: int | None
) -> NoticeView:
    parts = parts_of(request)
    key = drafted.notice.id
    try:
        if at is None:
            return await parts.sending.send(actor, key)
        return await parts.sending.schedule(actor, key, at)
    except SpacecastError:
        await parts.notices.remove(actor, key)
        raise


async def _timing(
    request: web.Request, given: Mapping[str, Any]
) -> tuple[Timing, list[Problem]]:
    """When it is wanted, and everything that is wrong with it."""
    ways = [way for way in _WAYS if given.get(way) is not None]
    zone, now = await workspace_zone(request), parts_of(request).clock.now()
    reader = PlanReader(zone, now)
    if len(ways) > 1:
        twice = [Problem(pointer=f"/{way}", code="given_twice", text=_ONE) for way in ways[1:]]
        return Timing(), twice
    if ways and ways[0] != "at":
        rules = [given["rule"]] if ways == ["rule"] else given["rules"]
        planning = reader.read({**given, "rules": rules})
        place = ways[0]
        found = moved(reader.problems, lambda p: _of_rule(p) if place == "rule" else p)
        return Timing(planning=planning, move=f"/{place}"), found
    problems = [
        Problem(pointer=f"/{name}", code="only_with_rules", text=_RULES_ONLY)
        for name in _ONLY_WITH_RULES
        if given.get(name) is not None
    ]
    local: ZoneInfo = reader.zone(given)
    problems += reader.problems
    if not ways:
        return Timing(), problems
    at = read_coming(given["at"], local, now, "/at")
    if isinstance(at, Problem):
        return Timing(), [*problems, at]
    return Timing(at=at), problems


def _of_rule(pointer: str) -> str:
    """The place in `rule` of a place in the one entry of `rules`."""
    return (
        f"/rule{pointer.removeprefix('/rules/0')}" if pointer.startswith("/rules") else pointer
    )


_WHEN = Bilingual(
    ko="언제 보낼지 at, rule, rules 중 하나로 써 주세요.",
    en="Say when with one of at, rule and rules.",
)
_ONE = Bilingual(
    ko="at, rule, rules 중 하나만 써 주세요.", en="Give only one of at, rule and rules."
)
_RULES_ONLY = Bilingual(
    ko="이 항목은 되풀이할 때만 쓸 수 있어요. rule이나 rules를 함께 쓰거나 빼 주세요.",
    en="This is for what repeats. Give rule or rules with it, or leave it out.",
)
