"""Secret rooms in real browser windows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.config_secret_rooms import SecretRoomsConfig
from tests.browser.conftest import OpenWindow
from tests.browser.talking import Line, call, enter, open_room, say, violations
from tests.builders import SUPER
from tests.web.conftest import RunningSpace, start_space

BUBBLES = ".c-message .m-bubble"
# Short enough to be waited for, long enough to be seen counting down.
_TIMES = SecretRoomsConfig(auto_delete=(4, 3_600), keep=(60, 86_400))


@pytest.fixture
async def space(tmp_path: Path) -> AsyncIterator[RunningSpace]:
    """A running space whose secret rooms may delete after seconds."""
    database = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(database, tmp_path, secret_rooms=_TIMES) as started:
        await switch(started, "on")
        yield started


async def switch(space: RunningSpace, mode: str) -> None:
    """Switch secret rooms on or off."""
    url = f"{space.url}/api/v1/workspace/secret-rooms"
    async with space.http.post(url, json={"mode": mode}, headers=space.bearer(SUPER)) as answer:
        assert answer.status == 200, await answer.text()


async def _secret(space: RunningSpace, auto_delete: str = "1h") -> str:
    return await open_room(
        space, "mina", "jun", kind="secret", auto_delete=auto_delete, keep="1d", name="인사"
    )


async def test_a_secret_room_is_opened_step_by_step(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    page = await open_window("mina")
    await page.goto("/messenger/")
    await page.locator("nav").get_by_role("button", name="채팅방 개설").click()
    dialog = page.get_by_role("dialog", name="채팅방 개설")
    await dialog.get_by_role("button", name="비밀 채팅방").click()
    await expect(dialog).to_contain_text("복구할 수 없어요")
    auto = dialog.get_by_role("group", name="메시지 자동 삭제 시간")
    keep = dialog.get_by_role("group", name="최대 메시지 보관 기간")
    await auto.get_by_label("1시간").check()
    await expect(keep.get_by_label("1분")).to_be_disabled()
    await keep.get_by_label("1일").check()
    await dialog.get_by_role("button", name="다음").click()
    await expect(dialog).to_contain_text("채팅방 개설 › 비밀 채팅방 › 삭제 시간 › 멤버")
    name = (await space.member("jun")).name
    await dialog.get_by_role("searchbox").fill(name)
    await dialog.get_by_role("checkbox", name=name).check()
    await dialog.get_by_role("button", name="1명과 시작하기").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("비밀 채팅방")
    await expect(page.locator("[data-room-times]")).to_have_text(
        "읽으면 1시간 뒤 삭제 · 최대 1일"
    )
    assert await violations(page) == []


async def test_a_message_counts_down_and_vanishes_by_itself_everywhere(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space, auto_delete="4s")
    await say(space, "mina", room, "곧 사라져요")
    mina, jun = await open_window("mina"), await open_window("jun")
    await enter(mina, room)
    await expect(mina.locator(BUBBLES)).to_have_text("곧 사라져요")
    await enter(jun, room)
    for page in (mina, jun):
        await expect(page.locator("[data-left]")).to_contain_text("초 남음")
    for page in (mina, jun):
        await expect(page.locator(BUBBLES)).to_have_count(0, timeout=15_000)
        await expect(page.locator("[data-rooms]")).to_contain_text("메시지 없음")
        await expect(page.locator("main")).not_to_contain_text("곧 사라져요")


async def test_the_time_left_shows_on_opening_and_ends_without_a_word_of_the_server(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space, auto_delete="4s")
    seq = await say(space, "mina", room, "곧 사라져요")
    page, line = await open_window("mina"), Line()
    await line.lay(page)
    await call(space, "jun", "POST", f"/rooms/{room}/read", {"upto": seq})
    await enter(page, room)
    await expect(page.locator("[data-left]")).to_contain_text("초 남음")
    await line.break_off()
    await expect(page.locator(BUBBLES)).to_have_count(0, timeout=15_000)
    # The list may still be the server's first, which says nothing of secret rooms.
    await expect(page.locator("[data-rooms]")).not_to_contain_text("곧 사라져요")


async def test_nothing_of_a_secret_room_can_be_taken_along_by_the_page(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space)
    await say(space, "jun", room, "여기서만")
    page = await open_window("mina")
    await enter(page, room)
    bubble = page.locator(BUBBLES)
    assert await bubble.evaluate("(one) => getComputedStyle(one).userSelect") == "none"
    mina = await space.member("mina")
    mark = page.locator(".c-watermark[aria-hidden='true'] > span").first
    await expect(mark).to_have_attribute("data-name", f"{mina.name} {mina.email}")
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0


async def _closed(page: Page) -> None:
    await expect(page.locator(".c-closed")).to_contain_text("비밀 채팅방")
    await expect(page.locator(BUBBLES)).to_have_count(0)
    await expect(page.get_by_role("textbox", name="메시지를 입력하세요")).to_have_count(0)
    await expect(page.locator(".m-room--unusable")).to_have_count(1)
    await expect(page.locator("[data-rooms]")).not_to_contain_text("여기서만")


async def test_a_room_that_is_deactivated_while_it_is_open_shows_why_and_comes_back(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space)
    await say(space, "jun", room, "여기서만")
    page = await open_window("mina")
    await enter(page, room)
    await expect(page.locator(BUBBLES)).to_have_count(1)
    await switch(space, "deactivate")
    await _closed(page)
    await page.reload()
    await _closed(page)
    await page.locator("nav [data-opener]").click()
    option = page.get_by_role("dialog").get_by_role("button", name="비밀 채팅방")
    await expect(option).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("Escape")
    await switch(space, "on")
    await expect(page.locator(BUBBLES)).to_have_text("여기서만")
