"""What open screens and downloads still get of secret rooms once they may not."""

import asyncio
import gc
import io
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import WSCloseCode

from bot.core.clock import DAY
from bot.messenger.model.chat import ChatEvent, MessageSent
from bot.messenger.service.secret_files import SecretFiles
from bot.messenger.service.secret_talk import SecretTalk
from tests.messenger.home import HANA, SENDER, SUPER, Home
from tests.messenger.secret_rig import SecretRig, open_secret_rig
from tests.messenger.web.chat.people import Chatter, OpenScreen, open_chat

TIMES = {"auto_delete": "1h", "keep": "3d"}


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Three people over HTTP, and secret rooms with files behind it."""

    rig: SecretRig
    home: Home
    hana: Chatter
    bonaem: Chatter
    goun: Chatter

    async def room(self, **more: Any) -> str:
        """A secret room of all three with one message."""
        opened = await self.hana.open(
            self.bonaem.id, self.goun.id, kind="secret", **TIMES, **more
        )
        await self.hana.say(opened["id"], "첫째")
        return str(opened["id"])


@pytest.fixture
async def talk(small_home: Home, tmp_path: Path) -> AsyncIterator[Talk]:
    async with open_secret_rig(small_home, tmp_path) as rig:
        ground = rig.ground
        files = SecretFiles(
            small_home.database, ground.ring, ground.guarded, tmp_path / "files"
        )
        side = SecretTalk(ground, files)
        parts = replace(small_home.parts, sides=[*small_home.parts.sides, side], hub=ground.hub)
        home = replace(small_home, parts=parts)
        async with open_chat(home) as sign_in:
            hana, bonaem, goun = [await sign_in(one) for one in (HANA, SENDER, SUPER)]
            yield Talk(
                rig=replace(rig, talk=side), home=home, hana=hana, bonaem=bonaem, goun=goun
            )


class _Waiting:
    """Keeps what is told until it is let go, as a slow screen does."""

    def __init__(self, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._hub = monkeypatch, talk.rig.ground.hub
        self._tell = self._hub.tell
        self._kept: list[tuple[ChatEvent, list[int]]] = []
        monkeypatch.setattr(self._hub, "tell", self._keep)

    def _keep(self, event: ChatEvent, user_ids: Iterable[int]) -> None:
        self._kept.append((event, list(user_ids)))

    def let_go(self) -> None:
        """Tell all of it."""
        self._patch.setattr(self._hub, "tell", self._tell)
        while self._kept:
            self._tell(*self._kept.pop(0))


async def _all_of(screen: OpenScreen) -> str:
    """Everything that still comes, until the server ends the screen."""
    heard = ""
    while (message := await screen.socket.receive(timeout=10)).type is aiohttp.WSMsgType.TEXT:
        heard += message.data
    assert message.data == WSCloseCode.POLICY_VIOLATION
    return heard


async def test_a_suspended_persons_open_screen_hears_no_secret_any_more(talk: Talk) -> None:
    room, screen = await talk.room(), await talk.bonaem.screen()
    await talk.home.deactivate(SENDER)
    # The room itself learns of the suspension only with the next look at the accounts.
    await talk.hana.say(room, "둘째")
    assert "둘째" not in await _all_of(screen)


async def test_nor_is_the_room_told_to_them_with_its_last_message(talk: Talk) -> None:
    room, screen = await talk.room(), await talk.bonaem.screen()
    await talk.home.deactivate(SENDER)
    await talk.hana.call("PATCH", f"/rooms/{room}/settings", {"allow_invite": True})
    assert "첫째" not in await _all_of(screen)


@pytest.mark.parametrize("reply_to", [None, 1])
async def test_what_waited_for_a_screen_is_not_told_once_rooms_are_switched_off(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, reply_to: int | None
) -> None:
    room, screen = await talk.room(), await talk.bonaem.screen()
    waiting = _Waiting(talk, monkeypatch)
    await talk.hana.say(room, "둘째", reply_to=reply_to)
    await talk.rig.switch(on=False)
    waiting.let_go()
    assert await screen.heard() == []


async def test_what_could_not_be_told_is_not_kept_either(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, screen = await talk.room(), await talk.bonaem.screen()
    waiting = _Waiting(talk, monkeypatch)
    await talk.hana.say(room, "둘째", reply_to=1)
    await talk.hana.call(
        "POST", f"/rooms/{room}/kick", {"members": [talk.bonaem.id]}, status=204
    )
    waiting.let_go()
    assert [event["type"] for event in await screen.heard()] == ["room_deleted"]
    gc.collect()
    kept = [one for one in gc.get_objects() if isinstance(one, MessageSent)]
    assert [one for one in kept if one.message.text == "둘째"] == []


async def test_a_download_that_outlives_its_message_is_cut_off_with_nothing_after_it(
    talk: Talk,
) -> None:
    room = await talk.room()
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(b"x" * 20_000_000), filename="a.txt")
    file = await talk.hana.call("POST", f"/rooms/{room}/attachments", data=form, status=201)
    await talk.hana.say(room, "", attachments=[file["id"]])
    port = talk.bonaem.client.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
    asked = f"GET {file['url']} HTTP/1.1\r\nHost: a\r\nCookie: {talk.bonaem.headers['Cookie']}"
    writer.write(f"{asked}\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
    # The server waits for this reader now, with most of the file unsent.
    talk.home.clock.move(4 * DAY)
    got = bytearray()
    with suppress(ConnectionError):
        async with asyncio.timeout(10):
            while piece := await reader.read(1 << 20):
                got += piece
    writer.transport.abort()
    assert set(got) == {ord("x")}
    assert len(got) < 20_000_000


async def test_a_damaged_name_hides_no_room(talk: Talk) -> None:
    room = await talk.room(name="비밀 이름")
    ordinary = (await talk.hana.open(talk.bonaem.id))["id"]
    async with talk.home.database.transaction() as tx:
        await tx.execute("UPDATE secret_rooms SET name = $1", b"damaged" * 10)
    told = {one["id"]: one["name"] for one in await talk.hana.get("/rooms")}
    assert told.keys() == {room, ordinary}
    assert told[room] == "박보냄, 최고운"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (b"\xff\xfe.txt", "__.txt"),
        ("\u202egnp.exe".encode(), "_gnp.exe"),
        (b"\xe2\x80\x8b.txt", "_.txt"),
    ],
)
async def test_a_files_name_that_cannot_be_shown_is_told_without_what_cannot(
    talk: Talk, given: bytes, shown: str
) -> None:
    room = await talk.room()
    body = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="' + given + b'"\r\n\r\n'
        b"x\r\n--B--\r\n"
    )
    file = await talk.hana.call(
        "POST",
        f"/rooms/{room}/attachments",
        data=body,
        headers={"Content-Type": "multipart/form-data; boundary=B"},
        status=201,
    )
    assert file["name"] == shown


async def test_the_browsers_history_gets_no_secret_rooms_name(talk: Talk) -> None:
    room = await talk.room(name="비밀 이름")
    page = await talk.hana.client.get(f"/messenger/rooms/{room}", headers=talk.hana.headers)
    text = await page.text()
    assert "<title>비밀 채팅방 · 메신저</title>" in text
    assert "비밀 이름" in text
