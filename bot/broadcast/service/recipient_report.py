"""Every recipient of a notice as lines of a CSV file that a spreadsheet opens safely."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast.model.acknowledgements import answers_in
from bot.broadcast.model.deliveries import Delivery
from bot.broadcast.model.reasons import reason_of, words_of
from bot.broadcast.service.notices import Notices
from bot.core.errors import Bilingual, Language
from bot.workspace.model.actors import Actor

# Without it a spreadsheet takes Korean for the letters of another alphabet.
_BOM: Final = "\ufeff"
_AT_ONCE: Final = 500
# What begins so, a spreadsheet would run as a formula.
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_COLUMNS: Final = {
    "name": Bilingual("이름", "Name"),
    "email": Bilingual("이메일", "E-mail"),
    "department": Bilingual("부서", "Department"),
    "state": Bilingual("상태", "State"),
    "reason": Bilingual("이유", "Reason"),
    "sent_at": Bilingual("보낸 시각", "Sent"),
    "read_at": Bilingual("읽은 시각", "Read"),
    "acknowledged_at": Bilingual("확인한 시각", "Acknowledged"),
    "answer": Bilingual("답", "Answer"),
}


async def recipient_lines(
    notices: Notices, actor: Actor, key: str, zone: ZoneInfo, language: Language | None = None
) -> AsyncIterator[str]:
    """The file in pieces, in a language or with the API's names; refused before the first piece."""
    view = await notices.get(actor, key)
    buttons = answers_in(view.notice.frozen)
    choices = buttons.choices if buttons else ()
    heads = [
        name if language is None else said.in_(language) for name, said in _COLUMNS.items()
    ]
    yield _BOM + _lines([heads])
    after = 0
    while page := await notices.deliveries(actor, view.notice.id, after=after, limit=_AT_ONCE):
        yield _lines([_cells(one, choices, zone, language) for one in page])
        after = page[-1].row


def _cells(
    one: Delivery, choices: tuple[str, ...], zone: ZoneInfo, language: Language | None
) -> list[str]:
    state, reason = one.state.value, one.reason or ""
    if language is not None:
        state = words_of(one.state).in_(language)
        reason = reason_of(reason, one.state).what.in_(language) if reason else ""
    known = one.choice is not None and one.choice < len(choices)
    return [
        one.name,
        one.email,
        one.department or "",
        state,
        reason,
        _time(one.sent_at, zone),
        _time(one.read_at, zone),
        _time(one.acknowledged_at, zone),
        choices[one.choice] if known and one.choice is not None else "",
    ]


def _lines(rows: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([[_safe(cell) for cell in row] for row in rows])
    return written.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _time(at: int | None, zone: ZoneInfo) -> str:
    if at is None:
        return ""
    moment = (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
