"""Who gets a notice: those its audience selects, or those whom the notice it corrects has reached."""

from collections.abc import Sequence

from bot.broadcast.model.audience import Selection, Verdict
from bot.broadcast.model.notices import Notice
from bot.broadcast.store import deliveries
from bot.core.database import Reader
from bot.workspace.model.members import Member
from bot.workspace.store import departments


class Recipients:
    """A notice made ready to be asked about one page of members after another."""

    def __init__(self, notice: Notice, selection: Selection) -> None:
        self._corrects = notice.corrects
        self._selection = selection

    @classmethod
    async def of(cls, db: Reader, notice: Notice) -> "Recipients":
        """The recipients of a notice as the departments are now."""
        return cls(notice, Selection(notice.audience, await departments.every(db)))

    async def among(self, db: Reader, page: Sequence[Member]) -> list[tuple[Member, Verdict]]:
        """The members of a page that the notice is about: recipients, and who is left out."""
        if self._corrects is None:
            judged = [(member, self._selection.verdict(member)) for member in page]
            return [one for one in judged if one[1] is not Verdict.OUTSIDE]
        reached = await deliveries.reached(db, self._corrects, [m.id for m in page if m.active])
        return [(member, Verdict.RECIPIENT) for member in page if member.id in reached]
