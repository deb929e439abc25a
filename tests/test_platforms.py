"""What the composition root makes of the configuration's platform."""

from typing import cast

import aiohttp
import pytest

from bot.app import _platform
from bot.config import Config, PlatformConfig
from bot.config_messenger import MessengerConfig
from bot.messenger.service.bots import Bots


@pytest.mark.parametrize(
    ("config", "honours"),
    [
        (Config(), True),
        (Config(messenger=MessengerConfig(idempotency=False)), False),
        (Config(platform=PlatformConfig(kind="kakaowork")), False),
    ],
)
def test_repeats_are_trusted_only_to_who_drops_them(config: Config, honours: bool) -> None:
    # Neither a session nor bots are used before the platform is called.
    platform = _platform(config, cast(aiohttp.ClientSession, None), cast(Bots, None))
    assert platform.honours_idempotency_keys is honours
