"""보안: secret rooms for admins, and for super admins how long messages and files are kept."""

from collections.abc import Sequence

from aiohttp import web

from bot.core.errors import Forbidden, Invalid, Problem
from bot.messenger.model.secret_standing import DELETE_PHRASE, SwitchMode, require_admin
from bot.messenger.service.retention import Going, MessageRetention
from bot.messenger.service.secret_admin import SecretRoomsState
from bot.web.auth import console_actor
from bot.web.console.flash import go
from bot.web.console.forms import Faults
from bot.web.console.shown import show
from bot.web.keys import language_of, parts_of
from bot.workspace.model import retention as model
from bot.workspace.model.actors import Actor, require_super_admin
from bot.workspace.model.members import names
from bot.workspace.model.plans import Feature, plan_refusal

_GENERAL, _MESSAGES = "/security", "/security/messages"
_INPUTS = frozenset({"confirmation", *model.FIELDS})
_SAID = {
    SwitchMode.ON: "secret_rooms_on",
    SwitchMode.DEACTIVATE: "secret_rooms_off",
    SwitchMode.DELETE: "secret_rooms_deleted",
}


async def general_page(request: web.Request) -> web.Response:
    """보안 > 공통: the switch of secret rooms, and counts."""
    actor = await console_actor(request)
    require_admin(actor)
    return await _general(request, actor)


async def switch(request: web.Request) -> web.Response:
    """Switch secret rooms; the plan's refusal is said on the page."""
    actor = await console_actor(request)
    require_admin(actor)
    admin = parts_of(request).secret_rooms
    if admin is None:
        return go(request, _GENERAL)
    form = await request.post()
    try:
        before = await admin.overview(actor)
        mode, typed = str(form.get("mode", "")), str(form.get("confirmation", ""))
        await admin.switch(actor, mode, typed)
    except Invalid as wrong:
        return await _general(request, actor, wrong.problems, wrong.status)
    except Forbidden as refusal:
        return await _general(request, actor, status=refusal.status)
    return go(request, _GENERAL, _SAID[SwitchMode(mode)], f"{before.rooms:,}")


async def messages_page(request: web.Request) -> web.Response:
    """보안 > 메시지 보안: how long messages and files are kept."""
    await _super_admin(request)
    workspace = await parts_of(request).workspace.get()
    typed = {
        key: model.text_of(getattr(workspace, field)) for key, field in model.FIELDS.items()
    }
    return await _messages(request, typed)


async def keep(request: web.Request) -> web.Response:
    """Set how long; where something is deleted for it, only after its number was shown."""
    actor = await _super_admin(request)
    keeper = parts_of(request).retention
    if keeper is None:
        return go(request, _MESSAGES)
    form = await request.post()
    changes = {key: str(form.get(key, "")) for key in model.FIELDS}
    try:
        going = await _going(request, actor, keeper, changes)
        if (going.messages or going.files) and form.get("confirmed") != _confirmation(changes):
            return await _messages(request, changes, going=going)
        await parts_of(request).workspace.change(actor, changes)
    except Invalid as wrong:
        return await _messages(request, changes, wrong.problems, wrong.status)
    except Forbidden as refusal:
        return await _messages(request, changes, status=refusal.status)
    return go(request, _MESSAGES, "saved")


async def _super_admin(request: web.Request) -> Actor:
    actor = await console_actor(request)
    require_super_admin(actor, names(await parts_of(request).members.super_admins()))
    return actor


async def _going(
    request: web.Request, actor: Actor, keeper: MessageRetention, changes: dict[str, str]
) -> Going:
    after = await parts_of(request).workspace.would_be(actor, changes)
    return await keeper.going(actor, after.retention_days, after.file_retention_days)


def _confirmation(changes: dict[str, str]) -> str:
    """What the button that deletes sends along: for other times it asks again."""
    return "/".join(changes[key] for key in model.FIELDS)


async def _general(
    request: web.Request, actor: Actor, problems: Sequence[Problem] = (), status: int = 200
) -> web.Response:
    parts = parts_of(request)
    state: SecretRoomsState | None = None
    if parts.secret_rooms is not None:
        state = await parts.secret_rooms.state(actor)
    oldest = None if state is None else state.overview.oldest_ms
    context = {
        "state": state,
        "opened": None if oldest is None else parts.clock.now() - oldest,
        "faults": Faults(problems, inputs=_INPUTS),
        "phrase": DELETE_PHRASE.in_(language_of(request)),
        "super_admins": names(await parts.members.super_admins()),
    }
    return await show(request, "security/general.html", context, status=status)


async def _messages(
    request: web.Request,
    typed: dict[str, str],
    problems: Sequence[Problem] = (),
    status: int = 200,
    *,
    going: Going | None = None,
) -> web.Response:
    parts = parts_of(request)
    context = {
        "typed": typed,
        "faults": Faults(problems, inputs=_INPUTS),
        "choices": {
            "retention": _choices(model.MESSAGE_DAYS),
            "file_retention": _choices(model.FILE_DAYS),
        },
        "refusal": plan_refusal(await parts.workspace.get(), Feature.RETENTION),
        "ours": parts.retention is not None,
        "going": going,
        "confirmation": _confirmation(typed),
        "in_words": lambda text: model.in_words(model.days_of(text)),
    }
    return await show(request, "security/messages.html", context, status=status)


def _choices(days: Sequence[int]) -> list[str]:
    return [model.FOR_EVER, *(model.text_of(one) for one in days)]
