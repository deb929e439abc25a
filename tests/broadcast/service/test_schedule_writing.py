import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.profiles import ProfileStatus
from bot.broadcast.model.schedules import ScheduleState
from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Invalid, NotFound, Outdated, SpacecastError, WrongState
from bot.workspace.model.actors import machine_actor
from bot.workspace.model.members import Role
from tests.broadcast.planning import (
    Fate,
    fates,
    now,
    planned_draft,
    scheduled,
    sent_by,
    seoul,
    tick,
    told,
)
from tests.builders import SUPER, Space, draft, email
from tests.clock import ManualClock
from tests.refusals import refused

FIRST_MORNING = 22 * HOUR


@pytest.fixture
async def hr(space: Space) -> Space:
    """With the profile `hr`, granted to 이하나."""
    await space.profile("hr", granted=["hana"])
    return space


async def _nothing(space: Space) -> bool:
    """Whether there is no schedule at all."""
    return await space.planning.schedules.page(machine_actor()) == []


async def test_a_schedule_is_kept_with_what_it_says_and_is_audited(hr: Space) -> None:
    hana = await hr.actor("hana")
    view = await hr.planning.writing.create(hana, planned_draft())
    made = view.schedule
    assert (made.label, made.title, made.author_id) == ("S-1", "점검 안내", hana.id)
    assert (made.state, made.next_at) == (ScheduleState.ACTIVE, seoul("2026-11-23T09:00"))
    assert made.frozen["template"] == "plain"
    assert [one.planned.at for one in view.upcoming] == [
        seoul(f"2026-11-{day}T09:00") for day in range(23, 28)
    ]
    assert await hr.actions("schedule", made.id) == ["schedule.created"]


@pytest.mark.parametrize("loss", ["right", "grant", "active", "plan", "profile"])
async def test_without_the_rights_nothing_is_made_or_changed(hr: Space, loss: str) -> None:
    made = await scheduled(hr)
    machine, hana = machine_actor(), email("hana")
    match loss:
        case "right":
            await hr.members.set_role(machine, hana, Role.MEMBER)
        case "grant":
            await hr.profiles.revoke(machine, "hr", hana)
        case "active":
            await hr.members.set_active(machine, hana, active=False)
        case "plan":
            await hr.plan(plan="free")
        case _:
            await hr.profiles.set_status(machine, "hr", ProfileStatus.PAUSED)
    codes = {
        "right": "not_send_admin", "grant": "profile_not_granted", "active": "not_send_admin",
        "plan": "plan_required", "profile": "profile_paused",
    }  # fmt: skip
    actor = await hr.actor("hana")
    for attempt in (
        hr.planning.writing.create(actor, planned_draft()),
        hr.planning.writing.change(actor, made.id, planned_draft({"daily": "10:00"})),
    ):
        with pytest.raises(SpacecastError) as caught:
            await attempt
        assert caught.value.word == codes[loss]
    assert await now(hr, made) == made
    assert len(await hr.planning.schedules.page(machine)) == 1


async def test_a_schedule_of_another_profile_is_not_there(hr: Space) -> None:
    await hr.profile("it", granted=["duri"])
    made = await scheduled(hr, author="duri", notice=draft("it"))
    with pytest.raises(NotFound) as caught:
        await hr.planning.writing.change(await hr.actor("hana"), made.id, planned_draft())
    assert caught.value.word == "schedule_not_found"


async def test_it_can_not_be_moved_to_a_profile_that_one_may_not_use(hr: Space) -> None:
    await hr.profile("it")
    made = await scheduled(hr)
    with pytest.raises(SpacecastError) as caught:
        await hr.planning.writing.change(
            await hr.actor("hana"), made.id, planned_draft(notice=draft("it"))
        )
    assert caught.value.word == "profile_not_granted"
    assert (await now(hr, made)).profile_id == "hr"


