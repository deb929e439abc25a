"""Edge cases of secret rooms that only a real browser answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.config_secret_rooms import SecretRoomsConfig
from tests.browser.conftest import OpenWindow
from tests.browser.talking import Line, call, enter, open_room, say
from tests.browser.test_secret_chat import BUBBLES, switch
from tests.web.conftest import RunningSpace, start_space

# The longest is more than the 24.8 days at which a browser's timer overflows and fires at once.
_TIMES = SecretRoomsConfig(auto_delete=(3_600,), keep=(86_400, 40 * 86_400))
_NO_FOCUS = "document.hasFocus = () => window.focused === true"
_LONGEST_WAIT = """
  window.longest = 0;
  const real = window.setTimeout;
  window.setTimeout = (act, wait, ...rest) => {
    window.longest = Math.max(window.longest, wait ?? 0);
    return real(act, wait, ...rest);
  };
"""
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
async def space(tmp_path: Path) -> AsyncIterator[RunningSpace]:
    """A running space with secret rooms."""
    database = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(database, tmp_path, secret_rooms=_TIMES) as started:
        await switch(started, "on")
        yield started


async def _secret(space: RunningSpace, keep: str = "1d") -> str:
    return await open_room(
        space, "mina", "jun", kind="secret", auto_delete="1h", keep=keep, name="인사"
    )


async def _unread(space: RunningSpace, room: str) -> list[int]:
    found = await call(space, "mina", "GET", f"/rooms/{room}/messages")
    return [one["unread_by"] for one in found]


async def test_what_is_on_screen_is_read_only_in_a_window_that_has_the_focus(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space)
    await say(space, "mina", room, "하나")
    page = await open_window("jun")
    await page.add_init_script(_NO_FOCUS)
    await enter(page, room)
    await expect(page.locator(BUBBLES)).to_have_text("하나")
    # A message that comes while it is on screen goes the same way, and tells that all before is done.
    await say(space, "mina", room, "둘")
    await expect(page.locator(BUBBLES)).to_have_count(2)
    assert await _unread(space, room) == [1, 1]
    mina = await open_window("mina")
    await enter(mina, room)
    await page.evaluate("window.focused = true; window.dispatchEvent(new Event('focus'))")
    await expect(mina.locator("[data-left]").first).to_be_visible()
    await expect(mina.locator("[data-left]")).to_have_count(2)
    assert await _unread(space, room) == [0, 0]


async def test_screenshots_can_not_be_prevented_it_says_so_and_each_viewer_has_a_watermark(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space)
    await say(space, "mina", room, "여기서만")
    pages = {key: await open_window(key) for key in ("mina", "jun")}
    for key, page in pages.items():
        await enter(page, room)
        mark = page.locator(".c-watermark > span").first
        viewer = await space.member(key)
        await expect(mark).to_have_attribute("data-name", f"{viewer.name} {viewer.email}")
        content = await mark.evaluate("(one) => getComputedStyle(one, '::before').content")
        assert (await space.member(key)).name in content
    await pages["mina"].locator("nav [data-opener]").click()
    dialog = pages["mina"].get_by_role("dialog")
    await dialog.get_by_role("button", name="비밀 채팅방").click()
    await expect(dialog).to_contain_text("화면 캡처는 막을 수 없어요")


async def _stored(page: Page) -> dict[str, int]:
    return dict(
        await page.evaluate(
            """async () => ({
              local: localStorage.length,
              session: sessionStorage.length,
              databases: (await indexedDB.databases()).length,
              caches: (await caches.keys()).length,
              workers: (await navigator.serviceWorker.getRegistrations()).length,
              blobs: document.querySelectorAll("img[src^='blob:']").length,
            })"""
        )
    )


async def test_the_client_cache_is_empty_after_talking_in_a_secret_room(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space)
    await say(space, "jun", room, "여기서만")
    page = await open_window("mina")
    box = await enter(page, room)
    await box.fill("그림이에요")
    file = {"name": "그림.png", "mimeType": "image/png", "buffer": _PNG}
    await page.locator("[data-chooser]").set_input_files(file)  # type: ignore[arg-type]
    await expect(page.locator("[data-tray] img[src^='blob:']")).to_have_count(1)
    await expect(page.locator("[data-tray] progress")).to_have_count(0)
    await page.locator("[data-send]").click()
    await expect(page.locator(".c-message--mine img")).to_have_count(1)
    await expect(page.locator("[data-tray] li")).to_have_count(0)
    assert set((await _stored(page)).values()) == {0}
    # The title, which the history of the browser keeps, doesn't name the room.
    assert await page.title() == "비밀 채팅방 · 메신저"


async def test_the_countdown_caps_each_timer_so_that_forty_days_do_not_fire_at_once(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space, keep="40d")
    await say(space, "mina", room, "오래 남아요")
    page, line = await open_window("mina"), Line()
    await page.add_init_script(_LONGEST_WAIT)
    await line.lay(page)
    await enter(page, room)
    await line.break_off()
    await page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(page.locator(BUBBLES)).to_have_text("오래 남아요")
    assert 0 < await page.evaluate("window.longest") < 2**31 - 1


async def test_a_member_whose_page_was_offline_during_deletion_has_the_room_wiped_on_reconnect(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await _secret(space)
    await say(space, "mina", room, "여기서만")
    page, line = await open_window("jun"), Line()
    await line.lay(page)
    await enter(page, room)
    await expect(page.locator(BUBBLES)).to_have_text("여기서만")
    await line.break_off()
    await call(space, "mina", "DELETE", f"/rooms/{room}")
    line.cut = False
    await page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(page.locator(BUBBLES)).to_have_count(0)
    await expect(page.locator("body")).not_to_contain_text("여기서만")
    await expect(page.locator("[data-rooms]")).not_to_contain_text("인사")
