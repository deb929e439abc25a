"""The pages of schedules: agenda, month, one schedule, and what may be done to it."""

from datetime import date, time, timedelta

import pytest

from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.schedule_rules import Daily, Monthly, Weekly
from bot.broadcast.model.schedules import ScheduleState
from bot.core.clock import DAY
from bot.workspace.model.actors import machine_actor
from tests.browser.schedule_shots import SEOUL, missed, noticed, planned, settled
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit


def _today(space: RunningSpace) -> date:
    return wall_of(moment_at(space.system.parts.clock.now()), SEOUL).date()


def _following_month(space: RunningSpace) -> date:
    """The first day of the month after this one: all of it is to come."""
    return (_today(space).replace(day=1) + timedelta(days=32)).replace(day=1)


async def _next_time(space: RunningSpace, label: str) -> int:
    view = await space.system.parts.schedules.get(await space.actor(SUPER), label)
    return view.upcoming[0].planned.at


async def _state(space: RunningSpace, label: str) -> ScheduleState:
    actor = await space.actor(SUPER)
    return (await space.system.parts.schedules.get(actor, label)).schedule.state


@pytest.mark.parametrize(
    ("language", "rule", "state", "button"),
    [
        ("ko", "매주 월요일 오전 9:00", "예약됨", "건너뛰기"),
        ("en", "Every Monday at 09:00", "Active", "Skip"),
    ],
)
async def test_the_agenda_shows_what_is_to_come_and_the_schedules(
    running_space: RunningSpace,
    visit: Visit,
    language: str,
    rule: str,
    state: str,
    button: str,
) -> None:
    label = await planned(running_space, "주간 안내", Weekly((0,), time(9)))
    page = (await visit("hana", language).get("/schedules")).text
    assert page.count(f'action="/schedules/{label}/skip"') == 4
    for said in (rule, state, button, label, "주간 안내", "09:00"):
        assert said in page


async def test_without_any_schedule_the_page_says_what_to_do(visit: Visit) -> None:
    page = (await visit("hana").get("/schedules")).text
    assert "아직 반복 예약이 없어요" in page
    assert "예정된 발송이 없어요" in page


async def test_a_notice_that_is_scheduled_once_is_on_the_agenda(
    running_space: RunningSpace, visit: Visit
) -> None:
    parts, actor = running_space.system.parts, await running_space.actor("hana")
    key = (await parts.notices.draft(actor, noticed("소방 훈련"))).notice.id
    await parts.sending.schedule(actor, key, parts.clock.now() + 3 * DAY)
    page = (await visit("hana").get("/schedules")).text
    assert f'href="/notices/{key}"' in page
    assert "소방 훈련" in (await visit("hana").get("/")).text


async def test_the_first_page_names_what_a_schedule_sends_next(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "매일 안내", Daily(time(9)))
    assert f'href="/schedules/{label}"' in (await visit("hana").get("/")).text


async def test_skipping_strikes_a_time_through_until_it_is_sent_after_all(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "주간 안내", Weekly((0,), time(9)))
    hana, at = visit("hana"), await _next_time(running_space, label)
    skipped = await hana.post(f"/schedules/{label}/skip", {"at": at, "to": "/schedules"})
    assert (skipped.status, skipped.to) == (303, "/schedules")
    page = (await hana.get("/schedules")).text
    assert "에는 보내지 않아요" in page
    assert "<s>주간 안내</s>" in page
    assert f'action="/schedules/{label}/unskip"' in page
    back = await hana.post(f"/schedules/{label}/unskip", {"at": at})
    assert back.to == f"/schedules/{label}"
    assert "<s>" not in (await hana.get("/schedules")).text


async def test_a_button_leads_back_to_pages_of_schedules_only(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "주간 안내", Weekly((0,), time(9)))
    at = await _next_time(running_space, label)
    for to in ("https://example.com", "//example.com", "/settings", "/schedules\\x"):
        answer = await visit("hana").post(f"/schedules/{label}/skip", {"at": at, "to": to})
        assert answer.to == f"/schedules/{label}"


@pytest.mark.parametrize("at", ["", "1", "soon", "9" * 30])
async def test_a_time_that_is_not_planned_can_not_be_skipped(
    running_space: RunningSpace, visit: Visit, at: str
) -> None:
    label = await planned(running_space, "주간 안내", Weekly((0,), time(9)))
    assert (await visit("hana").post(f"/schedules/{label}/skip", {"at": at})).status == 422


@pytest.mark.parametrize(
    ("language", "holiday", "caption"),
    [("ko", "기독탄신일", "2026년 12월"), ("en", "Christmas Day", "December 2026")],
)
async def test_the_month_names_its_holidays(
    visit: Visit, language: str, holiday: str, caption: str
) -> None:
    page = (await visit("hana", language).get("/schedules?view=month&month=2026-12")).text
    assert holiday in page
    assert caption in page
    assert 'href="/schedules?view=month&amp;month=2026-11"' in page
    assert 'href="/schedules?view=month&amp;month=2027-01"' in page


