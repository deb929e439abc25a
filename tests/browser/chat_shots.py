"""Rooms of people as they are shown in pictures of the screens."""

from pathlib import Path

from aiohttp import FormData
from playwright.async_api import Page

from tests.browser.talking import call, open_room, say
from tests.builders import SUPER
from tests.web.conftest import RunningSpace


async def people_talk(space: RunningSpace, image: bytes) -> dict[str, str]:
    """A group and a secret room with some talk in each; answers their ids."""
    url = f"{space.url}/api/v1/workspace/secret-rooms"
    async with space.http.post(url, json={"mode": "on"}, headers=space.bearer(SUPER)) as answer:
        assert answer.status == 200
    group = await open_room(space, "seulgi", "hana", "duri", "mina", name="겨울 연수 준비")
    await say(space, "hana", group, "연수 준비 이야기를 여기서 나눠요.")
    await say(space, "hana", group, "자료는 https://example.com/plan 에 있어요.")
    asked = await say(space, "duri", group, "숙소는 제가 알아볼게요. 예산은 얼마인가요?")
    await say(space, "seulgi", group, "1인당 12만 원이에요.\n지난번과 같아요.", reply_to=asked)
    form = FormData(quote_fields=False)
    form.add_field("file", image, filename="연수원.png", content_type="image/png")
    files = f"{space.url}/messenger/api/rooms/{group}/attachments"
    async with space.http.post(files, data=form, headers=space.bearer("hana")) as answer:
        uploaded = await answer.json()
    body = {"attachments": [uploaded["id"]]}
    await call(space, "hana", "POST", f"/rooms/{group}/messages", body)
    times = {"auto_delete": "1h", "keep": "3d", "name": "인사 협의"}
    secret = await open_room(space, "seulgi", "hana", kind="secret", **times)
    seq = await say(space, "hana", secret, "이 내용은 여기서만 이야기해 주세요.")
    await call(space, "seulgi", "POST", f"/rooms/{secret}/read", {"upto": seq})
    await say(space, "seulgi", secret, "네, 알겠어요.")
    return {"group": group, "secret": secret}


async def shoot_chat(page: Page, out: Path, url: str, ids: dict[str, str], tag: str) -> None:
    """The rooms, the side bar, and each step of opening a secret room."""

    async def shoot(name: str) -> None:
        await page.wait_for_timeout(300)
        await page.screenshot(path=out / f"{name}-{tag}.png")

    for name in ("group", "secret"):
        await page.goto(f"{url}/messenger/rooms/{ids[name]}")
        await page.locator("[data-loading]").wait_for(state="hidden")
        await shoot(f"chat-{name}")
    await page.locator("button[data-side]").click()
    await page.locator(".c-switch").wait_for()
    await shoot("chat-side")
    await page.goto(f"{url}/messenger/")
    await page.locator("nav [data-opener]").click()
    secretly = page.locator(
        ".c-kind:not([aria-disabled])", has=page.locator('[href="#icon-lock"]')
    )
    await secretly.wait_for()
    await shoot("chat-open")
    await secretly.click()
    await shoot("chat-times")
    await page.locator(".c-step .c-button--main").click()
    people = page.locator(".c-picker .c-people input")
    await people.first.wait_for()
    for number in range(3):
        await people.nth(number).check()
    await shoot("chat-people")
