import asyncio
from dataclasses import replace

import pytest

from bot.broadcast.delivery.worker import ShardLost
from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Counts, NoticeState
from bot.broadcast.model.profiles import OnUncertain, ProfileStatus
from bot.core.clock import SECOND
from bot.workspace.model.actors import machine_actor
from tests.broadcast.delivery.rig import Rig
from tests.broadcast.fakes import Act
from tests.clock import ManualClock


async def test_a_person_the_platform_does_not_know_fails_alone(each_rig: Rig) -> None:
    rig = each_rig
    await rig.script("hana", Act.NOBODY)
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.PARTIALLY_SENT
    assert view.counts == Counts(sent=11, failed=1)
    assert (await rig.row_of(notice, "hana")).reason == "user_not_found"
    assert await rig.space.notices.reasons(machine_actor(), notice.id) == [
        (DeliveryState.FAILED, "user_not_found", 1)
    ]


async def test_refused_content_stops_the_whole_notice(each_rig: Rig) -> None:
    rig = each_rig
    rig.settings = replace(rig.settings, concurrency=2)
    rig.platform.always = Act.BAD_BLOCKS
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.FAILED
    assert view.notice.state_reason == "invalid_blocks"
    assert view.counts == Counts(failed=12)
    assert {row.reason for row in await rig.rows(notice)} == {"invalid_blocks"}
    # Those that were on their way when the first answer came, and none after them.
    assert rig.platform.calls["send"] <= 4


async def test_a_refused_key_pauses_the_profile_and_resuming_goes_on(each_rig: Rig) -> None:
    rig = each_rig
    rig.platform.always = Act.BAD_KEY
    notice = await rig.space.sent()
    await rig.settle()
    profile = (await rig.view(notice)).profile
    assert profile.status is ProfileStatus.PAUSED
    assert profile.status_reason == "invalid_authentication"
    assert [row.attempts for row in await rig.rows(notice)] == [0] * 12
    assert await rig.states(notice) == {DeliveryState.PENDING}
    assert "profile.paused" in await rig.space.actions("profile", "hr")
    rig.platform.always = None
    await rig.space.profiles.set_status(machine_actor(), "hr", ProfileStatus.ACTIVE)
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.SENT
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_too_many_requests_spend_no_attempt_and_lose_nobody(rig: Rig) -> None:
    for key in ("hana", "duri", "mina"):
        await rig.script(key, *[Act.TOO_MANY] * 10)
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.SENT
    assert sorted(rig.platform.messages.values()) == [1] * 12
    assert {row.attempts for row in await rig.rows(notice)} == {1}


async def test_everybody_waits_as_long_as_the_platform_asks(
    rig: Rig, clock: ManualClock
) -> None:
    rig.settings = replace(rig.settings, concurrency=1, workers_per_profile=1)
    rig.platform.retry_after = "30"
    await rig.script("seulgi", Act.TOO_MANY)
    before = clock.now()
    await rig.finished(await rig.space.sent())
    assert clock.now() - before >= 30 * SECOND


async def test_server_errors_are_tried_again_and_then_given_up(rig: Rig) -> None:
    await rig.script("hana", *[Act.SERVER_ERROR] * 2)
    await rig.script("duri", *[Act.SERVER_ERROR] * 3)
    await rig.script("mina", *[Act.SAYS_NO] * 3)
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=10, failed=2)
    assert (await rig.row_of(notice, "hana")).attempts == 3
    assert (await rig.row_of(notice, "duri")).reason == "internal_server_error"
    assert (await rig.row_of(notice, "mina")).reason == "something_else"


async def test_a_room_that_is_gone_is_opened_again_once(rig: Rig) -> None:
    await rig.finished(await rig.space.sent())
    await rig.script("hana", Act.NO_ROOM)
    await rig.script("duri", Act.NO_ROOM, Act.NO_ROOM)
    rig.platform.calls.clear()
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=11, failed=1)
    assert (await rig.row_of(notice, "duri")).reason == "conversation_not_found"
    assert rig.platform.calls == {"send": 14, "open": 2}


@pytest.mark.parametrize("act", [Act.OPEN_RESET, Act.OPEN_UNREADABLE])
async def test_a_room_that_could_not_be_opened_leaves_no_doubt(rig: Rig, act: Act) -> None:
    hana = await rig.script("hana", act)
    notice = await rig.space.sent()
    assert (await rig.finished(notice)).counts == Counts(sent=12)
    assert rig.platform.messages[hana] == 1


