"""The simulator's settings, for super admins."""

import msgspec
from aiohttp import web

from bot.core.errors import Bilingual, Forbidden, Invalid
from bot.messenger.model.simulation import Simulation, simulation_json
from bot.messenger.web.bodies import read_body, read_json
from bot.messenger.web.chat.access import actor_of_call
from bot.messenger.web.parts import parts_of
from bot.workspace.model.actors import Actor

_SCOPE = "workspace:admin"


async def told(request: web.Request) -> web.Response:
    """GET /api/simulator."""
    actor = await _actor(request)
    return _json(await parts_of(request).simulator.told(actor))


async def change(request: web.Request) -> web.Response:
    """PUT /api/simulator: each setting that is given replaces the one there is."""
    actor, simulator = await _actor(request), parts_of(request).simulator
    # Rights are checked before content: who may not change it hears that first.
    await simulator.told(actor)
    if request.content_type != "application/json":
        raise Invalid(_NOT_JSON, code="invalid_content_type")
    return _json(await simulator.change(actor, read_json(await read_body(request))))


async def _actor(request: web.Request) -> Actor:
    actor = await actor_of_call(request)
    if actor.scopes is not None and _SCOPE not in actor.scopes:
        raise Forbidden(_NARROW, code="scope_missing")
    return actor


def _json(simulation: Simulation) -> web.Response:
    told_ = msgspec.json.encode(simulation_json(simulation))
    return web.Response(body=told_, content_type="application/json")


_NOT_JSON = Bilingual(
    ko="본문은 application/json 형식이어야 해요. Content-Type을 확인해 주세요.",
    en="The body must be application/json. Check the Content-Type.",
)
_NARROW = Bilingual(
    ko=f"이 토큰에는 {_SCOPE} 범위가 없어요. 그 범위로 새 토큰을 만들어 주세요.",
    en=f"This token does not have the scope {_SCOPE}. Make a token with it.",
)
