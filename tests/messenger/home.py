"""A workspace with members and the built-in messenger over it."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.core.database import Database
from bot.core.http import OutgoingCalls
from bot.core.migrations import migrate, migrations_of
from bot.core.words import Words
from bot.messenger.model.bots import Bot
from bot.messenger.model.simulation import Simulation
from bot.messenger.service.attachments import Attachments
from bot.messenger.service.bot_events import BotEvents
from bot.messenger.service.bot_rooms import BotRooms, ProfileBots
from bot.messenger.service.bots import Bots
from bot.messenger.service.hooks import Hooks
from bot.messenger.service.hub import Hub
from bot.messenger.service.messages import Messages
from bot.messenger.service.people_files import PeopleFiles
from bot.messenger.service.people_places import PeoplePlaces
from bot.messenger.service.people_talk import PeopleTalk
from bot.messenger.service.reactive import Reactive
from bot.messenger.service.rooms import Rooms
from bot.messenger.service.roster import Roster
from bot.messenger.service.simulator import Simulator
from bot.messenger.service.user_times import UserTimes
from bot.messenger.web.app import create_messenger_app
from bot.messenger.web.parts import MessengerParts
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Member, NewMember, Role
from bot.workspace.model.plans import Billing, Plan, Workspace
from bot.workspace.service.member_import import MemberImport
from bot.workspace.service.members import Members
from bot.workspace.service.sessions import Sessions
from bot.workspace.service.workspace import WorkspaceSettings
from tests.clock import ManualClock

ROOT = Path(__file__).parents[2]
PEOPLE = (
    NewMember(email="super@example.com", name="최고운", role=Role.SUPER_ADMIN),
    NewMember(
        email="hana@example.com",
        name="이하나",
        department="본사 > 인사팀",
        position="팀장",
        mobile="010-1234-5678",
    ),
    NewMember(email="sender@example.com", name="박보냄", role=Role.SEND_ADMIN),
    NewMember(email="gone@example.com", name="김떠남", active=False),
)
WORKSPACE = Workspace(
    name="우리회사",
    plan=Plan.STANDARD,
    billing=Billing.PAID,
    timezone="Asia/Seoul",
    language="ko",
)
SUPER, HANA, SENDER, GONE = (person.email for person in PEOPLE)


class Chances(random.Random):
    """Random numbers that a test names; after them always one half."""

    def __init__(self, numbers: tuple[float, ...] = ()) -> None:
        super().__init__(0)
        self._numbers = list(numbers)

    def random(self) -> float:
        """The next one."""
        return self._numbers.pop(0) if self._numbers else 0.5


@dataclass(frozen=True, kw_only=True)
class Home:
    """The parts of a messenger, a bot of it and the bot's App Key."""

    database: Database
    clock: ManualClock
    parts: MessengerParts
    bot: Bot
    app_key: str
    bot_events: BotEvents
    # The numbers of those bots that are profiles'; a test adds them.
    profile_bots: set[int]

    async def member(self, email: str) -> Member:
        """A member by e-mail."""
        return await self.parts.members.get(email)

    async def number(self, email: str) -> int:
        """A member's platform id."""
        return (await self.member(email)).platform_id

    async def deactivate(self, email: str) -> None:
        """Deactivate a member."""
        await self.parts.members.set_active(machine_actor(), email, active=False)

    async def another_bot(self, name: str = "다른 봇") -> tuple[Bot, str]:
        """One more bot and its App Key."""
        made = await self.parts.bots.register(name, "")
        bot = await self.parts.bots.by_app_key(made.app_key)
        assert bot is not None
        return bot, made.app_key

    async def sign_in(self, email: str) -> str:
        """The secret of a member's new session."""
        link = await self.parts.sessions.new_link(machine_actor(), email)
        _, secret = await self.parts.sessions.sign_in(link, address="127.0.0.1", browser="")
        return secret

    def app(
        self,
        simulation: Simulation | None = None,
        *,
        chances: tuple[float, ...] = (),
        clock: ManualClock | None = None,
    ) -> web.Application:
        """The messenger mounted as the composition root mounts it, with the next chances."""
        clock = clock or self.clock
        simulator = Simulator(
            self.database,
            self.parts.members,
            clock,
            simulation or Simulation(),
            Chances(chances),
        )
        parts = replace(self.parts, simulator=simulator, clock=clock)
        root = web.Application()
        root.add_subapp("/messenger/", create_messenger_app(parts))
        return root


