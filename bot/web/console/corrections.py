"""Which notice a correction corrects, and how many people that one reached."""

from dataclasses import dataclass

from bot.broadcast.model.notices import Notice
from bot.core.errors import NotFound
from bot.web.keys import WebParts
from bot.workspace.model.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The notice that is corrected, `recipients`: how many received it."""

    notice: Notice
    recipients: int


async def correction_of(
    parts: WebParts, actor: Actor, notice: Notice | None
) -> Correction | None:
    """What the notice corrects; None where it corrects nothing, or nothing the actor may see."""
    if notice is None or notice.corrects is None:
        return None
    try:
        view = await parts.notices.get(actor, notice.corrects)
    except NotFound:
        return None
    return Correction(notice=view.notice, recipients=view.counts.sent)
