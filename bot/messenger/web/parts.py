"""What the messenger's web application is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.core.clock import Clock
from bot.core.words import Words
from bot.messenger.model.secret_times import Choices
from bot.messenger.service.attachments import Attachments
from bot.messenger.service.bot_rooms import BotRooms
from bot.messenger.service.bots import Bots
from bot.messenger.service.chat_side import ChatSide
from bot.messenger.service.hooks import Hooks
from bot.messenger.service.hub import Hub
from bot.messenger.service.messages import Messages
from bot.messenger.service.reactive import Reactive
from bot.messenger.service.rooms import Rooms
from bot.messenger.service.roster import Roster
from bot.messenger.service.simulator import Simulator
from bot.messenger.service.user_times import UserTimes
from bot.workspace.service.members import Members
from bot.workspace.service.sessions import Sessions
from bot.workspace.service.workspace import WorkspaceSettings

MOUNT = "/messenger"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessengerParts:
    """The services behind the pages and the Web API."""

    bots: Bots
    rooms: Rooms
    bot_rooms: BotRooms
    messages: Messages
    # Ordinary rooms first; secret ones where there are any.
    sides: Sequence[ChatSide]
    hub: Hub
    roster: Roster
    reactive: Reactive
    attachments: Attachments
    hooks: Hooks
    members: Members
    user_times: UserTimes
    sessions: Sessions
    workspace_settings: WorkspaceSettings
    clock: Clock
    words: Words
    simulator: Simulator
    templates_folders: Sequence[Path]
    public_url: str
    # What may be chosen for a secret room; None where there are none.
    choices: Choices | None = None
    # The time by which secret messages are hidden, where there are any: it never goes back.
    secret_time: Callable[[], int] | None = None

    def now(self) -> int:
        """The time by which the chat shows what it shows, in UTC milliseconds."""
        return self.clock.now() if self.secret_time is None else self.secret_time()


PARTS: web.AppKey[MessengerParts] = web.AppKey("messenger_parts", MessengerParts)


def parts_of(request: web.Request) -> MessengerParts:
    """The parts of the application that serves `request`."""
    return request.config_dict[PARTS]
