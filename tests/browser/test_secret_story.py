"""The whole story of a secret room, in the windows of its people and of an admin."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.config_secret_rooms import SecretRoomsConfig
from tests.browser.conftest import OpenWindow
from tests.browser.talking import enter, open_room, say
from tests.builders import SUPER
from tests.web.conftest import RunningSpace, start_space

BUBBLES = ".c-message .m-bubble"
# Short enough to be waited for; the maximum outlives all that is done before it.
_TIMES = SecretRoomsConfig(auto_delete=(5, 3_600), keep=(14, 86_400))
# `SPACECAST_STORY=folder pytest …` keeps a picture of each chapter.
_PICTURES = os.environ.get("SPACECAST_STORY")


@pytest.fixture
async def space(tmp_path: Path) -> AsyncIterator[RunningSpace]:
    """A running space whose secret rooms count in seconds."""
    database = f"sqlite:///{tmp_path}/spacecast.db"
    async with start_space(database, tmp_path, secret_rooms=_TIMES) as started:
        yield started


async def _picture(page: Page, name: str) -> None:
    if _PICTURES:
        await page.screenshot(path=f"{_PICTURES}/{name}.png")


async def _set(space: RunningSpace, **changes: str) -> None:
    url, headers = f"{space.url}/api/v1/workspace", space.bearer(SUPER)
    async with space.http.patch(url, json=changes, headers=headers) as answer:
        assert answer.status == 200, await answer.text()


async def _switch_on(admin: Page) -> None:
    await admin.goto("/security")
    await admin.get_by_role("button", name="사용", exact=True).click()
    await expect(admin.locator(".big-number")).to_have_text("✓ 사용")


async def _deactivate(admin: Page) -> None:
    await admin.goto("/security")
    await admin.get_by_role("button", name="채팅방 비활성화").click()
    await expect(admin.locator(".big-number")).to_have_text("■ 미사용")


async def _delete_all(admin: Page) -> None:
    await admin.goto("/security")
    await admin.get_by_label("비밀 채팅방 모두 삭제").fill("비밀 채팅방 모두 삭제")
    await _picture(admin, "9-about-to-delete")
    await admin.get_by_role("button", name="비밀 채팅방 1개 삭제").click()
    await expect(admin.locator(".big-number")).to_have_text("■ 미사용")


async def test_two_read_and_it_is_gone_on_both_screens_and_a_third_never_reads(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    admin = await open_window(SUPER)
    await _switch_on(admin)
    two = await open_room(
        space, "mina", "jun", kind="secret", auto_delete="5s", keep="1d", name="둘만"
    )
    await say(space, "mina", two, "읽으면 사라져요")
    mina, jun = await open_window("mina"), await open_window("jun", width=360)
    await enter(mina, two)
    await expect(mina.locator(BUBBLES)).to_have_text("읽으면 사라져요")
    await expect(mina.locator(".m-unread-by")).to_have_text("1")
    await _picture(mina, "1-sent")
    await enter(jun, two)
    for page, name in ((mina, "2-read-by-all"), (jun, "2-read-by-all-360")):
        await expect(page.locator("[data-left]")).to_contain_text("초 남음")
        await _picture(page, name)
    for page, name in ((mina, "3-gone"), (jun, "3-gone-360")):
        await expect(page.locator(BUBBLES)).to_have_count(0, timeout=20_000)
        await expect(page.locator("body")).not_to_contain_text("읽으면 사라져요")
        await _picture(page, name)
    await expect(mina.locator("[data-rooms]")).to_contain_text("메시지 없음")


async def test_who_never_reads_does_not_keep_a_message_beyond_the_maximum(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    await _switch_on(await open_window(SUPER))
    others = ("jun", "hana")
    room = await open_room(
        space, "mina", *others, kind="secret", auto_delete="5s", keep="14s", name="셋이서"
    )
    await say(space, "mina", room, "하나 님은 안 읽어요")
    mina, jun = await open_window("mina"), await open_window("jun")
    await enter(mina, room)
    await enter(jun, room)
    await expect(mina.locator(".m-unread-by")).to_have_text("1")
    await mina.locator(".m-unread-by").click()
    name = (await space.member("hana")).name
    await expect(mina.get_by_role("dialog")).to_contain_text(name)
    await _picture(mina, "4-who-has-not-read")
    await mina.keyboard.press("Escape")
    for page in (mina, jun):
        await expect(page.locator(BUBBLES)).to_have_count(0, timeout=40_000)
    await _picture(mina, "5-gone-at-the-maximum")


async def test_overdue_closes_paying_opens_and_an_admin_deactivates_and_deletes(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    admin = await open_window(SUPER)
    await _switch_on(admin)
    room = await open_room(
        space, "mina", "jun", kind="secret", auto_delete="1h", keep="1d", name="인사"
    )
    await say(space, "jun", room, "여기서만")
    mina = await open_window("mina")
    await enter(mina, room)
    await expect(mina.locator(BUBBLES)).to_have_count(1)
    await _set(space, billing="overdue")
    await expect(mina.locator(".c-closed")).to_contain_text("요금", timeout=20_000)
    await expect(mina.locator(BUBBLES)).to_have_count(0)
    await _picture(mina, "6-overdue")
    await _set(space, billing="paid")
    await expect(mina.locator(BUBBLES)).to_have_text("여기서만", timeout=20_000)
    await _picture(mina, "7-paid-again")
    await _deactivate(admin)
    await expect(mina.locator(".c-closed")).to_contain_text("꺼져", timeout=20_000)
    await _picture(mina, "8-deactivated")
    await _switch_on(admin)
    await expect(mina.locator(BUBBLES)).to_have_text("여기서만", timeout=20_000)
    await _delete_all(admin)
    await expect(mina.locator(f"[href$='/rooms/{room}']")).to_have_count(0, timeout=20_000)
    await mina.goto("/messenger/")
    await expect(mina.locator("[data-rooms]")).to_contain_text(
        "관리자가 비밀 채팅방을 모두 삭제했어요", timeout=20_000
    )
    await expect(mina.locator(".m-badge")).to_have_text("안 읽은 메시지: 1")
    await _picture(mina, "10-told-by-the-bot")
