"""What is done about each verb; rights are asked for by the services, as on every surface."""

from dataclasses import replace

from bot.commands.model.cards import Card
from bot.commands.model.commands import Asked, Verb
from bot.commands.service.confirming import Confirming
from bot.commands.service.following import Following
from bot.commands.service.notice_commands import NoticeCommands
from bot.commands.service.places import Place
from bot.commands.service.rights_commands import RightsCommands
from bot.commands.service.schedule_commands import ScheduleCommands
from bot.commands.service.sending_commands import SendingCommands
from bot.commands.service.stop_commands import StopCommands
from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual
from bot.workspace.model.actors import Actor


class Desk:
    """Takes what was asked on any face, and answers with a card."""

    def __init__(self, tools: Tools) -> None:
        following = Following(tools)
        self._stopping = StopCommands(tools)
        self._notices = NoticeCommands(tools, following)
        self._sending = SendingCommands(tools)
        self._schedules = ScheduleCommands(tools, following)
        self._rights = RightsCommands(tools)
        self._confirming = Confirming(tools, following=following, stopping=self._stopping)

    async def run(self, actor: Actor, place: Place, asked: Asked, *, by: str) -> Card:
        """Do what was asked, or raise a SpacecastError; `by`, told again, does it once.

        What sends is only shown: it waits for `confirm`.
        """
        match asked.verb:
            case Verb.CONFIRM:
                done = await self._confirming.confirm(actor, asked, by)
                return (
                    done if isinstance(done, Card) else await self._anew(actor, place, done, by)
                )
            case Verb.SEND | Verb.SCHEDULE | Verb.RETRY | Verb.RESUME | Verb.REMIND:
                return await self._reviewed(actor, place, asked, by)
            case Verb.NEW | Verb.TEST | Verb.CANCEL | Verb.RECALL | Verb.PAUSE:
                return await self._noticed(actor, place, asked, by)
            case Verb.STATUS | Verb.LIST | Verb.AUDIT:
                return await self._read(actor, asked)
            case Verb.SKIP | Verb.STOP_ALL | Verb.START_ALL:
                return await self._many(actor, place, asked, by)
            case _:
                return await self._about_people(actor, place, asked)

    async def _many(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        match asked.verb:
            case Verb.SKIP:
                return await self._schedules.skip(actor, place, asked, by)
            case Verb.STOP_ALL:
                return await self._stopping.stop(actor, place, asked, by)
            case _:
                return await self._stopping.start(actor, place, asked, by)

    async def _anew(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """What has changed since it was shown is shown once more, with a new code."""
        card = await self.run(actor, place, asked, by=by)
        return replace(card, words=(_CHANGED, *card.words))

    async def _reviewed(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        sending = self._sending
        match asked.verb:
            case Verb.SEND:
                return await sending.send(actor, place, asked, by)
            case Verb.SCHEDULE:
                return await sending.schedule(actor, place, asked, by)
            case Verb.RETRY:
                return await sending.retry(actor, place, asked, by)
            case Verb.RESUME:
                return await sending.resume(actor, place, asked, by)
            case _:
                return await sending.remind(actor, place, asked, by)

    async def _noticed(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        notices = self._notices
        match asked.verb:
            case Verb.NEW:
                return await notices.new(actor, place, asked, by)
            case Verb.TEST:
                return await notices.test(actor, place, asked, by)
            case Verb.CANCEL:
                return await notices.cancel(actor, place, asked, by)
            case Verb.RECALL:
                return await notices.recall(actor, place, asked, by)
            case _:
                return await notices.pause(actor, asked)

    async def _read(self, actor: Actor, asked: Asked) -> Card:
        match asked.verb:
            case Verb.STATUS:
                return await self._notices.status(actor, asked)
            case Verb.LIST:
                return await self._notices.list(actor, asked)
            case _:
                return await self._notices.audit(actor, asked)

    async def _about_people(self, actor: Actor, place: Place, asked: Asked) -> Card:
        rights = self._rights
        match asked.verb:
            case Verb.ME:
                return await rights.me(actor)
            case Verb.PROFILES:
                return await rights.profiles(actor)
            case Verb.GRANT:
                return await rights.grant(actor, place, asked)
            case Verb.REVOKE:
                return await rights.revoke(actor, place, asked)
            case _:
                return rights.help(actor, asked)


_CHANGED = Bilingual(
    "보여 드린 뒤에 공지가 바뀌었어요. 다시 보고 눌러 주세요.",
    "The notice has changed since it was shown. Look again before you press.",
)
