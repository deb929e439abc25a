"""A bot's server that keeps what it was posted and answers as a test says."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.kakaowork.event_signature import verify
from bot.messenger.service.bots import Bots

VIEW: dict[str, Any] = {
    "title": "사유",
    "accept": "보내기",
    "decline": "취소",
    "value": "reject:1",
    "blocks": [
        {"type": "label", "text": "왜 반려하나요?"},
        {"type": "input", "name": "reason", "required": True},
        {"type": "select", "name": "again", "options": [{"text": "네", "value": "y"}]},
    ],
}
SUBMIT = {"type": "submit_action", "name": "ok", "value": "doc=1"}
CALL_MODAL = {"type": "call_modal", "value": "reject:1"}
PAGE = {"type": "open_system_browser", "value": "https://example.com/doc"}
APP = {"type": "open_external_app", "value": "ios=a&aos=b"}
# In reading order: the index of a press counts so.
APPROVE, REJECT, OPEN, START, EITHER = range(5)
BLOCKS = [
    {
        "type": "action",
        "elements": [
            {"type": "button", "text": "승인", "action": SUBMIT},
            {"type": "button", "text": "반려", "action": CALL_MODAL},
        ],
    },
    {"type": "button", "text": "열기", "action": PAGE},
    {"type": "button", "text": "앱", "action": APP},
    {
        "type": "button",
        "text": "기기마다",
        "action": {"type": "exclusive", "default": PAGE, "mobile": SUBMIT, "ios": CALL_MODAL},
    },
]
TEXT = "아무도 몰라야 하는 글"


@dataclass(frozen=True, kw_only=True)
class Received:
    """A call as it came."""

    headers: Mapping[str, str]
    body: bytes

    def signed_for(self, app_key: str, now: int) -> bool:
        """Whether it is signed as of `now` (UTC ms) for the bot with this App Key."""
        return verify(app_key, self.headers, self.body, now / 1_000)


class BotServer:
    """Answers 200 with `reply`, or with `status`; waits for `go` where it is cleared."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.received: list[Received] = []
        self.reply: bytes = json.dumps({"view": VIEW}).encode()
        self.status = 200
        self.go = asyncio.Event()
        self.go.set()
        self.reached = asyncio.Event()
        self.url = ""

    @property
    def last(self) -> dict[str, Any]:
        """The body of the last call."""
        return self.calls[-1][1]

    async def answer(self, request: web.Request) -> web.Response:
        """Keep the call and answer it."""
        assert request.headers["Content-Type"] == "application/json;charset=utf-8"
        self.calls.append((request.path, await request.json()))
        self.received.append(Received(headers=request.headers, body=await request.read()))
        self.reached.set()
        await self.go.wait()
        return web.Response(body=self.reply, status=self.status)

    async def connect(self, bots: Bots, bot_id: int) -> None:
        """Make the bot send its presses here."""
        addresses = {"request_url": f"{self.url}request", "callback_url": f"{self.url}callback"}
        await bots.set_addresses(bot_id, addresses)


@asynccontextmanager
async def bot_server() -> AsyncIterator[BotServer]:
    """A server on a free port, stopped at the end."""
    made, app = BotServer(), web.Application()
    app.router.add_post("/{which}", made.answer)
    server = TestServer(app)
    await server.start_server()
    made.url = str(server.make_url("/"))
    try:
        yield made
    finally:
        made.go.set()
        await server.close()
