"""The WebSocket of the web chat: events as they happen, and what was missed from the database."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

import msgspec
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.core.errors import SpacecastError, Unauthorized
from bot.messenger.model.chat import ChatEvent, ChatRoom, MessageSent, RoomChanged, Typing
from bot.messenger.service.hub import Screen
from bot.messenger.web.chat.access import (
    language_of,
    member_of_call,
    refuse_foreign_socket,
    writer_of_call,
)
from bot.messenger.web.chat.events import EventTeller, encoded
from bot.messenger.web.chat.missed import Missed, rooms_named
from bot.messenger.web.chat.sides import rooms_of, side_of
from bot.messenger.web.chat.told import Viewer, now_words, told_messages, told_rooms
from bot.messenger.web.parts import PARTS, parts_of

# Seconds: between looks whether one is still signed in, for a slow client, between two pings of
# ours, and between two signs that somebody is writing.
_LOOK_AGAIN, _SLOW, _HEARTBEAT, _TYPING = 60.0, 20.0, 25.0, 2.0
_MESSAGE_BYTES = 1 << 18
_log = structlog.get_logger("spacecast.messenger")
_TELLER: web.AppKey[EventTeller] = web.AppKey("messenger_event_teller", EventTeller)
_TYPED: web.AppKey[dict[int, float]] = web.AppKey("messenger_typed", dict[int, float])


def serve_sockets(app: web.Application) -> None:
    """Make what all sockets share, and end them when the server stops."""
    app[_TELLER] = EventTeller(app[PARTS])
    app[_TYPED] = {}
    app.on_shutdown.append(_end_all)


async def _end_all(app: web.Application) -> None:
    app[PARTS].hub.end_all()


async def socket(request: web.Request) -> web.WebSocketResponse:
    """GET /ws: by session cookie or token; other sites' pages are refused."""
    refuse_foreign_socket(request)
    member = await member_of_call(request)
    response = web.WebSocketResponse(
        heartbeat=_HEARTBEAT, max_msg_size=_MESSAGE_BYTES, compress=False
    )
    await response.prepare(request)
    hub = parts_of(request).hub
    screen = hub.open(member.platform_id)
    try:
        viewer = Viewer(member=member, language=language_of(request))
        await _Connection(request, response, screen, viewer).run()
    finally:
        hub.close(screen)
    return response


