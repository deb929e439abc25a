"""The workspace's settings, its tokens and its audit log."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import AfterValidator, Field

from bot.core.errors import Bilingual, Invalid, NotFound
from bot.web.api.access import caller, named, super_admin
from bot.web.api.answers import PageQuery, json_answer, no_content, sliced
from bot.web.api.bodies import Body, Query, read_body, read_query
from bot.web.api.security import FileDays, MessageDays, by_fields, settings_of
from bot.web.api.times import written_time
from bot.web.api.wording import refused
from bot.web.auth import require_scope
from bot.web.keys import parts_of
from bot.web.workspace_settings import change_settings
from bot.workspace.model.actors import Actor
from bot.workspace.model.audit import AuditEntry
from bot.workspace.model.plans import Billing, Plan, Workspace
from bot.workspace.model.sessions import SCOPES, Token


def _scope(scope: str) -> str:
    if scope in SCOPES:
        return scope
    known = ", ".join(SCOPES)
    text = Bilingual(
        ko=f"'{scope[:80]}' 범위를 몰라요. 쓸 수 있는 범위: {known}",
        en=f"Unknown scope '{scope[:80]}'. Known scopes: {known}",
    )
    raise refused("unknown_scope", text)


class WorkspaceChange(Body):
    """What can be changed of the workspace."""

    name: str | None = None
    plan: Annotated[Plan, Field(strict=False)] | None = None
    billing: Annotated[Billing, Field(strict=False)] | None = None
    timezone: str | None = None
    language: Literal["ko", "en"] | None = None
    retention_days: MessageDays = None
    file_retention_days: FileDays = None
    read_tracking: bool | None = None


class TokenBody(Body):
    """A token to be made; without scopes it gets those of the token that asks."""

    member: str | None = None
    name: str = Field(default="", max_length=60)
    scopes: list[Annotated[str, AfterValidator(_scope)]] = Field(default_factory=list)
    expires_days: float | None = Field(default=None, gt=0, le=3_650)


class AuditQuery(Query):
    """How many of the newest entries."""

    limit: int = Field(default=50, ge=1, le=200)


async def get_workspace(request: web.Request) -> web.Response:
    """The workspace; every member may know what it has bought."""
    await caller(request)
    return json_answer(_workspace_json(await parts_of(request).workspace.get()))


async def change_workspace(request: web.Request) -> web.Response:
    """Change the settings, among them how long messages are kept and whether readers are."""
    actor = await super_admin(request, "workspace:admin")
    change = await read_body(request, WorkspaceChange)
    changes = settings_of(change.model_dump(exclude_unset=True))
    try:
        changed = await change_settings(parts_of(request), actor, changes)
    except Invalid as error:
        raise by_fields(error) from error
    return json_answer(_workspace_json(changed))


async def list_tokens(request: web.Request) -> web.Response:
    """One's own tokens; a super admin sees everybody's."""
    actor = await caller(request)
    query = read_query(request, PageQuery)
    parts = parts_of(request)
    zone = (await parts.workspace.get()).zone
    return sliced(await parts.sessions.tokens(actor), query, lambda t: _token_json(t, zone))


async def make_token(request: web.Request) -> web.Response:
    """A token, with its secret this once; never with more scopes than the one that asks."""
    actor = await caller(request)
    body = await read_body(request, TokenBody)
    parts = parts_of(request)
    for scope in body.scopes:
        require_scope(actor, scope)
    member = await parts.members.get(body.member or actor.id)
    _require_reach(actor, member.id)
    made = await parts.sessions.new_token(
        actor,
        member_key=member.id,
        name=body.name,
        scopes=body.scopes or sorted(actor.scopes or ()),
        days=body.expires_days,
    )
    zone = (await parts.workspace.get()).zone
    answer = {**_token_json(made.token, zone), "token": made.secret}
    return json_answer(answer, status=201, location=f"/tokens/{made.token.id}")


async def revoke_token(request: web.Request) -> web.Response:
    """Make a token useless at once."""
    actor = await caller(request)
    sessions = parts_of(request).sessions
    key = named(request, "token")
    token = next((t for t in await sessions.tokens(actor) if t.id == key), None)
    if token is None:
        raise NotFound(_NO_TOKEN, code="token_not_found")
    _require_reach(actor, token.member_id)
    await sessions.revoke_token(actor, token.id)
    return no_content()


async def list_audit(request: web.Request) -> web.Response:
    """The newest entries of the audit log, for super admins."""
    await super_admin(request, "workspace:admin")
    query = read_query(request, AuditQuery)
    parts = parts_of(request)
    zone = (await parts.workspace.get()).zone
    entries = await parts.audit.newest(query.limit)
    shown = [{**entry_json(e, zone), "address": e.address} for e in entries]
    return json_answer({"items": shown, "next_cursor": None})


def entry_json(entry: AuditEntry, zone: ZoneInfo) -> dict[str, Any]:
    """An audit entry; from which address is only for super admins."""
    return {
        "at": written_time(entry.at, zone),
        "action": entry.action,
        "actor": {"id": entry.actor_id, "name": entry.actor_name},
        "surface": entry.surface,
        "target": {"kind": entry.target_kind, "id": entry.target_id},
        "detail": dict(entry.detail),
    }


def _workspace_json(workspace: Workspace) -> dict[str, Any]:
    return {
        "name": workspace.name,
        "plan": workspace.plan.value,
        "billing": workspace.billing.value,
        "effective_plan": workspace.effective_plan.value,
        "timezone": workspace.timezone,
        "language": workspace.language,
        "retention_days": workspace.retention_days,
        "file_retention_days": workspace.file_retention_days,
        "read_tracking": workspace.read_tracking,
    }


def _token_json(token: Token, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": token.id,
        "shown": token.shown,
        "member_id": token.member_id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": written_time(token.created_at, zone),
        "expires_at": written_time(token.expires_at, zone),
        "revoked_at": written_time(token.revoked_at, zone),
    }


def _require_reach(actor: Actor, member_id: str) -> None:
    # A token made for little must not reach other people's tokens through its owner's rights.
    if member_id != actor.id:
        require_scope(actor, "members:admin")


_NO_TOKEN = Bilingual(
    ko="그런 토큰이 없어요. 토큰 목록을 확인해 주세요.",
    en="There is no such token. See the list of tokens.",
)
