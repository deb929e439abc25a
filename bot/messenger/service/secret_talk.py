"""Talking in secret rooms: sending, reading, taking back, files; and all else people do there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from typing import Protocol

from bot.core.database import Transaction
from bot.messenger.model import secret_bodies
from bot.messenger.model import secret_talk as model
from bot.messenger.model.chat import (
    ChatFile,
    ChatMessage,
    MessageSent,
    MessagesGone,
    MessagesRead,
    NewMessage,
)
from bot.messenger.model.rooms import RoomKind
from bot.messenger.model.sealing import MessageKey
from bot.messenger.model.secret_messages import Cause, SecretMessage
from bot.messenger.model.secret_refusals import no_message, no_secret_room
from bot.messenger.model.secret_rooms import Call, SecretRoom, enter
from bot.messenger.model.secret_sight import look_at_file
from bot.messenger.model.secret_standing import Standings
from bot.messenger.service.chat_side import OpenedFile, Upload
from bot.messenger.service.sealer import seal
from bot.messenger.service.secret_ground import SecretGround
from bot.messenger.service.secret_people import SecretPeople
from bot.messenger.service.secret_views import SecretViews, place_of
from bot.messenger.store import secret_messages, secret_rooms
from bot.workspace.model.members import Member


class SecretFileStore(Protocol):
    """Where the files of secret rooms are, sealed."""

    async def upload(self, room_id: int, member_id: int, upload: Upload) -> ChatFile:
        """Take in a file that no message has yet."""

    async def described(
        self, room_id: int, member_id: int, file_ids: Sequence[str]
    ) -> tuple[ChatFile, ...]:
        """A membership's own files that no message has yet; raises for any other."""

    async def attach(
        self, tx: Transaction, message: SecretMessage, file_ids: Sequence[str]
    ) -> None:
        """Give files to a message, whose end is theirs; raises for any that it can't have."""

    async def message_of(self, room_id: int, file_id: str) -> int:
        """The number of the message that has a file; raises `not_found`."""

    async def open(self, room_id: int, file_id: str) -> OpenedFile:
        """A file, to be read in parts; raises `not_found`."""


