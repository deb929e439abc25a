"""Kakao Work's Request URL and Callback URL of a profile; what is wrong is said as the protocol does."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.broadcast.model.callbacks import CallbackKey
from bot.core.errors import Bilingual, Invalid, NotFound, SpacecastError, TooLarge, Unauthorized
from bot.kakaowork.modal import view_json
from bot.web.keys import language_of, parts_of

# The call brings the whole message along.
_LARGEST = 1024 * 1024
_TOO_LARGE = Bilingual(ko="보낸 내용이 너무 커요.", en="The request is too large.")
_Answered = Callable[[web.Request, CallbackKey], Awaitable[web.Response]]


def callback_routes() -> list[web.RouteDef]:
    """The two addresses; every method, so that only who knows the secret learns that there is one."""
    base = "/callbacks/{profile}/{secret}"
    return [
        web.route("*", f"{base}/request", _for_platform(_request)),
        web.route("*", f"{base}/callback", _for_platform(_callback)),
    ]


def _for_platform(answer: _Answered) -> Callable[[web.Request], Awaitable[web.Response]]:
    """`answer` for a POST by whoever knows the address; everybody else finds nothing here."""

    async def handle(request: web.Request) -> web.Response:
        given = request.match_info
        try:
            key = await parts_of(request).callbacks.require_address(
                given["profile"].replace("\0", ""), given["secret"]
            )
        except NotFound:
            raise web.HTTPNotFound from None
        if request.method != "POST":
            raise web.HTTPMethodNotAllowed(request.method, ["POST"])
        try:
            return await answer(request, key)
        except (Invalid, Unauthorized) as wrong:
            return _refusal(request, wrong)

    return handle


async def _callback(request: web.Request, key: CallbackKey) -> web.Response:
    """A press, a filled-in modal or a message: kept, and answered before anything is done about it."""
    await parts_of(request).callbacks.take(key, await _body(request), request.headers)
    return web.json_response({"success": True})


async def _request(request: web.Request, key: CallbackKey) -> web.Response:
    """A button that asks for a modal."""
    view = await parts_of(request).callbacks.modal(key, await _body(request), request.headers)
    return web.json_response({"view": view_json(view)})


async def _body(request: web.Request) -> bytes:
    try:
        return await request.clone(client_max_size=_LARGEST).read()
    except web.HTTPRequestEntityTooLarge as error:
        raise TooLarge(_TOO_LARGE) from error


def _refusal(request: web.Request, wrong: SpacecastError) -> web.Response:
    message = wrong.text.in_(language_of(request))
    error = {"code": wrong.word, "message": message}
    status = wrong.status if isinstance(wrong, TooLarge | Unauthorized) else 400
    return web.json_response({"success": False, "error": error}, status=status)
