"""Files of messages in a real browser: pictures show, and nothing of them runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image

from bot.kakaowork.attachment_calls import FileType, OutgoingFile
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections
from tests.browser.chromium import Scheme
from tests.browser.conftest import OpenWindow
from tests.builders import email
from tests.web.conftest import RunningSpace

_ATTACK = b"<script>document.title = 'taken over'</script>"


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, "PNG")
    return out.getvalue()


@asynccontextmanager
async def _bot(space: RunningSpace) -> AsyncIterator[WebApi]:
    made = await space.system.bots.register("보고 봇", "파일을 보내는 봇")
    async with Connections(f"{space.url}/messenger") as connections:
        yield WebApi(connections, made.app_key)


async def _send(api: WebApi, room: str, name: str, content: bytes, type_: FileType) -> None:
    ids = await api.upload(room, [OutgoingFile(name=name, content=content, type=type_)])
    await api.messages_send_attachments(room, type_, ids)


async def test_a_picture_shows_and_a_page_is_only_saved(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    async with _bot(space) as api:
        hana = await api.users_find_by_email(email("hana"))
        room = (await api.conversations_open(hana.id)).id
        await _send(api, room, "매출 그래프.png", _picture(), "image")
        await _send(api, room, "점검 결과.html", _ATTACK, "file")
    page = await open_window("hana")
    await page.goto(f"/messenger/rooms/{room}")
    picture = page.get_by_role("img", name="매출 그래프.png")
    await picture.scroll_into_view_if_needed()
    assert (
        await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    )
    async with page.expect_download() as saving:
        await page.get_by_role("log").get_by_role("link", name="점검 결과.html").click()
    saved = await saving.value
    assert saved.suggested_filename == "점검 결과.html"
    assert "taken over" not in await page.title()


async def test_a_file_from_outside_the_room_does_not_show(
    space: RunningSpace, open_window: OpenWindow
) -> None:
    async with _bot(space) as api:
        hana = await api.users_find_by_email(email("hana"))
        room = (await api.conversations_open(hana.id)).id
        await _send(api, room, "a.png", _picture(), "image")
    owner = await open_window("hana")
    await owner.goto(f"/messenger/rooms/{room}")
    address = await owner.get_by_role("img", name="a.png").get_attribute("src")
    assert address is not None
    stranger = await open_window("duri")
    answer = await stranger.goto(address)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_files_are_there_for_everybody_and_on_a_small_phone(
    space: RunningSpace, open_window: OpenWindow, scheme: Scheme
) -> None:
    async with _bot(space) as api:
        hana = await api.users_find_by_email(email("hana"))
        room = (await api.conversations_open(hana.id)).id
        await _send(api, room, "a.png", _picture(), "image")
        await _send(api, room, "보고서" * 40 + ".pdf", b"%PDF", "file")
    page = await open_window("hana", scheme=scheme, width=360)
    await page.goto(f"/messenger/rooms/{room}")
    found = await Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
