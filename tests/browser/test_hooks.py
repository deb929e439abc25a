"""Making a webhook in a real browser, and what its messages look like."""

from typing import get_args

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.web.conftest import RunningSpace

_BLOCKS = [
    {"type": "header", "text": "배포를 마쳤어요", "style": "blue"},
    {"type": "description", "term": "버전", "content": {"type": "text", "text": "2026.11.3"}},
    {
        "type": "button",
        "text": "자세히",
        "action_type": "open_system_browser",
        "value": "https://example.com/",
    },
]


async def prepare(space: RunningSpace) -> int:
    """A group of 이하나 and 서미나 in which something was said."""
    system = space.system
    made = await system.bots.register("배포 담당", "")
    bot = await system.bots.by_app_key(made.app_key)
    assert bot is not None
    people = [(await space.member(key)).platform_id for key in ("hana", "mina")]
    url, headers = f"{space.url}/messenger/v1", {"Authorization": f"Bearer {made.app_key}"}
    group = {"user_ids": people, "conversation_name": "배포방"}
    async with space.http.post(
        f"{url}/conversations.open", json=group, headers=headers
    ) as answer:
        room = int((await answer.json())["conversation"]["id"])
    body = {"conversation_id": room, "text": "배포 소식을 여기서 나눠요."}
    async with space.http.post(f"{url}/messages.send", json=body, headers=headers) as answer:
        assert answer.status == 200
    return room


async def make(page: Page, name: str) -> str:
    """Make a hook for 배포방; answers its address."""
    await page.goto("/messenger/")
    await page.get_by_text("더보기", exact=True).click()
    await page.get_by_role("link", name="웹훅").click()
    await page.get_by_label("이름").fill(name)
    await page.get_by_label("채팅방").select_option(label="배포방")
    await page.get_by_role("button", name="웹훅 만들기").click()
    return await page.get_by_label("웹훅 주소").input_value()


async def test_from_the_form_to_the_message_and_to_deleting_it(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await prepare(space)
    page = await open_window("hana", width=360)
    address = await make(page, "배포 알림")
    body = {"text": "배포를 마쳤어요", "blocks": _BLOCKS}
    async with space.http.post(address, json=body) as answer:
        assert (answer.status, await answer.json()) == (200, {"code": "ok"})

    mina = await open_window("mina")
    await mina.goto(f"/messenger/rooms/{room}")
    await expect(mina.locator(".m-sender-name")).to_have_text("배포 알림")
    await expect(mina.get_by_text("봇", exact=True)).to_be_visible()
    await expect(mina.get_by_role("button", name="자세히")).to_be_visible()

    await page.goto("/messenger/hooks")
    await page.get_by_label("삭제: 배포 알림").click()
    await page.get_by_role("button", name="이 웹훅 삭제하기").click()
    await expect(page.get_by_role("status")).to_contain_text("웹훅을 삭제했어요")
    async with space.http.post(address, json={"text": "글"}) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("scheme", get_args(Scheme))
async def test_the_page_keeps_the_rules_of_accessibility_and_fits_a_phone(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme
) -> None:
    room = await prepare(space)
    page = await open_window("hana", width=360, scheme=scheme)
    address = await make(page, "배포 알림 " * 6)
    await page.get_by_text("삭제", exact=True).first.click()
    await _keeps_the_rules(page)
    await page.get_by_role("button", name="웹훅 만들기").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await _keeps_the_rules(page)
    async with space.http.post(address, json={"text": "가" * 400, "blocks": _BLOCKS}) as answer:
        assert answer.status == 200
    async with space.http.post(address, json={"text": "긴글" * 200}) as answer:
        assert answer.status == 200
    for path in ("/messenger/hooks", f"/messenger/rooms/{room}"):
        await page.goto(path)
        await _keeps_the_rules(page)


async def _keeps_the_rules(page: Page) -> None:
    found = await Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
