"""The last look before sending: the message, the number of people, test, schedule, send."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.service.notices import NoticeView
from bot.core.errors import Bilingual, Invalid, Problem, SpacecastError
from bot.web.auth import console_actor
from bot.web.console.cards import card, recipient_of
from bot.web.console.corrections import correction_of
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.notice_times import times_at, words_of
from bot.web.console.reminder_inputs import rule_in_words
from bot.web.console.shown import show
from bot.web.console.times import read_moment, typed_moment, when
from bot.web.keys import language_of, parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import Member
from bot.workspace.model.plans import Feature, plan_refusal

TYPED_FROM = 100
_LONGEST_REASON = 200
_OPEN = frozenset({NoticeState.DRAFT, NoticeState.SCHEDULED, NoticeState.MISSED})


async def review_page(request: web.Request) -> web.Response:
    """The review of a notice that is not sent yet."""
    actor = await console_actor(request)
    view = await parts_of(request).notices.get(actor, request.match_info["id"])
    if view.notice.state not in _OPEN:
        return go(request, f"/notices/{view.notice.id}")
    return await _shown(request, actor, view)


async def test(request: web.Request) -> web.Response:
    """Send the notice to oneself as a test."""
    actor = await console_actor(request)
    key = request.match_info["id"]
    try:
        trials = await parts_of(request).trials.send(actor, key)
    except SpacecastError as refusal:
        return await _refused(request, actor, "test", refusal)
    lost = [trial for trial in trials if trial.reason is not None]
    if lost:
        return await _refused(request, actor, "test", _not_tested(str(lost[0].reason)))
    return go(request, f"/notices/{key}/review", "tested", trials[0].member.name)


async def schedule(request: web.Request) -> web.Response:
    """Send at a time that is given in the workspace's zone."""
    actor = await console_actor(request)
    key, form, parts = request.match_info["id"], await request.post(), parts_of(request)
    zone = (await parts.workspace.get()).zone
    at = read_moment(str(form.get("at", "")), zone)
    try:
        if at is None:
            raise Invalid(_NO_TIME, code="no_such_time")
        await parts.sending.schedule(actor, key, at)
    except SpacecastError as refusal:
        return await _refused(request, actor, "at", refusal, at=str(form.get("at", "")))
    said = when(at, zone, language_of(request))
    return go(request, f"/notices/{key}", "scheduled", f"{said} ({zone.key})")


async def send(request: web.Request) -> web.Response:
    """Send to the whole audience; the number that was shown must still be right."""
    actor = await console_actor(request)
    key, form, parts = request.match_info["id"], await request.post(), parts_of(request)
    reach = await parts.sending.reach(actor, key)
    number = str(form.get("count", "")).replace(",", "").strip()
    try:
        if number != str(reach.recipients):
            raise Invalid(_wrong_number(reach.recipients), code="wrong_count")
        reason = str(form.get("urgent", "")).strip()[:_LONGEST_REASON]
        view = await parts.sending.send(actor, key, urgent_reason=reason or None)
    except SpacecastError as refusal:
        return await _refused(request, actor, "count", refusal)
    notice, words = view.notice, await words_of(request)
    if notice.state is NoticeState.SCHEDULED and notice.scheduled_at is not None:
        return go(request, f"/notices/{notice.id}", "held", words.time(notice.scheduled_at))
    return go(request, f"/notices/{notice.id}")


async def _refused(
    request: web.Request, actor: Actor, place: str, refusal: SpacecastError, at: str = ""
) -> web.Response:
    view = await parts_of(request).notices.get(actor, request.match_info["id"])
    if view.notice.state not in _OPEN:
        # Pressed twice, or by two people: what matters now is the report.
        return go(request, f"/notices/{view.notice.id}")
    problem = Problem(pointer=f"/{place}", code=refusal.word, text=refusal.text)
    return await _shown(request, actor, view, [problem], status=refusal.status, at=at)


async def _shown(
    request: web.Request,
    actor: Actor,
    view: NoticeView,
    refusals: Sequence[Problem] = (),
    *,
    status: int = 200,
    at: str = "",
) -> web.Response:
    parts, notice = parts_of(request), view.notice
    workspace = await parts.workspace.get()
    template = parts.library.get(notice.template)
    problems = parts.composer.check(notice.template, notice.variables)
    departments = {d.id: d.path for d in await parts.members.departments()}
    recipient, typed_at = recipient_of(actor), at or _scheduled_for(notice, workspace.zone)
    chosen = read_moment(typed_at, workspace.zone)
    context = {
        "notice": notice,
        "correction": await correction_of(parts, actor, notice),
        "profile": view.profile,
        "profile_paused": view.profile.status is ProfileStatus.PAUSED,
        "template": template,
        "reach": await parts.sending.reach(actor, notice.id),
        "card": None
        if problems
        else card(parts.composer, template.name, notice.variables, recipient),
        "content_faults": Faults(problems, template.fields),
        "faults": Faults(refusals),
        "plan_refusal": plan_refusal(workspace, Feature.BULK_SENDING),
        "departments": [departments.get(d, d) for d in notice.audience.departments],
        "chosen": await _members(request, notice.audience.members),
        "excluded": await _members(request, notice.audience.exclude),
        "rule_in_words": rule_in_words,
        "typed_from": TYPED_FROM,
        "at": typed_at,
        "now_times": await times_at(request, notice, parts.clock.now()),
        "at_times": None if chosen is None else await times_at(request, notice, chosen),
        "earliest": typed_moment(parts.clock.now(), workspace.zone),
    }
    return await show(request, "notices/review.html", context, status=status)


def _scheduled_for(notice: Notice, zone: ZoneInfo) -> str:
    return typed_moment(notice.scheduled_at, zone) if notice.scheduled_at else ""


async def _members(request: web.Request, ids: Sequence[str]) -> list[Member]:
    return [await parts_of(request).members.get(member_id) for member_id in ids]


def _not_tested(reason: str) -> SpacecastError:
    return Invalid(
        Bilingual(
            f"테스트를 보내지 못했어요({reason}). 잠시 뒤에 다시 해 보고, 계속되면 프로필을 확인해 주세요.",
            f"The test was not sent ({reason}). Try again in a moment; if it stays, check the profile.",
        ),
        code="test_failed",
    )


def _wrong_number(number: int) -> Bilingual:
    return Bilingual(
        f"숫자가 받는 사람 수와 달라요. 지금 받는 사람은 {number:,}명이에요. 확인하고 {number}을(를) 입력해 주세요.",
        f"The number is not that of the recipients. It is {number:,} now. Check it and type {number}.",
    )


_NO_TIME = Bilingual(
    "보낼 날짜와 시각을 골라 주세요.", "Choose the date and the time at which to send."
)
