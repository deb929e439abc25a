"""Buttons of a bot in a real browser, with the example bot as a process."""

import re
from typing import get_args

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.workspace.model.actors import machine_actor
from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.browser.example_bot import NAME, example_bot, register
from tests.messenger.bot_server import BLOCKS, bot_server
from tests.web.conftest import RunningSpace


async def _open_room(page: Page) -> None:
    await page.goto("/messenger/")
    link = page.get_by_role("link", name=re.compile(NAME))
    # The list refreshes itself; the card may still be on its way.
    await link.click()
    await expect(page.locator(".bk-card")).to_contain_text("금요일 점심")


async def test_a_button_opens_the_bots_modal_and_the_answers_reach_the_bot(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    _, app_key, port = await register(space)
    with example_bot(space, app_key, port, "mina"):
        page = await open_window("mina")
        await _open_room(page)
        opener = page.get_by_role("button", name="메뉴 고르기")
        await opener.click()
        dialog = page.get_by_role("dialog", name="메뉴 고르기")
        await expect(dialog.get_by_label("무엇을 드실래요? (필수)")).to_be_focused()

        await dialog.get_by_role("button", name="보내기").click()
        await expect(dialog.get_by_text("꼭 골라야 하는 칸이에요")).to_be_visible()
        await expect(dialog.get_by_label("무엇을 드실래요?")).to_be_focused()

        await dialog.get_by_label("무엇을 드실래요?").select_option("냉면")
        await dialog.get_by_label("못 드시는 것이 있나요?").fill("<b>땅콩</b>")
        await page.keyboard.press("Enter")
        await expect(dialog).to_have_count(0)
        await expect(opener).to_be_focused()
        await expect(page.get_by_role("status")).to_have_text("답을 보냈어요.")
        words = "적어 두었어요: 냉면. 못 드시는 것: <b>땅콩</b>"
        await expect(page.locator(".m-bubble")).to_have_text(words)


async def test_a_press_is_taken_and_escape_leaves_a_modal(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    _, app_key, port = await register(space)
    with example_bot(space, app_key, port, "mina"):
        page = await open_window("mina", language="en", width=360)
        await _open_room(page)
        await page.get_by_role("button", name="이번엔 쉴게요").click()
        await expect(page.get_by_role("status")).to_have_text("The bot has taken it.")
        await expect(page.locator(".m-bubble")).to_have_text("다음에 함께해요.")
        opener = page.get_by_role("button", name="메뉴 고르기")
        await opener.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(opener).to_be_focused()


async def test_a_bot_that_is_away_is_said_to_be(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    bot_id, app_key, port = await register(space)
    with example_bot(space, app_key, port, "mina"):
        page = await open_window("mina")
        await _open_room(page)
    skip = page.get_by_role("button", name="이번엔 쉴게요")
    await skip.click()
    await expect(page.get_by_role("status")).to_contain_text("연결할 수 없어서 전하지 못했어요")
    admin = space.system.bot_admin
    await admin.set_addresses(machine_actor(), bot_id, {"callback_url": None})
    await skip.click()
    await expect(page.get_by_role("status")).to_contain_text("이 버튼을 받을 주소가 없어요")


async def test_on_a_phone_a_button_does_what_it_does_on_phones(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    bots = space.system.bots
    made = await bots.register(NAME, "")
    async with bot_server() as server:
        await server.connect(bots, made.bot_id)
        mina = (await space.member("mina")).email
        message = {"email": mina, "text": "금요일 점심", "blocks": BLOCKS}
        headers = {"Authorization": f"Bearer {made.app_key}"}
        url = f"{space.url}/messenger/v1/messages.send_by_email"
        answer = await space.http.post(url, json=message, headers=headers)
        assert answer.status == 200
        page = await open_window("mina", touch=True, width=360)
        await page.goto("/messenger/")
        await page.get_by_role("link", name=re.compile(NAME)).tap()
        await page.get_by_role("button", name="기기마다").tap()
        await expect(page.get_by_role("status")).to_have_text("봇이 받았어요.")
        assert server.last["action_name"] == "ok"

        wide = await open_window("mina")
        await wide.goto(page.url)
        button = wide.get_by_role("button", name="기기마다")
        await expect(button).to_have_attribute("href", "https://example.com/doc")
        await wide.get_by_role("button", name="앱").click()
        await expect(wide.get_by_role("status")).to_contain_text("카카오워크 앱에서 눌러")
        assert len(server.calls) == 1


async def test_what_was_typed_stays_when_the_bot_does_not_take_it(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    bot_id, app_key, port = await register(space)
    with example_bot(space, app_key, port, "mina"):
        page = await open_window("mina")
        await _open_room(page)
    async with bot_server() as server:
        await server.connect(space.system.bots, bot_id)
        await page.get_by_role("button", name="메뉴 고르기").click()
        dialog = page.get_by_role("dialog", name="사유")
        reason = dialog.get_by_label("왜 반려하나요?")
        await reason.fill("늦어서")
        server.status = 500
        await dialog.get_by_role("button", name="보내기").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("받지 않았어요(상태 500)")
        await expect(reason).to_have_value("늦어서")
        server.status = 200
        await dialog.get_by_role("button", name="보내기").click()
        await expect(page.get_by_role("status")).to_have_text("답을 보냈어요.")
        assert server.last["actions"]["reason"] == "늦어서"


async def test_two_quick_presses_are_one(space: RunningSpace, open_window: OpenWindow) -> None:
    bot_id, app_key, port = await register(space)
    with example_bot(space, app_key, port, "mina"):
        page = await open_window("mina")
        await _open_room(page)
    async with bot_server() as server:
        await server.connect(space.system.bots, bot_id)
        server.go.clear()
        skip = page.get_by_role("button", name="이번엔 쉴게요")
        await skip.dblclick()
        await server.reached.wait()
        await expect(page.get_by_role("status")).to_have_text("보내고 있어요…")
        await expect(skip).to_have_attribute("aria-busy", "true")
        server.go.set()
        await expect(page.get_by_role("status")).to_have_text("봇이 받았어요.")
        assert len(server.calls) == 1


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("scheme", get_args(Scheme))
async def test_a_card_and_its_modal_keep_the_rules_of_accessibility(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme, language: str
) -> None:
    _, app_key, port = await register(space)
    with example_bot(space, app_key, port, "mina"):
        page = await open_window("mina", language=language, scheme=scheme)
        await _open_room(page)
        await page.get_by_role("button", name="이번엔 쉴게요").click()
        await expect(page.locator(".bk-outcome--done")).to_be_visible()
        found = (await Axe().run(page)).response["violations"]
        await page.get_by_role("button", name="메뉴 고르기").click()
        await page.get_by_role("dialog").get_by_role("button", name="보내기").click()
        await expect(page.locator("[aria-invalid]")).to_be_visible()
        found += (await Axe().run(page)).response["violations"]
    assert [one["id"] for one in found] == []
