from contextlib import AsyncExitStack
from pathlib import Path

from bot.app import build
from bot.broadcast.model.profiles import NewProfile, OnUncertain
from bot.config import Config, DeliveryConfig
from bot.workspace.model.actors import machine_actor


async def test_new_profiles_do_with_uncertain_ones_what_the_configuration_says(
    tmp_path: Path,
) -> None:
    config = Config(
        database=f"sqlite:///{tmp_path}/spacecast.db",
        data_dir=tmp_path,
        delivery=DeliveryConfig(on_uncertain="resend"),
    )
    async with AsyncExitStack() as stack:
        system = await build(config, stack)
        new = NewProfile(id="hr", name="인사")
        made = await system.parts.profiles.create(machine_actor(), new)
    assert made.on_uncertain is OnUncertain.RESEND
