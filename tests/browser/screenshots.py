"""Takes pictures of the main screens into ./screenshots/: `python -m tests.browser.screenshots`."""

import asyncio
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from PIL import Image, ImageDraw
from playwright.async_api import BrowserContext, Page

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft
from bot.broadcast.model.profiles import ProfileStatus
from bot.workspace.model.actors import machine_actor
from tests.browser.chat_shots import people_talk, shoot_chat
from tests.browser.chromium import Scheme, chromium
from tests.browser.schedule_shots import plan_all, shoot_schedules
from tests.builders import SENDERS, email, people
from tests.web.conftest import RunningSpace, start_space
from tests.web.console.trouble import doubt, unreachable

OUT = Path("screenshots")
_WIDTHS = {"wide": (1280, 900), "phone": (360, 780)}
_LANGUAGES: tuple[Literal["ko", "en"], ...] = ("ko", "en")
_PEOPLE = 312
_BODY = (
    "@{member}님, 이번 겨울 연수 신청을 **11월 30일(월)**까지 받아요.\n\n"
    "- 대상: 모든 구성원\n- 장소: 강릉 연수원\n\n{red|마감 뒤에는 신청할 수 없어요.}"
)


def picture() -> bytes:
    """A picture as somebody would upload it."""
    image = Image.new("RGB", (960, 480), "#1558c0")
    draw = ImageDraw.Draw(image)
    draw.ellipse((640, 60, 900, 320), fill="#fae100")
    draw.polygon(((0, 480), (320, 160), (560, 400), (720, 260), (960, 480)), fill="#e8f0fe")
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


async def _prepare(space: RunningSpace) -> dict[str, str]:
    """People, profiles, notices in several states; answers the notices' ids."""
    parts, machine = space.system.parts, machine_actor()
    await parts.member_import.add(machine, people(_PEOPLE))
    await parts.profiles.change(machine, "hr", {"name": "인사팀 알림"})
    await parts.profiles.change(machine, "it", {"name": "IT 지원", "rate_ceiling": 60.0})
    for key in SENDERS[1:4]:
        await parts.profiles.grant(machine, "hr", email(key))
    actor = await space.actor("seulgi")
    image = await parts.images.add(actor, picture())
    variables = {
        "title": "겨울 연수 신청 안내",
        "body": _BODY,
        "image": {"media_id": image.id, "alt": "눈 덮인 산과 해"},
        "links": [
            {"label": "신청하기", "url": "https://example.com/apply"},
            {"label": "연수원 보기", "url": "https://example.com/place"},
        ],
        "rows": [{"term": "일시", "text": "2026. 12. 11. (금) 14:00"}],
        "style": "blue",
    }
    ids = {}
    for name in ("draft", "sent", "partial", "paused", "running"):
        draft = NoticeDraft(
            profile_id="it" if name in {"paused", "running"} else "hr",
            template="image-and-links",
            variables=variables,
            audience=Audience(),
        )
        ids[name] = (await parts.notices.draft(actor, draft)).notice.id
    await _send_each(space, ids)
    await parts.profiles.set_status(machine, "it", ProfileStatus.PAUSED)
    return ids


async def _send_each(space: RunningSpace, ids: dict[str, str]) -> None:
    """Bring each notice into the state that it is called by."""
    parts, actor = space.system.parts, await space.actor("seulgi")
    await parts.sending.send(actor, ids["sent"])
    await _until_open(space, ids["sent"], 0)
    await _send_with_trouble(space, ids["partial"])
    ids["correction"] = (await parts.control.correct(actor, ids["partial"])).notice.id
    await parts.sending.send(actor, ids["paused"])
    await _until_open(space, ids["paused"], _PEOPLE - 20)
    await parts.control.pause(actor, ids["paused"])
    await parts.sending.send(actor, ids["running"])
    await _until_open(space, ids["running"], _PEOPLE - 60)


async def _send_with_trouble(space: RunningSpace, notice_id: str) -> None:
    lost = [f"member{n}" for n in range(100, 105)]
    await unreachable(space, *lost)
    await space.system.parts.sending.send(await space.actor("seulgi"), notice_id)
    await _until_open(space, notice_id, 0)
    await doubt(space, notice_id, *lost[:2])
    await unreachable(space)


async def _until_open(space: RunningSpace, notice_id: str, most: int) -> None:
    actor = await space.actor("seulgi")
    while True:
        view = await space.system.parts.notices.get(actor, notice_id)
        if view.counts.audience and view.counts.open <= most:
            return
        await asyncio.sleep(0.1)


async def _shoot(page: Page, name: str, path: str) -> None:
    size = page.viewport_size or {"width": 1280, "height": 900}
    await page.goto(path)
    # As high as the page, so that what sticks to the window's edge stands at its end.
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": size["width"], "height": height})
    await page.screenshot(path=OUT / f"{name}.png")
    await page.set_viewport_size(size)


async def _shoot_all(context: BrowserContext, url: str, ids: dict[str, str], tag: str) -> None:
    page = await context.new_page()
    screens = {
        "home": "/",
        "new": "/notices/new",
        "compose": f"/notices/{ids['draft']}/edit",
        "review": f"/notices/{ids['draft']}/review",
        "progress": f"/notices/{ids['running']}",
        "report": f"/notices/{ids['sent']}",
        "paused": f"/notices/{ids['paused']}",
        "partial": f"/notices/{ids['partial']}",
        "correction": f"/notices/{ids['correction']}/edit",
        "history": "/notices",
        "profiles": "/profiles",
        "profile": "/profiles/hr",
        "send-rights": "/send-rights",
        "settings": "/settings",
    }
    for name, path in screens.items():
        await _shoot(page, f"{name}-{tag}", url + path)
    await _shoot(page, f"chat-{tag}", f"{url}/messenger/")
    bots = page.get_by_role("link", name=re.compile("인사팀 알림"))
    newest = await bots.first.get_attribute("href")
    await _shoot(page, f"card-{tag}", f"{url}{newest}")
    await shoot_chat(page, OUT, url, ids, tag)
    await shoot_schedules(_shoot, page, url, ids, tag)


async def main() -> None:
    """Every screen, wide and on a phone, in both languages, light and dark."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        async with start_space(f"sqlite:///{root}/spacecast.db", root) as space:
            ids = await _prepare(space)
            ids |= await people_talk(space, picture())
            ids |= await plan_all(space)
            for size, (width, height) in _WIDTHS.items():
                for scheme in get_args(Scheme):
                    for language in _LANGUAGES:
                        tag = f"{size}-{scheme}-{language}"
                        window = chromium(root / tag, width=width, height=height, scheme=scheme)
                        async with window as context:
                            cookies = space.session_cookie("seulgi")
                            cookies["spacecast_language"] = language
                            await context.add_cookies(
                                [
                                    {"name": name, "value": value, "url": space.url}
                                    for name, value in cookies.items()
                                ]
                            )
                            await _shoot_all(context, space.url, ids, tag)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    asyncio.run(main())
