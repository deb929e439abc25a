"""Schedules, planned times and what became of them, as the API writes them."""

from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcast.model.audience import audience_json
from bot.broadcast.model.rules_json import rule_json
from bot.broadcast.model.schedule_words import rule_in_words
from bot.broadcast.model.schedules import Occurrence
from bot.broadcast.service.schedules import ScheduleView, Upcoming
from bot.core.errors import Language
from bot.web.api.answers import json_answer
from bot.web.api.times import written_time
from bot.web.api.workspace import entry_json
from bot.web.keys import language_of, parts_of


async def schedule_answer(
    request: web.Request, view: ScheduleView, *, status: int = 200, located: bool = False
) -> web.Response:
    """One schedule with who did what to it."""
    schedule = view.schedule
    entries = await parts_of(request).audit.of("schedule", schedule.id)
    answer = {
        **schedule_json(view, language_of(request)),
        "timeline": [entry_json(entry, schedule.zone) for entry in entries],
    }
    return json_answer(
        answer,
        status=status,
        location=f"/schedules/{schedule.id}" if located else None,
        version=schedule.version,
    )


def schedule_json(view: ScheduleView, language: Language) -> dict[str, Any]:
    """A schedule with its next planned times; times are in its own zone, `words` for people."""
    schedule = view.schedule
    zone = schedule.zone
    return {
        "id": schedule.id,
        "number": schedule.number,
        "label": schedule.label,
        "state": schedule.state.value,
        "title": schedule.title,
        "author": {"id": schedule.author_id, "name": schedule.author_name},
        "notice": {
            "profile": schedule.profile_id,
            "template": schedule.template,
            "variables": dict(schedule.variables),
            "audience": audience_json(schedule.audience),
            "urgent": {"reason": schedule.urgent_reason} if schedule.urgent_reason else None,
            "on_uncertain": schedule.on_uncertain.value,
        },
        "rules": [rule_json(rule) for rule in schedule.rules],
        "words": [rule_in_words(rule, language) for rule in schedule.rules],
        "timezone": zone.key,
        "starts": written_time(schedule.starts, zone),
        "ends": written_time(schedule.ends, zone),
        "holidays": schedule.holidays.value,
        "content": schedule.content.value,
        "next": [upcoming_json(one, zone) for one in view.upcoming],
        "version": schedule.version,
        "created_at": written_time(schedule.created_at, zone),
        "updated_at": written_time(schedule.updated_at, zone),
    }


def upcoming_json(upcoming: Upcoming, zone: ZoneInfo) -> dict[str, Any]:
    """A planned time to come; `moved_from`: the holiday that it was to be on."""
    holiday = upcoming.planned.moved_from
    return {
        "at": written_time(upcoming.planned.at, zone),
        "skipped": upcoming.skipped,
        **({"moved_from": holiday.isoformat()} if holiday else {}),
    }


def occurrence_json(occurrence: Occurrence, zone: ZoneInfo) -> dict[str, Any]:
    """What became of a planned time; a missed one may stand for `count` since `since`."""
    return {
        "planned_at": written_time(occurrence.planned_at, zone),
        "state": occurrence.state.value,
        "reason": occurrence.reason,
        "notice": occurrence.notice_id,
        "since": written_time(occurrence.since, zone),
        "count": occurrence.count,
        "decided_at": written_time(occurrence.decided_at, zone),
    }
