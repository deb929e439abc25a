"""Rooms of people in a running space, opened and written into over its API."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, WebSocketRoute

from tests.web.conftest import RunningSpace


async def call(
    space: RunningSpace, key: str, method: str, path: str, body: object = None
) -> Any:
    """Call the chat's API as somebody; answers the body."""
    url = f"{space.url}/messenger/api{path}"
    headers = space.bearer(key)
    async with space.http.request(method, url, headers=headers, json=body) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json() if answer.status != 204 else None


async def open_room(
    space: RunningSpace, owner: str, *others: str, kind: str = "group", **more: object
) -> str:
    """A room with these people; answers its id."""
    members = [(await space.member(key)).id for key in others]
    wanted = {"kind": kind, "members": members, **more}
    room = await call(space, owner, "POST", "/rooms", wanted)
    return str(room["id"])


async def say(space: RunningSpace, key: str, room: str, text: str, **more: object) -> int:
    """Write into a room; answers the message's number."""
    body = {"text": text, **more}
    return int((await call(space, key, "POST", f"/rooms/{room}/messages", body))["seq"])


async def enter(page: Page, room: str) -> Locator:
    """Open a room's page; answers where to write."""
    await page.goto(f"/messenger/rooms/{room}")
    await page.locator("[data-loading]").wait_for(state="hidden")
    return page.get_by_role("textbox", name="메시지를 입력하세요")


async def violations(page: Page) -> list[str]:
    """What breaks a rule of accessibility on a page."""
    found = await Axe().run(page)
    return [
        f"{violation['id']}: {node['html']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


class Line:
    """A page's connection to the server, which can be cut and mended."""

    def __init__(self) -> None:
        self.cut = False
        self._open: list[WebSocketRoute] = []

    async def lay(self, page: Page) -> None:
        """Let the page's connection run through here, from its next opening on."""
        await page.route_web_socket("**/messenger/ws", self._connect)

    async def _connect(self, route: WebSocketRoute) -> None:
        if self.cut:
            await route.close(code=1011)
            return
        route.connect_to_server()
        self._open.append(route)

    async def break_off(self) -> None:
        """Cut what is open and let nothing new through."""
        self.cut = True
        for route in self._open:
            await route.close(code=1011)
        self._open.clear()
