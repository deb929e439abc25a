"""What a command is about, as people write it: N-42, n42, 42, S-3, @name; and codes and states."""

import re
import unicodedata
from typing import Final

from bot.commands.model.folding import folded, is_plain

_NOTICE: Final = re.compile(r"(?:n-?)?0*([1-9][0-9]{0,8})")
_NUMBERED: Final = re.compile(r"([ns])-?0*([1-9][0-9]{0,8})")
_CODE: Final = re.compile(r"[0-9a-z]{4,8}")
_LONGEST_MEMBER: Final = 100
_STATES: Final = {
    "draft": "draft 초안 작성중",
    "scheduled": "scheduled 예약 예약됨",
    "sending": "sending 보내는중 발송중 preparing",
    "paused": "paused 멈춤 일시중지",
    "sent": "sent 보냄 완료 모두보냄",
    "partially_sent": "partially-sent 일부 일부만보냄",
    "failed": "failed 실패 보내지못함",
    "cancelled": "cancelled canceled 취소 취소됨",
    "missed": "missed 놓침",
}
_STATE_OF: Final = {name: state for state, names in _STATES.items() for name in names.split()}
_COMMAS: Final = re.compile(r"[\s,，、]+")


def notice_in(token: str) -> str | None:
    """`token` as a notice's key; a plain number is one, too."""
    found = _NOTICE.fullmatch(folded(token)) if is_plain(token) else None
    return f"N-{found[1]}" if found else None


def numbered_in(token: str) -> str | None:
    """`token` as the key of a notice or a schedule; the letter has to be there."""
    found = _NUMBERED.fullmatch(folded(token)) if is_plain(token) else None
    return f"{found[1].upper()}-{found[2]}" if found else None


def schedule_in(token: str) -> str | None:
    """`token` as a schedule's key; a plain number would be a notice."""
    found = numbered_in(token)
    return found if found and found.startswith("S") else None


def member_in(name: str) -> str | None:
    """An e-mail or a name, without the @ before it."""
    # Put together, as names are kept: some keyboards send the letters of a syllable apart.
    seen = unicodedata.normalize("NFC", name.strip())
    return seen if seen and seen.isprintable() and len(seen) <= _LONGEST_MEMBER else None


def code_in(token: str) -> str | None:
    """`token` as the code of a review card, in capitals."""
    found = _CODE.fullmatch(folded(token)) if is_plain(token) else None
    return found[0].upper() if found else None


def states_in(text: str) -> tuple[str, ...] | str:
    """The states that `text` names, in English; or the first word that names none."""
    found: list[str] = []
    for part in _COMMAS.split(text.strip(" ,，、")):
        state = _STATE_OF.get(folded(part))
        if state is None:
            return part
        found.append(state)
    return tuple(dict.fromkeys(found))
