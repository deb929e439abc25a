"""Files of messages, for those who may see the message."""

from urllib.parse import quote

from aiohttp import web

from bot.core.errors import NotFound
from bot.messenger.model.attachments import Attachment, AttachmentKind
from bot.messenger.model.rooms import no_room
from bot.messenger.web.chat.access import member_of_call
from bot.messenger.web.parts import MOUNT, parts_of

_ID_DIGITS = 18


async def attachment(request: web.Request) -> web.StreamResponse:
    """GET /attachments/{attachment_id}: a picture to look at, anything else to save.

    Whoever may not see it hears what they would hear of a room that never was.
    """
    member = await member_of_call(request)
    given = request.match_info["attachment_id"]
    if not (given.isascii() and given.isdigit() and len(given) <= _ID_DIGITS):
        raise NotFound(no_room().text)
    found = await parts_of(request).attachments.get_of_person(member.platform_id, int(given))
    return web.FileResponse(
        found.path,
        headers={
            "Content-Type": found.attachment.content_type,
            "Content-Disposition": _disposition(found.attachment),
            # Asked for again each time: who leaves the room loses the file.
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def address_of(shown: Attachment) -> str:
    """Where a member of the room finds a file."""
    return f"{MOUNT}/attachments/{shown.id}"


def is_picture(shown: Attachment) -> bool:
    """Whether a file is shown, and not only offered for saving."""
    return shown.kind is AttachmentKind.IMAGE


def _disposition(shown: Attachment) -> str:
    """RFC 6266: the name in UTF-8, and no plain one that would have to be guessed at."""
    kind = "inline" if is_picture(shown) else "attachment"
    return f"{kind}; filename*=UTF-8''{quote(shown.name, safe='')}"