async def test_the_month_shows_every_planned_time_and_the_chosen_day(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "월말 안내", Monthly(None, time(17)))
    month = _following_month(running_space)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    path = f"/schedules?view=month&month={month:%Y-%m}"
    page = (await visit("hana").get(f"{path}&day={last}")).text
    assert f"{path.replace('&', '&amp;')}&amp;day={last}#the-day" in page
    assert f'id="day-{last}"' in page
    assert f'action="/schedules/{label}/skip"' in page
    elsewhere = (await visit("hana").get(f"{path}&day={month}")).text
    assert "이날은 발송이 없어요" in elsewhere


async def test_today_is_marked_in_the_month(visit: Visit) -> None:
    page = (await visit("hana").get("/schedules?view=month")).text
    assert page.count('aria-current="date"') == 1


@pytest.mark.parametrize("month", ["2026-13", "never", "0000-00", "2026-1"])
async def test_a_month_that_is_none_is_this_one(visit: Visit, month: str) -> None:
    page = await visit("hana").get(f"/schedules?view=month&month={month}&day={month}-99")
    assert page.status == 200
    assert 'aria-current="date"' in page.text


async def test_what_became_of_past_times_is_said_with_what_to_do(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "주간 안내", Weekly((0,), time(9)))
    now = running_space.system.parts.clock.now()
    await settled(running_space, label, missed(now - DAY, "misfire_grace", 3))
    page = (await visit("hana").get(f"/schedules/{label}")).text
    for said in ("놓침", "3번", "너무 늦어서 보내지 않았어요", "다시 보내거나 예약해"):
        assert said in page
    day = wall_of(moment_at(now - DAY), SEOUL).date()
    month = await visit("hana").get(f"/schedules?view=month&month={day:%Y-%m}&day={day}")
    assert "너무 늦어서 보내지 않았어요" in month.text


async def test_one_schedule_shows_its_rules_zone_holidays_and_message(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(
        running_space, "주간 안내", Weekly((0,), time(9)), holidays=HolidayRule.SKIP
    )
    page = (await visit("hana").get(f"/schedules/{label}")).text
    for said in ("매주 월요일 오전 9:00", "서울 (Asia/Seoul)", "건너뛰기", "잊지 마세요."):
        assert said in page
    assert page.count(f'action="/schedules/{label}/skip"') == 5


async def test_a_schedule_is_paused_started_again_and_deleted(
    running_space: RunningSpace, visit: Visit
) -> None:
    label, hana = await planned(running_space, "안내", Daily(time(9))), visit("hana")
    await hana.post(f"/schedules/{label}/pause")
    assert "일시중지했어요" in (await hana.get(f"/schedules/{label}")).text
    assert await _state(running_space, label) is ScheduleState.PAUSED
    await hana.post(f"/schedules/{label}/resume")
    assert await _state(running_space, label) is ScheduleState.ACTIVE
    gone = await hana.post(f"/schedules/{label}/delete")
    assert (gone.status, gone.to) == (303, "/schedules")
    assert "이미 보낸 공지는 그대로 있어요" in (await hana.get("/schedules")).text
    assert (await hana.get(f"/schedules/{label}")).status == 404


async def test_who_may_not_use_the_profile_does_not_learn_of_the_schedule(
    running_space: RunningSpace, visit: Visit
) -> None:
    label, oh = await planned(running_space, "안내", Daily(time(9))), visit("oh")
    for path in ("", "/edit", "/content"):
        assert (await oh.get(f"/schedules/{label}{path}")).status == 404
    for act in ("pause", "resume", "skip", "delete", "edit"):
        assert (await oh.post(f"/schedules/{label}/{act}", {"at": "1"})).status == 404
    assert label not in (await oh.get("/schedules")).text
    assert (await visit("mina").get("/schedules")).status == 403
    assert (await visit().get("/schedules")).status == 401


async def test_the_free_plan_says_that_nothing_is_sent(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "안내", Daily(time(9)))
    await running_space.system.parts.workspace.change(machine_actor(), {"plan": "free"})
    for path in ("/schedules", f"/schedules/{label}", f"/schedules/{label}/edit"):
        page = await visit("hana").get(path)
        assert "Standard 요금제부터 쓸 수 있어요" in page.text


async def test_times_and_schedules_are_narrowed_by_their_state(
    running_space: RunningSpace, visit: Visit
) -> None:
    label, hana = await planned(running_space, "안내", Daily(time(9))), visit("hana")
    assert f"/schedules/{label}/skip" not in (await hana.get("/schedules?show=skipped")).text
    assert "그런 예약이 없어요" in (await hana.get("/schedules?state=paused")).text
    assert (await hana.get("/schedules?state=nonsense&show=nonsense&before=x")).status == 200
