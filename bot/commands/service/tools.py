"""The services that commands are done with."""

from dataclasses import dataclass
from typing import Protocol

from bot.broadcast.service.audiences import Audiences
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.control import Control
from bot.broadcast.service.notices import Notices, NoticeView
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.schedule_writing import ScheduleWriting
from bot.broadcast.service.schedules import Schedules
from bot.broadcast.service.sending import Sending
from bot.broadcast.service.trials import Trials
from bot.core.clock import Clock
from bot.core.database import Database
from bot.workspace.model.actors import Actor
from bot.workspace.service.audit import AuditLog
from bot.workspace.service.members import Members
from bot.workspace.service.workspace import WorkspaceSettings


class Answers(Protocol):
    """How many have read a notice, and acknowledged it."""

    @property
    def read(self) -> int:
        """Those who have read it."""

    @property
    def acknowledged(self) -> int:
        """Those who have answered."""

    @property
    def asks(self) -> bool:
        """Whether it asks for an answer."""


class Acknowledged(Protocol):
    """Tells who has answered."""

    async def summary(self, actor: Actor, key: str) -> Answers:
        """The counts of a notice."""


class Reminds(Protocol):
    """Reminds those who have not answered."""

    async def remaining(self, actor: Actor, key: str) -> int:
        """How many have not."""

    async def remind(self, actor: Actor, key: str) -> NoticeView:
        """Remind them, by a notice that is sent at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Everything that the desk works with; each of them asks for the actor's rights."""

    database: Database
    clock: Clock
    members: Members
    workspace: WorkspaceSettings
    audit: AuditLog
    audiences: Audiences
    composer: Composer
    profiles: Profiles
    notices: Notices
    readiness: Readiness
    sending: Sending
    control: Control
    trials: Trials
    schedules: Schedules
    writing: ScheduleWriting
    reminding: Reminds | None = None
    acknowledged: Acknowledged | None = None
