"""`{{ occurrence.… }}` in templates and in what senders write."""

import json
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.notices import Notice, NoticeDraft, NoticeState
from bot.broadcast.model.occasions import LONGEST, STAND_IN, occasion_at
from bot.broadcast.model.schedule_rules import Daily
from bot.broadcast.model.schedules import ScheduleDraft
from bot.broadcast.service.composer import Composer, with_time
from bot.broadcast.service.templates import FILE, TemplateLibrary
from bot.core.clock import HOUR
from bot.core.errors import Invalid
from bot.workspace.model.actors import machine_actor
from tests.builders import Space, draft
from tests.clock import SUNDAY_MORNING, ManualClock

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
TIMELY = """\
name: {ko: 때, en: Timely}
description: {ko: 언제인지 말해요., en: Says when.}
fields:
  - {name: title, label: {ko: 제목, en: Title}, required: true, max: 20}
  - {name: body, type: markup, label: {ko: 본문, en: Body}, max: 100}
content:
  title: "{{ title }}"
  body: "{{ occurrence.weekday }} {{ occurrence.time }}: {{ body }} {{ member.name }}"
"""
GIVEN = {"title": "회의 {{occurrence.month}}", "body": "**{{ occurrence.date }}**"}


@pytest.fixture
def timely(tmp_path: Path) -> Composer:
    """A composer whose only template says when it is sent."""
    (tmp_path / "timely").mkdir()
    (tmp_path / "timely" / FILE).write_text(TIMELY, "utf-8")
    return Composer(TemplateLibrary([tmp_path]))


def test_a_template_and_what_is_written_into_it_say_when_it_is_sent(timely: Composer) -> None:
    said = occasion_at(SUNDAY_MORNING, SEOUL)
    composed = timely.compose("timely", GIVEN, None, said)
    assert composed.text.startswith("회의 11월\n\n일요일 11:00: 2026. 11. 22. (일)")
    preview = timely.compose("timely", GIVEN, None)
    assert preview.text.startswith("회의 그달\n\n요일 시각: 보낼 날짜")


def test_what_is_frozen_says_the_same_later_and_another_time_may_come_in_its_place(
    timely: Composer,
) -> None:
    said = occasion_at(SUNDAY_MORNING, SEOUL)
    frozen = json.loads(json.dumps(timely.freeze("timely", GIVEN, said)))
    assert timely.thaw(frozen).compose(None) == timely.compose("timely", GIVEN, None, said)
    timeless = json.loads(json.dumps(timely.freeze("timely", GIVEN)))
    assert timely.thaw(timeless).compose(None) == timely.compose(
        "timely", GIVEN, None, STAND_IN
    )
    assert with_time(timeless, said) == frozen
    later = with_time(frozen, LONGEST)
    assert timely.thaw(later).compose(None) == timely.compose("timely", GIVEN, None, LONGEST)


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("회의 {{ occurrence.date }}", True),
        ("회의일{{ occurrence.date }}", True),
        ("회의일 {{ occurrence.date }}", False),
        ("주간 회의 {{ occurrence.date }}", False),
        ("{{ occurrence.time }}" * 4, True),
        ("{{ occurrence.time }}" * 5, False),
    ],
)
def test_limits_hold_for_the_longest_words_not_for_the_marks(
    timely: Composer, title: str, fits: bool
) -> None:
    given = {"title": title, "body": "본문"}
    problems = timely.check("timely", given)
    assert [one.pointer for one in problems] == ([] if fits else ["/title"])
    if fits:
        frozen = timely.freeze("timely", given)
        timely.thaw(with_time(frozen, LONGEST)).compose(None)
    else:
        with pytest.raises(Invalid):
            timely.freeze("timely", given)


def test_an_unknown_mark_is_named_with_its_field(timely: Composer) -> None:
    problems = timely.check("timely", {"title": "{{ occurrence.year }}", "body": "본문"})
    assert next((one.pointer, one.code) for one in problems) == ("/title", "occurrence_unknown")


@pytest.mark.parametrize("source", ["{{ occurrence.year }}", "{{ occurrence.__class__ }}"])
def test_a_template_uses_the_four_words_only(tmp_path: Path, source: str) -> None:
    (tmp_path / "timely").mkdir()
    text = TIMELY.replace("{{ occurrence.time }}", source)
    (tmp_path / "timely" / FILE).write_text(text, "utf-8")
    with pytest.raises(Exception, match="timely"):
        Composer(TemplateLibrary([tmp_path])).compose("timely", GIVEN, None)


def test_no_field_may_be_called_as_the_word_is(tmp_path: Path) -> None:
    (tmp_path / "timely").mkdir()
    text = TIMELY.replace("name: body,", "name: occurrence,")
    (tmp_path / "timely" / FILE).write_text(text, "utf-8")
    with pytest.raises(Exception, match="timely"):
        Composer(TemplateLibrary([tmp_path])).compose("timely", GIVEN, None)


def _text(space: Space, notice: Notice) -> str:
    assert notice.frozen is not None
    return space.composer.thaw(notice.frozen).compose(None).text


async def test_a_notice_sent_by_hand_says_when_send_was_pressed(
    space: Space, clock: ManualClock
) -> None:
    await space.profile("hr")
    notice = await space.sent(variables={"title": "회의 {{occurrence.time}}", "body": "본문"})
    assert notice.title == "회의 11:00"
    assert _text(space, notice).startswith("회의 11:00")
    back = (await space.sending.cancel(machine_actor(), notice.id)).notice
    assert (back.title, back.frozen) == ("회의 {{occurrence.time}}", None)


async def test_a_scheduled_notice_says_the_time_it_is_scheduled_for(
    space: Space, clock: ManualClock
) -> None:
    await space.profile("hr")
    made = await space.notice(variables={"title": "회의 {{occurrence.time}}", "body": "본문"})
    await space.sending.schedule(machine_actor(), made.id, clock.now() + HOUR)
    clock.move(HOUR + HOUR // 2)
    await space.planning.firing.fire_due()
    notice = (await space.notices.get(machine_actor(), made.id)).notice
    assert notice.state is NoticeState.PREPARING
    assert _text(space, notice).startswith("회의 12:00")


async def test_what_a_schedule_sends_says_its_planned_time_in_its_zone(
    space: Space, clock: ManualClock
) -> None:
    await space.profile("hr")
    content: NoticeDraft = draft(
        variables={
            "title": "회의 {{ occurrence.month }}",
            "body": "{{ occurrence.date }} {{ occurrence.time }}",
        }
    )
    rules = (Daily(at=time(9)),)
    made = await space.planning.writing.create(
        machine_actor(), ScheduleDraft(notice=content, rules=rules, zone=NEW_YORK)
    )
    assert made.schedule.title == "회의 {{ occurrence.month }}"
    for day in (22, 23):
        clock.move((made.schedule.next_at or 0) + (day - 22) * 24 * HOUR + 5_000 - clock.now())
        await space.planning.firing.fire_due()
        (notice, *_) = await space.notices.page(machine_actor())
        assert notice.notice.title == "회의 11월"
        weekday = "일" if day == 22 else "월"
        assert f"2026. 11. {day}. ({weekday}) 09:00" in _text(space, notice.notice)
