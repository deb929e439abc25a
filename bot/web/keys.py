"""What handlers get from the composition root, and what middlewares leave for them."""

from dataclasses import dataclass

from aiohttp import web

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.service.acknowledgements import Acknowledgements
from bot.broadcast.service.agenda import Agenda
from bot.broadcast.service.audiences import Audiences
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.callbacks import Callbacks
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.control import Control
from bot.broadcast.service.directory import Directory
from bot.broadcast.service.images import Images
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.profile_checks import ProfileChecks
from bot.broadcast.service.profile_files import ProfileFiles
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.reminding import Reminding
from bot.broadcast.service.schedule_writing import ScheduleWriting
from bot.broadcast.service.schedules import Schedules
from bot.broadcast.service.sending import Sending
from bot.broadcast.service.templates import TemplateLibrary
from bot.broadcast.service.trials import Trials
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.errors import Language
from bot.core.words import Words
from bot.messenger.service.retention import MessageRetention
from bot.messenger.service.secret_admin import SecretAdmin
from bot.workspace.model.actors import Actor
from bot.workspace.service.audit import AuditLog
from bot.workspace.service.member_import import MemberImport
from bot.workspace.service.members import Members
from bot.workspace.service.sessions import Sessions
from bot.workspace.service.workspace import WorkspaceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """Everything a face may call."""

    clock: Clock
    database: Database
    words: Words
    public_url: str
    platform_kind: str
    workspace: WorkspaceSettings
    members: Members
    member_import: MemberImport
    sessions: Sessions
    audit: AuditLog
    profiles: Profiles
    profile_files: ProfileFiles
    library: TemplateLibrary
    composer: Composer
    images: Images
    audiences: Audiences
    notices: Notices
    sending: Sending
    reminding: Reminding
    acknowledgements: Acknowledgements
    schedules: Schedules
    schedule_writing: ScheduleWriting
    agenda: Agenda
    calendar: Calendar
    control: Control
    trials: Trials
    directory: Directory
    profile_checks: ProfileChecks
    callback_keys: CallbackKeys
    callbacks: Callbacks
    # Of the built-in messenger; None on Kakao Work itself.
    secret_rooms: SecretAdmin | None = None
    retention: MessageRetention | None = None


PARTS = web.AppKey("parts", WebParts)
REQUEST_ID = web.RequestKey("request_id", str)
LANGUAGE = web.RequestKey("language", str)
ACTOR = web.RequestKey("actor", Actor)


def parts_of(request: web.Request) -> WebParts:
    """The parts of the application that handles `request`."""
    return request.config_dict[PARTS]


def language_of(request: web.Request) -> Language:
    """The language the person reads."""
    return "en" if request.get(LANGUAGE) == "en" else "ko"
