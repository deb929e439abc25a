"""Making a schedule of a notice and changing it: rules, period, zone, holidays, content."""

from datetime import time

import pytest

from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.notices import NoticeState
from bot.broadcast.model.schedule_rules import Cron, Daily, Every, Monthly, Once, Weekly
from bot.broadcast.model.schedules import ContentRule, Schedule
from bot.core.errors import NotFound
from bot.workspace.model.actors import machine_actor
from tests.browser.schedule_shots import noticed, planned
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.conftest import Visit

WEEKLY = {
    "act": "save",
    "count": "1",
    "rules.0.kind": "weekly",
    "rules.0.days.mon": "on",
    "rules.0.time": "09:00",
    "zone": "Asia/Seoul",
    "holidays": "next_working_day",
    "content": "saved",
}


async def _draft(space: RunningSpace) -> str:
    """What a new draft is called."""
    actor = await space.actor("hana")
    return (await space.system.parts.notices.draft(actor, noticed("매주 안내"))).notice.label


async def _schedule(space: RunningSpace, label: str) -> Schedule:
    actor = await space.actor(SUPER)
    return (await space.system.parts.schedules.get(actor, label)).schedule


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "다음 5번"), ("en", "The next 5 times")],
)
async def test_the_review_leads_to_a_form_with_the_next_five_times(
    running_space: RunningSpace, visit: Visit, language: str, words: str
) -> None:
    notice, hana = await _draft(running_space), visit("hana", language)
    address = f"/schedules/new?notice={notice}"
    assert f'href="{address}"' in (await hana.get(f"/notices/{notice}/review")).text
    page = (await hana.get(address)).text
    assert words in page
    assert page.partition('<ol class="runs">')[2].count("<li>") == 5


