"""When the directory is read by itself: from time to time, and before a notice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.broadcast.model.profiles import NewProfile
from bot.broadcast.schedule.directory import DirectoryKeeper
from bot.broadcast.service.directory import Directory
from bot.core.clock import HOUR, MINUTE
from bot.workspace.model.actors import machine_actor
from tests.broadcast.kakao_work import KEY, KakaoWork, serving, user
from tests.builders import CAST, Space
from tests.clock import ManualClock


@dataclass(kw_only=True)
class Kept:
    """A keeper, and how often it has read the platform's people."""

    keeper: DirectoryKeeper
    directory: Directory
    platform: KakaoWork
    defects: list[BaseException] = field(default_factory=list)

    @property
    def reads(self) -> int:
        """How often the first page was asked for."""
        return sum(path == "/v1/users.list?limit=100" for path in self.platform.asked)

    async def turn(self) -> int:
        """Look once; answers how often it has read since the beginning."""
        await self.keeper.turn()
        return self.reads


@pytest.fixture
async def kept(space: Space) -> AsyncIterator[Kept]:
    """Every 24 hours, and before a notice every hour."""
    users = [user(n, p.email.partition("@")[0], p.name) for n, p in enumerate(CAST, start=1)]
    await space.profiles.create(machine_actor(), NewProfile(id="hr", name="인사", app_key=KEY))
    async with serving(KakaoWork(users=users)) as platform:
        directory = Directory(
            space.database, space.clock, platform, base_url=platform.url, own=False
        )
        defects: list[BaseException] = []
        keeper = DirectoryKeeper(
            directory,
            space.clock,
            every=24 * 3600,
            before_notice=3600,
            on_defect=defects.append,
        )
        yield Kept(keeper=keeper, directory=directory, platform=platform, defects=defects)


async def test_it_reads_at_first_and_again_after_a_day(kept: Kept, clock: ManualClock) -> None:
    assert await kept.turn() == 1
    assert await kept.turn() == 1
    clock.move(24 * HOUR)
    assert await kept.turn() == 1
    clock.move(MINUTE)
    assert await kept.turn() == 2


async def test_a_notice_waits_for_a_young_directory(kept: Kept, clock: ManualClock) -> None:
    await kept.turn()
    assert await kept.keeper.ready()
    clock.move(HOUR + MINUTE)
    assert not await kept.keeper.ready()
    assert await kept.turn() == 2
    assert await kept.keeper.ready()


async def test_what_somebody_else_has_read_is_young_too(kept: Kept, clock: ManualClock) -> None:
    await kept.turn()
    clock.move(HOUR + MINUTE)
    await kept.directory.sync(machine_actor())
    assert await kept.keeper.ready()
    assert await kept.turn() == 2


async def test_nobody_gets_a_notice_by_a_number_of_our_own(
    space: Space, kept: Kept, clock: ManualClock
) -> None:
    """Who was imported has a number that may be another person's at the platform."""
    await kept.turn()
    clock.move(MINUTE)
    await space.member_import.from_csv(machine_actor(), "email,name\nn@x.co,새\n", "m.csv")
    assert not await kept.keeper.ready()
    assert await kept.turn() == 2
    assert not (await space.members.get("n@x.co")).active
    assert await kept.keeper.ready()


@pytest.mark.parametrize("trouble", ["refused", "shrunk"])
async def test_a_notice_never_waits_for_a_directory_that_can_not_be_read(
    space: Space, kept: Kept, clock: ManualClock, trouble: str
) -> None:
    await kept.turn()
    clock.move(HOUR + MINUTE)
    if trouble == "refused":
        kept.platform.refusals["users.list"] = [(401, "invalid_authentication")]
    else:
        del kept.platform.users[5:]
    assert not await kept.keeper.ready()
    await kept.turn()
    assert await kept.keeper.ready()
    assert sum(m.active for m in await space.members.page()) == 12
    assert (await kept.directory.state()).problem in {"app_key_refused", "directory_shrunk"}
    # Nor is the platform asked again all the time.
    before = kept.reads
    assert await kept.turn() == before
    assert kept.defects == []