@pytest.mark.parametrize(
    ("rules", "more", "code", "pointer"),
    [
        ([{"at": "2026-11-22T11:00"}], {}, "never_planned", "/rules"),
        ([{"at": "2026-11-22T10:59"}], {}, "never_planned", "/rules"),
        ([{"at": "2035-01-01T09:00"}], {}, "never_planned", "/rules"),
        ([{"daily": "09:00"}], {"ends": seoul("2026-11-23T08:59")}, "never_planned", "/rules"),
        (
            [{"at": "2026-12-25T09:00"}],
            {"holidays": HolidayRule.SKIP},
            "never_planned",
            "/rules",
        ),
        ([{"cron": "* * * * *"}], {}, "too_often", "/rules"),
        ([{"cron": "0,4 9 * * *"}], {}, "too_often", "/rules"),
        ([{"daily": "09:00"}, {"daily": "09:04"}], {}, "too_often", "/rules"),
        (
            [{"daily": "09:00"}],
            {"starts": seoul("2026-12-02T00:00"), "ends": seoul("2026-12-01T00:00")},
            "ends_before_start",
            "/ends",
        ),
        ([{"daily": "09:00"}], {"starts": 10**18}, "time_too_far", "/starts"),
        ([{"daily": "09:00"}], {"ends": 2**63}, "time_too_far", "/ends"),
        ([{"daily": "09:00"}], {"starts": -1}, "time_too_far", "/starts"),
    ],
)
async def test_a_plan_that_can_not_be_is_refused_with_its_place(
    hr: Space, rules: list[dict[str, object]], more: dict[str, Any], code: str, pointer: str
) -> None:
    wanted = planned_draft(*rules, **more)
    with pytest.raises(Invalid) as caught:
        await hr.planning.writing.create(await hr.actor("hana"), wanted)
    assert [(p.code, p.pointer) for p in caught.value.problems] == [(code, pointer)]
    assert await _nothing(hr)


