"""A message with buttons, and the server of the bot that wrote it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.kakaowork.blocks import Device
from bot.messenger.model.reactive import Modal, Pressed
from tests.messenger import bot_server as server
from tests.messenger.bot_server import REJECT, BotServer
from tests.messenger.home import HANA, Home


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A message with buttons in the room of Hana and the bot, whose server runs."""

    home: Home
    bot: BotServer
    hana: int
    room_id: int
    message_id: int
    seq: int

    async def press(
        self, index: int, device: Device = Device.PC, *, who: int | None = None
    ) -> Pressed:
        """Press a button of the message, as Hana unless told otherwise."""
        reactive = self.home.parts.reactive
        return await reactive.press(who or self.hana, self.room_id, self.seq, index, device)

    async def open_modal(self) -> Modal:
        """Hana opens the modal."""
        modal = await self.press(REJECT)
        assert isinstance(modal, Modal)
        return modal

    async def submit(self, modal_id: str, given: object, *, who: int | None = None) -> None:
        """Send a modal, as Hana unless told otherwise."""
        await self.home.parts.reactive.submit(who or self.hana, modal_id, given)

    async def outcomes(self) -> list[tuple[str, str | None]]:
        """What is recorded of presses, oldest first."""
        rows = await self.home.database.fetch(
            "SELECT kind, outcome FROM messenger_presses ORDER BY id"
        )
        return [(row["kind"], row["outcome"]) for row in rows]


@asynccontextmanager
async def open_scene(home: Home) -> AsyncIterator[Scene]:
    """A bot's server, and a second message with buttons in the room of Hana and the bot."""
    async with server.bot_server() as bot:
        await bot.connect(home.parts.bots, home.bot.id)
        hana = await home.number(HANA)
        room = await home.parts.rooms.open_direct(home.bot, hana)
        await home.parts.messages.send(home.bot, room.id, "먼저")
        message = await home.parts.messages.send(
            home.bot, room.id, server.TEXT, json.dumps(server.BLOCKS)
        )
        yield Scene(
            home=home,
            bot=bot,
            hana=hana,
            room_id=room.id,
            message_id=message.id,
            seq=message.seq,
        )
