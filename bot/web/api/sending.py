"""What can be done with a notice: preview, test, send, cancel."""

from aiohttp import web

from bot.broadcast.model.composer import Composed, Recipient
from bot.broadcast.model.notices import Notice
from bot.broadcast.service.trials import Trial
from bot.kakaowork.writing import blocks_json
from bot.web.api.access import named, sending_caller
from bot.web.api.answers import json_answer
from bot.web.api.bodies import Body, Nothing, read_body
from bot.web.api.notice_answers import notice_answer
from bot.web.api.notice_bodies import UrgentBody
from bot.web.api.notices import require_match
from bot.web.api.people import person_json
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor


class PreviewBody(Body):
    """For whom the message is shown; for nobody in particular without."""

    member: str | None = None


class TrialBody(Body):
    """Who gets the test; without, the caller."""

    members: list[str] | None = None


class SendBody(Body):
    """Why it can't wait; without, quiet hours hold what isn't urgent already."""

    urgent: UrgentBody | None = None


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
    """Send to the whole audience; in quiet hours when they end, unless it is urgent."""
    actor = await sending_caller(request, "notices:send")
    body = await read_body(request, SendBody)
    notice = await matched_notice(request, actor)
    reason = body.urgent.reason if body.urgent else None
    view = await parts_of(request).sending.send(actor, notice.id, urgent_reason=reason)
    return await notice_answer(request, view, status=202)


async def cancel_notice(request: web.Request) -> web.Response:
    """Scheduled or in its grace time: a draft again. Running: the rest is not sent."""
    actor = await sending_caller(request, "notices:send")
    await read_body(request, Nothing)
    view = await parts_of(request).sending.cancel(actor, named(request, "notice"))
    counts = view.counts
    return await notice_answer(
        request, view, more={"sent": counts.sent, "cancelled": counts.cancelled}
    )


async def matched_notice(request: web.Request, actor: Actor) -> Notice:
    """The notice that the address names, at the version of If-Match where there is one."""
    view = await parts_of(request).notices.get(actor, named(request, "notice"))
    require_match(request, view.notice)
    return view.notice


async def _composed(
    request: web.Request, actor: Actor, notice: Notice, recipient: Recipient | None
) -> Composed:
    parts = parts_of(request)
    if notice.frozen is not None:
        return parts.composer.thaw(notice.frozen).compose(recipient)
    return await parts.notices.preview(actor, notice.draft, recipient)


async def _recipient(request: web.Request, key: str) -> Recipient:
    member = await parts_of(request).members.get(key)
    return Recipient(
        name=member.name,
        user_id=member.platform_id,
        department=member.department or "",
        position=member.position or "",
        email=member.email,
    )


def _trial_json(trial: Trial) -> dict[str, object]:
    return {
        "member": person_json(trial.member),
        "message_id": trial.message_id,
        "reason": trial.reason,
    }
