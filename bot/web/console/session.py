"""Signing in by a one-time link, signing out, choosing the language."""

from urllib.parse import urlsplit

from aiohttp import web

from bot.core.clock import DAY, SECOND
from bot.core.errors import Language, Unauthorized
from bot.web.auth import address_of, find_console_actor, require_same_site
from bot.web.console.flash import go, is_https
from bot.web.console.shown import show
from bot.web.keys import parts_of
from bot.workspace.model.members import Member, Role
from bot.workspace.model.sessions import LANGUAGE_COOKIE, SESSION_COOKIE, SESSION_LIFE

_YEAR_SECONDS = 365 * DAY // SECOND


async def link_page(request: web.Request) -> web.Response:
    """One button: previews of links fetch pages, and must not use the link up."""
    return await show(request, "session/sign_in.html", {"token": request.match_info["token"]})


async def sign_in(request: web.Request) -> web.Response:
    """Use the link up and start a session."""
    require_same_site(request)
    try:
        member, secret = await parts_of(request).sessions.sign_in(
            request.match_info["token"],
            address=address_of(request),
            browser=request.headers.get("User-Agent", ""),
        )
    except Unauthorized as refusal:
        return await show(
            request, "session/link_used.html", {"text": refusal.text}, status=refusal.status
        )
    response = go(request, _first_page(member))
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=SESSION_LIFE // SECOND,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=is_https(request),
    )
    return response


async def sign_out(request: web.Request) -> web.Response:
    """End the session of this browser."""
    require_same_site(request)
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        await parts_of(request).sessions.sign_out(secret)
    response = go(request, "/signed-out")
    response.del_cookie(SESSION_COOKIE, path="/")
    return response


async def signed_out_page(request: web.Request) -> web.Response:
    """How to come back."""
    if await find_console_actor(request) is not None:
        return go(request, "/")
    return await show(request, "session/signed_out.html", {})


async def choose_language(request: web.Request) -> web.Response:
    """Keep the language, in a cookie and for what the bot tells, and go back to a page of ours."""
    language: Language = "en" if request.match_info["language"] == "en" else "ko"
    actor = await find_console_actor(request)
    if actor is not None:
        await parts_of(request).members.choose_language(actor, language)
    response = go(request, _local(request.query.get("to", "/")))
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=_YEAR_SECONDS,
        path="/",
        samesite="Lax",
        secure=is_https(request),
    )
    return response


def _first_page(member: Member) -> str:
    admin = member.role in {Role.ADMIN, Role.SUPER_ADMIN}
    return "/" if admin or member.may_use_sending else "/messenger/"


def _local(to: str) -> str:
    """`to` where it is a path of this site, else home."""
    parts = urlsplit(to)
    local = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if local and not parts.scheme and not parts.netloc else "/"
