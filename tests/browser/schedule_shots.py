"""Schedules in every state, and pictures of their screens."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from playwright.async_api import Page

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.calendars import HolidayRule
from bot.broadcast.model.local_time import moment_at, wall_of
from bot.broadcast.model.notices import NoticeDraft
from bot.broadcast.model.schedule_rules import WORKDAYS, Cron, Daily, Monthly, Rule, Weekly
from bot.broadcast.model.schedules import Occurrence, OccurrenceState, ScheduleDraft
from bot.broadcast.store import occurrences, schedules
from bot.core.clock import DAY, HOUR, MINUTE
from tests.builders import SUPER
from tests.web.conftest import RunningSpace

SEOUL = ZoneInfo("Asia/Seoul")
Shoot = Callable[[Page, str, str], Awaitable[None]]


def noticed(title: str, profile: str = "hr", urgent: str | None = None) -> NoticeDraft:
    """What a schedule sends."""
    return NoticeDraft(
        profile_id=profile,
        template="plain",
        variables={"title": title, "body": "@{member}님, 잊지 마세요."},
        audience=Audience(),
        urgent_reason=urgent,
    )


async def planned(space: RunningSpace, title: str, *rules: Rule, **more: object) -> str:
    """Make a schedule; answers what it is called."""
    draft = ScheduleDraft(notice=noticed(title), rules=rules, zone=SEOUL)
    actor = await space.actor(SUPER)
    view = await space.system.parts.schedule_writing.create(actor, replace(draft, **more))  # type: ignore[arg-type]
    return view.schedule.label


async def settled(space: RunningSpace, label: str, *times: Occurrence) -> None:
    """Let past times of a schedule have become what they became."""
    async with space.system.parts.database.transaction() as tx:
        schedule = await schedules.get(tx, label)
        for one in times:
            assert await occurrences.add(tx, replace(one, schedule_id=schedule.id))


def missed(at: int, reason: str, count: int = 1) -> Occurrence:
    """A planned time at which nothing was sent."""
    return Occurrence(
        schedule_id="",
        planned_at=at,
        state=OccurrenceState.MISSED,
        reason=reason,
        since=at - (count - 1) * DAY,
        count=count,
        decided_at=at,
    )


async def fired(space: RunningSpace) -> tuple[str, str]:
    """A schedule whose time came this minute; answers what it is called, and its notice's id."""
    parts, actor = space.system.parts, await space.actor(SUPER)
    now = parts.clock.now()
    wall = wall_of(moment_at(now), SEOUL)
    label = await planned(space, "지금 안내", Daily(time(wall.hour, wall.minute)))
    async with parts.database.transaction() as tx:
        schedule = await schedules.get(tx, label)
        await schedules.advance(tx, schedule.id, now - 2 * MINUTE, now // MINUTE * MINUTE)
    space.system.ticker.wake()
    while not (past := (await parts.schedules.get(actor, label)).past):
        await parts.clock.sleep(0.02)
    assert past[0].notice_id is not None
    return label, past[0].notice_id


async def plan_all(space: RunningSpace) -> dict[str, str]:
    """Schedules of every kind; answers what the screens need."""
    parts, actor = space.system.parts, await space.actor(SUPER)
    weekly = await planned(
        space,
        "주간 보고 제출 안내",
        Weekly((0, 4), time(9)),
        holidays=HolidayRule.NEXT_WORKING_DAY,
    )
    await planned(space, "점심 메뉴", Weekly(WORKDAYS, time(11, 30)), holidays=HolidayRule.SKIP)
    await planned(space, "급여 명세서 안내", Monthly(25, time(10)), Monthly(None, time(17)))
    await planned(space, "야간 점검 알림", Daily(time(22)))
    await planned(
        space, "뉴욕 주간 회의", Cron("0 19 * * 3"), zone=ZoneInfo("America/New_York")
    )
    paused = await planned(space, "헬스장 예약", Weekly((5,), time(8)))
    await parts.schedules.pause(actor, paused)
    now = parts.clock.now()
    await settled(
        space,
        weekly,
        missed(now - 2 * DAY, "misfire_grace", 3),
        missed(now - 9 * DAY, "plan_required"),
        Occurrence(
            schedule_id="",
            planned_at=now - 5 * DAY,
            state=OccurrenceState.SKIPPED,
            decided_at=now,
        ),
    )
    await parts.schedules.skip(actor, weekly)
    once = await parts.notices.draft(actor, noticed("소방 훈련 안내"))
    await parts.sending.schedule(actor, once.notice.id, now + 30 * HOUR)
    draft = await parts.notices.draft(actor, noticed("매주 보낼 공지"))
    return {
        "schedule": weekly,
        "repeat": draft.notice.label,
        "once": once.notice.id,
        "december": f"{moment_at(now).year}-12&day={moment_at(now).year}-12-25",
    }


async def shoot_schedules(
    shoot: Shoot, page: Page, url: str, ids: dict[str, str], tag: str
) -> None:
    """The screens of schedules."""
    screens = {
        "schedules": "/schedules",
        "schedules-month": "/schedules?view=month",
        "schedules-december": f"/schedules?view=month&month={ids['december']}",
        "schedule": f"/schedules/{ids['schedule']}",
        "schedule-edit": f"/schedules/{ids['schedule']}/edit",
        "schedule-content": f"/schedules/{ids['schedule']}/content",
        "schedule-new": f"/schedules/new?notice={ids['repeat']}",
        "scheduled-once": f"/notices/{ids['once']}",
        "review-repeat": f"/notices/{ids['repeat']}/review",
    }
    for name, path in screens.items():
        await shoot(page, f"{name}-{tag}", url + path)
