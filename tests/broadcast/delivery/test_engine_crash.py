import asyncio
from dataclasses import replace

import pytest

from bot.broadcast.delivery.engine import LocalEngine
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import FINAL, Counts, Notice, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.core.clock import MINUTE
from bot.workspace.model.actors import machine_actor
from tests.broadcast.delivery.rig import Rig
from tests.clock import ManualClock


async def kill(engine: LocalEngine) -> None:
    """End every task of an engine at once, as the end of its process would."""
    senders = [s for lane in engine._lanes.values() for s in lane._senders]
    tasks = [*(running.task for running in engine._running.values()), *senders]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _killed_while_sending(rig: Rig, clock: ManualClock) -> Notice:
    """A notice of which a few messages are at the platform's door when the engine dies."""
    rig.settings = replace(rig.settings, concurrency=4)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    await kill(rig.engine)
    rig.engines.pop()
    rig.platform.gate.set()
    clock.move(MINUTE)
    rig.new_engine()
    return notice


async def test_with_idempotency_nobody_is_missed_and_nobody_gets_it_twice(
    each_rig: Rig, clock: ManualClock
) -> None:
    rig = each_rig
    rig.platform.honours_idempotency_keys = True
    notice = await _killed_while_sending(rig, clock)
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.SENT
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_without_idempotency_what_may_have_left_is_uncertain(
    each_rig: Rig, clock: ManualClock
) -> None:
    rig = each_rig
    notice = await _killed_while_sending(rig, clock)
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.PARTIALLY_SENT
    assert 1 <= view.counts.uncertain <= 4
    assert view.counts.uncertain + view.counts.sent == 12
    assert max(rig.platform.messages.values()) == 1
    held = [r for r in await rig.rows(notice) if r.state is DeliveryState.UNCERTAIN]
    assert {row.reason for row in held} == {"interrupted"}


async def test_cancelled_and_killed_leaves_the_doubtful_uncertain(
    rig: Rig, clock: ManualClock
) -> None:
    rig.platform.honours_idempotency_keys = True
    rig.settings = replace(rig.settings, concurrency=4)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    await rig.space.sending.cancel(machine_actor(), notice.id)
    await kill(rig.engine)
    rig.engines.pop()
    rig.platform.gate.set()
    clock.move(MINUTE)
    view = await rig.finished(notice)
    assert view.counts.uncertain >= 1
    assert view.counts.uncertain + view.counts.cancelled == 12


async def test_prepare_goes_on_where_it_was_killed(rig: Rig) -> None:
    notice = await rig.space.sent()
    fanout = rig.engine._fanout
    preparing = asyncio.create_task(fanout.prepare(notice.id))
    while not preparing.done() and not await rig.rows(notice):
        pass
    preparing.cancel()
    await asyncio.gather(preparing, return_exceptions=True)
    assert (await rig.finished(notice)).counts == Counts(sent=12)


@pytest.mark.parametrize("state", [s for s in NoticeState if s not in FINAL])
async def test_no_notice_is_ever_stuck(
    rig: Rig, clock: ManualClock, state: NoticeState
) -> None:
    """A draft waits for a person; every other open state is picked up by something."""
    notice = await rig.space.notice()
    sending = rig.space.sending
    if state is NoticeState.SCHEDULED:
        await sending.schedule(machine_actor(), notice.id, clock.now() + MINUTE)
        clock.move(2 * MINUTE)
        assert await rig.space.planning.firing.next_due() == clock.now() - MINUTE
        await sending.fire(notice.id, misfire_grace=5 * MINUTE)
    elif state is not NoticeState.DRAFT:
        await sending.send(machine_actor(), notice.id)
    if state is NoticeState.SENDING:
        await rig.engine._fanout.prepare(notice.id)
        assert (await rig.view(notice)).notice.state is NoticeState.SENDING
    await rig.settle()
    left = (await rig.view(notice)).notice.state
    assert left is (NoticeState.DRAFT if state is NoticeState.DRAFT else NoticeState.SENT)


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.SENDING])
@pytest.mark.parametrize("ending", ["sending", "cancelled", "stopped", "expired", "resumed"])
async def test_no_delivery_is_ever_stuck(
    rig: Rig, clock: ManualClock, state: DeliveryState, ending: str
) -> None:
    notice = await rig.space.sent()
    await rig.engine._fanout.prepare(notice.id)
    async with rig.space.database.transaction() as tx:
        if state is DeliveryState.SENDING:
            await tx.execute("UPDATE deliveries SET state = 'sending'")
            await tx.execute("UPDATE shards SET sending = pending, pending = 0")
        if ending == "stopped":
            await tx.execute("UPDATE notices SET state_reason = 'invalid_blocks'")
        if ending == "expired":
            await tx.execute("UPDATE notices SET not_after = $1", clock.now() - 1)
    if ending == "cancelled":
        await rig.space.sending.cancel(machine_actor(), notice.id)
    if ending == "resumed":
        for status in (ProfileStatus.PAUSED, ProfileStatus.ACTIVE):
            await rig.space.profiles.set_status(machine_actor(), "hr", status)
            await rig.settle()
    view = await rig.finished(notice)
    assert view.counts.audience == 12
