"""People write to a bot in a real browser, and it answers."""

import asyncio
from typing import get_args

import pytest
from playwright.async_api import FilePayload, Page, expect

from bot.workspace.model.actors import machine_actor
from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.browser.example_bot import NAME
from tests.browser.talking import violations
from tests.messenger.bot_server import BotServer, bot_server
from tests.web.conftest import RunningSpace

MINE = ".m-message--mine"


class TalkingBot:
    """A bot of its own, with a server, which writes by the Web API."""

    def __init__(self, space: RunningSpace, bot_id: int, app_key: str) -> None:
        self.bot_id = bot_id
        self._space = space
        self._headers = {"Authorization": f"Bearer {app_key}"}

    async def write(self, key: str, text: str) -> str:
        """Write to somebody; answers the room."""
        body = {"email": (await self._space.member(key)).email, "text": text}
        url = f"{self._space.url}/messenger/v1/messages.send_by_email"
        async with self._space.http.post(url, json=body, headers=self._headers) as answer:
            told = await answer.json()
        assert told["success"], told
        return str(told["message"]["conversation_id"])


async def _bot(space: RunningSpace) -> TalkingBot:
    made = await space.system.bot_admin.create(machine_actor(), NAME, "")
    return TalkingBot(space, made.bot_id, made.app_key)


async def _heard(server: BotServer, count: int) -> list[str]:
    async with asyncio.timeout(30):
        while len(server.calls) < count:
            server.reached.clear()
            await server.reached.wait()
    return [call["message"]["text"] for _, call in server.calls]


async def _field(page: Page, room: str) -> None:
    await page.goto(f"/messenger/rooms/{room}")
    await expect(page.get_by_role("textbox", name="메시지를 입력하세요")).to_be_visible()


async def test_what_is_written_to_a_bot_reaches_it_and_its_answer_comes_at_once(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    bot = await _bot(space)
    async with bot_server() as server:
        await server.connect(space.system.bots, bot.bot_id)
        room = await bot.write("mina", "무엇을 도와 드릴까요?")
        page = await open_window("mina", width=360)
        await _field(page, room)
        field = page.get_by_role("textbox", name="메시지를 입력하세요")
        await field.fill("/공지 목록")
        await field.press("Enter")
        await expect(page.locator(f"{MINE} .m-bubble")).to_have_text("/공지 목록")
        await expect(field).to_have_value("")
        assert await _heard(server, 1) == ["/공지 목록"]
        await bot.write("mina", "공지가 아직 없어요.")
        texts = ["무엇을 도와 드릴까요?", "/공지 목록", "공지가 아직 없어요."]
        await expect(page.locator("[data-messages] .m-bubble")).to_have_text(texts)
        await expect(page.locator("[data-pending] li")).to_have_count(0)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360

        file = FilePayload(name="명단.csv", mimeType="text/csv", buffer=b"email\n")
        await page.locator("[data-chooser]").set_input_files(file)
        await expect(page.locator(".c-tray progress")).to_have_count(0)
        await field.fill("이 사람들에게요")
        await page.get_by_role("button", name="보내기", exact=True).click()
        last = page.locator(MINE).last
        await expect(last.locator(".m-file")).to_contain_text("명단.csv")
        await expect(last.locator(".m-bubble")).to_have_text("이 사람들에게요")
        await _heard(server, 2)
        (file_told,) = server.last["message"]["attachments"]
        assert (file_told["file_name"], file_told["file_size"]) == ("명단.csv", 6)
        await page.reload()
        await expect(page.locator(MINE)).to_have_count(2)


async def test_to_a_bot_that_only_sends_nothing_can_be_written(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    bot = await _bot(space)
    room = await bot.write("mina", "공지")
    page = await open_window("mina")
    await page.goto(f"/messenger/rooms/{room}")
    await expect(page.get_by_text("소식을 보내기만 하는 봇이에요.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="메시지를 입력하세요")).to_have_count(0)


@pytest.mark.parametrize("scheme", get_args(Scheme))
async def test_a_talk_with_a_bot_keeps_the_rules_of_accessibility(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme
) -> None:
    bot = await _bot(space)
    async with bot_server() as server:
        await server.connect(space.system.bots, bot.bot_id)
        room = await bot.write("mina", "무엇을 도와 드릴까요?")
        page = await open_window("mina", scheme=scheme)
        await _field(page, room)
        field = page.get_by_role("textbox", name="메시지를 입력하세요")
        await field.fill("/공지 목록")
        await field.press("Enter")
        await expect(page.locator(MINE)).to_have_count(1)
        assert await violations(page) == []
