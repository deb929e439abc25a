"""발송 권한 관리: who may use the sending tool, and with which profiles."""

from collections.abc import Sequence

from aiohttp import web

from bot.core.errors import Bilingual, LimitReached, NotFound, Problem, WrongState
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.shown import show
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor
from bot.workspace.model.members import Member

_MATCHES = 8


async def overview(request: web.Request) -> web.Response:
    """Send admins and profiles as a grid."""
    actor = await console_actor(request)
    return await _grid(request, actor)


async def add(request: web.Request) -> web.Response:
    """Make a member a send admin, found by e-mail or by a part of the name."""
    actor = await console_actor(request)
    form, parts = await request.post(), parts_of(request)
    typed = str(form.get("member", "")).strip()
    found = await _found(request, typed)
    if len(found) != 1:
        text = _SEVERAL if found else _NOBODY
        problem = Problem(pointer="/member", code="member_unclear", text=text)
        return await _grid(request, actor, [problem], status=422, typed=typed, matches=found)
    try:
        member = await parts.members.add_send_admin(actor, found[0].id)
    except WrongState as refusal:
        problem = Problem(pointer="/member", code=refusal.word, text=refusal.text)
        return await _grid(request, actor, [problem], status=refusal.status, typed=typed)
    return go(request, "/send-rights", "sender_added", member.name)


async def remove(request: web.Request) -> web.Response:
    """Take the sending tool away from a member."""
    actor = await console_actor(request)
    key = request.match_info["member"]
    member = await parts_of(request).members.remove_send_admin(actor, key)
    return go(request, "/send-rights", "sender_removed", member.name)


async def switch(request: web.Request) -> web.Response:
    """Give or take one profile in the grid; a refusal stands above it."""
    actor = await console_actor(request)
    form, parts = await request.post(), parts_of(request)
    member = await parts.members.get(request.match_info["member"])
    key, give = request.match_info["profile"], form.get("act") == "grant"
    change = parts.profiles.grant if give else parts.profiles.revoke
    try:
        await change(actor, key, member.id)
    except (LimitReached, WrongState, NotFound) as refusal:
        problem = Problem(pointer="", code=refusal.word, text=refusal.text)
        return await _grid(request, actor, [problem], status=refusal.status)
    return go(request, "/send-rights", "granted" if give else "revoked", member.name)


async def _found(request: web.Request, typed: str) -> list[Member]:
    members = parts_of(request).members
    if not typed:
        return []
    try:
        return [await members.get(typed.lower() if "@" in typed else typed)]
    except NotFound:
        return await members.page(text=typed, limit=_MATCHES, active_only=True)


async def _grid(
    request: web.Request,
    actor: Actor,
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
    typed: str = "",
    matches: Sequence[Member] = (),
) -> web.Response:
    parts = parts_of(request)
    views = await parts.profiles.every(actor)
    context = {
        "views": views,
        "granted": {(view.profile.id, m.id) for view in views for m in view.granted},
        "senders": await parts.members.send_admins(),
        "super_admins": await parts.members.super_admins(),
        "faults": Faults(problems, inputs=frozenset({"member"})),
        "typed": typed,
        "matches": matches,
    }
    return await show(request, "send_rights/overview.html", context, status=status)


_SEVERAL = Bilingual(
    "여러 명이 있어요. 아래에서 한 명을 골라 주세요.",
    "Several members match. Choose one of them below.",
)
_NOBODY = Bilingual(
    "그런 멤버가 없어요. 이메일이나 이름을 다시 확인해 주세요.",
    "There is no such member. Check the e-mail address or the name.",
)
