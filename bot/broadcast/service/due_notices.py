"""The notices that schedules send now, or what keeps one from being sent."""

from dataclasses import replace

import structlog

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import Notice
from bot.broadcast.model.profiles import Profile
from bot.broadcast.model.schedules import ContentRule, Schedule
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.drafts import notice_of
from bot.broadcast.service.readiness import Readiness
from bot.core.clock import Clock
from bot.core.errors import SpacecastError
from bot.workspace.model.actors import Actor

_log = structlog.get_logger(__name__)


class DueNotices:
    """Made anew for each round of the clock: what many schedules ask in common is asked once.

    So rights, plan, profile and audience are those of the moment at which a round begins.
    """

    def __init__(self, clock: Clock, *, readiness: Readiness, composer: Composer) -> None:
        self._clock = clock
        self._readiness = readiness
        self._composer = composer
        self._senders: dict[tuple[str, str], tuple[Actor, Profile] | SpacecastError] = {}
        self._audiences: dict[Audience, SpacecastError | None] = {}

    async def of(self, schedule: Schedule) -> Notice | str:
        """The notice that the schedule sends now, or why it can't, as an error's code."""
        try:
            actor, profile = await self._sender(schedule.author_id, schedule.profile_id)
            made = notice_of(
                schedule.notice_draft, actor, profile, number=0, now=self._clock.now()
            )
            notice = replace(made, frozen=self._frozen(schedule), schedule_id=schedule.id)
            self._readiness.require_content(notice)
            await self._require_anybody(notice)
        except SpacecastError as error:
            return error.word
        except (LookupError, TypeError, ValueError):
            _log.exception("a schedule's content can't be read", schedule=schedule.id)
            return "not_frozen"
        return notice

    def _frozen(self, schedule: Schedule) -> dict[str, object]:
        if schedule.content is ContentRule.SAVED:
            return dict(schedule.frozen)
        return self._composer.freeze(schedule.template, schedule.variables)

    async def _sender(self, author_id: str, profile_id: str) -> tuple[Actor, Profile]:
        key = (author_id, profile_id)
        if key not in self._senders:
            try:
                actor = await self._readiness.author(author_id)
                profile = await self._readiness.require_sender(actor, profile_id)
                self._senders[key] = actor, profile
            except SpacecastError as error:
                self._senders[key] = error
        found = self._senders[key]
        if isinstance(found, SpacecastError):
            raise found
        return found

    async def _require_anybody(self, notice: Notice) -> None:
        if notice.audience not in self._audiences:
            try:
                await self._readiness.require_anybody(notice)
                self._audiences[notice.audience] = None
            except SpacecastError as error:
                self._audiences[notice.audience] = error
        wrong = self._audiences[notice.audience]
        if wrong is not None:
            raise wrong
