"""A schedule from the review page to a month, and back, in a real browser."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from bot.broadcast.model.local_time import moment_at, wall_of
from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.browser.schedule_shots import SEOUL, noticed, plan_all
from tests.browser.test_accessibility import violations
from tests.builders import SUPER
from tests.web.conftest import RunningSpace


async def _repeat(page: Page, notice: str) -> None:
    """Every Tuesday and Thursday at ten past ten, never on a holiday."""
    await page.goto(f"/notices/{notice}/review")
    await page.get_by_role("link", name="반복 예약").click()
    await page.get_by_label("월", exact=True).uncheck()
    for day in ("화", "목"):
        await page.get_by_label(day, exact=True).check()
    await page.get_by_role("textbox", name="시각").fill("10:10")
    await page.get_by_label("건너뛰기").check()
    await expect(page.locator("#next")).to_contain_text("매주 화, 목요일 오전 10:10")
    await expect(page.locator("#next .runs li")).to_have_count(5)
    await page.get_by_role("button", name="예약하기").click()


async def test_a_weekly_schedule_is_made_skipped_changed_and_paused(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    parts = space.system.parts
    draft = await parts.notices.draft(await space.actor("hana"), noticed("주간 회의"))
    page = await open_window("hana")
    await _repeat(page, draft.notice.label)
    await expect(page.get_by_role("status")).to_contain_text("예약을 만들었어요")
    await expect(page.get_by_text("매주 화, 목요일 오전 10:10")).to_be_visible()

    today = wall_of(moment_at(parts.clock.now()), SEOUL).date()
    await page.goto("/schedules?view=month")
    await page.get_by_role("link", name="다음 달").click()
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    table = page.get_by_role("table", name=f"{following.year}년 {following.month}월")
    await expect(table.get_by_text("10:10 주간 회의").first).to_be_visible()

    await page.goto("/schedules")
    skip = page.get_by_role("button", name="건너뛰기").first
    await skip.click()
    await expect(page.locator("s", has_text="주간 회의")).to_be_visible()
    await page.get_by_role("button", name="다시 보내기로").click()
    await expect(page.locator("s", has_text="주간 회의")).to_have_count(0)

    await page.get_by_role("table").get_by_role("link", name="주간 회의").click()
    await page.get_by_role("link", name="시각 수정").click()
    await page.get_by_label("얼마나 자주").select_option("monthly")
    await page.get_by_label("날짜", exact=True).select_option("last")
    await expect(page.locator("#next")).to_contain_text("매월 말일 오전 10:10")
    await page.get_by_role("button", name="저장").last.click()
    await expect(page.get_by_text("매월 말일 오전 10:10")).to_be_visible()
    await page.get_by_role("button", name="일시중지").click()
    await expect(page.get_by_role("status")).to_contain_text("일시중지했어요")
    await expect(page.locator(".heading .badge")).to_contain_text("일시중지")


async def test_without_a_script_the_form_works_as_well(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    draft = await space.system.parts.notices.draft(
        await space.actor("hana"), noticed("주간 회의")
    )
    page = await open_window("hana")
    await page.route("**/*.js*", lambda route: route.abort())
    await page.goto(f"/schedules/new?notice={draft.notice.label}")
    await page.get_by_role("button", name="규칙 더하기").click()
    await expect(page.get_by_role("group", name="규칙 2")).to_be_visible()
    await page.get_by_role("textbox", name="시각").first.fill("")
    await page.get_by_role("button", name="예약하기").click()
    await page.get_by_role("alert").get_by_role("link").click()
    await expect(page.get_by_role("textbox", name="시각").first).to_be_focused()


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "ko")])
async def test_the_screens_of_schedules_keep_the_rules(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme, language: str
) -> None:
    ids = await plan_all(space)
    page = await open_window(SUPER, language=language, scheme=scheme)
    phone = await open_window(SUPER, language=language, scheme=scheme, width=360)
    found = []
    for path in (
        "/schedules",
        "/schedules?view=month",
        f"/schedules?view=month&month={ids['december']}",
        f"/schedules/{ids['schedule']}",
        f"/schedules/{ids['schedule']}/edit",
        f"/schedules/{ids['schedule']}/content",
        f"/schedules/new?notice={ids['repeat']}",
        f"/notices/{ids['repeat']}/review",
        f"/notices/{ids['once']}",
    ):
        found += await violations(page, path)
        found += await violations(phone, path)
        assert await phone.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert found == []
