"""The built-in messenger, put together out of its parts and the workspace's."""

import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from bot.config import Config
from bot.core.database import Database
from bot.core.http import OutgoingCalls
from bot.messenger.service.attachments import Attachments
from bot.messenger.service.bot_events import BotEvents
from bot.messenger.service.bot_rooms import BotRooms
from bot.messenger.service.bots import Bots
from bot.messenger.service.chat_side import ChatSide
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
from bot.messenger.service.sweeper import AttachmentSweeper
from bot.messenger.service.user_times import UserTimes
from bot.messenger.web.parts import MessengerParts
from bot.secret_side import Ordinary, SecretSide, secret_side
from bot.shipped import template_folders
from bot.web.keys import WebParts
from bot.workspace.model.actors import system_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """What its pages and Web API are made of, and what tidies up behind them."""

    parts: MessengerParts
    sweeper: AttachmentSweeper
    bot_events: BotEvents
    hub: Hub
    sides: Sequence[ChatSide]
    # None on Kakao Work itself, whose rooms aren't ours.
    secret: SecretSide | None


async def built_in_messenger(
    config: Config,
    database: Database,
    parts: WebParts,
    bots: Bots,
    stack: AsyncExitStack,
    on_defect: Callable[[BaseException], None],
) -> BuiltIn:
    """Build the messenger; what is opened is closed by `stack`."""
    calls = await stack.enter_async_context(OutgoingCalls())
    bot_events = BotEvents(
        database, parts.clock, calls, tracking=_tracking(parts), on_defect=on_defect
    )
    built = _parts(config, database, parts, bots, calls, bot_events=bot_events, stack=stack)
    stack.push_async_callback(built.rooms.close)
    stack.push_async_callback(built.messages.close)
    stack.push_async_callback(built.reactive.close)
    parts.members.when_switched(lambda member: built.hub.end_of(member.platform_id))
    sweeper = AttachmentSweeper(built.attachments, parts.clock, on_defect=on_defect)
    secret = None
    if config.platform.kind == "built-in":
        ordinary = Ordinary(hub=built.hub, rooms=built.rooms, messages=built.messages)
        secret = await secret_side(config, database, parts, ordinary, stack, on_defect)
        built = replace(
            built,
            sides=(*built.sides, secret.talk),
            choices=secret.choices,
            secret_time=secret.now,
        )
    return BuiltIn(
        parts=built,
        sweeper=sweeper,
        bot_events=bot_events,
        hub=built.hub,
        sides=built.sides,
        secret=secret,
    )


def _parts(
    config: Config,
    database: Database,
    parts: WebParts,
    bots: Bots,
    calls: OutgoingCalls,
    *,
    bot_events: BotEvents,
    stack: AsyncExitStack,
) -> MessengerParts:
    members, clock = parts.members, parts.clock
    rooms, hub = Rooms(database, members, clock), Hub()
    messages = Messages(database, members, clock, hub, wake=bot_events.wake)
    attachments = Attachments(database, clock, config.data_dir / "attachments")
    people = _people(database, parts, messages, attachments, hub, bot_events)
    stack.push_async_callback(people.close)
    return MessengerParts(
        bots=bots,
        rooms=rooms,
        bot_rooms=BotRooms(bots, rooms, profile_bots=_profile_bots(config, parts)),
        messages=messages,
        hooks=Hooks(
            database, parts.database, clock, rooms=rooms, members=members, messages=messages
        ),
        reactive=Reactive(database, clock, rooms, calls),
        attachments=attachments,
        sides=[people],
        hub=hub,
        roster=Roster(database, members, clock),
        members=members,
        user_times=UserTimes(database, members),
        sessions=parts.sessions,
        workspace_settings=parts.workspace,
        clock=clock,
        words=parts.words,
        simulator=_simulator(config, parts),
        templates_folders=template_folders(),
        public_url=parts.public_url,
    )


def _people(
    database: Database,
    parts: WebParts,
    messages: Messages,
    attachments: Attachments,
    hub: Hub,
    bot_events: BotEvents,
) -> PeopleTalk:
    return PeopleTalk(
        database,
        parts.clock,
        places=PeoplePlaces(database, parts.members, parts.clock, hub),
        messages=messages,
        files=PeopleFiles(database, attachments),
        hub=hub,
        bot_events=bot_events,
    )


def _tracking(parts: WebParts) -> Callable[[], Awaitable[bool]]:
    async def tracking() -> bool:
        return (await parts.workspace.get()).read_tracking

    return tracking


def _profile_bots(config: Config, parts: WebParts) -> Callable[[], Awaitable[Collection[int]]]:
    async def bots() -> Collection[int]:
        # The bots of profiles on Kakao Work itself are numbered there.
        if config.platform.kind != "built-in":
            return ()
        return {one.bot_id for one in await parts.profiles.usable(system_actor())}

    return bots


def _simulator(config: Config, parts: WebParts) -> Simulator:
    simulation = config.messenger.simulation
    chances = random.Random(simulation.seed)  # noqa: S311 -- rehearses faults, no secret
    return Simulator(parts.database, parts.members, parts.clock, simulation, chances)
