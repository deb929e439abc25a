"""A chat with a bot: a door that takes signed messages and presses, a stand-in desk, a platform that listens."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.broadcast.model.callbacks import CallbackKey
from bot.broadcast.model.profiles import NewProfile, Profile
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.callbacks import Callbacks
from bot.broadcast.service.platform import PlatformBot
from bot.broadcast.service.presses import CallbackHandlers
from bot.broadcast.store import callbacks as store
from bot.command_side import CommandSide, command_side
from bot.commands.model.cards import Card
from bot.commands.model.commands import Asked
from bot.commands.model.grammar import read_command
from bot.commands.service.places import Place
from bot.core.database import Database
from bot.core.errors import Bilingual
from bot.kakaowork.client import WebApi
from bot.kakaowork.connections import Connections
from bot.kakaowork.event_signature import key_of, sign
from bot.workspace.model.actors import Actor, machine_actor
from tests.builders import Space, build_space
from tests.clock import ManualClock


@dataclass(slots=True)
class Messenger:
    """Keeps what bots send and change; `refuse`: statuses to answer with, used up one by one."""

    takes_messages: bool = True
    honours_idempotency_keys: bool = True
    connections: Connections | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    changed: list[dict[str, Any]] = field(default_factory=list)
    refuse: list[int] = field(default_factory=list)
    lose_answers: int = 0
    file: bytes = b""
    opened: list[int] = field(default_factory=list)

    async def bot_for(self, new: NewProfile) -> PlatformBot:
        """A bot with a key of its own."""
        return PlatformBot(bot_id=len(new.id), app_key=f"12345678.{new.id.encode().hex():0<32}")

    async def kept(self, profile: Profile) -> None:
        """Nothing follows."""

    def web_api(self, app_key: str) -> WebApi:
        """The real client."""
        assert self.connections is not None
        return WebApi(self.connections, app_key, timeout=5)

    async def answer(self, request: web.Request) -> web.Response:
        """One call of the Web API."""
        call = request.path.removeprefix("/v1/")
        if call == "attachments.download":
            return web.Response(body=self.file)
        body = json.loads(await request.read())
        if self.refuse:
            return _refused(self.refuse.pop(0))
        if call == "conversations.open":
            self.opened.append(body["user_id"])
            room = {"id": str(body["user_id"] + 1000), "type": "dm", "users_count": 2}
            return web.json_response({"success": True, "error": None, "conversation": room})
        if call == "messages.update":
            self.changed.append(body)
            return _message(int(body["message_id"]), body)
        return self._send(request, body)

    def _send(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        key = request.headers.get("Idempotency-Key", "")
        if not self.honours_idempotency_keys or key not in self.keys:
            self.sent.append(body)
            self.keys[key] = len(self.sent)
        if self.lose_answers:
            self.lose_answers -= 1
            return _refused(503)
        return _message(self.keys[key], body)

    def texts(self) -> list[str]:
        """The text of every message that was sent."""
        return [str(one["text"]) for one in self.sent]


def _message(number: int, body: dict[str, Any]) -> web.Response:
    told = {
        "id": str(number), "text": body["text"], "user_id": "1", "send_time": 1, "update_time": 1,
        "conversation_id": body.get("conversation_id", "7"), "blocks": [],
    }  # fmt: skip
    return web.json_response({"success": True, "error": None, "message": told})


def _refused(status: int) -> web.Response:
    error = {"code": "bad_request", "message": ""}
    return web.json_response({"success": False, "error": error}, status=status)


@dataclass(slots=True)
class StandInDesk:
    """Does each `by` once, and answers with what it was told to."""

    asked: list[tuple[str, Asked]] = field(default_factory=list)
    done: dict[str, Asked] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)
    card: Card = field(default_factory=lambda: Card(title=Bilingual("됐어요", "Done")))

    async def run(self, actor: Actor, place: Place, asked: Asked, *, by: str) -> Card:
        """Do it."""
        self.asked.append((actor.name, asked))
        if self.errors:
            raise self.errors.pop(0)
        self.done.setdefault(by, asked)
        return self.card


@dataclass(kw_only=True)
class Room:
    """The bot of the profile `hr`, granted to hana."""

    space: Space
    messenger: Messenger
    desk: StandInDesk
    side: CommandSide
    callbacks: Callbacks
    keys: CallbackKeys
    key: CallbackKey
    app_key: str
    written: int = 0

    async def told(self, who: str, text: str, **more: object) -> bytes:
        """The event of a message."""
        self.written += 1
        number = (await self.space.member(who)).platform_id
        message: dict[str, object] = {
            "id": str(self.written), "text": text, "user_id": number, "conversation_id": 77,
            "send_time": 1, "update_time": 1, "blocks": [], "attachments": [], **more,
        }  # fmt: skip
        event = {"type": "message", "action_time": "t", "message": message}
        return json.dumps({**event, "react_user_id": number}).encode()

    async def take(self, body: bytes, app_key: str | None = None) -> None:
        """The messenger posts an event."""
        now = int(self.space.clock.now() / 1000)
        headers = sign(key_of(app_key or self.app_key), "ev1", now, body)
        await self.callbacks.take(self.key, body, headers)

    async def write(self, who: str, text: str, **more: object) -> None:
        """Somebody writes, and it is worked on."""
        await self.take(await self.told(who, text, **more))
        await self.callbacks.work()

    async def call(self, who: str, parts: list[str], **more: object) -> bytes:
        """A press as Kakao Work tells of it, unsigned."""
        self.written += 1
        number = (await self.space.member(who)).platform_id
        told = {
            "type": "submit_action", "action_time": str(self.written), "action_name": parts[0],
            "message": {"id": "5", "text": "x", "user_id": 1, "conversation_id": 99},
            "react_user_id": number, "value": await self.keys.signed_value("hr", parts), **more,
        }  # fmt: skip
        return json.dumps(told).encode()

    async def press(self, who: str, parts: list[str], **more: object) -> None:
        """Somebody presses, and it is worked on."""
        await self.callbacks.take(self.key, await self.call(who, parts, **more))
        await self.callbacks.work()

    async def states(self) -> list[tuple[str, str | None]]:
        """State and reason of every callback, the oldest first."""
        kept = await store.newest(self.space.database, "hr", 500)
        return [(one.state.value, one.reason) for one in sorted(kept, key=lambda one: one.id)]


@pytest.fixture
async def messenger() -> AsyncIterator[Messenger]:
    """A platform on a port of its own."""
    made, app = Messenger(), web.Application()
    app.router.add_route("*", "/v1/{path:.*}", made.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Connections(f"http://127.0.0.1:{runner.addresses[0][1]}") as connections:
        made.connections = connections
        yield made
    await runner.cleanup()


@pytest.fixture
async def room(
    migrated: Database, clock: ManualClock, tmp_path: Path, messenger: Messenger
) -> Room:
    """A room with a bot."""
    space = await build_space(migrated, clock, folder=tmp_path, platform=messenger)
    profile = await space.profile("hr", ["hana"])
    handlers, desk = CallbackHandlers(), StandInDesk()
    keys = CallbackKeys(
        migrated, clock, public_url="https://n.example.com", own_url="http://127.0.0.1:1",
        moved=messenger.kept,
    )  # fmt: skip
    await keys.addresses(machine_actor(), "hr")
    key = await store.find_key(migrated, "hr")
    assert key is not None
    side = command_side(
        migrated, clock, desk=desk, reads=read_command, platform=messenger, keys=keys,
        notices=space.notices, members=space.members, images=space.images,
        public_url="https://n.example.com", on_defect=_raise,
    )  # fmt: skip
    side.register(handlers)
    callbacks = Callbacks(migrated, clock, handlers, wake=lambda: None)
    return Room(
        space=space, messenger=messenger, desk=desk, side=side, callbacks=callbacks, keys=keys,
        key=key, app_key=profile.app_key,
    )  # fmt: skip


def _raise(error: BaseException) -> None:
    raise error