class _Connection:
    """One screen: listens in the handler's task, speaks in one of its own."""

    def __init__(
        self,
        request: web.Request,
        response: web.WebSocketResponse,
        screen: Screen,
        viewer: Viewer,
    ) -> None:
        self._request = request
        self._response = response
        self._screen = screen
        self._viewer = viewer
        self._parts = parts_of(request)
        self._teller = request.config_dict[_TELLER]
        # Nothing new is told in between what was missed.
        self._turn = asyncio.Lock()
        self._looked = self._parts.clock.monotonic()

    async def run(self) -> None:
        """Serve until either side ends."""
        me = {"id": self._viewer.member.id, "name": self._viewer.member.name}
        hello = encoded({"type": "hello", "now": now_words(self._parts), "me": me})
        speaking = asyncio.create_task(self._whole(self._speak()), name="messenger-screen")
        try:
            await self._whole(self._listen(hello))
        finally:
            speaking.cancel()
            with suppress(asyncio.CancelledError):
                await speaking

    async def _whole(self, half: Coroutine[None, None, None]) -> None:
        """One half of the talk; a defect ends the other half too, and the screen starts anew."""
        try:
            await half
        except ConnectionError:
            # The client went away; the listening half sees it as well.
            return
        except Exception:  # noqa: BLE001 -- a screen without one half would look alive and be deaf
            _log.exception("socket_failed")
            with suppress(ConnectionError):
                await self._response.close(code=WSCloseCode.INTERNAL_ERROR)

    async def _speak(self) -> None:
        while True:
            event: ChatEvent | None = None
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_AGAIN):
                    event = await self._screen.next()
                if event is None:
                    return await self._end()
            due = self._parts.clock.monotonic() - self._looked >= _LOOK_AGAIN
            secret = event is not None and _may_be_secret(event)
            if (event is None or due or secret) and not await self._signed_in():
                return None
            if event is not None:
                await self._tell(event)

    async def _tell(self, event: ChatEvent) -> None:
        async with self._turn:
            told = await self._teller.told(event, self._viewer)
            if told is not None:
                await self._write(told)

    async def _end(self) -> None:
        stopped = self._screen.stopped
        await self._response.close(
            code=WSCloseCode.GOING_AWAY if stopped else WSCloseCode.TRY_AGAIN_LATER
        )

    async def _listen(self, hello: bytes) -> None:
        await self._write(hello)
        async for message in self._response:
            if message.type is not WSMsgType.TEXT:
                await self._response.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return
            try:
                asked = msgspec.json.decode(message.data, type=dict[str, object])
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                await self._response.close(code=WSCloseCode.INVALID_TEXT)
                return
            try:
                await self._answer(asked)
            except Unauthorized:
                await self._response.close(code=WSCloseCode.POLICY_VIOLATION)
                return
            except SpacecastError:
                # A room that went meanwhile: the screen hears of that by itself.
                continue

    async def _answer(self, asked: dict[str, object]) -> None:
        match asked.get("type"):
            case "ping":
                await self._write(encoded({"type": "pong", "now": now_words(self._parts)}))
            case "resume":
                await self._resume(asked.get("rooms"))
            case "read":
                await self._read(_number(asked.get("room")), _number(asked.get("upto")))
            case "typing":
                await self._typing(_number(asked.get("room")))
            case _:
                # A newer page may know more words than this server.
                return

    async def _read(self, room_id: int, upto: int) -> None:
        member = await writer_of_call(self._request)
        await (await side_of(self._parts, room_id)).read(member, room_id, upto)

    async def _typing(self, room_id: int) -> None:
        typed, now = self._request.config_dict[_TYPED], self._parts.clock.monotonic()
        number = self._viewer.number
        if now - typed.get(number, now - _TYPING) < _TYPING:
            return
        typed[number] = now
        side = await side_of(self._parts, room_id)
        room = await side.room_of(self._viewer.member, room_id)
        # A room that nobody knows of yet stays so.
        if room.usable and room.last_seq:
            others = [one for one in room.people if one != number]
            self._parts.hub.tell(Typing(room_id=room_id, user_id=number), others)

    async def _resume(self, given: object) -> None:
        """What is so now, from the database: the list, missed messages, and those that are gone."""
        await member_of_call(self._request)
        async with self._turn:
            found = await rooms_of(self._parts, self._viewer.member)
            told = await told_rooms(self._parts, self._viewer, found)
            await self._write(encoded({"type": "rooms", "rooms": told}))
            for room_id, seq in rooms_named(given):
                await self._missed(room_id, seq)
            await self._write(encoded({"type": "resumed", "now": now_words(self._parts)}))

    async def _missed(self, room_id: int, seq: int) -> None:
        member = self._viewer.member
        try:
            side = await side_of(self._parts, room_id)
            room: ChatRoom = await side.room_of(member, room_id)
            missed = await Missed.of(side, member, room, seq)
        except Unauthorized:
            raise
        except SpacecastError as error:
            if error.status == 404:
                await self._write(encoded({"type": "room_deleted", "room": str(room_id)}))
            return
        told = await told_messages(self._parts, self._viewer, side, missed.messages)
        for message, one in zip(missed.messages, told, strict=True):
            now = self._parts.now()
            # Looked at for each: writing all of them may take a while.
            if message.expires_at is None or message.expires_at > now:
                event = {"type": "message", "room": str(room_id), "message": one}
                await self._write(encoded({**event, "now": now_words(self._parts)}))
        if missed.gone:
            gone = {"type": "expired", "room": str(room_id), "seqs": missed.gone}
            await self._write(encoded(gone))

    async def _signed_in(self) -> bool:
        try:
            await member_of_call(self._request)
        except SpacecastError:
            await self._response.close(code=WSCloseCode.POLICY_VIOLATION)
            return False
        self._looked = self._parts.clock.monotonic()
        return True

    async def _write(self, told: bytes) -> None:
        try:
            async with asyncio.timeout(_SLOW):
                await self._response.send_frame(told, WSMsgType.TEXT)
        except TimeoutError:
            # It reads nothing, so it would read no farewell either; it starts anew.
            if (transport := self._request.transport) is not None:
                transport.abort()
            raise ConnectionResetError from None


def _may_be_secret(event: ChatEvent) -> bool:
    """Whether it may hold what is secret: who isn't signed in any more hears nothing of that."""
    match event:
        case MessageSent():
            return event.message.expires_at is not None
        case RoomChanged():
            return True
        case _:
            return False


def _number(given: object) -> int:
    """A number, also as text; 0, which no room has, where it is none."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) <= 18:
        return int(given)
    fits = isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 1 << 62
    return given if fits and isinstance(given, int) else 0
