"""Secret rooms, put together: their talk, and what destroys."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.config import Config
from bot.core.database import Database
from bot.master_keys import master_keys, secret_folder
from bot.messenger.model.secret_times import Choices
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.messages import Messages
from bot.messenger.service.rooms import Rooms
from bot.messenger.service.secret_accounts import SecretAccounts
from bot.messenger.service.secret_eraser import SecretEraser
from bot.messenger.service.secret_files import SecretFiles
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.service.secret_keeper import KeeperParts, SecretKeeper
from bot.messenger.service.secret_outbox import SecretOutbox
from bot.messenger.service.secret_restore import SecretRestore
from bot.messenger.service.secret_retention import SecretRetention
from bot.messenger.service.secret_room_eraser import SecretRoomEraser
from bot.messenger.service.secret_talk import SecretTalk
from bot.messenger.service.secret_teller import SecretTeller
from bot.web.keys import WebParts

_KEYS, _FILES = "keys.db", "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """The keys, and the clock that says which of them may still be there."""

    ring: KeyRing
    guarded: GuardedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """What ordinary rooms share with secret ones: screens, and a bot that tells people."""

    hub: Hub
    rooms: Rooms
    messages: Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSide:
    """What people do, what destroys, and the time by which both go."""

    talk: SecretTalk
    keeper: SecretKeeper
    guarded: GuardedClock
    choices: Choices

    def now(self) -> int:
        """The time by which secret messages are sent and hidden, in UTC milliseconds."""
        return self.guarded.look().hiding_at

    def reached(self) -> int:
        """The time that rooms opened so far can't be from after: no leap in doubt moves it on.

        In UTC milliseconds. A mark that stood in the future would delete rooms opened later too.
        """
        return self.guarded.look().erasing_at


async def secret_side(
    config: Config,
    database: Database,
    parts: WebParts,
    ordinary: Ordinary,
    stack: AsyncExitStack,
    on_defect: Callable[[BaseException], None],
) -> SecretSide:
    """Open the keys and build the rest.

    Raises ConfigurationError where the keys can't be opened.
    """
    clock, folder = parts.clock, secret_folder(config)
    ring = await KeyRing.open(folder / _KEYS, master_keys(config), clock.now())
    stack.push_async_callback(ring.close)
    guarded = await GuardedClock.start(ring, clock)
    keeper = SecretKeeper(
        _keeper_parts(config, database, parts, ordinary, _Keys(ring=ring, guarded=guarded)),
        on_defect=on_defect,
    )
    ground = SecretGround(
        database=database,
        ledger=parts.database,
        members=parts.members,
        workspace=parts.workspace,
        ring=ring,
        guarded=guarded,
        clock=clock,
        choices=config.secret_rooms.choices,
        hub=ordinary.hub,
        ends=keeper,
    )
    keeper.add_step("retention", SecretRetention(ground).look)
    files = SecretFiles(database, ring, guarded, folder / _FILES)
    return SecretSide(
        talk=SecretTalk(ground, files), keeper=keeper, guarded=guarded, choices=ground.choices
    )


def _keeper_parts(
    config: Config,
    database: Database,
    parts: WebParts,
    ordinary: Ordinary,
    keys: _Keys,
) -> KeeperParts:
    folder = secret_folder(config) / _FILES
    ring, guarded, hub = keys.ring, keys.guarded, ordinary.hub
    outbox = SecretOutbox(database, folder)
    eraser = SecretEraser(database, ring, guarded, hub, outbox)
    return KeeperParts(
        guarded=guarded,
        eraser=eraser,
        rooms=SecretRoomEraser(database, ring, guarded, hub, eraser),
        restore=SecretRestore(database, ring, guarded, eraser, folder),
        accounts=SecretAccounts(database, parts.members, parts.workspace, guarded, hub),
        teller=SecretTeller(
            database, parts.workspace, ordinary.rooms, ordinary.messages, parts.clock
        ),
        workspace=parts.workspace,
    )