@pytest.mark.parametrize("rules", [[{"cron": "*/5 * * * *"}], [{"every": "5m"}]])
async def test_every_five_minutes_is_not_too_often(
    hr: Space, rules: list[dict[str, object]]
) -> None:
    made = await scheduled(hr, *rules)
    assert made.next_at == hr.clock.now() + 5 * MINUTE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"variables": {"title": "", "body": "x"}}, "title_required"),
        ({"template": "none"}, "template_not_found"),
        ({"audience": Audience(everyone=False, members=("mb_none",))}, "nobody"),
        ({"corrects": "nt_other"}, "correction_once"),
        ({"not_after": seoul("2027-01-01T00:00")}, "not_after_repeats"),
    ],
)
async def test_what_could_not_be_sent_as_it_is_is_refused(
    hr: Space, change: dict[str, Any], code: str
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    wanted = planned_draft(notice=replace(draft(), **change))
    with pytest.raises(SpacecastError) as caught:
        await hr.planning.writing.create(hana, wanted)
    assert caught.value.word == code
    with pytest.raises(SpacecastError) as caught:
        await hr.planning.writing.change(hana, made.id, wanted)
    assert caught.value.word == code
    assert await now(hr, made) == made


async def test_a_preview_shows_planned_times_and_refuses_as_saving_does(hr: Space) -> None:
    writing = hr.planning.writing
    plan = (await scheduled(hr)).plan
    assert [one.at for one in writing.preview(plan, 2)] == [
        seoul("2026-11-23T09:00"),
        seoul("2026-11-24T09:00"),
    ]
    with pytest.raises(Invalid):
        writing.preview(replace(plan, ends=hr.clock.now()))


async def test_changing_keeps_author_number_history_and_what_is_skipped(
    hr: Space, clock: ManualClock
) -> None:
    made, boss = await scheduled(hr), await hr.actor(SUPER)
    await hr.planning.schedules.skip(boss, made.id, seoul("2026-11-24T09:00"))
    clock.move(FIRST_MORNING)
    await tick(hr)
    wanted = planned_draft(notice=draft(urgent="급함"))
    after = (await hr.planning.writing.change(boss, made.id, wanted)).schedule
    assert (after.author_id, after.author_name) == (made.author_id, "이하나")
    assert (after.number, after.created_at) == (made.number, made.created_at)
    assert (after.urgent_reason, after.version) == ("급함", made.version + 2)
    assert await fates(hr, made) == [Fate("fired", None, 1), Fate("skipped", None, 1)]
    (sent,) = await sent_by(hr, made)
    assert sent.urgent_reason is None
    clock.move(DAY)
    await tick(hr)
    assert (await fates(hr, made))[1:] == [Fate("skipped", None, 1)]


async def test_a_newer_version_is_not_overwritten(hr: Space) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    writing = hr.planning.writing
    await writing.change(hana, made.id, planned_draft({"daily": "10:00"}), version=1)
    with refused(
        Outdated,
        "outdated",
        ko="그 사이에 다른 사람이 이 예약을 고쳤어요. 새로 고친 뒤 다시 저장해 주세요.",
        en="Somebody else changed this schedule meanwhile. Reload it and save again.",
    ):
        await writing.change(hana, made.id, planned_draft({"daily": "11:00"}), version=1)
    assert (await now(hr, made)).next_at == seoul("2026-11-23T10:00")


async def test_of_many_who_save_at_once_one_wins(hr: Space) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    found = await asyncio.gather(
        *(
            hr.planning.writing.change(hana, made.id, planned_draft(), version=1)
            for _ in range(8)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in found) == ["Outdated"] * 7 + ["ScheduleView"]


async def test_that_it_was_sent_meanwhile_is_no_conflict(hr: Space, clock: ManualClock) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    clock.move(FIRST_MORNING)
    await tick(hr)
    await hr.planning.writing.change(hana, made.id, planned_draft(), version=made.version)


async def test_what_has_come_due_by_the_old_plan_is_settled_by_it(
    hr: Space, clock: ManualClock
) -> None:
    made, hana = await scheduled(hr), await hr.actor("hana")
    clock.move(FIRST_MORNING + 2 * DAY + MINUTE)
    await hr.planning.writing.change(hana, made.id, planned_draft({"daily": "08:59"}))
    await tick(hr)
    assert await fates(hr, made) == [Fate("missed", "misfire_grace", 2), Fate("fired", None, 1)]
    assert len(await told(hr)) == 1
    assert (await now(hr, made)).next_at == seoul("2026-11-26T08:59")


async def test_a_paused_one_stays_paused_and_an_ended_one_begins_again(
    hr: Space, clock: ManualClock
) -> None:
    paused = await scheduled(hr)
    ended = await scheduled(hr, {"at": "2026-11-23T09:00"})
    hana, writing = await hr.actor("hana"), hr.planning.writing
    await hr.planning.schedules.pause(hana, paused.id)
    clock.move(FIRST_MORNING)
    await tick(hr)
    assert (await now(hr, ended)).state is ScheduleState.ENDED
    for schedule, state in ((paused, ScheduleState.PAUSED), (ended, ScheduleState.ACTIVE)):
        after = await writing.change(hana, schedule.id, planned_draft({"daily": "12:00"}))
        assert after.schedule.state is state
    assert await fates(hr, ended) == [Fate("fired", None, 1)]


async def test_a_draft_becomes_the_schedule_and_is_no_draft_any_more(hr: Space) -> None:
    notice, hana = await hr.notice("hana"), await hr.actor("hana")
    view = await hr.planning.writing.create_from(hana, notice.label, planned_draft())
    assert view.schedule.title == notice.title
    with pytest.raises(NotFound):
        await hr.notices.get(hana, notice.id)


async def test_only_a_draft_becomes_a_schedule(hr: Space) -> None:
    notice, hana = await hr.sent("hana"), await hr.actor("hana")
    with pytest.raises(WrongState):
        await hr.planning.writing.create_from(hana, notice.id, planned_draft())
    assert await _nothing(hr)


async def test_a_draft_that_corrects_a_notice_does_not_become_one_for_everybody(
    hr: Space,
) -> None:
    hana = await hr.actor("hana")
    first = await hr.sent("hana")
    wanted = replace(draft(), corrects=first.id)
    correction = (await hr.notices.draft(hana, wanted)).notice
    with refused(
        WrongState,
        "correction_once",
        ko="정정 공지는 받은 사람에게 한 번만 보내요. 지금 보내거나 한 번 예약해 주세요.",
        en="A correction goes once to those it corrects. Send it now or schedule it once.",
    ):
        await hr.planning.writing.create_from(hana, correction.id, planned_draft())
    assert (await hr.notices.get(hana, correction.id)).notice == correction
