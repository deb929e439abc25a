"""The answers to a notice on its page: counts, the survey, the curve, reminding and closing."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.broadcast.model.acknowledgements import answers_in, require_remindable
from bot.broadcast.model.notices import Counts, Notice
from bot.broadcast.service.acknowledgements import Summary
from bot.broadcast.service.notices import NoticeView
from bot.core.errors import NotFound, SpacecastError
from bot.web.console.curve import Curve, curve_of
from bot.web.keys import parts_of
from bot.workspace.model.actors import Actor

_BY_WORD = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a notice's page shows of answers; those to a reminder are those of `notice`.

    `reads`: whether it is known how many have read it; `readers`: also who. `reminds`: the page is
    that of a reminder of `notice`; `reminders`: those of it, by id and label.
    """

    notice: Notice
    counts: Counts
    summary: Summary
    reads: bool
    readers: bool
    reminds: bool
    remindable: bool
    curve: Curve | None
    reminders: Sequence[tuple[str, str]]

    @property
    def shown(self) -> bool:
        """Whether there is anything to say."""
        return self.counts.sent > 0 and (self.summary.asks or self.reads)

    @property
    def columns(self) -> bool:
        """Whether each recipient's answer stands beside their name."""
        return self.summary.asks and not self.reminds

    def share(self, count: int) -> int:
        """A number of people as a percentage of those whom the notice has reached."""
        return min(100, count * 100 // self.counts.sent) if self.counts.sent else 0

    def words(self, choice: int | None) -> str:
        """The words of a chosen answer."""
        buttons = answers_in(self.notice.frozen)
        choices = buttons.choices if buttons else ()
        return choices[choice] if choice is not None and choice < len(choices) else ""


async def answers_of(request: web.Request, actor: Actor, view: NoticeView) -> Answers:
    """The answers that the page of a notice, or of a reminder of it, shows."""
    parts = parts_of(request)
    asked = await _original(request, actor, view)
    notice = asked.notice
    summary = await parts.acknowledgements.summary_of(notice)
    tracked = (await parts.workspace.get()).read_tracking and parts.platform_kind != "kakaowork"
    now, curve = parts.clock.now(), None
    if summary.asks and notice.started_at is not None:
        points = await parts.acknowledgements.curve(actor, notice.id)
        curve = curve_of(points, notice.started_at, now, asked.counts.sent)
    return Answers(
        notice=notice,
        counts=asked.counts,
        summary=summary,
        reads=tracked or summary.tallies.read > 0,
        readers=tracked,
        reminds=notice.id != view.notice.id,
        remindable=_remindable(notice, now) and summary.remaining > 0,
        curve=curve,
        reminders=await parts.reminding.reminders_of(actor, notice.id),
    )


def asked_answered(request: web.Request) -> bool | None:
    """Whether the list is narrowed to those who have answered, or to those who have not."""
    return _BY_WORD.get(request.query.get("answered", ""))


async def _original(request: web.Request, actor: Actor, view: NoticeView) -> NoticeView:
    if view.notice.reminds is None:
        return view
    try:
        return await parts_of(request).notices.get(actor, view.notice.reminds)
    except NotFound:
        # Somebody else's: only the reminder is theirs.
        return view


def _remindable(notice: Notice, now: int) -> bool:
    try:
        require_remindable(notice, now)
    except SpacecastError:
        return False
    return True