class SecretTalk(SecretPeople):
    """The side of the chat that has secret rooms (`ChatSide`)."""

    kinds: Collection[RoomKind] = frozenset({RoomKind.SECRET})

    def __init__(self, ground: SecretGround, files: SecretFileStore) -> None:
        views = SecretViews(ground)
        super().__init__(ground, views)
        self._files = files
        self.holds = views.holds
        self.rooms_of = views.rooms_of
        self.room_of = views.room_of
        self.after = views.after
        self.newest = views.newest
        self.unread_people = views.unread_people

    async def send(self, person: Member, room_id: int, message: NewMessage) -> ChatMessage:
        """Write a message; raises what `enter` raises, and Invalid for what can't be sent.

        Its key is durable before the message is, so there is never a message that can't be read.
        """
        ground = self._ground
        room, member = await self._views.entered(person, room_id, Call.SEND)
        secret_bodies.check_new(message)
        secret_bodies.check_reply(message, member.joined_seq, room.last_seq)
        files = await self._described(room_id, member.id, message.file_ids)
        standings, text = await ground.standings(), message.text.value
        key = await ground.ring.add(ground.now() + room.times.keep_ms)
        body = secret_bodies.written(text, files)

        async def write(tx: Transaction) -> model.Sent:
            found = await secret_rooms.lock(tx, room_id)
            sent = model.send(
                found,
                person.platform_id,
                standings,
                ground.now(),
                reply_to_seq=message.reply_to_seq,
            )
            await _add(tx, sent, key, body)
            if message.file_ids:
                await self._files.attach(tx, sent.message, message.file_ids)
            return sent

        try:
            sent = await ground.change(write)
        except BaseException:
            with suppress(Exception):
                # Else it goes at its own end: nothing was sealed with it.
                await ground.ring.destroy([key.id])
            raise
        shown = _shown(sent, person, text, files)
        people = [one.user_id for one in sent.room.active_members]
        ground.hub.tell(MessageSent(room_id=room_id, message=shown), people)
        ground.wake_for(sent.message.files_expire_at)
        return shown

    async def _described(
        self, room_id: int, member_id: int, file_ids: Sequence[str]
    ) -> tuple[ChatFile, ...]:
        return await self._files.described(room_id, member_id, file_ids) if file_ids else ()

    async def read(self, person: Member, room_id: int, upto: int) -> None:
        """The person has had everything up to a message before their eyes."""
        _, member = await self._views.entered(person, room_id, Call.READ)
        if upto <= member.read_seq:
            return
        ground, standings = self._ground, await self._ground.standings()

        async def write(
            tx: Transaction,
        ) -> tuple[SecretRoom, Sequence[SecretMessage], dict[int, int]]:
            return await _read(tx, room_id, person, upto, standings, ground.now())

        room, changed, unread = await ground.change(write)
        ends = {one.seq: one.expires_at for one in changed}
        event = MessagesRead(
            room_id=room_id, user_id=person.platform_id, upto=upto, unread=unread, ends=ends
        )
        ground.hub.tell(event, [one.user_id for one in room.active_members])
        if changed:
            ground.wake_for(min(one.files_expire_at for one in changed))

    async def delete_own(self, person: Member, room_id: int, seq: int) -> None:
        """Take one's own message back; raises what the model's `delete_own` raises."""
        ground = self._ground
        room, member = await self._views.entered(person, room_id, Call.DELETE_MESSAGE)
        stored = await self._views.seen(member, room_id, seq)
        if not isinstance(stored.entry, SecretMessage):
            raise no_message()
        model.delete_own(
            room, person.platform_id, stored.entry, await ground.standings(), ground.now()
        )
        await ground.ends.purge(room_id, [seq], Cause.MANUAL)
        gone = MessagesGone(room_id=room_id, seqs=(seq,))
        ground.hub.tell(gone, [one.user_id for one in room.active_members])
        await ground.audit(person, "secret_room.message_deleted", room_id, seq=seq)

    async def upload(self, person: Member, room_id: int, upload: Upload) -> ChatFile:
        """Take in a file for a message to come; raises what `enter` raises."""
        self._ground.now()
        _, member = await self._views.entered(person, room_id, Call.SEND)
        return await self._files.upload(room_id, member.id, upload)

    async def open_file(self, person: Member, room_id: int, file_id: str) -> OpenedFile:
        """A file of a message that the person sees; raises `not_found`.

        Each part of it is only for who may still have it then.
        """
        room, member = await self._views.entered(person, room_id, Call.DOWNLOAD)
        seq = await self._files.message_of(room_id, file_id)
        stored = await self._views.seen(member, room_id, seq)
        if not isinstance(stored.entry, SecretMessage):
            raise no_message()
        standings = await self._ground.standings()
        now = self._ground.guarded.look().hiding_at
        look_at_file(room, person.platform_id, stored.entry, standings, now)
        opened = await self._files.open(room_id, file_id)
        return _WhileAllowed(opened, lambda: self._require_reader(person, room_id))

    async def _require_reader(self, person: Member, room_id: int) -> None:
        await self._views.entered(person, room_id, Call.DOWNLOAD)
        (now,) = await self._ground.people([person.platform_id])
        if not now.active:
            # The room learns of it only with the next look at the accounts.
            raise no_secret_room()


class _WhileAllowed:
    """A file that is had in parts, for as long as its reader may have it."""

    def __init__(self, opened: OpenedFile, require: Callable[[], Awaitable[None]]) -> None:
        self._opened = opened
        self._require = require
        self.file = opened.file

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        async for piece in self._opened.read(start, stop):
            await self._require()
            yield piece


async def _add(tx: Transaction, sent: model.Sent, key: MessageKey, body: bytes) -> None:
    sealed = seal(key.material, place_of(sent.message), body)
    await secret_messages.add_message(tx, sent.message, key.id, sealed)
    await secret_rooms.update(tx, sent.room, None)


async def _read(
    tx: Transaction, room_id: int, person: Member, upto: int, standings: Standings, now: int
) -> tuple[SecretRoom, Sequence[SecretMessage], dict[int, int]]:
    room = await secret_rooms.lock(tx, room_id)
    room, reader = enter(room, person.platform_id, Call.READ, standings)
    owed = await secret_messages.owed_by(tx, room_id, [reader.id], upto)
    live = [one for one in owed if one.expires_at > now]
    done = model.read(room, person.platform_id, upto, live, standings, now)
    altered = [one for one in done.room.members if one.id == reader.id]
    await secret_rooms.update_members(tx, altered)
    await secret_messages.settle(tx, done.messages, [reader.id])
    unread = await secret_messages.unread_by(tx, room_id, [one.seq for one in done.messages])
    return done.room, done.messages, unread


def _shown(
    sent: model.Sent, person: Member, text: str, files: tuple[ChatFile, ...]
) -> ChatMessage:
    message = sent.message
    return ChatMessage(
        room_id=message.room_id,
        seq=message.seq,
        sender_id=person.platform_id,
        text=text,
        sent_at=message.sent_at,
        unread_by=len(message.pending),
        files=files,
        expires_at=message.expires_at,
        reply_to_seq=message.reply_to_seq,
    )
