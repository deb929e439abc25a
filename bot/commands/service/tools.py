"""The services that commands are done with."""

from dataclasses import dataclass

from bot.broadcast.service.acknowledgements import Acknowledgements
from bot.broadcast.service.audiences import Audiences
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.control import Control
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.reminding import Reminding
from bot.broadcast.service.schedule_writing import ScheduleWriting
from bot.broadcast.service.schedules import Schedules
from bot.broadcast.service.sending import Sending
from bot.broadcast.service.trials import Trials
from bot.core.clock import Clock
from bot.core.database import Database
from bot.workspace.service.audit import AuditLog
from bot.workspace.service.members import Members
from bot.workspace.service.workspace import WorkspaceSettings


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
    reminding: Reminding
    acknowledgements: Acknowledgements
