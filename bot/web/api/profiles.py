"""Send profiles and their grants."""

from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import AfterValidator, Field

from bot.broadcast.model.profiles import NewProfile, OnUncertain, Profile, ProfileStatus
from bot.broadcast.model.reading import is_notice_url
from bot.broadcast.service.profiles import ProfileView
from bot.core.errors import Bilingual
from bot.web.api.access import named, reader, super_admin
from bot.web.api.answers import PageQuery, json_answer, no_content, sliced
from bot.web.api.bodies import Body, Nothing, Query, read_body, read_query
from bot.web.api.people import person_json
from bot.web.api.wording import refused
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor, require_sending
from bot.workspace.model.members import names

_SCOPES = ("profiles:admin", "notices:read")
_BAD_AVATAR = Bilingual(
    ko="avatar는 http:// 또는 https://로 시작하는 전체 주소여야 해요. 올린 이미지의 url을 써도 돼요.",
    en="avatar must be a whole address that starts with http:// or https://, "
    "such as the url of an uploaded image.",
)


def _avatar(address: str) -> str:
    if not is_notice_url(address):
        raise refused("url_invalid", _BAD_AVATAR)
    return address


Avatar = Annotated[str, AfterValidator(_avatar)]
Uncertain = Annotated[OnUncertain, Field(strict=False)]


class ProfileBody(Body):
    """A profile to be; on Kakao Work with the App Key of its bot."""

    id: str
    name: str
    description: str = ""
    contact: str = ""
    answer: str = ""
    avatar: Avatar | None = None
    app_key: str | None = None
    rate_ceiling: float | None = None
    on_uncertain: Uncertain | None = None


class ProfileChange(Body):
    """What can be changed of a profile; null takes avatar or rate ceiling away."""

    name: str = ""
    description: str = ""
    contact: str = ""
    answer: str = ""
    avatar: Avatar | None = None
    rate_ceiling: float | None = None
    on_uncertain: Uncertain = OnUncertain.HOLD


class ProfileQuery(Query):
    """Whether the App Key is to be shown."""

    reveal: Literal["app_key"] | None = None


async def list_profiles(request: web.Request) -> web.Response:
    """The profiles the caller may use."""
    actor = await _sender(request)
    query = read_query(request, PageQuery)
    profiles = parts_of(request).profiles
    usable = await profiles.usable(actor)
    views = [await profiles.get(actor, profile.id) for profile in usable]
    return sliced(views, query, _view_json)


async def get_profile(request: web.Request) -> web.Response:
    """One profile; with `?reveal=app_key` its App Key, which is audited."""
    actor = await _sender(request)
    query = read_query(request, ProfileQuery)
    profiles = parts_of(request).profiles
    if query.reveal is not None:
        actor = await super_admin(request, "profiles:admin")
    view = await profiles.get(actor, named(request, "profile"))
    answer = _view_json(view)
    if query.reveal is not None:
        answer["app_key"] = await profiles.reveal_app_key(actor, view.profile.id)
    return json_answer(answer)


async def make_profile(request: web.Request) -> web.Response:
    """Make a profile; its App Key is in this answer only."""
    actor = await super_admin(request, "profiles:admin")
    body = await read_body(request, ProfileBody)
    profile = await parts_of(request).profiles.create(actor, NewProfile(**body.model_dump()))
    answer = {**_profile_json(profile), "granted": [], "app_key": profile.app_key}
    return json_answer(answer, status=201, location=f"/profiles/{profile.id}")


async def change_profile(request: web.Request) -> web.Response:
    """Change what is given; what isn't stays."""
    actor = await super_admin(request, "profiles:admin")
    change = await read_body(request, ProfileChange)
    profiles = parts_of(request).profiles
    changes = change.model_dump(exclude_unset=True)
    profile = await profiles.change(actor, named(request, "profile"), changes)
    return await _answer(request, actor, profile.id)


async def remove_profile(request: web.Request) -> web.Response:
    """Remove a profile that was never used."""
    actor = await super_admin(request, "profiles:admin")
    await parts_of(request).profiles.remove(actor, named(request, "profile"))
    return no_content()


async def pause_profile(request: web.Request) -> web.Response:
    """Stop sending with a profile; what is under way waits."""
    return await _set_status(request, ProfileStatus.PAUSED)


async def resume_profile(request: web.Request) -> web.Response:
    """Send with a profile again."""
    return await _set_status(request, ProfileStatus.ACTIVE)


async def grant_profile(request: web.Request) -> web.Response:
    """Let a send admin use a profile; the fifth is refused."""
    actor = await super_admin(request, "profiles:admin")
    profiles = parts_of(request).profiles
    view = await profiles.grant(actor, named(request, "profile"), named(request, "member"))
    return json_answer(_view_json(view))


async def revoke_profile(request: web.Request) -> web.Response:
    """Take a profile away from a send admin."""
    actor = await super_admin(request, "profiles:admin")
    profiles = parts_of(request).profiles
    await profiles.revoke(actor, named(request, "profile"), named(request, "member"))
    return no_content()


async def _sender(request: web.Request) -> Actor:
    actor = await reader(request, *_SCOPES)
    require_sending(actor, names(await parts_of(request).members.super_admins()))
    return actor


async def _set_status(request: web.Request, status: ProfileStatus) -> web.Response:
    actor = await super_admin(request, "profiles:admin")
    await read_body(request, Nothing)
    profiles = parts_of(request).profiles
    profile = await profiles.set_status(actor, named(request, "profile"), status)
    return await _answer(request, actor, profile.id)


async def _answer(request: web.Request, actor: Actor, profile_id: str) -> web.Response:
    return json_answer(_view_json(await parts_of(request).profiles.get(actor, profile_id)))


def _view_json(view: ProfileView) -> dict[str, Any]:
    granted = [person_json(member) for member in view.granted]
    return {**_profile_json(view.profile), "granted": granted}


def _profile_json(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "name": profile.name,
        "description": profile.description,
        "contact": profile.contact,
        "answer": profile.answer,
        "avatar": profile.avatar,
        "status": profile.status.value,
        "status_reason": profile.status_reason,
        "bot_id": str(profile.bot_id),
        "rate_ceiling": profile.rate_ceiling,
        "on_uncertain": profile.on_uncertain.value,
        "declared_in": profile.declared_in,
    }
