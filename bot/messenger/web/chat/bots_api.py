"""The web chat's JSON API: bots that people may write to."""

from aiohttp import web

from bot.messenger.web.chat.access import member_of_call
from bot.messenger.web.chat.asked import Asked, json_answer
from bot.messenger.web.parts import MessengerParts, parts_of
from bot.workspace.model.members import Member

_ID_DIGITS = 18
_NO_BOT = 0


async def bots(request: web.Request) -> web.Response:
    """GET /api/bots: the bots that take messages."""
    await member_of_call(request)
    return json_answer(
        [
            {"id": str(bot.id), "name": bot.name, "description": bot.description}
            for bot in await parts_of(request).bot_rooms.listening()
        ]
    )


async def open_with_bot(parts: MessengerParts, member: Member, asked: Asked) -> int:
    """The room with the `bot` that is named; raises as `BotRooms.open`, Invalid without a name."""
    given = asked.needed_text("bot")
    fits = given.isascii() and given.isdigit() and len(given) <= _ID_DIGITS
    return await parts.bot_rooms.open(member, int(given) if fits else _NO_BOT)
