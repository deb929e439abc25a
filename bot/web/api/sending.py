"""What can be done with a notice: preview, test, send, schedule, cancel; and all in one call."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcast.model.composer import Composed, Recipient
from bot.broadcast.model.notices import Notice
from bot.broadcast.model.profiles import require_active
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.trials import Trial
from bot.core.errors import Bilingual, Problem, SpacecastError, raise_problems
from bot.kakaowork.writing import blocks_json
from bot.web.api.access import named, sending_caller
from bot.web.api.answers import json_answer
from bot.web.api.bodies import Body, Nothing, json_object, read_body
from bot.web.api.drafts import DraftReader
from bot.web.api.notice_answers import notice_answer
from bot.web.api.notice_bodies import BroadcastBody, given_fields
from bot.web.api.notices import draft_of, require_match, workspace_zone
from bot.web.api.people import person_json
from bot.web.api.times import read_time
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.plans import Feature, require_plan


class PreviewBody(Body):
    """For whom the message is shown; for nobody in particular without."""

    member: str | None = None


class TrialBody(Body):
    """Who gets the test; without, the caller."""

    members: list[str] | None = None


class ScheduleBody(Body):
    """When to send; a time without an offset is in `timezone`, else in the workspace's."""

    at: str
    timezone: str | None = None


async def preview_notice(request: web.Request) -> web.Response:
    """The message as it would be sent, or as it was; and how many it reaches."""
    actor = await sending_caller(request, "notices:read")
    body = await read_body(request, PreviewBody)
    parts = parts_of(request)
    notice = (await parts.notices.get(actor, named(request, "notice"))).notice
    recipient = await _recipient(request, body.member) if body.member else None
    composed = await _composed(request, actor, notice, recipient)
    reach = await parts.sending.reach(actor, notice.id)
    return json_answer(
        {
            "text": composed.text,
            "blocks": blocks_json(composed.blocks),
            "recipients": reach.recipients,
            "excluded": reach.excluded,
        }
    )


async def test_notice(request: web.Request) -> web.Response:
    """Send the real message, marked as a test, to the caller or to up to five members."""
    actor = await sending_caller(request, "notices:send")
    body = await read_body(request, TrialBody)
    trials = await parts_of(request).trials.send(
        actor, named(request, "notice"), body.members or ()
    )
    return json_answer({"items": [_trial_json(trial) for trial in trials]})


async def send_notice(request: web.Request) -> web.Response:
    """Send to the whole audience."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    notice = await _matched(request, actor)
    view = await parts_of(request).sending.send(actor, notice.id)
    return await notice_answer(request, view, status=202)


async def schedule_notice(request: web.Request) -> web.Response:
    """Send once at a time to come."""
    actor = await sending_caller(request, "notices:send")
    body = await read_body(request, ScheduleBody)
    at, problems = await _time(request, body.at, body.timezone)
    raise_problems(problems)
    notice = await _matched(request, actor)
    view = await parts_of(request).sending.schedule(actor, notice.id, at)
    return await notice_answer(request, view)


async def cancel_notice(request: web.Request) -> web.Response:
    """Scheduled or in its grace time: a draft again. Running: the rest is not sent."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).sending.cancel(actor, named(request, "notice"))
    counts = view.counts
    return await notice_answer(
        request, view, more={"sent": counts.sent, "cancelled": counts.cancelled}
    )


async def broadcast(request: web.Request) -> web.Response:
    """Draft and send, or schedule, in one call; refused, it leaves nothing behind."""
    actor = await sending_caller(request, "notices:write", "notices:send")
    parts = parts_of(request)
    require_plan(await parts.workspace.get(), Feature.BULK_SENDING)
    given = given_fields(BroadcastBody, await json_object(request))
    at: int | None = None
    if (when := given.fields.get("at")) is not None:
        at, problems = await _time(request, when, given.fields.get("timezone"))
        given = replace(given, problems=(*given.problems, *problems))
    reader = DraftReader(parts, actor, await workspace_zone(request), complete=True)
    draft = await reader.read(given)
    require_active((await parts.profiles.get(actor, draft.profile_id)).profile)
    drafted = await parts.notices.draft(actor, draft)
    view = await _sent(request, actor, drafted, at)
    status = 202 if at is None else 201
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


async def _matched(request: web.Request, actor: Actor) -> Notice:
    view = await parts_of(request).notices.get(actor, named(request, "notice"))
    require_match(request, view.notice)
    return view.notice


async def _composed(
    request: web.Request, actor: Actor, notice: Notice, recipient: Recipient | None
) -> Composed:
    parts = parts_of(request)
    if notice.frozen is not None:
        return parts.composer.thaw(notice.frozen).compose(recipient)
    return await parts.notices.preview(actor, draft_of(notice), recipient)


async def _recipient(request: web.Request, key: str) -> Recipient:
    member = await parts_of(request).members.get(key)
    return Recipient(
        name=member.name,
        user_id=member.platform_id,
        department=member.department or "",
        position=member.position or "",
        email=member.email,
    )


async def _time(
    request: web.Request, text: str, timezone: str | None
) -> tuple[int, list[Problem]]:
    zone, problems = await workspace_zone(request), []
    if timezone is not None:
        try:
            zone = ZoneInfo(timezone)
        except (LookupError, ValueError, OSError):
            problems = [_unknown_zone(timezone)]
    at = read_time(text, zone, "/at")
    return (0, [*problems, at]) if isinstance(at, Problem) else (at, problems)


def _trial_json(trial: Trial) -> dict[str, object]:
    return {
        "member": person_json(trial.member),
        "message_id": trial.message_id,
        "reason": trial.reason,
    }


def _unknown_zone(name: str) -> Problem:
    text = Bilingual(
        ko=f"'{name[:80]}' 시간대를 몰라요. 예: Asia/Seoul",
        en=f"Unknown time zone '{name[:80]}'. Example: Asia/Seoul",
    )
    return Problem(pointer="/timezone", code="timezone_unknown", text=text)
