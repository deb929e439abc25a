"""Notices: drafts, what is known of each, and its deliveries."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcast.model.acknowledgements import Tallies, answers_in
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.service.notices import NoticeView, require_unchanged
from bot.web.api.access import named, sending_caller
from bot.web.api.answers import (
    PageQuery,
    listed,
    matches,
    no_content,
    number_after,
)
from bot.web.api.bodies import json_object, read_query
from bot.web.api.drafts import DraftReader
from bot.web.api.notice_answers import delivery_json, notice_answer, notice_json
from bot.web.api.notice_bodies import NoticeBody, NoticeChange, given_fields
from bot.web.keys import parts_of


class NoticesQuery(PageQuery):
    """Which notices."""

    state: NoticeState | None = None
    query: str = ""


class DeliveriesQuery(PageQuery):
    """Which deliveries."""

    state: DeliveryState | None = None
    query: str = ""
    answered: bool | None = None


async def list_notices(request: web.Request) -> web.Response:
    """The newest notices of the profiles the caller may use."""
    actor = await sending_caller(request, "notices:read")
    query = read_query(request, NoticesQuery)
    parts = parts_of(request)
    zone, now = await workspace_zone(request), parts.clock.now()
    views = await parts.notices.page(
        actor,
        before=number_after(query),
        limit=query.limit + 1,
        state=query.state,
        text=query.query.strip(),
    )
    tallies = await parts.acknowledgements.tallies_of([view.notice for view in views])

    def written(view: NoticeView) -> dict[str, Any]:
        return notice_json(view, zone, now, tallies.get(view.notice.id, Tallies()))

    return listed(views, query, written, lambda v: v.notice.number)


async def draft_notice(request: web.Request) -> web.Response:
    """Write a draft, which may leave fields out; what it has must be right."""
    actor = await sending_caller(request, "notices:write")
    given = given_fields(NoticeBody, await json_object(request))
    parts = parts_of(request)
    draft = await DraftReader(parts, actor, await workspace_zone(request)).read(given)
    view = await parts.notices.draft(actor, draft)
    return await notice_answer(request, view, status=201, located=True)


async def get_notice(request: web.Request) -> web.Response:
    """One notice with its counts and its timeline."""
    actor = await sending_caller(request, "notices:read")
    view = await parts_of(request).notices.get(actor, named(request, "notice"))
    return await notice_answer(request, view)


async def change_notice(request: web.Request) -> web.Response:
    """Change a draft; what isn't given stays."""
    actor = await sending_caller(request, "notices:write")
    parts = parts_of(request)
    before = (await parts.notices.get(actor, named(request, "notice"))).notice
    require_match(request, before)
    given = given_fields(NoticeChange, await json_object(request))
    reader = DraftReader(parts, actor, await workspace_zone(request))
    draft = await reader.read(given, before.draft)
    # Also without If-Match: the change was merged into this version and no other.
    view = await parts.notices.change(actor, before.id, draft, version=before.version)
    return await notice_answer(request, view)


async def remove_notice(request: web.Request) -> web.Response:
    """Throw a draft away."""
    actor = await sending_caller(request, "notices:write")
    notices = parts_of(request).notices
    notice = (await notices.get(actor, named(request, "notice"))).notice
    require_match(request, notice)
    await notices.remove(actor, notice.id)
    return no_content()


async def list_deliveries(request: web.Request) -> web.Response:
    """The recipients of a notice and what became of each."""
    actor = await sending_caller(request, "notices:read")
    query = read_query(request, DeliveriesQuery)
    zone, notices = await workspace_zone(request), parts_of(request).notices
    notice = (await notices.get(actor, named(request, "notice"))).notice
    buttons = answers_in(notice.frozen)
    choices = buttons.choices if buttons else ()
    found = await notices.deliveries(
        actor,
        notice.id,
        after=number_after(query) or 0,
        limit=query.limit + 1,
        state=query.state,
        text=query.query.strip(),
        answered=query.answered,
    )
    return listed(found, query, lambda d: delivery_json(d, zone, choices), lambda d: d.row)


def require_match(request: web.Request, notice: Notice) -> None:
    """Raise `outdated` where the request's If-Match names another version."""
    if not matches(request, notice.version):
        require_unchanged(replace(notice, version=-1), notice)


async def workspace_zone(request: web.Request) -> ZoneInfo:
    """The zone in which the workspace reads and writes times."""
    return (await parts_of(request).workspace.get()).zone
