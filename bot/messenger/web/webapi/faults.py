"""Calls that send or open go wrong as the simulation says, as on a real network."""

import socket
import struct
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiohttp import web

from bot.core.errors import Bilingual, SpacecastError
from bot.kakaowork.errors import ErrorCode
from bot.messenger.model.faults import Fault, fault_of, is_carried_out
from bot.messenger.model.rate_limits import TooManyRequests
from bot.messenger.model.rooms import no_room, no_user
from bot.messenger.web.parts import parts_of
from bot.messenger.web.webapi.envelope import false_success
from bot.messenger.web.webapi.patience import wait_for
from bot.workspace.model.members import Member

# Seconds: what a 429 asks for, and how long no answer comes where the client doesn't give up.
_RETRY_AFTER = 1
_SILENCE = 60.0
# The connection is closed by a reset instead of an orderly end, and at once.
_RESET_AT_CLOSE = struct.pack("ii", 1, 0)

People = Callable[[], Awaitable[Sequence[Member]]]
Act = Callable[[], Awaitable[web.Response]]


async def under_faults(
    request: web.Request, people: People, act: Act, *, opens: bool = False
) -> web.Response:
    """What `act` answers, unless something goes wrong with the call.

    `people` tells whom it reaches and is asked only where somebody has a fault of their own;
    `opens` is for calls that open a room and so can't miss one.
    """
    fault = await _fault(request, people)
    if fault is None or (opens and fault is Fault.CONVERSATION_NOT_FOUND):
        return await act()
    if fault is Fault.SUCCESS_FALSE:
        return false_success()
    if fault in _REFUSALS:
        raise _REFUSALS[fault]()
    if fault is Fault.SLOW:
        response = await act()
        await wait_for(request, parts_of(request).simulator.simulation.faults.slow_for)
        return response
    if is_carried_out(fault, parts_of(request).simulator.chance()):
        # Nobody will hear how it went.
        with suppress(SpacecastError):
            await act()
    if fault is Fault.TIMEOUT:
        await wait_for(request, _SILENCE)
    return _reset(request)


async def _fault(request: web.Request, people: People) -> Fault | None:
    simulator = parts_of(request).simulator
    faults = simulator.simulation.faults
    if not faults.any:
        return None
    reached = await people() if faults.people else []
    names = [name for who in reached for name in (who.email, str(who.platform_id))]
    return fault_of(faults, simulator.chance(), names)


def _reset(request: web.Request) -> web.Response:
    """Break the connection off; what is returned is never written."""
    transport = request.transport
    if transport is not None and not transport.is_closing():
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
        transport.abort()
    return web.Response()


_DEFECT = Bilingual(
    ko="서버에서 오류가 났어요. 잠시 뒤에 다시 시도해 주세요.",
    en="Something went wrong on the server. Try again in a moment.",
)
_REFUSALS: dict[Fault, Callable[[], SpacecastError]] = {
    Fault.STATUS_500: lambda: SpacecastError(_DEFECT, code=ErrorCode.INTERNAL_SERVER_ERROR),
    Fault.STATUS_429: lambda: TooManyRequests(_RETRY_AFTER),
    Fault.USER_NOT_FOUND: no_user,
    Fault.CONVERSATION_NOT_FOUND: no_room,
}
