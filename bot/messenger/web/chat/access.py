"""Who is signed in to the web chat, and in which language they read."""

from urllib.parse import urlsplit

from aiohttp import web

from bot.core.errors import Bilingual, Forbidden, Language, Unauthorized
from bot.core.origins import host_of_origin
from bot.messenger.web.parts import parts_of
from bot.workspace.model.actors import Actor, Surface, member_actor
from bot.workspace.model.members import Member
from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE

_SAFE = {"GET", "HEAD", "OPTIONS"}
_WRITING = "notices:send"


async def member_of(request: web.Request) -> Member:
    """The member whose session cookie came along; Unauthorized."""
    secret = request.cookies.get(SESSION_COOKIE)
    member = await parts_of(request).sessions.member_of(secret) if secret else None
    if member is None:
        raise Unauthorized(_SIGN_IN, code="not_signed_in")
    return member


async def member_of_call(request: web.Request) -> Member:
    """The member of a JSON call: by a personal token, else by the session cookie."""
    actor = await actor_of_call(request)
    if actor.member is None:
        raise Unauthorized(_SIGN_IN, code="not_signed_in")
    return actor.member


async def actor_of_call(request: web.Request) -> Actor:
    """Who makes a JSON call, with the rights of this moment; Unauthorized."""
    address, language = request.remote or "", language_of(request)
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        member = await member_of(request)
        return member_actor(member, Surface.CHAT, address=address, language=language)
    sessions = parts_of(request).sessions
    actor = await sessions.actor_of_token(secret.strip(), address=address)
    return actor.speaking(language)


async def writer_of_call(request: web.Request) -> Member:
    """The member of a JSON call that changes something; also `scope_missing`.

    A token that can send notices may also write into rooms; others only look.
    """
    actor = await actor_of_call(request)
    if actor.member is None:
        raise Unauthorized(_SIGN_IN, code="not_signed_in")
    if actor.scopes is not None and _WRITING not in actor.scopes:
        raise Forbidden(_NARROW, code="scope_missing")
    return actor.member


def refuse_foreign_socket(request: web.Request) -> None:
    """Raise `cross_site` where another site's page opens a socket: it would come with our cookie."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    public = urlsplit(parts_of(request).public_url).netloc
    own = origin is None or host_of_origin(origin) in {request.host, public or request.host}
    if not own or site not in {None, "same-origin", "none"}:
        raise Forbidden(_CROSS_SITE, code="cross_site")


def refuse_cross_site(request: web.Request) -> None:
    """Raise `cross_site` where another site's page would change something with our cookie."""
    if request.method in _SAFE or SESSION_COOKIE not in request.cookies:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        own = site in {"same-origin", "none"}
    else:
        own = origin is None or host_of_origin(origin) == request.host
    if not own:
        raise Forbidden(_CROSS_SITE, code="cross_site")


def language_of(request: web.Request) -> Language:
    """The language that the reader chose, else the browser's; Korean where neither is English."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in {"ko", "en"}:
        return "en" if chosen == "en" else "ko"
    accepted = request.headers.get("Accept-Language", "").lower()
    return "en" if accepted.startswith("en") else "ko"


_SIGN_IN = Bilingual(
    ko="로그인이 필요해요. 관리자에게 로그인 링크를 요청해 주세요.",
    en="You aren't signed in. Ask an admin for a login link.",
)
_NARROW = Bilingual(
    ko=f"이 토큰에는 {_WRITING} 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
    en=f"This token does not have the scope {_WRITING}. Make a token with it.",
)
_CROSS_SITE = Bilingual(
    ko="다른 사이트에서 온 요청이라 처리하지 않았어요. 메신저 화면에서 다시 해 주세요.",
    en="The request came from another site, so nothing was done. Do it again in the messenger.",
)