@asynccontextmanager
async def open_home(
    database: Database, clock: ManualClock, people: Sequence[NewMember] = PEOPLE
) -> AsyncIterator[Home]:
    """A messenger over a migrated workspace of `people`."""
    settings = await _prepared(database, clock, people)
    calls = OutgoingCalls()
    with TemporaryDirectory() as folder:
        bot_events = _bot_events(database, clock, settings, calls)
        profile_bots: set[int] = set()
        parts = _parts(
            database,
            clock,
            settings,
            calls,
            bot_events,
            Path(folder),
            profile_bots=profile_bots,
        )
        made = await parts.bots.register("회사 공지", "공지를 보내는 봇")
        bot = await parts.bots.by_app_key(made.app_key)
        assert bot is not None
        home = Home(
            database=database,
            clock=clock,
            parts=parts,
            bot=bot,
            app_key=made.app_key,
            bot_events=bot_events,
            profile_bots=profile_bots,
        )
        try:
            async with calls:
                yield home
        finally:
            await parts.messages.close()
            await parts.reactive.close()
            for side in parts.sides:
                if isinstance(side, PeopleTalk):
                    await side.close()
            await parts.rooms.close()


def _bot_events(
    database: Database, clock: ManualClock, settings: WorkspaceSettings, calls: OutgoingCalls
) -> BotEvents:
    async def tracking() -> bool:
        return (await settings.get()).read_tracking

    def on_defect(error: BaseException) -> None:
        raise error

    return BotEvents(database, clock, calls, tracking=tracking, on_defect=on_defect)


def _parts(
    database: Database,
    clock: ManualClock,
    settings: WorkspaceSettings,
    calls: OutgoingCalls,
    bot_events: BotEvents,
    folder: Path,
    *,
    profile_bots: set[int],
) -> MessengerParts:
    members, bots, hub = Members(database, clock), Bots(database, clock), Hub()
    attachments, rooms = Attachments(database, clock, folder), Rooms(database, members, clock)
    messages = Messages(database, members, clock, hub, wake=bot_events.wake)
    people = PeopleTalk(
        database, clock, places=PeoplePlaces(database, members, clock, hub), messages=messages,
        files=PeopleFiles(database, attachments), hub=hub, bot_events=bot_events,
    )  # fmt: skip
    return MessengerParts(
        bots=bots,
        rooms=rooms,
        bot_rooms=BotRooms(bots, rooms, profile_bots=_told(profile_bots)),
        messages=messages,
        reactive=Reactive(database, clock, rooms, calls),
        attachments=attachments,
        sides=[people],
        hub=hub,
        roster=Roster(database, members, clock),
        hooks=Hooks(database, database, clock, rooms=rooms, members=members, messages=messages),
        members=members,
        user_times=UserTimes(database, members),
        sessions=Sessions(database, clock),
        workspace_settings=settings,
        clock=clock,
        words=Words.load(),
        simulator=Simulator(database, members, clock, Simulation(), Chances()),
        templates_folders=[ROOT / "templates"],
        public_url="https://talk.example.com",
    )


def _told(profile_bots: set[int]) -> ProfileBots:
    async def told() -> set[int]:
        return profile_bots

    return told


async def _prepared(
    database: Database, clock: ManualClock, people: Sequence[NewMember]
) -> WorkspaceSettings:
    for package in ("bot.workspace.store", "bot.messenger.store"):
        await migrate(database, migrations_of(package), clock.now())
    settings = WorkspaceSettings(database, clock)
    await settings.prepare(WORKSPACE)
    await MemberImport(database, clock).add(machine_actor(), people)
    return settings
