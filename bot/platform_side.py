"""What Spacecast has to do with the platform besides sending: its people, its bots, its presses."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcast.schedule.directory import DirectoryKeeper
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.callbacks import Callbacks
from bot.broadcast.service.directory import Directory
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.presses import CallbackHandlers
from bot.broadcast.service.profile_checks import ProfileChecks
from bot.config import Config
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.rounds import Rounds
from bot.kakaowork.connections import Connections
from bot.messenger.service.bots import Bots
from bot.platforms import base_url_of, own_url, platform_of

_PRESSES_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSide:
    """The services, and the two loops behind them."""

    platform: Platform
    directory: Directory
    profile_checks: ProfileChecks
    callback_keys: CallbackKeys
    callbacks: Callbacks
    keeper: DirectoryKeeper | None
    presses: Rounds

    async def may_prepare(self) -> bool:
        """Whether recipients may be worked out, or the directory is to be read before."""
        return self.keeper is None or await self.keeper.ready()

    def start(self) -> None:
        """Start the loops."""
        self.presses.start()
        if self.keeper is not None:
            self.keeper.start()

    async def stop(self) -> None:
        """Stop the loops; what is left to do is in the database."""
        if self.keeper is not None:
            await self.keeper.stop()
        await self.presses.stop()


def platform_side(
    config: Config,
    ledger: Database,
    clock: Clock,
    connections: Connections,
    bots: Bots,
    handlers: CallbackHandlers,
    *,
    on_defect: Callable[[BaseException], None],
) -> PlatformSide:
    """Build the platform that is configured, and all of this for it."""
    keys = CallbackKeys(
        ledger,
        clock,
        public_url=config.public_url,
        own_url=own_url(config),
        moved=lambda profile: platform.kept(profile),  # noqa: PLW0108 -- known only when it is called
    )
    platform = platform_of(config, connections, bots, keys.of_own_platform)
    base_url, own = base_url_of(config), config.platform.kind != "kakaowork"
    directory = Directory(ledger, clock, platform, base_url=base_url, own=own)
    callbacks = Callbacks(
        ledger,
        clock,
        handlers,
        wake=lambda: presses.wake(),  # noqa: PLW0108 -- known only when it is called
    )
    presses = Rounds("presses", callbacks.work, _PRESSES_SECONDS, on_defect=on_defect)
    return PlatformSide(
        platform=platform,
        directory=directory,
        profile_checks=ProfileChecks(ledger, platform, base_url=base_url),
        callback_keys=keys,
        callbacks=callbacks,
        # The built-in messenger's people are our own.
        keeper=None if own else _keeper(config, directory, clock, on_defect),
        presses=presses,
    )


def _keeper(
    config: Config,
    directory: Directory,
    clock: Clock,
    on_defect: Callable[[BaseException], None],
) -> DirectoryKeeper:
    return DirectoryKeeper(
        directory,
        clock,
        every=config.platform.sync_every,
        before_notice=config.platform.sync_before_notice,
        on_defect=on_defect,
    )
