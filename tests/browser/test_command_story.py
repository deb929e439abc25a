"""A send admin issues a notice from the chat, readers answer with one press, and the rest are reminded."""

import asyncio
import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.workspace.model.actors import machine_actor
from tests.browser.conftest import OpenWindow
from tests.browser.talking import enter, violations
from tests.web.conftest import RunningSpace

CARDS = ".m-message:not(.m-message--mine)"
_LOOKS = 300
PICTURES = os.environ.get("SPACECAST_PICTURES")


async def bot_room(space: RunningSpace, key: str, profile: str = "hr") -> str:
    """The room of somebody with a profile's bot."""
    view = await space.system.parts.profiles.get(machine_actor(), profile)
    api = space.system.side.platform.web_api(view.profile.app_key)
    return (await api.conversations_open(str((await space.member(key)).platform_id))).id


class Chat:
    """A page of the room, its field, and the last card in it."""

    def __init__(self, page: Page, field: Locator) -> None:
        self.page = page
        self.field = field
        self.chapter = 0

    async def write(self, text: str, answer: str | re.Pattern[str]) -> Locator:
        """Write a command; the card that answers."""
        before = await self.newest()
        first, *rest = text.split("\n")
        await self.field.fill(first)
        for line in rest:
            await self.field.press("Shift+Enter")
            await self.field.press_sequentially(line)
        await self.field.press("Enter")
        return await self.card(answer, before)

    async def newest(self) -> int:
        """The number of the last message."""
        messages = await self.page.locator("[data-messages] [data-seq]").all()
        return max(
            [int(await one.get_attribute("data-seq") or 0) for one in messages], default=0
        )

    async def card(self, answer: str | re.Pattern[str], after: int) -> Locator:
        """The card that came after a message, once it says so; others may come beside it."""
        cards = self.page.locator(CARDS).filter(has_text=answer)
        for _ in range(_LOOKS):
            for card in reversed(await cards.all()):
                if int(await card.get_attribute("data-seq") or 0) > after:
                    await self.picture()
                    return card
            await asyncio.sleep(0.1)
        raise AssertionError(f"no card says {answer!r}")

    async def press(
        self, card: Locator, name: str | re.Pattern[str], answer: str | re.Pattern[str]
    ) -> Locator:
        """Press a button of a card; the card that answers."""
        before = await self.newest()
        await card.get_by_role("button", name=name).click()
        return await self.card(answer, before)

    async def picture(self) -> None:
        """Of this chapter, for whoever looks."""
        if PICTURES:
            self.chapter += 1
            width = (self.page.viewport_size or {"width": 0})["width"]
            file = Path(PICTURES) / f"{width}-{self.chapter:02d}.png"
            await self.page.screenshot(path=file)


async def acknowledged(open_window: OpenWindow, key: str, room: str) -> None:
    """Somebody reads the notice and presses 확인."""
    page = await open_window(key)
    await page.goto(f"/messenger/rooms/{room}")
    button = page.get_by_role("button", name="확인", exact=True).last
    await button.click()
    await expect(page.get_by_role("button", name=re.compile("확인")).last).to_have_attribute(
        "aria-pressed", "true", timeout=20_000
    )


@pytest.mark.parametrize("width", [1280, 360])
async def test_a_notice_from_the_chat_to_the_answers_and_the_reminder(
    space: RunningSpace, open_window: OpenWindow, width: int
) -> None:
    page = await open_window("hana", width=width)
    chat = Chat(page, await enter(page, await bot_room(space, "hana")))

    draft = await chat.write(
        '/공지 작성 제목:"소방 훈련" 확인:예\n\n내일 3시에 모여요.', "소방 훈련"
    )
    await expect(draft).to_contain_text("내일 3시에 모여요.")
    await chat.press(draft, "나에게 테스트", "보냈어요")
    await expect(page.locator(CARDS).filter(has_text="[테스트]").first).to_be_visible()

    review = await chat.write("/공지 예약 N-1 내일 오전 9시", re.compile("오전 9:00|09:00"))
    await chat.press(review, re.compile("예약하기"), "예약")
    await chat.write("/공지 상태 N-1", "예약됨")
    await chat.write("/공지 취소 N-1", re.compile("작성 중|취소"))

    review = await chat.write("/공지 보내기 N-1", "12명")
    await chat.press(review, re.compile("12명에게 보내기"), re.compile("N-1"))
    await expect(page.locator(CARDS).filter(has_text="모두 보냄").first).to_be_visible(
        timeout=30_000
    )
    for key in ("mina", "jun", "bora"):
        await acknowledged(open_window, key, await bot_room(space, key))
    status = await chat.write("/공지 상태 N-1", "확인함")
    await expect(status).to_contain_text("3명")

    review = await chat.write("/공지 재알림 N-1", "9명")
    await chat.press(review, re.compile("9명에게 다시 알리기"), re.compile("N-2"))
    found = await space.system.parts.notices.get(machine_actor(), "N-2")
    assert found.notice.reminds is not None
    assert await violations(page) == []
