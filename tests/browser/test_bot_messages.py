"""What a person pressed stays to be seen, and what a bot changes changes before their eyes."""

import re
from typing import Any, get_args

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.browser.example_bot import NAME
from tests.browser.talking import Line, violations
from tests.messenger.bot_server import bot_server
from tests.web.conftest import RunningSpace


def _choice(text: str) -> dict[str, Any]:
    action = {"type": "submit_action", "name": "choice", "value": text}
    return {"type": "button", "text": text, "style": "default", "action": action}


SURVEY = [
    {"type": "text", "text": "무엇을 먹을까요?"},
    {"type": "action", "elements": [_choice("비빔밥"), _choice("냉면")]},
]


class _Bot:
    """A bot that asks mina; answers are given to its messages' API."""

    def __init__(self, space: RunningSpace, app_key: str) -> None:
        self.space = space
        self.headers = {"Authorization": f"Bearer {app_key}"}

    async def post(self, path: str, body: object) -> Any:
        url = f"{self.space.url}/messenger/v1/{path}"
        async with self.space.http.post(url, json=body, headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            return (await answer.json())["message"]

    async def ask(self) -> Any:
        mina = (await self.space.member("mina")).email
        body = {"email": mina, "text": "설문", "blocks": SURVEY}
        return await self.post("messages.send_by_email", body)


async def _enter(page: Page) -> Locator:
    await page.goto("/messenger/")
    await page.get_by_role("link", name=re.compile(NAME)).click()
    card = page.locator(".bk-card")
    await expect(card).to_be_visible()
    return card


async def _shows_mark(button: Locator) -> bool:
    content = await button.evaluate("one => getComputedStyle(one, '::before').content")
    return "✓" in content


@pytest.mark.parametrize("scheme", get_args(Scheme))
async def test_the_pressed_button_stays_marked_and_the_mark_moves(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme
) -> None:
    made = await space.system.bots.register(NAME, "")
    async with bot_server() as server:
        await server.connect(space.system.bots, made.bot_id)
        await _Bot(space, made.app_key).ask()
        page = await open_window("mina", scheme=scheme)
        await _enter(page)
        rice, noodles = (page.get_by_role("button", name=one) for one in ("비빔밥", "냉면"))
        await rice.click()
        await expect(rice).to_have_attribute("aria-pressed", "true")
        assert await _shows_mark(rice)
        await noodles.click()
        await expect(noodles).to_have_attribute("aria-pressed", "true")
        await expect(page.locator("[aria-pressed]")).to_have_count(1)
        await page.reload()
        await expect(noodles).to_have_attribute("aria-pressed", "true")
        await expect(page.locator("[aria-pressed]")).to_have_count(1)
        assert await _shows_mark(noodles)
        assert not await _shows_mark(rice)
        assert await violations(page) == []


async def test_a_changed_card_is_drawn_anew_where_it_is(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    made = await space.system.bots.register(NAME, "")
    async with bot_server() as server:
        await server.connect(space.system.bots, made.bot_id)
        bot = _Bot(space, made.app_key)
        message = await bot.ask()
        page = await open_window("mina")
        card = await _enter(page)
        rice = page.get_by_role("button", name="비빔밥")
        server.go.clear()
        await rice.click()
        await server.reached.wait()
        counted = [{"type": "text", "text": "지금까지 1명"}, *SURVEY[1:]]
        asked = {"message_id": message["id"], "text": "설문"}
        await bot.post("messages.update", {**asked, "blocks": counted})
        await expect(card).to_contain_text("지금까지 1명")
        # The press goes on under the same button.
        await expect(rice).to_have_attribute("aria-busy", "true")
        await expect(rice).to_be_focused()
        server.go.set()
        await expect(page.get_by_role("status")).to_have_text("봇이 받았어요.")
        await expect(rice).to_have_attribute("aria-pressed", "true")
        await expect(page.locator("[aria-busy]")).to_have_count(0)

        over = [{"type": "text", "text": "끝났어요"}, {"type": "button", **_choice("다시")}]
        await bot.post("messages.update", {**asked, "blocks": over})
        await expect(card).to_contain_text("끝났어요")
        await expect(page.locator("[aria-pressed]")).to_have_count(0)
        await expect(page.locator("[data-seq]")).to_have_count(1)


async def test_a_card_that_changed_while_the_line_was_cut_is_right_again(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    made = await space.system.bots.register(NAME, "")
    bot = _Bot(space, made.app_key)
    message = await bot.ask()
    page, line = await open_window("mina"), Line()
    await line.lay(page)
    card = await _enter(page)
    await line.break_off()
    over = [{"type": "text", "text": "끝났어요"}]
    asked = {"message_id": message["id"], "text": "설문", "blocks": over}
    await bot.post("messages.update", asked)
    await expect(card).to_contain_text("무엇을 먹을까요?")
    line.cut = False
    await expect(card).to_contain_text("끝났어요", timeout=20_000)
