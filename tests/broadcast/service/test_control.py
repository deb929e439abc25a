import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.broadcast.model.deliveries import DeliveryState
from bot.broadcast.model.notices import Counts, NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.service.control import Control
from bot.broadcast.store import gates, notices
from bot.core.errors import Forbidden, Invalid, WrongState
from bot.workspace.model.actors import Actor, machine_actor
from tests.broadcast.begun import begun
from tests.builders import Space
from tests.clock import ManualClock
from tests.refusals import refused

FAILED, UNCERTAIN, SENT = (
    DeliveryState.FAILED,
    DeliveryState.UNCERTAIN,
    DeliveryState.SENT,
)
Act = Callable[[Control, Actor, str], Awaitable[object]]
ACTS: list[Act] = [
    lambda control, actor, key: control.pause(actor, key),
    lambda control, actor, key: control.resume(actor, key),
    lambda control, actor, key: control.retry_failed(actor, key),
    lambda control, actor, key: control.resend_uncertain(actor, key),
    lambda control, actor, key: control.set_rate(actor, key, 5),
    lambda control, actor, key: control.correct(actor, key),
    lambda control, actor, key: control.duplicate(actor, key),
]


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def test_a_notice_is_paused_and_resumed(hr: Space) -> None:
    notice, hana = await begun(hr), await hr.actor("hana")
    paused = (await hr.control.pause(hana, notice.label)).notice
    assert (paused.state, paused.version) == (NoticeState.PAUSED, notice.version + 1)
    assert (await hr.control.resume(hana, notice.id)).notice.state is NoticeState.SENDING
    assert (await hr.actions("notice", notice.id))[-3:] == [
        "notice.paused",
        "notice.resumed",
        "notice.sent",
    ]


async def test_pressing_a_control_many_times_at_once_does_it_once(hr: Space) -> None:
    notice, hana = await begun(hr, FAILED, UNCERTAIN), await hr.actor("hana")
    control = hr.control

    async def five(act: Callable[[Actor, str], Awaitable[object]]) -> None:
        await asyncio.gather(*(act(hana, notice.id) for _ in range(5)))

    await five(control.pause)
    await five(control.resume)
    await five(control.retry_failed)
    await five(control.resend_uncertain)
    await five(lambda actor, key: control.set_rate(actor, key, 7))
    done = await hr.actions("notice", notice.id)
    for action in ("paused", "resumed", "retried", "resent", "rate"):
        assert done.count(f"notice.{action}") == 1, action
    view = await hr.notices.get(hana, notice.id)
    assert view.notice.version == notice.version + 5
    assert view.counts == Counts(pending=12)


@pytest.mark.parametrize("state", [NoticeState.PARTIALLY_SENT, NoticeState.PAUSED])
async def test_only_the_failed_are_sent_again(hr: Space, state: NoticeState) -> None:
    notice, hana = await begun(hr, FAILED, SENT, UNCERTAIN, state=state), await hr.actor("hana")
    again = await hr.control.retry_failed(hana, notice.id)
    assert (again.count, again.counts) == (5, Counts(pending=5, sent=5, uncertain=2))
    paused = state is NoticeState.PAUSED
    assert again.notice.state is (NoticeState.PAUSED if paused else NoticeState.SENDING)
    rows = await hr.notices.deliveries(hana, notice.id, state=DeliveryState.PENDING)
    assert {(row.attempts, row.reason, row.in_doubt) for row in rows} == {(0, None, False)}
    (entry,) = [e for e in await hr.audit.of("notice", notice.id) if e.action.endswith("ied")]
    assert (entry.action, entry.detail) == ("notice.retried", {"count": 5})


async def test_only_the_uncertain_are_sent_again_and_stay_in_doubt(hr: Space) -> None:
    notice, hana = await begun(hr, FAILED, SENT, UNCERTAIN), await hr.actor("hana")
    again = await hr.control.resend_uncertain(hana, notice.id)
    assert (again.count, again.counts) == (2, Counts(pending=2, sent=5, failed=5))
    rows = await hr.notices.deliveries(hana, notice.id, state=DeliveryState.PENDING)
    assert {row.in_doubt for row in rows} == {True}
    assert "notice.resent" in await hr.actions("notice", notice.id)


async def test_a_refused_content_is_given_another_chance(hr: Space) -> None:
    notice = await begun(hr, FAILED, FAILED, FAILED, state=NoticeState.FAILED)
    async with hr.database.transaction() as tx:
        ended = replace(notice, state=NoticeState.FAILED, state_reason="x", finished_at=1)
        await notices.update(tx, ended)
    again = (await hr.control.retry_failed(machine_actor(), notice.id)).notice
    assert (again.state, again.state_reason, again.finished_at) == ("sending", None, None)


async def test_with_nothing_to_send_again_an_ended_notice_says_so(hr: Space) -> None:
    hana = await hr.actor("hana")
    running = await begun(hr, SENT)
    assert (await hr.control.retry_failed(hana, running.id)).count == 0
    assert (await hr.notices.get(hana, running.id)).notice.version == running.version
    ended = await begun(hr, SENT, SENT, SENT, state=NoticeState.SENT)
    with refused(
        WrongState,
        "nothing_to_retry",
        ko="N-2 공지에는 실패한 사람이 없어서 다시 보낼 것이 없어요.",
        en="N-2 failed for nobody, so there is nothing to send again.",
    ):
        await hr.control.retry_failed(hana, ended.id)
    with refused(
        WrongState,
        "nothing_to_retry",
        ko="N-2 공지에는 받았는지 확실하지 않은 사람이 없어서 다시 보낼 것이 없어요.",
        en="N-2 is uncertain for nobody, so there is nothing to send again.",
    ):
        await hr.control.resend_uncertain(hana, ended.id)


