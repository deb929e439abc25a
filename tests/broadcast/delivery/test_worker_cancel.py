import asyncio
from dataclasses import replace

import pytest

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Counts, NoticeState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.delivery.rig import Rig
from tests.broadcast.fakes import Act


async def test_cancelling_in_the_grace_time_undoes_it_all(rig: Rig) -> None:
    notice = await rig.space.sent()
    view = await rig.space.sending.cancel(machine_actor(), notice.id)
    assert view.notice.state is NoticeState.DRAFT
    assert view.notice.frozen is None
    assert view.counts == Counts()
    await rig.settle()
    assert rig.platform.calls == {}
    again = await rig.space.sending.send(machine_actor(), notice.id)
    assert (await rig.finished(again.notice)).counts == Counts(sent=12)


@pytest.mark.parametrize("idempotent", [True, False])
async def test_cancelling_while_sending_lets_what_is_on_its_way_arrive(
    each_rig: Rig, *, idempotent: bool
) -> None:
    rig = each_rig
    rig.platform.honours_idempotency_keys = idempotent
    rig.settings = replace(rig.settings, concurrency=2)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    view = await rig.space.sending.cancel(machine_actor(), notice.id)
    assert view.notice.state is NoticeState.CANCELLED
    await rig.add_up(notice)
    rig.platform.gate.set()
    view = await rig.finished(notice)
    assert view.counts.audience == 12
    assert view.counts.cancelled >= 10
    assert view.counts.sent == sum(rig.platform.messages.values())
    assert view.notice.state is NoticeState.CANCELLED


@pytest.mark.parametrize(
    ("act", "becomes"),
    [
        (Act.SERVER_ERROR, DeliveryState.CANCELLED),
        (Act.TOO_MANY, DeliveryState.CANCELLED),
        (Act.ARRIVES_THEN_RESET, DeliveryState.UNCERTAIN),
        (Act.OK, DeliveryState.SENT),
        (Act.NOBODY, DeliveryState.FAILED),
    ],
)
async def test_what_was_on_its_way_when_cancelled_ends_as_it_must(
    rig: Rig, act: Act, becomes: DeliveryState
) -> None:
    rig.platform.honours_idempotency_keys = True
    rig.settings = replace(rig.settings, concurrency=1, workers_per_profile=1, shard_rows=100)
    rig.platform.hold()
    notice = await rig.space.sent()
    await rig.look()
    if act is not Act.NOBODY:
        await rig.platform.reached.wait()
    await rig.script("seulgi", act)
    await rig.space.sending.cancel(machine_actor(), notice.id)
    rig.platform.gate.set()
    view = await rig.finished(notice)
    row = await rig.row_of(notice, "seulgi")
    if act is Act.NOBODY:
        assert view.counts.open == 0
    else:
        assert row.state is becomes
    assert view.counts.audience == 12


async def test_who_may_have_got_it_is_uncertain_after_a_cancel(rig: Rig) -> None:
    rig.platform.honours_idempotency_keys = True
    notice = await rig.space.sent()
    await rig.engine._fanout.prepare(notice.id)
    async with rig.space.database.transaction() as tx:
        hana = await rig.space.id_of("hana")
        await tx.execute("UPDATE deliveries SET in_doubt = TRUE WHERE member_id = $1", hana)
    view = await rig.space.sending.cancel(machine_actor(), notice.id)
    assert view.counts == Counts(cancelled=11, uncertain=1)
    assert (await rig.row_of(notice, "hana")).state is DeliveryState.UNCERTAIN


async def test_cancelling_takes_back_what_waits_for_its_turn(real_rig: Rig) -> None:
    rig = real_rig
    await rig.space.profile("slow", rate_ceiling=0.5)
    rig.settings = replace(rig.settings, renew=20)
    notice = await rig.space.sent(profile="slow")
    await rig.look()
    await rig.platform.reached.wait()
    await rig.space.sending.cancel(machine_actor(), notice.id)
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=1, cancelled=11)


async def test_cancelling_and_sending_never_wait_for_each_other_for_ever(
    cluster_rig: Rig,
) -> None:
    rig = cluster_rig
    rig.settings = replace(rig.settings, shard_rows=1, workers_per_profile=12, concurrency=12)
    for _ in range(5):
        notice = await rig.space.sent()
        await rig.look()
        await rig.platform.reached.wait()
        rig.platform.reached.clear()
        await rig.space.sending.cancel(machine_actor(), notice.id)
        view = await rig.finished(notice)
        assert view.counts.audience == 12
    assert rig.defects == []


async def test_many_cancels_at_once_do_not_use_up_the_connections(cluster_rig: Rig) -> None:
    space = cluster_rig.space
    scheduled = []
    for _ in range(12):
        notice = await space.notice()
        later = space.clock.now() + 3_600_000
        scheduled.append(await space.sending.schedule(machine_actor(), notice.id, later))
    async with asyncio.timeout(20):
        await asyncio.gather(
            *(space.sending.cancel(machine_actor(), view.notice.id) for view in scheduled)
        )
