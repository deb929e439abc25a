"""The cards that answer what was done: how a notice or a schedule stands now."""

from dataclasses import replace

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.schedule_words import rule_in_words
from bot.broadcast.model.schedules import SCHEDULE_STATE_NAMES
from bot.broadcast.service.notices import NoticeView
from bot.broadcast.service.schedules import ScheduleView
from bot.commands.model.cards import Card, CardButton, Detail, OpenPage
from bot.commands.service import cards_of_notices as cards
from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual
from bot.workspace.model.actors import Actor

_ANSWERED = frozenset(
    {
        NoticeState.SENDING,
        NoticeState.PAUSED,
        NoticeState.SENT,
        NoticeState.PARTIALLY_SENT,
        NoticeState.CANCELLED,
    }
)


class Following:
    """Reads what the actor may see, and shows it."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def status(self, actor: Actor, key: str) -> Card:
        """How far a notice is."""
        return await self.card(actor, await self._tools.notices.get(actor, key))

    async def after(self, actor: Actor, key: str, words: Bilingual) -> Card:
        """How far a notice is, below what there is to say first."""
        card = await self.status(actor, key)
        return replace(card, words=(words, *card.words))

    async def card(self, actor: Actor, view: NoticeView) -> Card:
        """How far the notice is, with who has read and acknowledged it."""
        zone = (await self._tools.workspace.get()).zone
        return cards.status_card(view, zone, await self._answers(actor, view))

    async def draft(self, actor: Actor, view: NoticeView) -> Card:
        """The draft, whom it would reach, and what is missing."""
        tools, notice = self._tools, view.notice
        preview, missing = cards.shown(
            tools.composer, notice.template, notice.variables, notice.frozen
        )
        reach = await tools.sending.reach(actor, notice.id)
        return cards.draft_card(view, preview, missing, reach)

    def schedule(self, view: ScheduleView) -> Card:
        """A schedule, and when it sends next."""
        schedule = view.schedule
        times = [
            (cards.moment(one.planned.at, schedule.zone), one.skipped) for one in view.upcoming
        ]
        words = Bilingual(
            ko="\n".join(f"{said.ko}{' (건너뜀)' if gone else ''}" for said, gone in times)
            or "-",
            en="\n".join(f"{said.en}{' (skipped)' if gone else ''}" for said, gone in times)
            or "-",
        )
        rules = Bilingual(
            ko=", ".join(rule_in_words(rule, "ko") for rule in schedule.rules),
            en=", ".join(rule_in_words(rule, "en") for rule in schedule.rules),
        )
        page = CardButton(
            label=Bilingual("웹에서 보기", "Open the page"),
            does=OpenPage(path=f"/schedules/{schedule.id}"),
        )
        return Card(
            title=Bilingual(f"예약 {schedule.label}", f"Schedule {schedule.label}"),
            details=(
                Detail(term=cards.TITLE, text=cards.same(schedule.title or "-")),
                Detail(term=cards.PROFILE, text=cards.same(view.profile.name)),
                Detail(term=cards.STATE, text=SCHEDULE_STATE_NAMES[schedule.state]),
                Detail(term=Bilingual("규칙", "Rules"), text=rules),
                Detail(term=Bilingual("다음", "Next"), text=words),
            ),
            buttons=(page,),
        )

    async def _answers(self, actor: Actor, view: NoticeView) -> list[Detail]:
        if view.notice.state not in _ANSWERED:
            return []
        summary = await self._tools.acknowledgements.summary(actor, view.notice.id)
        tallies = summary.tallies
        read = Detail(term=Bilingual("읽음", "Read"), text=cards.people(tallies.read))
        if not summary.asks:
            return [read]
        count = cards.people(tallies.acknowledged)
        return [read, Detail(term=Bilingual("확인함", "Answered"), text=count)]
