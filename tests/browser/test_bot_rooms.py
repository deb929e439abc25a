"""People open the room of a profile's bot in a real browser, and write to it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.browser.talking import violations
from tests.web.conftest import RunningSpace

COMMANDS = {"ko": "채팅 명령으로 공지하기", "en": "Send notices by chat command"}
TALK = {"ko": "봇과 대화", "en": "Talk to a bot"}
MORE = {"ko": "더보기", "en": "More"}


async def _open_menu(page: Page, language: str) -> None:
    await page.goto("/messenger/")
    await page.locator("summary", has_text=MORE[language]).click()


async def test_a_send_admin_gets_from_the_admin_menu_to_a_bot_and_is_answered(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    page = await open_window("hana", width=360)
    await _open_menu(page, "ko")
    await page.get_by_role("button", name=COMMANDS["ko"]).press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".c-kind")).to_have_count(2)
    await expect(dialog.locator(".c-kind").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("summary")).to_be_focused()

    await page.locator("nav [data-opener]").click()
    await dialog.get_by_role("button", name=TALK["ko"]).click()
    await dialog.get_by_role("button", name="hr 알림").click()
    field = page.get_by_role("textbox", name="메시지를 입력하세요")
    await expect(field).to_be_focused()
    await expect(dialog).to_have_count(0)
    await expect(page.locator("h1")).to_have_text("hr 알림")
    await field.fill("/공지 도움말")
    await field.press("Enter")
    await expect(page.locator(".m-message--mine .m-bubble")).to_have_text("/공지 도움말")
    await expect(page.locator("[data-messages] [data-seq]")).to_have_count(2)
    await expect(page.locator("[data-room-link]")).to_have_count(1)


@pytest.mark.parametrize(("scheme", "language"), [("light", "ko"), ("dark", "en")])
async def test_the_choice_of_a_bot_keeps_the_rules_of_accessibility(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme, language: str
) -> None:
    page = await open_window("hana", language=language, scheme=scheme, width=360)
    await _open_menu(page, language)
    found = await violations(page)
    await page.get_by_role("button", name=COMMANDS[language]).click()
    await expect(page.locator(".c-kind")).to_have_count(2)
    found += await violations(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert found == []


async def test_who_may_not_send_is_not_led_to_commands(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    page = await open_window("mina")
    await _open_menu(page, "ko")
    await expect(page.get_by_text("웹훅")).to_be_visible()
    await expect(page.get_by_text(COMMANDS["ko"])).to_have_count(0)
