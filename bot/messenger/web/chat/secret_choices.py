"""What may be chosen for a secret room, for the pages and programs that open one."""

from collections.abc import Sequence

from aiohttp import web

from bot.core.errors import Language
from bot.messenger.model.secret_standing import retention_of, standing_of, unusable_because
from bot.messenger.model.secret_times import in_words, possible, written
from bot.messenger.web.chat.access import language_of, member_of_call
from bot.messenger.web.chat.asked import json_answer
from bot.messenger.web.parts import parts_of


async def told(request: web.Request) -> web.Response:
    """GET /api/secret-rooms: whether they can be used, the times there are, and which go together."""
    await member_of_call(request)
    parts, language = parts_of(request), language_of(request)
    choices = parts.choices
    if choices is None:
        return json_answer({"usable": False, "auto_delete": [], "keep": [], "possible": []})
    standings = (standing_of(await parts.workspace_settings.get()),)
    refusal = unusable_because(standings)
    answer: dict[str, object] = {
        "usable": refusal is None,
        "auto_delete": _times(choices.auto_delete, language),
        "keep": _times(choices.keep, language),
        "possible": [
            [written(pair.auto_ms), written(pair.keep_ms)]
            for pair in possible(choices, retention_of(standings))
        ],
        "max_members": choices.members_max,
    }
    if refusal is not None:
        answer["unusable"] = {"code": refusal.word, "text": refusal.text.in_(language)}
    return json_answer(answer)


def _times(times: Sequence[int], language: Language) -> list[dict[str, str]]:
    return [{"value": written(one), "words": in_words(one).in_(language)} for one in times]
