"""People as tests let them use the chat over HTTP, each signed in with a client of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.messenger.model.chat import RoomGone
from bot.workspace.model.members import Member
from bot.workspace.model.sessions import SESSION_COOKIE
from tests.messenger.home import Home

_MARK = 7


class Chatter:
    """Calls the JSON API as one member."""

    def __init__(
        self, home: Home, client: TestClient[Any, Any], member: Member, secret: str
    ) -> None:
        self.home = home
        self.client = client
        self.id = member.id
        self.number = member.platform_id
        self.headers = {"Cookie": f"{SESSION_COOKIE}={secret}"}

    async def call(
        self, method: str, path: str, body: object = None, *, status: int = 200, **more: Any
    ) -> Any:
        """Call; answers the body of an answer that has the status."""
        given: dict[str, Any] = {"json": body} if body is not None else {}
        headers = {**self.headers, **more.pop("headers", {})}
        response = await self.client.request(
            method, f"/messenger/api{path}", headers=headers, **given, **more
        )
        assert response.status == status, await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        return await response.json(content_type=None) if status != 204 else None

    async def get(self, path: str, status: int = 200) -> Any:
        """GET."""
        return await self.call("GET", path, status=status)

    async def open(self, *others: str, kind: str = "group", **more: Any) -> Any:
        """A new room with these members' ids."""
        return await self.call(
            "POST", "/rooms", {"kind": kind, "members": others, **more}, status=201
        )

    async def say(self, room: str, text: str, **more: Any) -> Any:
        """Write into a room."""
        path = f"/rooms/{room}/messages"
        return await self.call("POST", path, {"text": text, **more}, status=201)

    async def screen(self, **headers: str) -> "OpenScreen":
        """A new screen, greeted."""
        socket = await self.client.ws_connect(
            "/messenger/ws", headers={**self.headers, **headers}
        )
        screen = OpenScreen(socket, self.home, self.number)
        assert (await screen.next())["me"]["id"] == self.id
        return screen


class OpenScreen:
    """One socket."""

    def __init__(self, socket: ClientWebSocketResponse, home: Home, number: int) -> None:
        self.socket = socket
        self._hub = home.parts.hub
        self._number = number

    async def next(self) -> Any:
        """The next event."""
        return await self.socket.receive_json(timeout=10)

    async def next_of(self, kind: str) -> Any:
        """The next event of a kind; others before it are passed over."""
        while (event := await self.next())["type"] != kind:
            continue
        return event

    async def say(self, **event: Any) -> None:
        """Send an event."""
        await self.socket.send_json(event)

    async def heard(self) -> list[Any]:
        """Everything that was told to this screen so far."""
        self._hub.tell(RoomGone(room_id=_MARK), [self._number])
        events = []
        while (event := await self.next()).get("room") != str(_MARK):
            events.append(event)
        return events

    async def until_pong(self) -> list[Any]:
        """What came up to the answer to a ping, in order."""
        await self.say(type="ping")
        events = []
        while (event := await self.next())["type"] != "pong":
            events.append(event)
        return events


OpenChat = Callable[[str], Awaitable[Chatter]]


@asynccontextmanager
async def open_chat(home: Home) -> AsyncIterator[OpenChat]:
    """The messenger on a free port, and a way to sign members in."""
    server = TestServer(home.app())
    clients: list[TestClient[Any, Any]] = []
    await server.start_server()

    async def sign_in(email: str) -> Chatter:
        client = TestClient(server)
        clients.append(client)
        return Chatter(home, client, await home.member(email), await home.sign_in(email))

    try:
        yield sign_in
    finally:
        for client in clients:
            await client.session.close()
        await server.close()