@pytest.mark.parametrize(
    "act", [Act.ARRIVES_THEN_RESET, Act.ARRIVES_THEN_SILENT, Act.ARRIVES_UNREADABLE, Act.RESET]
)
async def test_without_an_answer_a_delivery_is_held_and_nobody_gets_it_twice(
    rig: Rig, act: Act
) -> None:
    rig.platform.timeout = 0.3
    hana = await rig.script("hana", act)
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.notice.state is NoticeState.PARTIALLY_SENT
    assert view.counts == Counts(sent=11, uncertain=1)
    assert rig.platform.messages.get(hana, 0) == (0 if act is Act.RESET else 1)


@pytest.mark.parametrize(
    "act", [Act.ARRIVES_THEN_RESET, Act.ARRIVES_THEN_SILENT, Act.ARRIVES_UNREADABLE, Act.RESET]
)
async def test_where_the_platform_drops_repeats_everybody_gets_it_once(
    rig: Rig, act: Act
) -> None:
    rig.platform.timeout, rig.platform.honours_idempotency_keys = 0.3, True
    for key in ("hana", "duri", "mina"):
        await rig.script(key, act, act)
    notice = await rig.space.sent()
    assert (await rig.finished(notice)).notice.state is NoticeState.SENT
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_a_profile_may_say_that_uncertain_ones_are_sent_again(rig: Rig) -> None:
    await rig.space.profile("it", on_uncertain=OnUncertain.RESEND)
    hana = await rig.script("hana", Act.ARRIVES_THEN_RESET)
    view = await rig.finished(await rig.space.sent(profile="it"))
    assert view.notice.state is NoticeState.SENT
    assert rig.platform.messages[hana] == 2


async def test_who_may_have_got_it_is_never_called_failed(rig: Rig) -> None:
    rig.platform.honours_idempotency_keys = True
    await rig.script("hana", Act.ARRIVES_THEN_RESET, Act.SERVER_ERROR, Act.SERVER_ERROR)
    notice = await rig.space.sent()
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=11, uncertain=1)


async def test_a_worker_stops_when_another_owns_its_shard(real_rig: Rig) -> None:
    rig = real_rig
    rig.settings = replace(rig.settings, shard_rows=100)
    notice = await rig.space.sent()
    rig.platform.hold()
    await rig.look()
    await rig.platform.reached.wait()
    (running,) = rig.engine._running.values()
    async with rig.space.database.transaction() as tx:
        await tx.execute("UPDATE shards SET owner = 'another'")
    rig.platform.gate.set()
    with pytest.raises(ShardLost):
        await running.worker._turn()
    await asyncio.wait([running.task])
    # What it posted is the new owner's to call uncertain; nothing is written by the old one.
    counts = (await rig.view(notice)).counts
    assert counts.sent == 0
    assert counts.sending == 8


async def test_uncertain_alone_is_not_called_failed(rig: Rig) -> None:
    rig.platform.always = Act.ARRIVES_THEN_RESET
    view = await rig.finished(await rig.space.sent())
    assert view.notice.state is NoticeState.PARTIALLY_SENT
    assert view.counts == Counts(uncertain=12)


async def test_a_gateways_page_says_nothing_of_what_became_of_a_message(rig: Rig) -> None:
    await rig.script("hana", Act.ARRIVES_BEHIND_GATEWAY)
    view = await rig.finished(await rig.space.sent())
    assert view.counts == Counts(sent=11, uncertain=1)
    assert sorted(rig.platform.messages.values()) == [1] * 12


async def test_a_message_behind_a_limit_waits_where_a_cancel_finds_it(rig: Rig) -> None:
    rig.platform.honours_idempotency_keys = True
    rig.settings = replace(rig.settings, concurrency=4)
    notice = await rig.space.sent()
    profile = (await rig.space.profiles.get(machine_actor(), "hr")).profile
    lane = rig.engine._lane(profile.app_key, profile.id)
    lane.pace.refused(0.1, 60)
    assert lane.pace.learned
    view = await rig.finished(notice)
    assert view.counts == Counts(sent=12)
    assert rig.platform.calls == {"open": 12, "send": 12}