async def test_a_notice_that_could_not_be_prepared_is_to_be_duplicated(hr: Space) -> None:
    notice = await hr.sent("hana")
    async with hr.database.transaction() as tx:
        await tx.execute("UPDATE notices SET state = 'failed' WHERE id = $1", notice.id)
    with refused(
        WrongState,
        "nothing_to_retry",
        ko="N-1 공지는 아무에게도 보내지 않았어요. 복제해서 고친 뒤 새로 보내 주세요.",
        en="N-1 was sent to nobody. Duplicate it, correct it and send that.",
    ):
        await hr.control.retry_failed(await hr.actor("hana"), notice.id)


async def test_a_notice_that_is_not_valid_any_more_is_not_sent_again(
    hr: Space, clock: ManualClock
) -> None:
    notice = await begun(hr, FAILED, state=NoticeState.PARTIALLY_SENT)
    async with hr.database.transaction() as tx:
        await tx.execute("UPDATE notices SET not_after = $1", clock.now())
    with refused(
        Invalid,
        "not_valid_any_more",
        ko="공지의 유효 기간이 지났어요. 복제해서 유효 기간을 늘린 뒤 보내 주세요.",
        en="The notice is not valid any more. Duplicate it with a longer validity and send that.",
    ):
        await hr.control.retry_failed(await hr.actor("hana"), notice.id)
    assert (await hr.notices.get(machine_actor(), notice.id)).counts.failed == 5


@pytest.mark.parametrize("state", ["draft", "scheduled", "cancelled", "missed"])
async def test_what_is_not_under_way_cannot_be_controlled(hr: Space, state: str) -> None:
    notice, hana = await hr.notice("hana"), await hr.actor("hana")
    async with hr.database.transaction() as tx:
        await tx.execute("UPDATE notices SET state = $1", state)
    for act in ACTS[:5]:
        with pytest.raises(WrongState) as caught:
            await act(hr.control, hana, notice.id)
        assert caught.value.word == "wrong_state"
    assert await hr.actions("notice", notice.id) == ["notice.drafted"]


async def test_a_wrong_state_is_named(hr: Space) -> None:
    notice = await begun(hr, SENT, SENT, SENT, state=NoticeState.SENT)
    with refused(
        WrongState,
        "wrong_state",
        ko="N-1 공지는 '모두 보냄' 상태라서 멈출 수 없어요.",
        en="N-1 is in the state 'Sent', so it can't be paused.",
    ):
        await hr.control.pause(await hr.actor("hana"), notice.id)


@pytest.mark.parametrize("act", ACTS)
async def test_without_the_profile_nobody_controls_a_notice(hr: Space, act: Act) -> None:
    notice = await begun(hr, SENT, FAILED, UNCERTAIN)
    before = await hr.actions("notice", notice.id)
    with refused(
        Forbidden,
        "profile_not_granted",
        ko="'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin).",
    ):
        await act(hr.control, await hr.actor("duri"), notice.id)
    assert await hr.actions("notice", notice.id) == before
    await act(hr.control, await hr.actor("hana"), notice.id)


@pytest.mark.parametrize("act", ACTS[1:4])
async def test_sending_goes_on_only_with_the_plan_and_an_active_profile(
    hr: Space, act: Act
) -> None:
    notice = await begun(hr, FAILED, UNCERTAIN, state=NoticeState.PAUSED)
    hana = await hr.actor("hana")
    await hr.plan(plan="free")
    with pytest.raises(Forbidden) as forbidden:
        await act(hr.control, hana, notice.id)
    assert forbidden.value.word == "plan_required"
    # A pause needs no plan: stopping is always allowed.
    await hr.control.pause(hana, notice.id)
    await hr.plan(plan="standard")
    await hr.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    with pytest.raises(WrongState) as caught:
        await act(hr.control, hana, notice.id)
    assert caught.value.word == "profile_paused"
    assert (await hr.notices.get(hana, notice.id)).counts.pending == 2


async def test_a_paused_notice_is_cancelled_for_the_rest(hr: Space) -> None:
    notice = await begun(hr, SENT, state=NoticeState.PAUSED)
    view = await hr.sending.cancel(await hr.actor("hana"), notice.id)
    assert view.notice.state is NoticeState.CANCELLED
    assert view.counts == Counts(sent=5, cancelled=7)


@pytest.mark.parametrize("rate", [0, -1, 10_000.5, float("nan")])
async def test_a_rate_that_makes_no_sense_is_refused(hr: Space, rate: float) -> None:
    notice, hana = await begun(hr), await hr.actor("hana")
    with refused(
        Invalid,
        "bad_rate",
        ko="속도는 초당 0.001건에서 10,000건까지예요. 제한하지 않으려면 비워 주세요.",
        en="The rate is from 0.001 to 10,000 messages per second; none means no limit.",
    ) as caught:
        await hr.control.set_rate(hana, notice.id, rate)
    assert [p.pointer for p in caught.value.problems] == ["/rate_per_second"]


async def test_a_rate_is_set_and_lifted(hr: Space, clock: ManualClock) -> None:
    notice, hana = await begun(hr), await hr.actor("hana")
    assert (await hr.control.set_rate(hana, notice.id, 0.5)).notice.rate == 0.5
    assert (await gates.gate(hr.database, notice.id, clock.now())).notice_rate == 0.5
    assert (await hr.control.set_rate(hana, notice.id, None)).notice.rate is None
    details = [
        e.detail for e in await hr.audit.of("notice", notice.id) if e.action == "notice.rate"
    ]
    assert details == [{"rate": 0.5}, {"rate": None}]
