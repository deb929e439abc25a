"""The file of a notice's recipients, sent piece by piece."""

from aiohttp import web

from bot.broadcast.service.recipient_report import recipient_lines
from bot.core.errors import Language
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor


async def recipient_file(
    request: web.Request, actor: Actor, key: str, language: Language | None = None
) -> web.StreamResponse:
    """The CSV of a notice that the actor may see, whatever its size."""
    parts = parts_of(request)
    notice = (await parts.notices.get(actor, key)).notice
    zone = (await parts.workspace.get()).zone
    stream = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{notice.label}.csv"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
    )
    await stream.prepare(request)
    async for piece in recipient_lines(parts.notices, actor, notice.id, zone, language):
        await stream.write(piece.encode())
    await stream.write_eof()
    return stream
