"""The emergency stop and its end: reviewed, for super admins, with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.broadcast.model.profiles import Profile
from bot.broadcast.service.all_stop import AllStop
from bot.commands.model.cards import Card, Detail
from bot.commands.model.commands import Asked, Verb
from bot.commands.service.cards_of_notices import same
from bot.commands.service.places import Place
from bot.commands.service.reviewing import Shown, review
from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual, WrongState, invalid
from bot.workspace.model.actors import Actor

_PROFILES = Bilingual("프로필", "Profiles")
_REASON = Bilingual("이유", "Reason")


class StopCommands:
    """Stopping twice is stopping once, and so is starting."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._stop = AllStop(tools.database, tools.clock)

    async def stop(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review which profiles would be stopped."""
        running = await self._stop.running(actor)
        reason = " ".join(asked.text.split())
        if not reason:
            raise invalid("/reason", "reason_missing", _WHY)
        if not running:
            raise WrongState(_NONE_RUNS, code="nothing_to_stop")
        shown = Shown(
            verb=Verb.STOP_ALL,
            title=Bilingual("모두 멈추기 전에", "Before all stops"),
            yes=Bilingual(f"{len(running)}개 모두 멈추기", f"Stop all {len(running)}"),
            words=[_STOP],
            details=[_named(running), Detail(term=_REASON, text=same(reason[:400]))],
            arguments={"text": reason},
            urgent=True,
        )
        return await review(self._tools, actor, place, shown, by)

    async def start(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Review which profiles would go on."""
        stopped = await self._stop.stopped(actor)
        if not stopped:
            raise WrongState(_NONE_STOPPED, code="nothing_to_start")
        shown = Shown(
            verb=Verb.START_ALL,
            title=Bilingual("다시 켜기 전에", "Before all goes on"),
            yes=Bilingual(f"{len(stopped)}개 다시 켜기", f"Let {len(stopped)} go on"),
            words=[_START],
            details=[_named(stopped)],
            arguments={"text": asked.text},
        )
        return await review(self._tools, actor, place, shown, by)

    async def act(self, actor: Actor, verb: Verb, arguments: Mapping[str, Any]) -> Card:
        """Do what was confirmed."""
        if verb is Verb.STOP_ALL:
            await self._stop.stop(actor, str(arguments["text"]))
            stopped = await self._stop.stopped(actor)
            return Card(
                title=Bilingual("모두 멈췄어요", "All is stopped"),
                words=(_STOPPED,),
                details=(_named(stopped),),
            )
        started = await self._stop.start(actor)
        return Card(
            title=Bilingual("다시 켰어요", "Sending goes on"),
            words=(_STARTED,),
            details=(_named(started),) if started else (),
        )


def _named(profiles: Sequence[Profile]) -> Detail:
    names = ", ".join(profile.name for profile in profiles) or "-"
    return Detail(term=_PROFILES, text=same(names if len(names) <= 400 else f"{names[:399]}…"))


_WHY = Bilingual(
    "왜 멈추는지 써 주세요. 예: /공지 전체중지 잘못된 공지가 나가고 있어요",
    "Say why, such as: /notice stop-all a wrong notice is being sent",
)
_STOP = Bilingual(
    "켜져 있는 모든 프로필을 멈춰요. 보내던 공지는 기다리고, 이미 간 메시지는 그대로예요.",
    "Every profile that sends is paused. Notices on their way wait; what has arrived stays.",
)
_START = Bilingual(
    "전체 중지로 멈춘 프로필을 다시 켜요. 기다리던 공지를 이어서 보내요.",
    "The profiles that the emergency stop has paused go on, and so do the notices that wait.",
)
_STOPPED = Bilingual(
    "'/공지 전체재개'로 다시 켤 수 있어요.", "'/notice start-all' lets them go on."
)
_STARTED = Bilingual(
    "전체 중지로 멈춘 프로필이 다시 켜졌어요.", "What the emergency stop had paused goes on."
)
_NONE_RUNS = Bilingual(
    "켜져 있는 프로필이 없어서 멈출 것이 없어요.",
    "No profile sends, so there is nothing to stop.",
)
_NONE_STOPPED = Bilingual(
    "전체 중지로 멈춘 프로필이 없어요.", "The emergency stop has paused no profile."
)
