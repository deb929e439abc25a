import asyncio

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.service.readiness import Reach
from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Forbidden, Invalid, SpacecastError, WrongState
from bot.workspace.model.actors import machine_actor
from tests.builders import SUPER, Space
from tests.clock import ManualClock
from tests.refusals import refused

_FREE_KO = (
    "단체 메시지 발송 기능은 Standard 요금제부터 쓸 수 있어요. 지금은 Free 요금제예요. "
    "요금제를 바꾸면 바로 쓸 수 있어요."
)
_FREE_EN = (
    "Bulk sending needs the Standard plan or above. This workspace is on Free. "
    "Change the plan to use it at once."
)
_OVERDUE_KO = (
    "요금이 밀려 있어서 단체 메시지 발송 기능이 잠겼어요. 결제하면 바로 다시 쓸 수 있어요."
)
_OVERDUE_EN = (
    "Bulk sending is locked because payment is overdue. It opens again as soon as you pay."
)


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def test_sending_freezes_what_was_checked_and_is_audited(
    hr: Space, clock: ManualClock
) -> None:
    made = await hr.notice("hana")
    view = await hr.sending.send(await hr.actor("hana"), made.label)
    assert view.notice.state is NoticeState.PREPARING
    assert view.notice.grace_until == clock.now()
    assert view.notice.frozen is not None
    assert view.notice.frozen["template"] == "plain"
    assert await hr.actions("notice", made.id) == ["notice.drafted", "notice.sent"]


async def test_pressing_send_twice_sends_once(hr: Space) -> None:
    made = await hr.notice("hana")
    hana = await hr.actor("hana")
    results = await asyncio.gather(
        *(hr.sending.send(hana, made.id) for _ in range(15)), return_exceptions=True
    )
    errors = [r for r in results if isinstance(r, SpacecastError)]
    assert len(errors) == 14
    assert {error.word for error in errors} <= {"outdated", "wrong_state"}
    assert (await hr.actions("notice", made.id)).count("notice.sent") == 1


@pytest.mark.parametrize(
    ("changes", "ko", "en"),
    [
        ({"plan": "free"}, _FREE_KO, _FREE_EN),
        ({"billing": "overdue"}, _OVERDUE_KO, _OVERDUE_EN),
    ],
)
async def test_without_the_plan_every_way_refuses_and_the_draft_stays(
    hr: Space, clock: ManualClock, changes: dict[str, str], ko: str, en: str
) -> None:
    made = await hr.notice("hana")
    await hr.plan(**changes)
    for key in ("hana", SUPER):
        actor = await hr.actor(key)
        for attempt in (
            hr.sending.send(actor, made.id),
            hr.sending.schedule(actor, made.id, clock.now() + HOUR),
            hr.trials.send(await hr.actor("hana"), made.id),
        ):
            with refused(Forbidden, "plan_required", ko=ko, en=en):
                await attempt
    assert (await hr.notices.get(machine_actor(), made.id)).notice == made
    await hr.notice("hana")
    await hr.plan(plan="standard", billing="paid")
    assert (await hr.sending.send(await hr.actor("hana"), made.id)).notice.frozen


@pytest.mark.parametrize("changes", [{"plan": "free"}, {"billing": "overdue"}])
async def test_a_scheduled_notice_that_is_due_without_the_plan_is_missed(
    hr: Space, clock: ManualClock, changes: dict[str, str]
) -> None:
    made = await hr.notice("hana")
    await hr.sending.schedule(await hr.actor("hana"), made.id, clock.now() + MINUTE)
    await hr.plan(**changes)
    clock.move(MINUTE)
    assert await hr.sending.fire(made.id, misfire_grace=HOUR) is NoticeState.MISSED
    missed = (await hr.notices.get(machine_actor(), made.id)).notice
    assert missed.state_reason == "plan_required"
    assert "notice.missed" in await hr.actions("notice", made.id)
    await hr.plan(plan="standard", billing="paid")
    sent = (await hr.sending.send(await hr.actor("hana"), made.id)).notice
    assert (sent.state, sent.state_reason) == (NoticeState.PREPARING, None)


async def test_without_the_profile_nobody_sends(hr: Space, clock: ManualClock) -> None:
    made = await hr.notice("hana")
    duri = await hr.actor("duri")
    for attempt in (
        hr.sending.send(duri, made.id),
        hr.sending.schedule(duri, made.id, clock.now() + HOUR),
        hr.sending.cancel(duri, made.id),
    ):
        with refused(
            Forbidden,
            "profile_not_granted",
            ko="'hr 알림' 프로필을 쓸 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
            en="You may not use the profile 'hr 알림'. Please ask 김슬기 (super admin).",
        ):
            await attempt


async def test_a_paused_profile_sends_nothing(hr: Space) -> None:
    made = await hr.notice("hana")
    await hr.profiles.set_status(machine_actor(), "hr", ProfileStatus.PAUSED)
    with refused(
        WrongState,
        "profile_paused",
        ko="'hr 알림' 프로필이 멈춰 있어요. 슈퍼 관리자가 다시 켜면 보낼 수 있어요.",
        en="The profile 'hr 알림' is paused. A super admin can resume it.",
    ):
        await hr.sending.send(await hr.actor("hana"), made.id)


async def test_an_incomplete_notice_names_the_field(hr: Space) -> None:
    made = await hr.notice("hana", variables={"title": "제목"})
    with pytest.raises(Invalid) as caught:
        await hr.sending.send(await hr.actor("hana"), made.id)
    assert [p.pointer for p in caught.value.problems] == ["/body"]


async def test_a_notice_to_nobody_is_refused(hr: Space) -> None:
    made = await hr.notice("hana", audience=Audience(everyone=False))
    with refused(
        Invalid,
        "nobody",
        ko="받는 사람이 한 명도 없어요. 대상을 다시 골라 주세요.",
        en="Nobody would receive this. Choose the audience again.",
    ):
        await hr.sending.send(await hr.actor("hana"), made.id)


async def test_reach_counts_those_who_would_get_it(hr: Space) -> None:
    team = await hr.department("본사 > 개발팀")
    excluded = (await hr.id_of("mina"), await hr.id_of("chan"))
    audience = Audience(everyone=False, departments=(team.id,), exclude=excluded)
    made = await hr.notice("hana", audience=audience)
    reach = await hr.sending.reach(await hr.actor("hana"), made.id)
    assert reach == Reach(recipients=5, excluded=1)


@pytest.mark.parametrize("state", ["draft", "missed"])
async def test_what_is_not_under_way_cannot_be_cancelled(hr: Space, state: str) -> None:
    made = await hr.notice("hana")
    async with hr.database.transaction() as tx:
        await tx.execute("UPDATE notices SET state = $1", state)
    name = {"draft": ("작성 중", "Draft"), "missed": ("제때 보내지 못함", "Missed")}[state]
    with refused(
        WrongState,
        "wrong_state",
        ko=f"N-1 공지는 '{name[0]}' 상태라서 취소할 수 없어요.",
        en=f"N-1 is in the state '{name[1]}', so it can't be cancelled.",
    ):
        await hr.sending.cancel(await hr.actor("hana"), made.id)


async def test_whether_an_engine_runs_is_known(hr: Space) -> None:
    assert not await hr.sending.engine_seen()
