"""Who is asking: the session's member in the console, the token's member in the API."""

from aiohttp import web

from bot.core.errors import Bilingual, Forbidden, Unauthorized
from bot.core.origins import host_of_origin
from bot.web.keys import ACTOR, language_of, parts_of
from bot.workspace.model.actors import Actor, Surface, member_actor
from bot.workspace.model.sessions import SESSION_COOKIE

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def address_of(request: web.Request) -> str:
    """The address the request came from, for the audit."""
    return request.remote or ""


async def find_console_actor(request: web.Request) -> Actor | None:
    """The signed-in member with the rights of this moment."""
    session = request.cookies.get(SESSION_COOKIE)
    member = await parts_of(request).sessions.member_of(session) if session else None
    if member is None:
        return None
    request[ACTOR] = actor = member_actor(
        member, Surface.CONSOLE, address=address_of(request), language=language_of(request)
    )
    return actor


async def console_actor(request: web.Request) -> Actor:
    """The signed-in member, or Unauthorized; a change must come from our own pages."""
    require_same_site(request)
    actor = await find_console_actor(request)
    if actor is None:
        raise Unauthorized(_SIGN_IN, code="not_signed_in")
    return actor


async def api_actor(request: web.Request) -> Actor:
    """The member behind the bearer token, or Unauthorized."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized(_NO_TOKEN)
    actor = await parts_of(request).sessions.actor_of_token(
        secret.strip(), address=address_of(request)
    )
    return actor.speaking(language_of(request))


def require_scope(actor: Actor, scope: str) -> None:
    """Raise `scope_missing` where the token was made for less; scopes only narrow rights."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise Forbidden(
            Bilingual(
                ko=f"이 토큰에는 {scope} 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
                en=f"This token does not have the scope {scope}. Make a token with it.",
            ),
            code="scope_missing",
        )


def require_same_site(request: web.Request) -> None:
    """Raise `cross_site` where another site made the browser send this change."""
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    good_site = site in {None, "same-origin", "none"}
    good_origin = origin is None or host_of_origin(origin) == request.host
    if not (good_site and good_origin):
        raise Forbidden(
            Bilingual(
                ko="다른 사이트에서 온 요청이라 처리하지 않았어요. 이 화면에서 다시 해 주세요.",
                en="The request came from another site, so nothing was done. Do it from this page.",
            ),
            code="cross_site",
        )


_SIGN_IN = Bilingual(
    ko="로그인이 필요해요. 관리자에게 로그인 링크를 요청해 주세요.",
    en="You need to sign in. Ask an admin for a sign-in link.",
)
_NO_TOKEN = Bilingual(
    ko="API 토큰이 필요해요. Authorization: Bearer sc_… 머리글을 넣어 주세요.",
    en="An API token is needed: send the header Authorization: Bearer sc_….",
)
