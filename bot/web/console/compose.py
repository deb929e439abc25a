"""The composer: write a notice, see it live, keep it, go on to the review."""

from collections.abc import Sequence

from aiohttp import web

from bot.broadcast.model.notices import Notice, NoticeState
from bot.broadcast.model.schedules import Schedule
from bot.broadcast.model.templates import DEFAULT_TEMPLATE
from bot.broadcast.service.notices import NoticeView
from bot.core.errors import Bilingual, Invalid, Outdated, Problem
from bot.web.auth import console_actor
from bot.web.console.cards import card, recipient_of
from bot.web.console.corrections import correction_of
from bot.web.console.flash import go
from bot.web.console.forms import Faults, input_name, with_stand_ins
from bot.web.console.reminder_inputs import asks, reminder_choices
from bot.web.console.shown import show
from bot.web.console.written import Written, blank, read_written, written_of
from bot.web.keys import WebParts, language_of, parts_of
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names

_EDITABLE = frozenset({NoticeState.DRAFT, NoticeState.MISSED})


async def new_page(request: web.Request) -> web.Response:
    """An empty composer; without a usable profile, whom to ask for one."""
    actor = await _sender(request)
    parts = parts_of(request)
    usable = await parts.profiles.usable(actor)
    if not usable:
        admins = names(await parts.members.super_admins())
        return await show(request, "notices/no_profile.html", {"super_admins": admins})
    template = parts.library.get(request.query.get("template") or DEFAULT_TEMPLATE)
    return await shown_composer(
        request, actor, blank(template, usable[0].id if len(usable) == 1 else "")
    )


async def edit_page(request: web.Request) -> web.Response:
    """The composer with a draft; `?check` also shows what is still missing."""
    actor = await _sender(request)
    parts = parts_of(request)
    notice = (await parts.notices.get(actor, request.match_info["id"])).notice
    if notice.state not in _EDITABLE:
        return go(request, f"/notices/{notice.id}")
    written = await written_of(parts, notice)
    problems: list[Problem] = []
    if "check" in request.query:
        problems = parts.composer.check(notice.template, notice.variables)
    return await shown_composer(request, actor, written, notice=notice, problems=problems)


async def create(request: web.Request) -> web.Response:
    """Keep a new draft."""
    actor = await _sender(request)
    return await _submitted(request, actor, None)


async def change(request: web.Request) -> web.Response:
    """Keep a changed draft."""
    actor = await _sender(request)
    view = await parts_of(request).notices.get(actor, request.match_info["id"])
    return await _submitted(request, actor, view.notice)


async def preview(request: web.Request) -> web.Response:
    """The fragment that shows the message as far as it is written, and what is missing."""
    actor = await _sender(request)
    written = await read_written(request, actor)
    return await show(request, "notices/_preview.html", await _preview(request, actor, written))


async def upload(request: web.Request) -> web.Response:
    """Keep one image at once; answers its id, address and size as JSON."""
    actor = await _sender(request)
    form, parts = await request.post(), parts_of(request)
    file = form.get("file")
    raw = file.file.read() if isinstance(file, web.FileField) else b""
    image = await parts.images.add(actor, raw)
    return web.json_response(
        {
            "id": image.id,
            "url": f"/media/{image.id}",
            "width": image.width,
            "height": image.height,
        }
    )


async def _sender(request: web.Request) -> Actor:
    actor = await console_actor(request)
    require_sending(actor, names(await parts_of(request).members.super_admins()))
    return actor


async def _submitted(request: web.Request, actor: Actor, before: Notice | None) -> web.Response:
    written = await read_written(request, actor)
    act = written.typed.get("act", "save")
    if act in {"template", "preview"}:
        return await shown_composer(request, actor, written, notice=before)
    problems = problems_of(parts_of(request), written, complete=act == "review")
    if problems:
        return await shown_composer(
            request, actor, written, notice=before, problems=problems, status=422
        )
    try:
        kept = await _keep(request, actor, written, before)
    except Outdated as late:
        late_problem = Problem(pointer="", code=late.word, text=late.text)
        return await shown_composer(
            request, actor, written, notice=before, problems=[late_problem], status=late.status
        )
    if act == "review":
        return go(request, f"/notices/{kept.notice.id}/review")
    return go(request, f"/notices/{kept.notice.id}/edit", "saved")


def problems_of(parts: WebParts, written: Written, *, complete: bool) -> list[Problem]:
    """What is wrong with what was written; where it has to be complete, also what is missing."""
    problems = list(written.problems)
    if not written.profile_id:
        problems.insert(0, _NO_PROFILE)
    if complete:
        problems += parts.composer.check(written.template.name, written.variables)
        if written.audience.everyone is False and not _chooses(written):
            problems.append(_NOBODY_CHOSEN)
    return problems


async def _keep(
    request: web.Request, actor: Actor, written: Written, before: Notice | None
) -> NoticeView:
    notices, draft = parts_of(request).notices, written.draft(before)
    if before is None:
        return await notices.draft(actor, draft)
    version = written.typed.get("version", "")
    read = int(version) if version.isascii() and version.isdigit() else None
    return await notices.change(actor, before.id, draft, version=read)


def _chooses(written: Written) -> bool:
    return bool(written.audience.departments or written.audience.members)


async def _preview(request: web.Request, actor: Actor, written: Written) -> dict[str, object]:
    parts, language = parts_of(request), language_of(request)
    recipient, shown = recipient_of(actor), None
    problems, variables = list(written.problems), written.variables
    if not written.profile_id:
        problems.append(_NO_PROFILE)
    # What stands in for a missing field may itself be refused, but not again and again.
    for _ in range(3):
        try:
            shown = card(parts.composer, written.template.name, variables, recipient)
            break
        except Invalid as wrong:
            problems += [p for p in wrong.problems if p not in problems]
            variables = with_stand_ins(
                written.template.fields, variables, wrong.problems, language
            )
    usable = await parts.profiles.usable(actor)
    return {
        "card": shown,
        "missing": Faults(problems, written.template.fields),
        "profile": next((p for p in usable if p.id == written.profile_id), None),
    }


async def shown_composer(
    request: web.Request,
    actor: Actor,
    written: Written,
    *,
    notice: Notice | None = None,
    schedule: Schedule | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> web.Response:
    """The composer's page, for a new notice, a draft or what a schedule sends."""
    parts = parts_of(request)
    departments = await parts.members.departments()
    context = {
        "profiles": await parts.profiles.usable(actor),
        "templates": parts.library.list(),
        "departments": departments,
        "written": written,
        "typed": written.typed,
        "notice": notice,
        "schedule": schedule,
        "correction": await correction_of(parts, actor, notice),
        "faults": Faults(problems, written.template.fields),
        "input_name": input_name,
        "asks": asks(written.template),
        **reminder_choices(written.typed),
        **await _preview(request, actor, written),
    }
    return await show(request, "notices/compose.html", context, status=status)


_NO_PROFILE = Problem(
    pointer="/profile",
    code="profile_required",
    text=Bilingual("발송 프로필을 골라 주세요.", "Choose the send profile."),
)
_NOBODY_CHOSEN = Problem(
    pointer="/audience",
    code="nobody",
    text=Bilingual(
        "받는 사람이 없어요. 부서를 고르거나 이메일을 적어 주세요.",
        "Nobody would receive this. Choose a department or write e-mail addresses.",
    ),
)
