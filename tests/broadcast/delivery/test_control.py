from dataclasses import replace

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Counts, NoticeState
from bot.workspace.model.actors import machine_actor
from tests.broadcast.delivery.rig import Rig
from tests.broadcast.fakes import Act

MACHINE = machine_actor()


async def test_a_pause_stops_and_resuming_goes_on(each_rig: Rig) -> None:
    rig = each_rig
    rig.settings = replace(rig.settings, concurrency=2)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    paused = await rig.space.control.pause(MACHINE, notice.id)
    assert paused.notice.state is NoticeState.PAUSED
    rig.platform.gate.set()
    await rig.settle()
    view = await rig.view(notice)
    assert view.notice.state is NoticeState.PAUSED
    # What was on its way arrives; nothing else is begun or left half-way.
    assert 1 <= view.counts.sent <= 2
    assert view.counts == Counts(sent=view.counts.sent, pending=12 - view.counts.sent)
    await rig.settle()
    assert (await rig.view(notice)).counts == view.counts
    await rig.space.control.resume(MACHINE, notice.id)
    assert (await rig.finished(notice)).counts == Counts(sent=12)
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_a_paused_notice_with_nothing_left_ends_by_itself(each_rig: Rig) -> None:
    rig = each_rig
    rig.settings = replace(rig.settings, concurrency=32, shard_rows=100)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    await rig.space.control.pause(MACHINE, notice.id)
    rig.platform.gate.set()
    view = await rig.finished(notice)
    assert (view.notice.state, view.counts) == (NoticeState.SENT, Counts(sent=12))


async def test_a_notice_paused_after_its_last_delivery_is_not_stuck(rig: Rig) -> None:
    notice = await rig.space.sent()
    await rig.finished(notice)
    async with rig.space.database.transaction() as tx:
        await tx.execute("UPDATE notices SET state = 'paused' WHERE id = $1", notice.id)
    assert (await rig.finished(notice)).notice.state is NoticeState.SENT


async def test_retrying_reaches_whoever_was_put_right(each_rig: Rig) -> None:
    rig = each_rig
    for key in ("hana", "mina", "jun"):
        await rig.script(key, Act.NOBODY)
    notice = await rig.space.sent()
    first = await rig.finished(notice)
    assert (first.notice.state, first.counts) == ("partially_sent", Counts(sent=9, failed=3))
    await rig.script("jun", Act.NOBODY)
    again = await rig.space.control.retry_failed(MACHINE, notice.id)
    assert (again.count, again.notice.finished_at) == (3, None)
    second = await rig.finished(notice)
    assert (second.notice.state, second.counts) == ("partially_sent", Counts(sent=11, failed=1))
    await rig.space.control.retry_failed(MACHINE, notice.id)
    third = await rig.finished(notice)
    assert (third.notice.state, third.counts) == (NoticeState.SENT, Counts(sent=12))
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_a_refused_content_can_be_tried_again(rig: Rig) -> None:
    rig.platform.always = Act.BAD_BLOCKS
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert (view.notice.state, view.notice.state_reason) == ("failed", "invalid_blocks")
    rig.platform.always = None
    await rig.space.control.retry_failed(MACHINE, notice.id)
    view = await rig.finished(notice)
    assert (view.notice.state_reason, view.counts) == (None, Counts(sent=12))


async def test_retrying_while_it_is_being_sent_misses_nobody(each_rig: Rig) -> None:
    rig = each_rig
    rig.settings = replace(rig.settings, concurrency=1, workers_per_profile=1, shard_rows=100)
    await rig.script("seulgi", Act.NOBODY)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    await rig.space.control.retry_failed(MACHINE, notice.id)
    rig.platform.gate.set()
    await rig.settle()
    view = await rig.view(notice)
    if view.counts.failed:
        await rig.space.control.retry_failed(MACHINE, notice.id)
    assert (await rig.finished(notice)).counts == Counts(sent=12)


async def test_the_uncertain_are_sent_again_on_request_only(each_rig: Rig) -> None:
    rig = each_rig
    hana = await rig.script("hana", Act.ARRIVES_THEN_RESET)
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=11, uncertain=1)
    again = await rig.space.control.resend_uncertain(MACHINE, notice.id)
    assert again.count == 1
    assert (await rig.finished(notice)).counts == Counts(sent=12)
    assert rig.platform.messages[hana] == 2


async def test_a_correction_reaches_exactly_those_who_were_reached(rig: Rig) -> None:
    for key in ("hana", "mina"):
        await rig.script(key, Act.NOBODY)
    wrong = await rig.space.sent()
    await rig.finished(wrong)
    made = (await rig.space.control.correct(MACHINE, wrong.id)).notice
    await rig.space.sending.send(MACHINE, made.id)
    view = await rig.finished(made)
    assert (view.notice.state, view.counts) == (NoticeState.SENT, Counts(sent=10))
    reached = {row.email for row in await rig.rows(wrong) if row.state is DeliveryState.SENT}
    assert {row.email for row in await rig.rows(made)} == reached


async def test_the_rate_holds_from_the_next_turn_on(rig: Rig) -> None:
    notice = await rig.space.sent()
    await rig.space.control.set_rate(MACHINE, notice.id, 2)
    before = rig.clock.now()
    await rig.finished(notice)
    # Two at once, each other half a second after the one before, as near as a turn comes.
    assert rig.clock.now() - before >= 4_000
