"""Schedules: one time of them left out."""

from zoneinfo import ZoneInfo

from bot.broadcast.model.local_time import moment_at
from bot.broadcast.model.times_in_words import At, read_when
from bot.commands.model.cards import Card
from bot.commands.model.commands import Asked
from bot.commands.service.following import Following
from bot.commands.service.places import Place
from bot.commands.service.reviewing import once
from bot.commands.service.tools import Tools
from bot.core.errors import Bilingual, invalid
from bot.workspace.model.actors import Actor


class ScheduleCommands:
    """Each does what the console does."""

    def __init__(self, tools: Tools, following: Following) -> None:
        self._tools = tools
        self._following = following

    async def skip(self, actor: Actor, place: Place, asked: Asked, by: str) -> Card:
        """Leave out the time named, or the next one; told twice, the same one."""
        schedules = self._tools.schedules
        view = await schedules.get(actor, asked.subject, upcoming=100)
        await self._tools.profiles.require_use(actor, view.profile)
        at = self._named(asked, view.schedule.zone) if asked.text else None
        if at is None:
            at = next((one.planned.at for one in view.upcoming if not one.skipped), None)
        begun = await once(
            self._tools, actor, place, asked, by,
            subject_id=view.schedule.id, arguments={"at": at},
        )  # fmt: skip
        if begun is not None:
            # Whatever has become the next one since: this was the one meant.
            at = begun.arguments.get("at")
        return self._following.schedule(await schedules.skip(actor, view.schedule.id, at))

    def _named(self, asked: Asked, zone: ZoneInfo) -> int:
        when = read_when(asked.text, moment_at(self._tools.clock.now()), zone)
        if isinstance(when, At):
            return when.at
        raise invalid("/at", "one_time", _ONE_TIME)


_ONE_TIME = Bilingual(
    "건너뛸 시각을 하나만 써 주세요. 예: 2026-12-07 09:00",
    "Name the one time to be left out, such as 2026-12-07 09:00.",
)
