"""People talk with each other in real browser windows."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.browser.talking import Line, call, enter, open_room, say, violations
from tests.web.conftest import RunningSpace

BUBBLES = ".c-message .m-bubble"


async def test_two_people_talk_and_see_it_at_once(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    await say(space, "mina", room, "안녕하세요")
    mina, jun = await open_window("mina"), await open_window("jun")
    await jun.goto("/messenger/")
    field = await enter(mina, room)
    own = mina.locator(".c-message--mine").first
    await expect(own.locator(".m-unread-by")).to_have_text("1")

    line = jun.locator(f"[data-room-link='{room}']")
    await expect(line).to_contain_text("안녕하세요")
    await expect(line.locator(".m-badge")).to_contain_text("1")
    await expect(jun).to_have_title(re.compile(r"^\(1\)"))
    await line.click()
    await expect(jun.locator(BUBBLES)).to_have_text("안녕하세요")
    await expect(own.locator(".m-unread-by")).to_be_hidden()
    await expect(jun.locator(".m-badge")).to_have_count(0)
    await expect(jun).not_to_have_title(re.compile(r"^\("))

    await field.press_sequentially("점심")
    name = (await space.member("mina")).name
    await expect(jun.locator("[data-typing]")).to_have_text(f"{name} 님이 입력 중이에요")
    await field.press("Enter")
    await expect(jun.locator(BUBBLES)).to_have_text(["안녕하세요", "점심"])
    await expect(jun.locator("[data-typing]")).to_be_empty()
    await expect(field).to_have_value("")
    await expect(mina.locator(BUBBLES)).to_have_text(["안녕하세요", "점심"])


async def test_shift_and_enter_begin_a_new_line(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    page = await open_window("mina")
    field = await enter(page, room)
    await field.press_sequentially("하나")
    await field.press("Shift+Enter")
    await field.press_sequentially("둘")
    await field.press("Enter")
    await expect(page.locator(BUBBLES)).to_have_text("하나\n둘")


async def test_enter_in_the_middle_of_a_korean_syllable_sends_once_and_whole(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    page = await open_window("mina")
    field = await enter(page, room)
    browser = await page.context.new_cdp_session(page)
    await field.focus()
    await browser.send("Input.insertText", {"text": "안녕하세"})
    given = {"selectionStart": 1, "selectionEnd": 1, "text": "요"}
    await browser.send("Input.imeSetComposition", given)
    # The key as the input method passes it on, then the end of the syllable, then the key itself.
    key = {"type": "keyDown", "windowsVirtualKeyCode": 229, "code": "Enter", "key": "Process"}
    await browser.send("Input.dispatchKeyEvent", key)
    await browser.send("Input.insertText", {"text": "요"})
    await field.press("Enter")
    await expect(page.locator(BUBBLES)).to_have_text("안녕하세요")
    await expect(field).to_have_value("")
    await say(space, "jun", room, "네")
    await expect(page.locator(BUBBLES)).to_have_text(["안녕하세요", "네"])


_SAFARI = """(field) => {
  field.value = '네';
  field.dispatchEvent(new CompositionEvent('compositionstart'));
  field.dispatchEvent(new CompositionEvent('compositionupdate', { data: '네' }));
  field.dispatchEvent(new CompositionEvent('compositionend', { data: '네' }));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, cancelable: true }));
}"""
_CHOOSING = """(field) => {
  field.value = '会議';
  field.dispatchEvent(new CompositionEvent('compositionstart'));
  field.dispatchEvent(new CompositionEvent('compositionupdate', { data: '会議' }));
  field.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true }));
  field.dispatchEvent(new CompositionEvent('compositionend', { data: '会議' }));
}"""


async def test_safari_ends_the_syllable_first_and_other_scripts_choose_by_enter(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    page = await open_window("mina")
    field = await enter(page, room)
    await field.evaluate(_SAFARI)
    await expect(page.locator(BUBBLES)).to_have_text("네")
    await field.evaluate(_CHOOSING)
    await expect(field).to_have_value("会議")
    await say(space, "jun", room, "왔어요")
    await expect(page.locator(BUBBLES)).to_have_text(["네", "왔어요"])


async def test_what_was_missed_while_the_line_was_cut_comes_with_it(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    first = await say(space, "jun", room, "먼저")
    page, line = await open_window("mina"), Line()
    await line.lay(page)
    await enter(page, room)
    await expect(page.locator(BUBBLES)).to_have_text("먼저")
    await line.break_off()
    strip = page.get_by_text("연결이 끊겼어요. 다시 연결하는 중이에요.")
    await expect(strip).to_be_visible()
    await say(space, "jun", room, "그동안")
    await call(space, "jun", "DELETE", f"/rooms/{room}/messages/{first}")
    await expect(page.locator(BUBBLES)).to_have_text("먼저")
    line.cut = False
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator(BUBBLES)).to_have_text("그동안")
    await expect(strip).to_have_count(0)


async def test_a_message_that_failed_stays_and_is_sent_again(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    page = await open_window("mina")
    field = await enter(page, room)
    address = f"**/messenger/api/rooms/{room}/messages"
    await page.route(address, lambda route: route.abort())
    await field.fill("꼭 보내요")
    await field.press("Enter")
    again = page.get_by_role("button", name="다시 보내기")
    await expect(again).to_be_visible()
    await page.unroute(address)
    await again.click()
    await expect(again).to_have_count(0)
    await expect(page.locator("[data-messages] .m-bubble")).to_have_text("꼭 보내요")


async def test_ones_own_message_is_deleted_for_everybody(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    room = await open_room(space, "mina", "jun", kind="dm")
    await say(space, "mina", room, "잘못 보냈어요")
    mina, jun = await open_window("mina"), await open_window("jun")
    await enter(jun, room)
    await enter(mina, room)
    await expect(jun.locator(BUBBLES)).to_have_count(1)
    await mina.locator(".c-message").hover()
    await mina.get_by_role("button", name="메시지 메뉴").click()
    item = mina.get_by_role("dialog").get_by_role("button", name="삭제")
    await expect(item).to_contain_text("남음")
    await item.click()
    await mina.get_by_role("dialog").get_by_role("button", name="삭제").click()
    for page in (mina, jun):
        await expect(page.locator(BUBBLES)).to_have_count(0)
        await expect(page.locator("[data-rooms]")).to_contain_text("메시지 없음")
    await say(space, "jun", room, "괜찮아요")
    await mina.locator(".c-message").hover()
    await mina.get_by_role("button", name="메시지 메뉴").click()
    await expect(mina.get_by_role("dialog").get_by_role("button", name="삭제")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "language"), [("light", "ko"), ("dark", "en")])
async def test_the_chat_keeps_the_rules_of_accessibility(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme, language: str
) -> None:
    room = await open_room(space, "mina", "jun", "hana", name="모임")
    await say(space, "jun", room, "안녕하세요")
    seq = await say(space, "mina", room, "https://example.com/ 보세요")
    await say(space, "jun", room, "네", reply_to=seq)
    page = await open_window("mina", language=language, scheme=scheme, width=360)
    await page.goto("/messenger/")
    await expect(page.locator("[data-room-link]")).to_have_count(1)
    found = await violations(page)
    await page.locator("main [data-opener]").click()
    found += await violations(page)
    await page.locator(".c-kind").nth(1).click()
    await page.locator(".c-picker .c-people input").first.check()
    found += await violations(page)
    await page.keyboard.press("Escape")
    await page.locator("[data-room-link]").click()
    await expect(page.locator(BUBBLES)).to_have_count(3)
    found += await violations(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.locator("button[data-side]").click()
    await expect(page.locator(".c-switch")).to_be_visible()
    found += await violations(page)
    assert found == []
