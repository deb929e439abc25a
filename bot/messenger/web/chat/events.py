"""What screens are told of events, made once for all who are told the same."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from weakref import finalize

import msgspec

from bot.core.errors import Forbidden, Language, NotFound, SpacecastError
from bot.messenger.model.chat import (
    ChatEvent,
    ChatMessage,
    MessageChanged,
    MessageSent,
    MessagesGone,
    MessagesRead,
    RoomChanged,
    RoomGone,
    Typing,
)
from bot.messenger.model.secret_standing import standing_of, usable
from bot.messenger.web.chat.sides import side_of
from bot.messenger.web.chat.times import rfc3339
from bot.messenger.web.chat.told import Viewer, now_words, told_messages, told_room, told_rooms
from bot.messenger.web.parts import MessengerParts

Kind = tuple[Language, int] | None
"""A language, and a number that those share who are told the same."""


def encoded(told: Mapping[str, object]) -> bytes:
    """An event as the socket carries it."""
    return msgspec.json.encode(told)


class EventTeller:
    """One for a process. An event is made for a language and for its sender or the others."""

    def __init__(self, parts: MessengerParts) -> None:
        self._parts = parts
        self._made: dict[int, dict[Kind, asyncio.Task[bytes]]] = {}

    async def told(self, event: ChatEvent, viewer: Viewer) -> bytes | None:
        """The event as `viewer` is told it now; None where it must not be told any more."""
        match event:
            case MessageSent():
                return await self._message(event, viewer)
            case MessageChanged():
                return await self._changed(event, viewer)
            case MessagesRead():
                return await self._once(event, None, lambda: self._read(event))
            case MessagesGone():
                seqs = list(event.seqs)
                return encoded({"type": "expired", "room": str(event.room_id), "seqs": seqs})
            case RoomChanged():
                return encoded(await self._room(event.room_id, viewer))
            case RoomGone():
                return encoded({"type": "room_deleted", "room": str(event.room_id)})
            case Typing():
                return await self._once(event, None, lambda: self._typing(event))

    async def _message(self, event: MessageSent, viewer: Viewer) -> bytes | None:
        message = event.message
        group = int(message.sender_id == viewer.number)
        if message.reply_to_seq is not None:
            # What it answers shows only to those who may see that.
            group = viewer.number
        kind = (viewer.language, group)

        async def made_so() -> bytes:
            # Told alike to several; nobody has pressed a new message.
            told = await self._told(message, viewer, marked=False)
            return encoded({"type": "message", "room": str(event.room_id), "message": told})

        try:
            made = await self._once(event, kind, made_so)
        except SpacecastError:
            # The room is gone, or can't be used now; the screen hears of that by itself.
            return None
        if message.expires_at is not None and not await self._is_there(message.expires_at):
            return None
        # The time is that of the writing, and so for each screen its own.
        return made[:-1] + b',"now":"' + now_words(self._parts).encode() + b'"}'

    async def _is_there(self, expires_at: int) -> bool:
        """Whether a secret message may be shown at this moment: it may have waited for its screen."""
        workspace = await self._parts.workspace_settings.get()
        return usable([standing_of(workspace)]) and expires_at > self._parts.now()

    async def _told(
        self, message: ChatMessage, viewer: Viewer, *, marked: bool = True
    ) -> dict[str, object]:
        side = await side_of(self._parts, message.room_id)
        (told,) = await told_messages(self._parts, viewer, side, [message], marked=marked)
        return told

    async def _changed(self, event: MessageChanged, viewer: Viewer) -> bytes | None:
        """A changed message, as it is told to one person: the pressed button is their own."""
        try:
            side = await side_of(self._parts, event.room_id)
            room = await side.room_of(viewer.member, event.room_id)
            if event.message.seq < room.first_seq:
                return None
            told = await self._told(event.message, viewer)
        except SpacecastError:
            # As above.
            return None
        return encoded({"type": "changed", "room": str(event.room_id), "message": told})

    async def _read(self, event: MessagesRead) -> bytes:
        names = await self._parts.roster.of([event.user_id])
        zone = (await self._parts.workspace_settings.get()).zone
        reader = names.get(event.user_id)
        return encoded(
            {
                "type": "read",
                "room": str(event.room_id),
                "member": reader.id if reader else "",
                "upto": event.upto,
                "unread": {str(seq): count for seq, count in event.unread.items()},
                "expires": {str(seq): rfc3339(at, zone) for seq, at in event.ends.items()},
            }
        )

    async def _typing(self, event: Typing) -> bytes:
        names = await self._parts.roster.of([event.user_id])
        who = names.get(event.user_id)
        member = {"id": who.id, "name": who.name} if who else None
        return encoded({"type": "typing", "room": str(event.room_id), "member": member})

    async def _room(self, room_id: int, viewer: Viewer) -> dict[str, object]:
        """The room as it is now; who was taken out meanwhile hears that it is gone."""
        try:
            side = await side_of(self._parts, room_id)
            try:
                room = await side.room_of(viewer.member, room_id)
                return {"type": "room", "room": await told_room(self._parts, viewer, room)}
            except Forbidden:
                # It can't be used now, and stands in the list all the same.
                listed = [r for r in await side.rooms_of(viewer.member) if r.id == room_id]
                told = await told_rooms(self._parts, viewer, listed)
                if told:
                    return {"type": "room", "room": told[0]}
        except NotFound:
            pass
        return {"type": "room_deleted", "room": str(room_id)}

    async def _once(
        self, event: ChatEvent, kind: Kind, make: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        made = self._made.get(id(event))
        if made is None:
            # What was made goes with the event, once the last screen has written it: what may be
            # secret isn't kept for anybody who comes later.
            made = self._made[id(event)] = {}
            finalize(event, self._made.pop, id(event), None)
        if kind not in made:
            made[kind] = asyncio.ensure_future(_awaited(make))
        task = made[kind]
        try:
            # Another screen may wait for it too.
            return await asyncio.shield(task)
        except SpacecastError:
            # A failure holds on to the event, which would so stay for ever.
            made.pop(kind, None)
            raise


async def _awaited(make: Callable[[], Awaitable[bytes]]) -> bytes:
    return await make()
