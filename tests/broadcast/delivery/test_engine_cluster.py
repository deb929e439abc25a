import asyncio
from dataclasses import replace

from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.model.notices import Counts, NoticeState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.delivery.rig import Rig
from tests.broadcast.delivery.test_engine_crash import kill
from tests.builders import people


async def _more_people(rig: Rig, count: int) -> None:
    await rig.space.member_import.add(machine_actor(), people(count))


async def _both(engines: list[LocalEngine]) -> None:
    """Both look at the same moment until neither finds anything."""
    while True:
        await asyncio.gather(*(engine.turn() for engine in engines))
        tasks = [r.task for engine in engines for r in engine._running.values()]
        if not tasks:
            return
        await asyncio.wait(tasks)


async def test_two_engines_share_the_shards_without_a_duplicate(cluster_rig: Rig) -> None:
    rig = cluster_rig
    await _more_people(rig, 60)
    engines = [rig.new_engine(), rig.new_engine()]
    notices = [await rig.space.sent() for _ in range(2)]
    await _both(engines)
    for notice in notices:
        view = await rig.view(notice)
        assert view.counts == Counts(sent=60)
        assert view.notice.state is NoticeState.SENT
        actions = await rig.space.actions("notice", notice.id)
        assert actions.count("notice.finished") == 1
    assert sorted(rig.platform.messages.values()) == [2] * 60


async def test_counts_add_up_at_every_moment(cluster_rig: Rig) -> None:
    rig = cluster_rig
    await _more_people(rig, 60)
    notice = await rig.space.sent()
    working = asyncio.create_task(rig.finished(notice))
    looked = 0
    while not working.done():
        await rig.add_up(notice)
        looked += 1
    assert (await working).counts == Counts(sent=60)
    assert looked > 3


async def test_another_engine_takes_over_from_one_that_died(cluster_rig: Rig) -> None:
    rig = cluster_rig
    rig.platform.honours_idempotency_keys = True
    rig.settings = replace(rig.settings, lease=1, renew=1)
    notice = await rig.space.sent()
    rig.platform.hold()
    first = rig.new_engine()
    await first.turn()
    await rig.platform.reached.wait()
    await kill(first)
    rig.platform.gate.set()
    rig.settings = replace(rig.settings, lease=10_000, renew=3_000)
    await _both([rig.new_engine()])
    assert (await rig.view(notice)).counts == Counts(sent=12)
    assert sorted(rig.platform.messages.values()) == [1] * 12
