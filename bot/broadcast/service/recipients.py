"""Who gets a notice: those its audience selects, whom the one it corrects has reached, or who have
not answered the one of which it reminds."""

from collections.abc import Sequence

from bot.broadcast.model.audience import Selection, Verdict
from bot.broadcast.model.notices import Notice
from bot.broadcast.store import acknowledgements, deliveries
from bot.core.database import Reader
from bot.workspace.model.members import Member
from bot.workspace.store import departments


class Recipients:
    """A notice made ready to be asked about one page of members after another."""

    def __init__(self, notice: Notice, selection: Selection) -> None:
        self._corrects = notice.corrects
        self._reminds = notice.reminds
        self._selection = selection

    @classmethod
    async def of(cls, db: Reader, notice: Notice) -> "Recipients":
        """The recipients of a notice as the departments are now."""
        return cls(notice, Selection(notice.audience, await departments.every(db)))

    async def among(self, db: Reader, page: Sequence[Member]) -> list[tuple[Member, Verdict]]:
        """The members of a page that the notice is about: recipients, and who is left out."""
        if self._reminds is not None:
            active = [m.id for m in page if m.active]
            left = await acknowledgements.unanswered(db, self._reminds, active)
            return [(member, Verdict.RECIPIENT) for member in page if member.id in left]
        if self._corrects is None:
            judged = [(member, self._selection.verdict(member)) for member in page]
            return [one for one in judged if one[1] is not Verdict.OUTSIDE]
        reached = await deliveries.reached(db, self._corrects, [m.id for m in page if m.active])
        return [(member, Verdict.RECIPIENT) for member in page if member.id in reached]
