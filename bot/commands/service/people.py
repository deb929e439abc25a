"""Who is meant by a name, an e-mail address or an id in a command."""

import unicodedata
from typing import Final

from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual, NotFound, SpacecastError, invalid
from bot.workspace.model.members import Member

_SHOWN: Final = 5


async def find_member(tools: Tools, text: str) -> Member:
    """The member whose e-mail, id or whole name this is; refused where several have the name."""
    key = unicodedata.normalize("NFC", text.strip().lstrip("@＠").strip())
    try:
        return await tools.members.get(key)
    except NotFound as error:
        missing: SpacecastError = error
    found = [one for one in await tools.members.page(limit=100, text=key) if one.name == key]
    if len(found) == 1:
        return found[0]
    if found:
        raise invalid("/member", "member_ambiguous", _several(key, found))
    raise missing


def _several(name: str, found: list[Member]) -> Bilingual:
    emails = ", ".join(member.email for member in found[:_SHOWN])
    return Bilingual(
        ko=f"'{name}' 이름을 쓰는 멤버가 여러 명이에요: {emails}. 이메일로 써 주세요.",
        en=f"Several members are called '{name}': {emails}. Write the e-mail address.",
    )
