"""The composition root: builds every part from the Config; the only module that knows them all."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.delivery.settings import DeliverySettings
from bot.broadcast.model.profiles import OnUncertain
from bot.broadcast.schedule.ticker import Ticker
from bot.broadcast.service.acknowledgements import Acknowledgements
from bot.broadcast.service.answer_buttons import AnswerSigning
from bot.broadcast.service.audiences import Audiences
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.control import Control
from bot.broadcast.service.doctor import Doctor
from bot.broadcast.service.holiday_calendar import calendar_of
from bot.broadcast.service.images import Images
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.presses import CallbackHandlers
from bot.broadcast.service.profile_files import ProfileFiles
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.templates import TemplateLibrary
from bot.broadcast.service.trials import Trials
from bot.built_in import BuiltIn, built_in_messenger
from bot.command_side import CommandSide, commands_of
from bot.config import Config
from bot.core.clock import SECOND, Clock, SystemClock
from bot.core.database import Database, open_database
from bot.core.migrations import migrate, migrations_of
from bot.core.rounds import Rounds
from bot.core.words import Words
from bot.kakaowork.connections import Connections
from bot.listening import listening
from bot.messenger.service.bot_admin import BotAdmin
from bot.messenger.service.bots import Bots
from bot.messenger.service.chat_side import ChatSide
from bot.messenger.service.sweeper import AttachmentSweeper
from bot.platform_side import PlatformSide, platform_side
from bot.platforms import base_url_of
from bot.schedule_side import ScheduleSide, Times, news_teller, schedule_side
from bot.secret_side import SecretSide
from bot.security_side import with_security
from bot.shipped import template_folders
from bot.web.keys import WebParts
from bot.workspace.model.plans import Billing, Plan, Workspace
from bot.workspace.service.audit import AuditLog
from bot.workspace.service.member_import import MemberImport
from bot.workspace.service.members import Members
from bot.workspace.service.sessions import Sessions
from bot.workspace.service.workspace import WorkspaceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Everything that one Spacecast is made of."""

    config: Config
    parts: WebParts
    bots: Bots
    bot_admin: BotAdmin
    engine: LocalEngine
    ticker: Ticker
    teller: Rounds
    sweeper: AttachmentSweeper
    sides: Sequence[ChatSide]
    secret: SecretSide | None
    doctor: Doctor
    side: PlatformSide
    commands: CommandSide
    handlers: CallbackHandlers
    chat: BuiltIn
    failed: asyncio.Future[BaseException]


def messenger_database_url(config: Config) -> str:
    """The messenger's own file beside the ledger's, or the same PostgreSQL database."""
    if not config.database.startswith("sqlite:"):
        return config.database
    return f"sqlite:///{config.data_dir / 'messenger.db'}"


async def open_databases(
    config: Config, stack: AsyncExitStack, clock: Clock
) -> tuple[Database, Database]:
    """The ledger's and the messenger's database, brought up to date."""
    ledger = await _opened(config.database, stack)
    messenger = await _opened(messenger_database_url(config), stack, erasing=True)
    now = clock.now()
    await migrate(ledger, migrations_of("bot.workspace.store"), now)
    await migrate(ledger, migrations_of("bot.broadcast.store"), now)
    await migrate(ledger, migrations_of("bot.commands.store"), now)
    await migrate(messenger, migrations_of("bot.messenger.store"), now)
    return ledger, messenger


async def _opened(url: str, stack: AsyncExitStack, *, erasing: bool = False) -> Database:
    database = await open_database(url, erasing=erasing)
    stack.push_async_callback(database.close)
    return database


async def build(config: Config, stack: AsyncExitStack, clock: Clock | None = None) -> System:
    """Build every part; what is opened is closed by `stack`, in reverse."""
    clock = clock or SystemClock()
    failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    def on_defect(error: BaseException) -> None:
        if not failed.done():
            failed.set_result(error)

    ledger, messenger = await open_databases(config, stack, clock)
    connections = await stack.enter_async_context(Connections(base_url_of(config)))
    bots, handlers = Bots(messenger, clock), CallbackHandlers()
    side = platform_side(
        config, ledger, clock, connections, bots, handlers, on_defect=on_defect
    )
    engine = _engine(config, ledger, clock, side, on_defect)
    parts, planning = await _parts(config, ledger, clock, engine, side, on_defect)
    commands = commands_of(parts, planning, side.platform, handlers, on_defect)
    chat = await built_in_messenger(config, messenger, parts, bots, stack, on_defect)
    parts = with_security(messenger, parts, chat, on_defect)
    return System(
        config=config,
        parts=parts,
        bots=bots,
        bot_admin=BotAdmin(ledger, parts.members, clock, bots),
        engine=engine,
        ticker=planning.ticker,
        teller=news_teller(ledger, clock, side.platform, config.public_url, on_defect),
        sweeper=chat.sweeper,
        sides=chat.sides,
        secret=chat.secret,
        chat=chat,
        doctor=_doctor(config, parts, side),
        side=side,
        commands=commands,
        handlers=handlers,
        failed=failed,
    )


def _web(system: System) -> web.Application:
    # Only a server has pages, and they are half of what there is to import.
    from bot.messenger.web.app import create_messenger_app
    from bot.web.app import create_web_app

    app = create_web_app(system.parts, template_folders())
    app.add_subapp("/messenger/", create_messenger_app(system.chat.parts))
    return app


