"""발송 프로필 관리: bot identities, their pauses, and who may use them."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from bot.broadcast.model.profiles import MAX_GRANTS, NewProfile, ProfileStatus
from bot.broadcast.service.profile_checks import ProfileCheck
from bot.core.errors import Bilingual, Invalid, LimitReached, NotFound, Problem, WrongState
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.shown import show
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import names

_TEXTS = ("name", "description", "contact", "answer")


async def overview(request: web.Request) -> web.Response:
    """All profiles, and who waits for one."""
    actor = await console_actor(request)
    profiles = parts_of(request).profiles
    context = {
        "views": await profiles.every(actor),
        "requests": await profiles.requests(actor),
        "max_grants": MAX_GRANTS,
    }
    return await show(request, "profiles/overview.html", context)


async def new_page(request: web.Request) -> web.Response:
    """The form of a new profile."""
    actor = await console_actor(request)
    await parts_of(request).profiles.every(actor)
    return await _new_form(request, {})


async def create(request: web.Request) -> web.Response:
    """Make a profile."""
    actor = await console_actor(request)
    form, parts = await request.post(), parts_of(request)
    try:
        new = NewProfile(
            id=_text(form, "id"),
            name=_text(form, "name"),
            description=_text(form, "description"),
            contact=_text(form, "contact"),
            answer=_text(form, "answer"),
            app_key=_text(form, "app_key") or None,
            rate_ceiling=_rate(form),
        )
        profile = await parts.profiles.create(actor, new)
    except Invalid as wrong:
        return await _new_form(request, form, wrong.problems, wrong.status)
    except WrongState as taken:
        problem = Problem(pointer="/id", code=taken.word, text=taken.text)
        return await _new_form(request, form, [problem], taken.status)
    return go(request, f"/profiles/{profile.id}", "made", profile.name)


async def edit_page(request: web.Request) -> web.Response:
    """One profile: what it says of itself and who may use it."""
    actor = await console_actor(request)
    return await _edit_form(request, actor)


async def change(request: web.Request) -> web.Response:
    """Change name, description, contact or rate ceiling."""
    actor = await console_actor(request)
    form, key = await request.post(), request.match_info["id"]
    try:
        changes: dict[str, Any] = {name: _text(form, name) for name in _TEXTS}
        changes["rate_ceiling"] = _rate(form)
        await parts_of(request).profiles.change(actor, key, changes)
    except Invalid as wrong:
        return await _edit_form(request, actor, form, wrong.problems, wrong.status)
    return go(request, f"/profiles/{key}", "saved")


async def grant(request: web.Request) -> web.Response:
    """Let a send admin use the profile; a refusal stands beside the field."""
    actor = await console_actor(request)
    form, key = await request.post(), request.match_info["id"]
    parts, chosen = parts_of(request), _text(form, "member")
    try:
        if not chosen:
            raise Invalid(_NOBODY, code="member_required")
        await parts.profiles.grant(actor, key, chosen)
    except (Invalid, NotFound, WrongState, LimitReached) as refusal:
        problem = Problem(pointer="/member", code=refusal.word, text=refusal.text)
        return await _edit_form(request, actor, {}, [problem], refusal.status)
    member = await parts.members.get(chosen)
    return go(request, f"/profiles/{key}#grants", "granted", member.name)


async def revoke(request: web.Request) -> web.Response:
    """Take the profile away from a send admin."""
    actor = await console_actor(request)
    key, parts = request.match_info["id"], parts_of(request)
    member = await parts.members.get(request.match_info["member"])
    await parts.profiles.revoke(actor, key, member.id)
    return go(request, f"/profiles/{key}#grants", "revoked", member.name)


async def pause(request: web.Request) -> web.Response:
    """Stop sending with this profile."""
    return await _set_status(request, ProfileStatus.PAUSED, "paused")


async def resume(request: web.Request) -> web.Response:
    """Send with this profile again."""
    return await _set_status(request, ProfileStatus.ACTIVE, "resumed")


async def check(request: web.Request) -> web.Response:
    """Ask the platform about the bot; the answer stands on the page."""
    actor = await console_actor(request)
    checked = await parts_of(request).profile_checks.check(actor, request.match_info["id"])
    return await _edit_form(request, actor, checked=checked)


async def rotate_callbacks(request: web.Request) -> web.Response:
    """Make other callback addresses; the old ones lead nowhere at once."""
    actor = await console_actor(request)
    key = request.match_info["id"]
    await parts_of(request).callback_keys.rotate(actor, key)
    return go(request, f"/profiles/{key}#callbacks", "callbacks_rotated")


async def ask(request: web.Request) -> web.Response:
    """Ask the super admins for a profile."""
    actor = await console_actor(request)
    admins = await parts_of(request).profiles.ask(actor)
    return go(request, "/notices/new", "asked", names(admins))


async def _set_status(request: web.Request, status: ProfileStatus, code: str) -> web.Response:
    actor = await console_actor(request)
    key = request.match_info["id"]
    profile = await parts_of(request).profiles.set_status(actor, key, status)
    return go(request, f"/profiles/{key}", code, profile.name)


async def _new_form(
    request: web.Request,
    typed: Mapping[str, Any] | MultiMapping[Any],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> web.Response:
    context = {
        "typed": dict(typed),
        "faults": Faults(problems, inputs=_INPUTS),
        "platform_kind": parts_of(request).platform_kind,
    }
    return await show(request, "profiles/new.html", context, status=status)


async def _edit_form(
    request: web.Request,
    actor: Actor,
    typed: Mapping[str, Any] | MultiMapping[Any] | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
    *,
    checked: ProfileCheck | None = None,
) -> web.Response:
    parts = parts_of(request)
    # Only super admins manage profiles; `every` says whom to ask.
    waiting = await parts.profiles.requests(actor)
    view = await parts.profiles.get(actor, request.match_info["id"])
    profile, granted = view.profile, {member.id for member in view.granted}
    senders = await parts.members.send_admins()
    kept = {
        "name": profile.name,
        "description": profile.description,
        "contact": profile.contact,
        "answer": profile.answer,
        "rate_ceiling": f"{profile.rate_ceiling:g}" if profile.rate_ceiling else "",
    }
    context = {
        "view": view,
        "profile": profile,
        "typed": kept | dict(typed or {}),
        "faults": Faults(problems, inputs=_INPUTS),
        "choices": [m for m in senders if m.id not in granted],
        "requests": [m for m in waiting if m.id not in granted],
        "super_admins": await parts.members.super_admins(),
        "max_grants": MAX_GRANTS,
        "public_url": parts.public_url,
        "platform_kind": parts.platform_kind,
        "addresses": await parts.callback_keys.addresses(actor, profile.id),
        "checked": checked,
    }
    return await show(request, "profiles/edit.html", context, status=status)


def _text(form: MultiMapping[Any], name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _rate(form: MultiMapping[Any]) -> float | None:
    typed = _text(form, "rate_ceiling").replace(",", "")
    if not typed:
        return None
    try:
        return float(typed)
    except ValueError:
        problem = Problem(pointer="/rate_ceiling", code="bad_rate", text=_BAD_RATE)
        raise Invalid(_BAD_RATE, code="bad_rate", problems=[problem]) from None


_INPUTS = frozenset(
    {"id", "name", "description", "contact", "answer", "app_key", "rate_ceiling", "member"}
)
_BAD_RATE = Bilingual(
    "속도 상한에는 숫자를 써 주세요. 예: 30", "The rate ceiling must be a number. Example: 30"
)
_NOBODY = Bilingual(
    "권한을 줄 발송 관리자를 골라 주세요.", "Choose the send admin to give it to."
)