async def test_saving_makes_the_draft_a_schedule(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice, hana = await _draft(running_space), visit("hana")
    made = await hana.post(f"/schedules/new?notice={notice}", WEEKLY)
    assert made.status == 303
    schedule = await _schedule(running_space, made.to.rpartition("/")[2])
    assert schedule.rules == (Weekly((0,), time(9)),)
    assert (schedule.holidays, schedule.content) == (
        HolidayRule.NEXT_WORKING_DAY,
        ContentRule.SAVED,
    )
    assert "예약을 만들었어요" in (await hana.get(made.to)).text
    with pytest.raises(NotFound):
        await running_space.system.parts.notices.get(await running_space.actor(SUPER), notice)


async def test_several_rules_of_every_kind_are_kept(
    running_space: RunningSpace, visit: Visit
) -> None:
    rules = {
        "rules.0.kind": "at", "rules.0.at": "2999-01-01T09:00",
        "rules.1.kind": "daily", "rules.1.time": "07:30",
        "rules.2.kind": "weekdays", "rules.2.time": "07:30",
        "rules.3.kind": "monthly", "rules.3.day": "last", "rules.3.time": "17:00",
        "rules.4.kind": "every", "rules.4.count": "2", "rules.4.unit": "w",
        "rules.4.from": "2026-01-01T09:00",
        "rules.5.kind": "cron", "rules.5.cron": "0 9 1 * *",
        "rules.6.kind": "monthly", "rules.6.day": "25", "rules.6.time": "10:00",
    }  # fmt: skip
    rules["rules.0.at"] = "2199-01-01T09:00"
    form = {**WEEKLY, **rules, "count": "7"}
    hana = visit("hana")
    made = await hana.post(f"/schedules/new?notice={await _draft(running_space)}", form)
    assert made.status == 303
    schedule = await _schedule(running_space, made.to.rpartition("/")[2])
    assert [type(rule) for rule in schedule.rules] == [
        Once, Daily, Weekly, Monthly, Every, Cron, Monthly,
    ]  # fmt: skip
    # What the form shows of them makes the same rules.
    page = (await hana.get(f"{made.to}/edit")).text
    for shown in ('value="2199-01-01T09:00"', 'value="0 9 1 * *"', 'value="07:30"'):
        assert shown in page
    assert page.count('<fieldset class="rule">') == 7


@pytest.mark.parametrize(
    ("wrong", "place", "words"),
    [
        ({"rules.0.time": ""}, "rules.0.time", "시각은 09:00처럼"),
        ({"rules.0.days.mon": ""}, "rules.0.days", "요일을 하나 이상"),
        ({"rules.0.kind": "at"}, "rules.0.at", "날짜와 시각을 모두"),
        ({"rules.0.kind": "cron", "rules.0.cron": "often"}, "rules.0.cron", "cron 식으로"),
        (
            {"rules.0.kind": "every", "rules.0.count": "x", "rules.0.unit": "d"},
            "rules.0.count",
            "1부터 9999까지",
        ),
        (
            {"rules.0.kind": "monthly", "rules.0.day": "40", "rules.0.time": "09:00"},
            "rules.0.day",
            "날짜를 골라",
        ),
        ({"zone": "Mars/Base"}, "zone", "그런 시간대가 없어요"),
        ({"starts": "soon"}, "starts", "날짜와 시각을 모두"),
        (
            {"starts": "2030-01-02T00:00", "ends": "2030-01-01T00:00"},
            "ends",
            "시작하는 날보다",
        ),
        ({"ends": "2001-01-01T00:00"}, "rules", "한 번도 보내지 않아요"),
        ({"rules.0.kind": "cron", "rules.0.cron": "* * * * *"}, "rules", "5분보다"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    running_space: RunningSpace, visit: Visit, wrong: dict[str, str], place: str, words: str
) -> None:
    notice = await _draft(running_space)
    answer = await visit("hana").post(f"/schedules/new?notice={notice}", {**WEEKLY, **wrong})
    assert answer.status == 422
    assert f'href="#{place}"' in answer.text
    assert f'id="{place}-fault"' in answer.text
    assert words in answer.text
    for typed in wrong.values():
        assert typed in answer.text


async def test_rules_are_added_and_removed_without_a_script(
    running_space: RunningSpace, visit: Visit
) -> None:
    address = f"/schedules/new?notice={await _draft(running_space)}"
    hana = visit("hana")
    more = (await hana.post(address, {**WEEKLY, "act": "add"})).text
    assert more.count('<fieldset class="rule">') == 2
    two = {
        **WEEKLY,
        "count": "2",
        "rules.1.kind": "cron",
        "rules.1.cron": "0 9 1 * *",
        "act": "remove.0",
    }
    left = (await hana.post(address, two)).text
    assert left.count('<fieldset class="rule">') == 1
    assert 'value="0 9 1 * *"' in left
    assert "cron: 0 9 1 * *" in left


async def test_the_preview_says_times_holidays_and_where_they_moved(visit: Visit) -> None:
    form = {
        **WEEKLY,
        "rules.0.kind": "at",
        "rules.0.at": "2028-12-25T22:00",
        "zone": "Asia/Seoul",
    }
    ko, en = visit("hana"), visit("hana", "en")
    moved = (await ko.post("/schedules/preview", form)).text
    assert "2028. 12. 26. (화) 22:00 (서울)" in moved
    assert "기독탄신일 2028. 12. 25. (월)에서 옮김" in moved
    plain = (await en.post("/schedules/preview", {**form, "holidays": "send"})).text
    assert "Mon, 25 Dec 2028 22:00 (Seoul)" in plain
    assert "Christmas Day" in plain
    assert "<html" not in plain


async def test_the_preview_names_what_is_missing(visit: Visit) -> None:
    answer = await visit("hana").post("/schedules/preview", {**WEEKLY, "rules.0.time": ""})
    assert answer.status == 200
    assert 'href="#rules.0.time"' in answer.text


async def test_a_changed_schedule_keeps_its_number_and_what_is_skipped(
    running_space: RunningSpace, visit: Visit
) -> None:
    label, hana = await planned(running_space, "안내", Weekly((0,), time(9))), visit("hana")
    await running_space.system.parts.schedules.skip(await running_space.actor("hana"), label)
    form = {**WEEKLY, "rules.0.days.fri": "on", "version": "2"}
    assert (await hana.post(f"/schedules/{label}/edit", form)).to == f"/schedules/{label}"
    assert (await _schedule(running_space, label)).rules == (Weekly((0, 4), time(9)),)
    assert "<s>" in (await hana.get(f"/schedules/{label}")).text


async def test_a_change_that_comes_too_late_is_refused_and_nothing_typed_is_lost(
    running_space: RunningSpace, visit: Visit
) -> None:
    label = await planned(running_space, "안내", Weekly((0,), time(9)))
    late = {**WEEKLY, "rules.0.time": "10:15", "version": "0"}
    answer = await visit("hana").post(f"/schedules/{label}/edit", late)
    assert answer.status == 412
    assert "다른 사람이 이 예약을 고쳤어요" in answer.text
    assert 'value="10:15"' in answer.text


async def test_what_a_schedule_sends_is_changed_in_the_composer(
    running_space: RunningSpace, visit: Visit
) -> None:
    label, hana = await planned(running_space, "안내", Daily(time(9))), visit("hana")
    page = (await hana.get(f"/schedules/{label}/content")).text
    assert f'action="/schedules/{label}/content"' in page
    assert 'value="안내"' in page
    form = {
        "act": "save",
        "profile": "hr",
        "template": "plain",
        "audience": "everyone",
        "v.title": "새 안내",
        "v.body": "새 내용",
        "version": "1",
    }
    missing = await hana.post(f"/schedules/{label}/content", {**form, "v.title": ""})
    assert (missing.status, 'href="#v.title"' in missing.text) == (422, True)
    assert (await hana.post(f"/schedules/{label}/content", form)).to == f"/schedules/{label}"
    schedule = await _schedule(running_space, label)
    assert (schedule.title, schedule.rules) == ("새 안내", (Daily(time(9)),))
    late = await hana.post(f"/schedules/{label}/content", form)
    assert late.status == 412


async def test_only_a_draft_of_ones_own_profiles_can_be_repeated(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice = await _draft(running_space)
    address = f"/schedules/new?notice={notice}"
    assert (await visit("oh").get(address)).status == 404
    assert (await visit("oh").post(address, WEEKLY)).status == 404
    assert (await visit("hana").get("/schedules/new")).status == 404
    parts = running_space.system.parts
    sent = await parts.sending.send(await running_space.actor("hana"), notice)
    assert sent.notice.state is not NoticeState.DRAFT
    answer = await visit("hana").get(address)
    assert (answer.status, answer.to) == (303, f"/notices/{sent.notice.id}")
    assert (await visit("hana").post(address, WEEKLY)).status == 409


async def test_on_the_free_plan_nothing_is_made_and_the_draft_stays(
    running_space: RunningSpace, visit: Visit
) -> None:
    notice = await _draft(running_space)
    await running_space.system.parts.workspace.change(machine_actor(), {"plan": "free"})
    answer = await visit("hana").post(f"/schedules/new?notice={notice}", WEEKLY)
    assert answer.status == 403
    assert "Standard 요금제부터 쓸 수 있어요" in answer.text
    view = await running_space.system.parts.notices.get(
        await running_space.actor("hana"), notice
    )
    assert view.notice.state is NoticeState.DRAFT
