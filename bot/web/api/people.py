"""Who I am, members, departments and send admins."""

from dataclasses import replace
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field

from bot.broadcast.model.audience import with_below
from bot.broadcast.service.audiences import find_departments
from bot.core.errors import raise_problems
from bot.web.api.access import caller, named, reader, super_admin
from bot.web.api.answers import (
    PageQuery,
    json_answer,
    listed,
    no_content,
    number_after,
    sliced,
)
from bot.web.api.bodies import Body, read_body, read_query
from bot.web.keys import parts_of
from bot.workspace.model.members import Department, Member, Role


class MembersQuery(PageQuery):
    """Which members."""

    query: str = ""
    department: str | None = None


class MemberChange(Body):
    """What can be changed of a member."""

    role: Annotated[Role, Field(strict=False)] | None = None
    active: bool | None = None


async def get_me(request: web.Request) -> web.Response:
    """Who the token's member is, the rights of this moment and the usable profiles."""
    actor = await caller(request)
    parts = parts_of(request)
    member = await parts.members.get(actor.id)
    profiles = await parts.profiles.usable(actor)
    return json_answer(
        {
            **member_json(member),
            "rights": {
                "super_admin": actor.super_admin,
                "send_admin": actor.send_admin,
            },
            "scopes": sorted(actor.scopes or ()),
            "profiles": [
                {"id": p.id, "name": p.name, "status": p.status.value} for p in profiles
            ],
            "super_admins": [person_json(m) for m in await parts.members.super_admins()],
        }
    )


async def list_members(request: web.Request) -> web.Response:
    """Members by name or e-mail, in a department and those below it."""
    await reader(request, "members:admin", "notices:read")
    query = read_query(request, MembersQuery)
    parts = parts_of(request)
    ids: frozenset[str] = frozenset()
    if query.department is not None:
        every = await parts.members.departments()
        found, problems = find_departments([query.department], every)
        raise_problems([replace(problem, pointer="/department") for problem in problems])
        ids = with_below((found[0].id,), every)
    members = await parts.members.page(
        after=number_after(query) or 0,
        limit=query.limit + 1,
        text=query.query.strip(),
        departments=sorted(ids),
    )
    return listed(members, query, member_json, lambda m: m.platform_id)


async def change_member(request: web.Request) -> web.Response:
    """Give a role, activate or deactivate."""
    actor = await super_admin(request, "members:admin")
    change = await read_body(request, MemberChange)
    members = parts_of(request).members
    member = await members.get(named(request, "member"))
    # The role first: who stops being the last super admin is refused before anything changed.
    if change.role is not None:
        member = await members.set_role(actor, member.id, change.role)
    if change.active is not None:
        member = await members.set_active(actor, member.id, active=change.active)
    return json_answer(member_json(member))


async def list_departments(request: web.Request) -> web.Response:
    """All departments by path."""
    await reader(request, "members:admin", "notices:read")
    query = read_query(request, PageQuery)
    return sliced(await parts_of(request).members.departments(), query, _department_json)


async def list_send_admins(request: web.Request) -> web.Response:
    """The members with right (1), without the super admins."""
    await super_admin(request, "members:admin")
    query = read_query(request, PageQuery)
    return sliced(await parts_of(request).members.send_admins(), query, member_json)


async def add_send_admin(request: web.Request) -> web.Response:
    """Give right (1)."""
    actor = await super_admin(request, "members:admin")
    members = parts_of(request).members
    return json_answer(
        member_json(await members.add_send_admin(actor, named(request, "member")))
    )


async def remove_send_admin(request: web.Request) -> web.Response:
    """Take right (1) away."""
    actor = await super_admin(request, "members:admin")
    await parts_of(request).members.remove_send_admin(actor, named(request, "member"))
    return no_content()


def person_json(member: Member) -> dict[str, Any]:
    """A member as others name them."""
    return {"id": member.id, "name": member.name, "email": member.email}


def member_json(member: Member) -> dict[str, Any]:
    """A member as the directory shows them."""
    return {
        **person_json(member),
        "department": member.department,
        "department_id": member.department_id,
        "position": member.position,
        "role": member.shown_role.value,
        "send_admin": member.send_admin,
        "active": member.active,
    }


def _department_json(department: Department) -> dict[str, Any]:
    return {
        "id": department.id,
        "name": department.name,
        "path": department.path,
        "parent_id": department.parent_id,
    }
