"""설정: plan, name, time zone, language, API tokens."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from aiohttp import web

from bot.core.errors import Invalid, Problem
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.shown import show
from bot.web.keys import parts_of
from bot.web.workspace_settings import change_settings
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import names
from bot.workspace.model.plans import Billing, Feature, Plan, plan_refusal
from bot.workspace.model.sessions import SCOPES
from bot.workspace.service.sessions import NewToken

_CHANGEABLE = ("name", "timezone", "language", "plan", "billing", "read_tracking")
_LIVES = ("30", "90", "365", "")


async def settings_page(request: web.Request) -> web.Response:
    """The workspace's settings and one's own API tokens."""
    actor = await console_actor(request)
    return await _shown(request, actor)


async def change(request: web.Request) -> web.Response:
    """Change the settings that were sent."""
    actor = await console_actor(request)
    form = await request.post()
    changes = {name: str(form[name]).strip() for name in _CHANGEABLE if name in form}
    try:
        await change_settings(parts_of(request), actor, changes)
    except Invalid as wrong:
        return await _shown(request, actor, wrong.problems, wrong.status, typed=changes)
    return go(request, "/settings", "saved")


async def make_token(request: web.Request) -> web.Response:
    """Make an API token for oneself; its secret is on this answer and nowhere else."""
    actor = await console_actor(request)
    form = await request.post()
    scopes = [scope for scope in SCOPES if f"scope.{scope}" in form]
    days = str(form.get("days", ""))
    token = await parts_of(request).sessions.new_token(
        actor,
        member_key=actor.id,
        name=str(form.get("token_name", "")).strip(),
        scopes=scopes,
        days=float(days) if days in _LIVES and days else None,
    )
    return await _shown(request, actor, new_token=token)


async def revoke_token(request: web.Request) -> web.Response:
    """Make a token useless."""
    actor = await console_actor(request)
    await parts_of(request).sessions.revoke_token(actor, request.match_info["token"])
    return go(request, "/settings#tokens", "token_revoked")


async def _shown(
    request: web.Request,
    actor: Actor,
    problems: Sequence[Problem] = (),
    status: int = 200,
    *,
    typed: dict[str, str] | None = None,
    new_token: NewToken | None = None,
) -> web.Response:
    parts = parts_of(request)
    workspace = await parts.workspace.get()
    tokens = await parts.sessions.tokens(actor)
    kept = {"name": workspace.name, "timezone": workspace.timezone}
    chosen = {"plan": workspace.plan.value, "billing": workspace.billing.value}
    context = {
        "typed": kept | chosen | {"language": workspace.language} | (typed or {}),
        "faults": Faults(problems, inputs=frozenset(_CHANGEABLE)),
        "plans": list(Plan),
        "billings": list(Billing),
        "zones": sorted(available_timezones()),
        "plan_refusal": plan_refusal(workspace, Feature.BULK_SENDING),
        "super_admins": names(await parts.members.super_admins()),
        "tokens": [t for t in tokens if t.member_id == actor.id and t.revoked_at is None],
        "scopes": SCOPES,
        "lives": _LIVES,
        "new_token": new_token,
        "directory": await parts.directory.state(),
        "platform_kind": parts.platform_kind,
        "now": parts.clock.now(),
    }
    return await show(request, "settings/overview.html", context, status=status)
