"""No screen breaks a rule of accessibility, in both languages and both colour schemes."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from bot.broadcast.model.audience import Audience
from bot.broadcast.model.notices import NoticeDraft, NoticeState
from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.builders import SUPER
from tests.web.conftest import RunningSpace
from tests.web.console.trouble import doubt, unreachable

_VARIABLES = {
    "title": "안내",
    "body": "@{member}님, **내용**과 {grey|설명}이에요.",
    "links": [
        {"label": "열기", "url": "https://example.com"},
        {"label": "보기", "url": "https://example.com/more"},
    ],
    "rows": [{"term": "일시", "text": "내일"}],
}

_OPEN_ALL = "for (const box of document.querySelectorAll('details')) box.open = true"


async def _notice(space: RunningSpace, *, send: bool = False, finished: bool = True) -> str:
    draft = NoticeDraft(
        profile_id="hr", template="image-and-links", variables=_VARIABLES, audience=Audience()
    )
    parts, actor = space.system.parts, await space.actor(SUPER)
    key = (await parts.notices.draft(actor, draft)).notice.id
    if send:
        await unreachable(space, "mina", "jun")
        await parts.sending.send(actor, key)
    while send and finished:
        if (await parts.notices.get(actor, key)).notice.state is NoticeState.PARTIALLY_SENT:
            await doubt(space, key, "jun")
            break
        await parts.clock.sleep(0.02)
    return f"/notices/{key}"


async def _paused(space: RunningSpace) -> str:
    parts, actor = space.system.parts, await space.actor(SUPER)
    await parts.profiles.change(actor, "hr", {"rate_ceiling": 0.01})
    notice = await _notice(space, send=True, finished=False)
    key = notice.rpartition("/")[2]
    while (await parts.notices.get(actor, key)).notice.state is not NoticeState.SENDING:
        await parts.clock.sleep(0.02)
    await parts.control.pause(actor, key)
    return notice


async def violations(page: Page, path: str) -> list[str]:
    """What axe finds on a page with everything opened."""
    await page.goto(path)
    await page.evaluate(_OPEN_ALL)
    found = await Axe().run(page)
    return [
        f"{path} {violation['id']}: {node['html']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "language"), [("light", "ko"), ("dark", "en")])
async def test_every_screen_keeps_the_rules(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme, language: str
) -> None:
    draft, sent = await _notice(space), await _notice(space, send=True)
    paused = await _paused(space)
    await space.system.parts.profiles.ask(await space.actor("oh"))
    screens: dict[str | None, list[str]] = {
        SUPER: [
            "/",
            "/notices",
            "/notices/new",
            "/notices/new?template=event",
            f"{draft}/edit?check=1",
            f"{draft}/review",
            sent,
            paused,
            "/profiles",
            "/profiles/new",
            "/profiles/hr",
            "/send-rights",
            "/security",
            "/security/messages",
            "/settings",
            "/nowhere",
        ],
        "yuna": ["/security"],
        "oh": ["/", "/notices/new", "/notices", "/profiles"],
        "mina": ["/"],
        None: ["/", "/in/some-link", "/signed-out"],
    }
    found = []
    for key, paths in screens.items():
        page = await open_window(key, language=language, scheme=scheme)
        for path in paths:
            found += await violations(page, path)
    assert found == []


async def test_no_screen_is_wider_than_a_small_phone(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    draft, sent = await _notice(space), await _notice(space, send=True)
    page = await open_window(SUPER, width=360)
    for path in (
        "/",
        "/notices",
        "/notices/new",
        f"{draft}/edit",
        f"{draft}/review",
        sent,
        "/profiles",
        "/profiles/hr",
        "/send-rights",
        "/security",
        "/security/messages",
        "/settings",
    ):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
