"""What the composition root makes of the configuration's platform."""

from typing import cast

import pytest

from bot.config import Config, PlatformConfig, ServerConfig
from bot.config_messenger import MessengerConfig
from bot.kakaowork.connections import Connections
from bot.messenger.service.bots import Bots
from bot.platforms import Addresses, base_url_of, platform_of


@pytest.mark.parametrize(
    ("config", "honours"),
    [
        (Config(), True),
        (Config(messenger=MessengerConfig(idempotency=False)), False),
        (Config(platform=PlatformConfig(kind="kakaowork")), False),
    ],
)
def test_repeats_are_trusted_only_to_who_drops_them(config: Config, honours: bool) -> None:
    # The bots are not asked before a profile is made.
    platform = platform_of(
        config, Connections(base_url_of(config)), cast(Bots, None), cast(Addresses, None)
    )
    assert platform.honours_idempotency_keys is honours


@pytest.mark.parametrize(
    ("config", "url"),
    [
        (Config(), "http://127.0.0.1:8080/messenger"),
        (Config(server=ServerConfig(host="::", port=81)), "http://127.0.0.1:81/messenger"),
        (Config(server=ServerConfig(host="::1", port=81)), "http://[::1]:81/messenger"),
        (Config(platform=PlatformConfig(kind="kakaowork")), "https://api.kakaowork.com"),
        (
            Config(
                platform=PlatformConfig(kind="kakaowork", base_url="https://kw.example.com")
            ),
            "https://kw.example.com",
        ),
    ],
)
def test_the_platform_is_where_the_configuration_says(config: Config, url: str) -> None:
    assert base_url_of(config) == url
