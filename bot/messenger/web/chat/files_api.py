"""The web chat's JSON API: the bytes of a room's files, in whole or in part, never kept."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from aiohttp import web

from bot.messenger.web.chat.access import member_of_call
from bot.messenger.web.chat.asked import room_id_of
from bot.messenger.web.chat.sides import side_of
from bot.messenger.web.parts import parts_of


async def file(request: web.Request) -> web.StreamResponse:
    """GET /api/rooms/{room_id}/files/{file_id}: asked anew for every part of it."""
    member, room_id = await member_of_call(request), room_id_of(request)
    side = await side_of(parts_of(request), room_id)
    opened = await side.open_file(member, room_id, request.match_info["file_id"])
    told = opened.file
    shown = "inline" if told.picture else "attachment"
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(told.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Content-Type": told.content_type,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    span = _span(request, told.size)
    if span is None:
        headers["Content-Range"] = f"bytes */{told.size}"
        return web.Response(status=416, headers={**headers, "Content-Type": "text/plain"})
    start, stop = span
    partial = "Range" in request.headers
    if partial and told.size:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{told.size}"
    pieces = opened.read(start, stop)
    # The first bytes are had before the answer begins: what is gone just now is a 404.
    first = await anext(pieces, b"") if start < stop else b""
    response = web.StreamResponse(status=206 if partial else 200, headers=headers)
    response.content_length = stop - start
    await response.prepare(request)
    await response.write(first)
    await _write_rest(request, response, pieces)
    await response.write_eof()
    return response


async def _write_rest(
    request: web.Request, response: web.StreamResponse, pieces: AsyncIterator[bytes]
) -> None:
    """Write what is left; where that fails, the connection ends, and no answer stands in the file."""
    try:
        async for piece in pieces:
            await response.write(piece)
    except BaseException:
        if request.transport is not None:
            request.transport.abort()
        raise


def _span(request: web.Request, size: int) -> tuple[int, int] | None:
    """Which bytes are asked for; None where there are none such."""
    try:
        wanted = request.http_range
    except ValueError:
        return None
    start, stop, _ = wanted.indices(size)
    if "Range" in request.headers and start >= stop:
        return None
    return start, stop
