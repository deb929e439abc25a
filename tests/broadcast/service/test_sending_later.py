import asyncio
from dataclasses import replace

import pytest

from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Invalid
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Role
from tests.builders import SUPER, Space, draft, email
from tests.clock import ManualClock
from tests.refusals import refused


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


@pytest.mark.parametrize("offset", [0, -1, -DAY])
async def test_a_time_in_the_past_is_refused(
    hr: Space, clock: ManualClock, offset: int
) -> None:
    made = await hr.notice("hana")
    with refused(
        Invalid,
        "time_in_past",
        ko="이미 지난 시각이에요. 지금보다 뒤의 시각을 골라 주세요.",
        en="That time has passed. Choose a time in the future.",
    ):
        await hr.sending.schedule(await hr.actor("hana"), made.id, clock.now() + offset)
    assert (await hr.notices.get(machine_actor(), made.id)).notice == made


@pytest.mark.parametrize("at", [10**15, 2**63, 10**30])
async def test_a_time_further_than_any_calendar_is_refused(hr: Space, at: int) -> None:
    made = await hr.notice("hana")
    with refused(
        Invalid,
        "time_too_far",
        ko="2년 안의 시각을 골라 주세요.",
        en="Choose a time within the next two years.",
    ):
        await hr.sending.schedule(await hr.actor("hana"), made.id, at)


async def test_what_is_not_valid_any_more_by_then_is_refused(
    hr: Space, clock: ManualClock
) -> None:
    hana = await hr.actor("hana")
    wanted = replace(draft(), not_after=clock.now() + HOUR)
    made = (await hr.notices.draft(hana, wanted)).notice
    with refused(
        Invalid,
        "not_valid_any_more",
        ko="보낼 때면 공지의 유효 기간이 지나 있어요. 유효 기간을 늘리거나 더 일찍 보내 주세요.",
        en="The notice is not valid any more by then. Extend its validity or send it earlier.",
    ):
        await hr.sending.schedule(hana, made.id, clock.now() + 2 * HOUR)
    clock.move(HOUR)
    with pytest.raises(Invalid):
        await hr.sending.send(hana, made.id)


async def test_a_scheduled_notice_fires_when_it_is_due_and_only_once(
    hr: Space, clock: ManualClock
) -> None:
    made = await hr.notice("hana")
    at = clock.now() + MINUTE
    await hr.sending.schedule(await hr.actor("hana"), made.id, at)
    assert await hr.planning.firing.next_due() == at
    assert await hr.sending.fire(made.id, misfire_grace=HOUR) is None
    clock.move(MINUTE)
    fired = await asyncio.gather(
        *(hr.sending.fire(made.id, misfire_grace=HOUR) for _ in range(5))
    )
    assert sorted(map(str, fired)) == ["None"] * 4 + ["preparing"]
    assert await hr.actions("notice", made.id) == [
        "notice.drafted",
        "notice.fired",
        "notice.scheduled",
    ]
    assert await hr.planning.firing.next_due() is None


async def test_scheduling_again_moves_it_and_cancelling_makes_a_draft(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await hr.notice("hana"), await hr.actor("hana")
    await hr.sending.schedule(hana, made.id, clock.now() + MINUTE)
    moved = await hr.sending.schedule(hana, made.id, clock.now() + HOUR)
    assert moved.notice.scheduled_at == clock.now() + HOUR
    clock.move(MINUTE)
    assert await hr.sending.fire(made.id, misfire_grace=HOUR) is None
    cancelled = (await hr.sending.cancel(hana, made.id)).notice
    assert (cancelled.state, cancelled.scheduled_at) == (NoticeState.DRAFT, None)
    clock.move(HOUR)
    assert await hr.sending.fire(made.id, misfire_grace=HOUR) is None
    assert "notice.cancelled" in await hr.actions("notice", made.id)


@pytest.mark.parametrize(
    ("late", "state"), [(0, "preparing"), (HOUR, "preparing"), (1, "missed")]
)
async def test_what_is_too_late_is_missed_and_not_sent_late(
    hr: Space, clock: ManualClock, late: int, state: str
) -> None:
    made = await hr.notice("hana")
    await hr.sending.schedule(await hr.actor("hana"), made.id, clock.now() + MINUTE)
    clock.move(MINUTE + (HOUR + 1 if late == 1 else late))
    fired = await hr.sending.fire(made.id, misfire_grace=HOUR)
    assert fired == state
    reason = (await hr.notices.get(machine_actor(), made.id)).notice.state_reason
    assert reason == ("misfire_grace" if state == "missed" else None)


@pytest.mark.parametrize(
    ("loss", "reason"),
    [
        ("role", "not_send_admin"),
        ("grant", "profile_not_granted"),
        ("active", "not_send_admin"),
        ("paused", "profile_paused"),
    ],
)
async def test_an_author_who_may_not_send_any_more_misses_it(
    hr: Space, clock: ManualClock, loss: str, reason: str
) -> None:
    made = await hr.notice("hana")
    await hr.sending.schedule(await hr.actor("hana"), made.id, clock.now() + MINUTE)
    machine, hana = machine_actor(), email("hana")
    match loss:
        case "role":
            await hr.members.set_role(machine, hana, Role.MEMBER)
        case "grant":
            await hr.profiles.revoke(machine, "hr", hana)
        case "active":
            await hr.members.set_active(machine, hana, active=False)
        case _:
            await hr.profiles.set_status(machine, "hr", ProfileStatus.PAUSED)
    clock.move(MINUTE)
    assert await hr.sending.fire(made.id, misfire_grace=HOUR) is NoticeState.MISSED
    notice = (await hr.notices.get(machine, made.id)).notice
    assert notice.state_reason == reason
    changed = await hr.notices.change(await hr.actor(SUPER), made.id, draft())
    assert (changed.notice.state, changed.notice.scheduled_at) == (NoticeState.DRAFT, None)
