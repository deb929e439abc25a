from pathlib import Path

import pytest

from bot.broadcast.model.profiles import NewProfile, OnUncertain
from bot.broadcast.service.profile_files import ProfileFiles
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.store import conversations
from bot.broadcast.store import profiles as store
from bot.core.errors import Invalid
from bot.workspace.model.actors import machine_actor
from tests.builders import Space
from tests.quiet import QuietPlatform

MACHINE = machine_actor()


@pytest.mark.parametrize("configured", list(OnUncertain))
async def test_what_becomes_of_uncertain_ones_is_as_configured_unless_a_profile_says_otherwise(
    space: Space, tmp_path: Path, configured: OnUncertain
) -> None:
    other = next(choice for choice in OnUncertain if choice is not configured)
    platform = QuietPlatform()
    profiles = Profiles(space.database, space.clock, platform, on_uncertain=configured)
    assert (await profiles.create(MACHINE, NewProfile(id="hr", name="인사"))).on_uncertain is (
        configured
    )
    given = NewProfile(id="it", name="전산", on_uncertain=other)
    assert (await profiles.create(MACHINE, given)).on_uncertain is other
    (tmp_path / "safety.yaml").write_text("name: 안전\n", "utf-8")
    (tmp_path / "news.yaml").write_text(f"name: 소식\non_uncertain: {other.value}\n", "utf-8")
    files = ProfileFiles(space.database, space.clock, platform, on_uncertain=configured)
    assert set((await files.apply(MACHINE, tmp_path)).created) == {"safety", "news"}
    assert (await profiles.get(MACHINE, "safety")).profile.on_uncertain is configured
    assert (await profiles.get(MACHINE, "news")).profile.on_uncertain is other
    assert set((await files.apply(MACHINE, tmp_path)).unchanged) == {"safety", "news"}


async def test_a_bot_follows_its_profile(space: Space, tmp_path: Path) -> None:
    platform = QuietPlatform()
    profiles = Profiles(space.database, space.clock, platform)
    files = ProfileFiles(space.database, space.clock, platform)
    await profiles.create(MACHINE, NewProfile(id="hr", name="인사"))
    assert platform.names == {"hr": "인사"}
    await profiles.change(MACHINE, "hr", {"name": "인사팀"})
    (tmp_path / "news.yaml").write_text("name: 소식\n", "utf-8")
    await files.apply(MACHINE, tmp_path)
    assert platform.names == {"hr": "인사팀", "news": "소식"}
    platform.names.clear()
    (tmp_path / "news.yaml").write_text("name: 새 소식\n", "utf-8")
    await files.apply(MACHINE, tmp_path)
    await files.apply(MACHINE, tmp_path)
    await profiles.change(MACHINE, "hr", {"contact": "02-1"})
    assert platform.names == {"news": "새 소식"}


async def test_a_new_app_key_is_checked_and_its_rooms_are_another_bots(
    space: Space, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = QuietPlatform()
    files = ProfileFiles(space.database, space.clock, platform)
    (tmp_path / "news.yaml").write_text("name: 소식\n", "utf-8")
    await files.apply(MACHINE, tmp_path)
    async with space.database.transaction() as tx:
        await conversations.remember(tx, "news", [("mb_1", "7")])
    monkeypatch.setenv("NEWS_KEY", "no key")
    (tmp_path / "news.yaml").write_text("name: 소식\napp_key: env:NEWS_KEY\n", "utf-8")
    with pytest.raises(Invalid) as caught:
        await files.apply(MACHINE, tmp_path)
    (problem,) = caught.value.problems
    assert problem.pointer.endswith("news.yaml app_key")
    assert problem.code == "bad_app_key"
    key = "00000009.00000000000000000000000000000009"
    monkeypatch.setenv("NEWS_KEY", key)
    assert (await files.apply(MACHINE, tmp_path)).changed == ("news",)
    assert (await files.apply(MACHINE, tmp_path)).unchanged == ("news",)
    found = await store.find_by_id(space.database, "news")
    assert found is not None
    assert (found.app_key, found.bot_id) == (key, 2)
    async with space.database.transaction() as tx:
        assert await conversations.known(tx, "news", ["mb_1"]) == {}