def _engine(
    config: Config,
    ledger: Database,
    clock: Clock,
    side: PlatformSide,
    on_defect: Callable[[BaseException], None],
) -> LocalEngine:
    return LocalEngine(
        ledger,
        clock,
        side.platform,
        _delivery(config),
        on_defect=on_defect,
        may_prepare=side.may_prepare,
    )


def _delivery(config: Config) -> DeliverySettings:
    return DeliverySettings(
        concurrency=config.delivery.concurrency,
        rate_ceiling=config.delivery.rate_ceiling,
        max_attempts=config.delivery.max_attempts,
    )


async def _parts(
    config: Config,
    ledger: Database,
    clock: Clock,
    engine: LocalEngine,
    side: PlatformSide,
    on_defect: Callable[[BaseException], None],
) -> tuple[WebParts, ScheduleSide]:
    workspace = WorkspaceSettings(ledger, clock)
    await workspace.prepare(_first_workspace(config))
    uncertain, platform = OnUncertain(config.delivery.on_uncertain), side.platform
    profiles = Profiles(ledger, clock, platform, on_uncertain=uncertain)
    library = TemplateLibrary([folder / "notices" for folder in template_folders()])
    composer = Composer(library)
    images = Images(ledger, clock, config.data_dir / "media", config.public_url)
    notices = Notices(ledger, clock, profiles=profiles, composer=composer, images=images)
    planning = schedule_side(
        ledger, clock, _times(config), notices=notices, profiles=profiles, composer=composer,
        keys=side.callback_keys, wake=engine.wake, on_defect=on_defect,
    )  # fmt: skip
    parts = WebParts(
        clock=clock, database=ledger, words=Words.load(), public_url=config.public_url,
        platform_kind=config.platform.kind, workspace=workspace, members=Members(ledger, clock),
        member_import=MemberImport(ledger, clock), sessions=Sessions(ledger, clock),
        audit=AuditLog(ledger), profiles=profiles,
        profile_files=ProfileFiles(ledger, clock, platform, on_uncertain=uncertain),
        library=library, composer=composer, images=images, audiences=Audiences(ledger),
        notices=notices, sending=planning.sending, schedules=planning.schedules, reminding=planning.reminding,
        acknowledgements=Acknowledgements(ledger, clock, notices=notices),
        schedule_writing=planning.writing, agenda=planning.agenda, calendar=planning.calendar,
        control=Control(ledger, clock, notices=notices, library=library, wake=engine.wake),
        trials=Trials(
            ledger, clock, platform=platform, notices=notices, profiles=profiles, composer=composer,
            signing=AnswerSigning(side.callback_keys),
        ),
        directory=side.directory, profile_checks=side.profile_checks,
        callback_keys=side.callback_keys, callbacks=side.callbacks,
    )  # fmt: skip
    return parts, planning


def _times(config: Config) -> Times:
    return Times(
        grace_seconds=config.delivery.grace_seconds,
        quiet_hours=config.quiet_hours.hours,
        calendar=calendar_of(config.schedules.holidays, config.schedules.own_days),
        misfire_grace=round(config.schedules.misfire_grace * SECOND),
    )


def _doctor(config: Config, parts: WebParts, side: PlatformSide) -> Doctor:
    return Doctor(
        parts.database,
        parts.clock,
        images=parts.images,
        misfire_grace=round(config.schedules.misfire_grace * SECOND),
        # The built-in messenger is this very process, or nobody.
        platform=side if config.platform.kind == "kakaowork" else None,
    )


def _first_workspace(config: Config) -> Workspace:
    first = config.workspace
    return Workspace(
        name=first.name,
        plan=Plan(first.plan),
        billing=Billing.PAID,
        timezone=first.timezone,
        language=first.language,
    )


@asynccontextmanager
async def running(
    config: Config, clock: Clock | None = None, listener: socket.socket | None = None
) -> AsyncIterator[System]:
    """A whole Spacecast, serving until the block ends; then it drains and stops in reverse."""
    async with AsyncExitStack() as stack:
        system = await build(config, stack, clock)
        if system.secret is not None:
            # Before anything is served: what ended meanwhile is seen by nobody.
            await system.secret.keeper.prepare()
        runner = web.AppRunner(_web(system), access_log=None, shutdown_timeout=5)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        socket_ = listener or listening(config.server.host, config.server.port)
        await web.SockSite(runner, socket_).start()
        # Started last and stopped first: the engine posts to the server that runs beside it.
        system.engine.start()
        stack.push_async_callback(system.engine.stop)
        await system.ticker.start()
        stack.push_async_callback(system.ticker.stop)
        system.teller.start()
        stack.push_async_callback(system.teller.stop)
        system.sweeper.start()
        stack.push_async_callback(system.sweeper.stop)
        system.chat.bot_events.start()
        stack.push_async_callback(system.chat.bot_events.stop)
        if system.secret is not None:
            system.secret.keeper.start()
            stack.push_async_callback(system.secret.keeper.stop)
        if system.parts.retention is not None:
            system.parts.retention.start()
            stack.push_async_callback(system.parts.retention.stop)
        await system.parts.callback_keys.announce()
        system.side.start()
        stack.push_async_callback(system.side.stop)
        system.commands.start()
        stack.push_async_callback(system.commands.stop)
        yield system
