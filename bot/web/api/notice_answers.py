"""Notices and deliveries as the API writes them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcast.model.acknowledgements import Tallies
from bot.broadcast.model.audience import audience_json
from bot.broadcast.model.deliveries import Delivery
from bot.broadcast.model.notices import Counts, Notice, NoticeState, Reminders
from bot.broadcast.model.reminder_spans import written_span
from bot.broadcast.service.acknowledgements import Summary
from bot.broadcast.service.notices import NoticeView
from bot.core.clock import SECOND
from bot.web.api.answers import json_answer
from bot.web.api.times import written_time
from bot.web.api.workspace import entry_json
from bot.web.keys import language_of, parts_of


async def notice_answer(
    request: web.Request,
    view: NoticeView,
    *,
    status: int = 200,
    located: bool = False,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> web.Response:
    """One notice with what happened to it, and `more`."""
    parts = parts_of(request)
    zone = (await parts.workspace.get()).zone
    entries = await parts.audit.of("notice", view.notice.id)
    still = view.standstill
    summary = await parts.acknowledgements.summary_of(view.notice)
    answer = {
        **notice_json(view, zone, parts.clock.now(), summary.tallies),
        # Answers to a reminder count for the notice that it reminds of.
        "answers": None if view.notice.reminds else answers_json(summary),
        "standstill": still.answer(language_of(request)) if still else None,
        "timeline": [entry_json(entry, zone) for entry in entries],
        **more,
    }
    return json_answer(
        answer,
        status=status,
        location=f"/notices/{view.notice.id}" if located else None,
        version=view.notice.version,
    )


def answers_json(summary: Summary) -> dict[str, Any] | None:
    """What is known of the answers; null where the notice asks for none, or was not sent."""
    if not summary.asks:
        return None
    return {
        "open": summary.open,
        "remaining": summary.remaining,
        "choices": [{"text": words, "count": count} for words, count in summary.choices],
    }


def notice_json(view: NoticeView, zone: ZoneInfo, now: int, tallies: Tallies) -> dict[str, Any]:
    """A notice; times are in the workspace's zone."""
    notice, counts = view.notice, view.counts
    rate = _rate(notice, counts, now)
    return {
        "id": notice.id,
        "number": notice.number,
        "label": notice.label,
        "state": notice.state.value,
        "state_reason": notice.state_reason,
        "profile": notice.profile_id,
        "author": {"id": notice.author_id, "name": notice.author_name},
        "surface": notice.surface,
        "title": notice.title,
        "template": notice.template,
        "variables": dict(notice.variables),
        "audience": audience_json(notice.audience),
        "urgent": {"reason": notice.urgent_reason} if notice.urgent_reason else None,
        "on_uncertain": notice.on_uncertain.value,
        "not_after": written_time(notice.not_after, zone),
        "corrects": notice.corrects,
        "reminds": notice.reminds,
        "reminders": _rule_json(notice.reminders),
        "remind_at": written_time(notice.remind_at, zone),
        "closed_at": written_time(notice.closed_at, zone),
        "schedule": notice.schedule_id,
        "planned_at": written_time(notice.planned_at, zone),
        "version": notice.version,
        "counts": _counts_json(counts, tallies),
        "rate_per_second": rate,
        "rate_ceiling": notice.rate,
        "eta_seconds": _eta(notice, counts, rate),
        "created_at": written_time(notice.created_at, zone),
        "updated_at": written_time(notice.updated_at, zone),
        "scheduled_at": written_time(notice.scheduled_at, zone),
        "grace_until": written_time(notice.grace_until, zone),
        "started_at": written_time(notice.started_at, zone),
        "finished_at": written_time(notice.finished_at, zone),
    }


def delivery_json(
    delivery: Delivery, zone: ZoneInfo, choices: Sequence[str] = ()
) -> dict[str, Any]:
    """One person's delivery, with the name as it was when sending started, and their answer."""
    choice = delivery.choice
    return {
        "id": delivery.id,
        "member": {
            "id": delivery.member_id,
            "name": delivery.name,
            "email": delivery.email,
        },
        "state": delivery.state.value,
        "reason": delivery.reason,
        "attempts": delivery.attempts,
        "message_id": delivery.message_id,
        "sent_at": written_time(delivery.sent_at, zone),
        "read_at": written_time(delivery.read_at, zone),
        "acknowledged_at": written_time(delivery.acknowledged_at, zone),
        "choice": choices[choice] if choice is not None and choice < len(choices) else None,
    }


def _counts_json(counts: Counts, tallies: Tallies) -> dict[str, int]:
    answers = {"read": tallies.read, "acknowledged": tallies.acknowledged}
    return {"audience": counts.audience, **counts.by_state(), **answers}


def _rule_json(rule: Reminders | None) -> dict[str, Any] | None:
    return None if rule is None else {"after": written_span(rule.every), "most": rule.most}


def _rate(notice: Notice, counts: Counts, now: int) -> float | None:
    """Messages sent per second since sending started, rounded to hundredths."""
    if notice.started_at is None:
        return None
    took = (notice.finished_at or now) - notice.started_at
    return round(counts.sent * SECOND / took, 2) if took > 0 else None


def _eta(notice: Notice, counts: Counts, rate: float | None) -> int | None:
    if notice.state is not NoticeState.SENDING or not rate:
        return None
    return round(counts.open / rate)
