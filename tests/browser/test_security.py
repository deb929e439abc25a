"""The switch of secret rooms and the retention in a real browser, and by the rules of accessibility."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.kept import add_old_messages, add_secret_rooms

_WORDS = {
    "ko": ("사용", "비밀 채팅방 2개 삭제", "메시지 7개 삭제하고 저장"),
    "en": ("Use secret rooms", "Delete 2 secret rooms", "Delete messages (7) and save"),
}


async def _faults(page: Page) -> list[str]:
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = await Axe().run(page)
    return [one["id"] for one in found.response["violations"]] + ["too wide"] * wide


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(1280, "light", "ko"), (360, "dark", "ko"), (360, "light", "en")],
)
async def test_a_super_admin_goes_all_the_way(
    space: RunningSpace, open_window: OpenWindow, width: int, scheme: Scheme, language: str
) -> None:
    use, delete, shorten = _WORDS[language]
    page = await open_window(SUPER, language=language, scheme=scheme, width=width)
    await page.goto("/security")
    assert await _faults(page) == []
    await page.get_by_role("button", name=use, exact=True).click()
    await add_secret_rooms(space, ("hana", "duri"), ("hana", "mina"))
    await page.reload()
    assert await _faults(page) == []

    await page.get_by_role("button", name=delete).click()
    await expect(page.locator("#confirmation-fault")).to_be_visible()
    assert await _faults(page) == []
    phrase = "비밀 채팅방 모두 삭제" if language == "ko" else "delete all secret rooms"
    await page.locator("#confirmation").fill(phrase)
    await page.get_by_role("button", name=delete).click()
    await expect(page.locator(".flash")).to_be_visible()
    assert not (await space.system.parts.workspace.get()).secret_rooms_on

    await add_old_messages(space, 7, 100)
    await page.goto("/security/messages")
    await page.locator("#retention").select_option("90")
    await page.locator("main .primary").click()
    assert await _faults(page) == []
    await page.get_by_role("button", name=shorten).click()
    await expect(page.locator(".flash")).to_be_visible()
    assert (await space.system.parts.workspace.get()).retention_days == 90
