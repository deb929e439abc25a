"""Rooms and messages as the JSON API and the socket tell them to one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

import msgspec

from bot.core.clock import SECOND
from bot.core.errors import Language
from bot.messenger.model.chat import ChatFile, ChatMessage, ChatRoom
from bot.messenger.model.people_rooms import OWN_DELETE_MS
from bot.messenger.model.rooms import RoomKind, group_name
from bot.messenger.model.secret_standing import Standing, unusable_because
from bot.messenger.service.chat_side import ChatSide
from bot.messenger.service.roster import Named
from bot.messenger.web.chat.lines import line_words
from bot.messenger.web.chat.times import moment, rfc3339
from bot.messenger.web.parts import MOUNT, MessengerParts
from bot.workspace.model.members import Member

_QUOTED = 300
_NOBODY = Named(id="", name="")
Names = Mapping[int, Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is told, in which language."""

    member: Member
    language: Language

    @property
    def number(self) -> int:
        """The platform id."""
        return self.member.platform_id


def now_words(parts: MessengerParts) -> str:
    """The server's time, to the millisecond."""
    return (
        moment(parts.now(), ZoneInfo("UTC")).astimezone(UTC).isoformat(timespec="milliseconds")
    )


async def told_rooms(
    parts: MessengerParts, viewer: Viewer, rooms: Sequence[ChatRoom]
) -> list[dict[str, object]]:
    """Rooms of a list."""
    names = await parts.roster.of({one for room in rooms for one in _numbers(room)})
    zone = (await parts.workspace_settings.get()).zone
    unusable = await _unusable(parts, viewer, rooms)
    return [_room(room, viewer, names, zone, unusable) for room in rooms]


async def told_room(parts: MessengerParts, viewer: Viewer, room: ChatRoom) -> dict[str, object]:
    """A room with its people as of now and what the viewer may do."""
    (told,) = await told_rooms(parts, viewer, [room])
    members = await parts.roster.members(room.people)
    owner = viewer.number == room.owner_id
    theirs = room.owner_id in members or room.owner_id is None
    several = room.kind in {RoomKind.GROUP, RoomKind.SECRET} and theirs
    return {
        **told,
        "people": [_person(members[one]) for one in room.people if one in members],
        "is_owner": owner,
        "may_invite": room.usable and several and (room.allow_invite or owner),
        "may_write": room.usable and room.takes_messages,
        "last_seq": room.last_seq,
        "read_seq": room.read_seq,
    }


async def told_messages(
    parts: MessengerParts,
    viewer: Viewer,
    side: ChatSide,
    found: Sequence[ChatMessage],
    *,
    marked: bool = True,
) -> list[dict[str, object]]:
    """Messages of a room; a reply shows what it answers only to those who may see that.

    Unless `marked` is False they tell which button the viewer pressed.
    """
    answered = await _answered(viewer, side, found)
    numbers = {one for message in (*found, *answered.values()) for one in _speakers(message)}
    names = await parts.roster.of(numbers)
    zone = (await parts.workspace_settings.get()).zone
    with_buttons = [one.id for one in found if one.blocks and one.id is not None]
    pressed = await parts.reactive.marks(viewer.number, with_buttons) if marked else {}
    return [
        _message(one, viewer, names, zone)
        | _buttons(one, pressed)
        | _reply(one, answered.get(one.reply_to_seq or 0), names)
        for one in found
    ]


async def _answered(
    viewer: Viewer, side: ChatSide, found: Sequence[ChatMessage]
) -> dict[int, ChatMessage]:
    there = {one.seq: one for one in found}
    for message in found:
        seq = message.reply_to_seq
        if seq is not None and seq not in there:
            before = await side.newest(viewer.member, message.room_id, seq + 1, 1)
            there |= {one.seq: one for one in before if one.seq == seq}
    return there


def told_file(file: ChatFile, room_id: int) -> dict[str, object]:
    """A file; its address works for who may see its message."""
    address = file.address or f"api/rooms/{room_id}/files/{file.id}"
    kind = "image" if file.picture else "video" if file.video else "file"
    return {
        "id": file.id,
        "kind": kind,
        "name": file.name,
        "size": file.size,
        "url": f"{MOUNT}/{address}",
    }


def _numbers(room: ChatRoom) -> list[int]:
    last = () if room.last is None else _speakers(room.last)
    return [*room.people, *([] if room.owner_id is None else [room.owner_id]), *last]


def _speakers(message: ChatMessage) -> tuple[int, ...]:
    line = message.line
    return (message.sender_id,) if line is None else line.user_ids


def _room(
    room: ChatRoom, viewer: Viewer, names: Names, zone: ZoneInfo, unusable: object
) -> dict[str, object]:
    owner = names.get(room.owner_id or 0)
    told: dict[str, object] = {
        "id": str(room.id),
        "kind": room.kind.value,
        "name": _name(room, viewer, names),
        "members": [names[one].id for one in room.people if one in names],
        "unread": room.unread,
        "last_message": None if room.last is None else _message(room.last, viewer, names, zone),
        "last_at": rfc3339(room.last_at, zone),
        "allow_invite": room.allow_invite,
        "usable": room.usable,
        "owner": owner.id if owner else None,
    }
    if room.auto_ms is not None:
        told["auto_delete_seconds"] = room.auto_ms // SECOND
    if room.keep_ms is not None:
        told["keep_seconds"] = room.keep_ms // SECOND
    if not room.usable:
        told["unusable"] = unusable
    return told


def _name(room: ChatRoom, viewer: Viewer, names: Names) -> str:
    if room.name:
        return room.name
    owner = names.get(room.owner_id or 0)
    if room.kind is RoomKind.BOT and owner is not None:
        return owner.name
    others = [one for one in room.people if one != viewer.number] or [viewer.number]
    return group_name(None, [names[one].name for one in others if one in names])


async def _unusable(
    parts: MessengerParts, viewer: Viewer, rooms: Sequence[ChatRoom]
) -> dict[str, object]:
    if all(room.usable for room in rooms):
        return {}
    workspace = await parts.workspace_settings.get()
    standing = Standing(workspace=workspace, switched_on=workspace.secret_rooms_on)
    refusal = unusable_because([standing])
    if refusal is None:
        return {}
    return {"code": refusal.word, "text": refusal.text.in_(viewer.language)}


def _message(
    message: ChatMessage, viewer: Viewer, names: Names, zone: ZoneInfo
) -> dict[str, object]:
    mine = message.line is None and message.sender_id == viewer.number
    told: dict[str, object] = {
        "seq": message.seq,
        "sender": _sender(message, names),
        "mine": mine,
        "text": message.text,
        "sent_at": rfc3339(message.sent_at, zone),
        "unread_by": message.unread_by,
    }
    if message.updated_at is not None:
        told["updated_at"] = rfc3339(message.updated_at, zone)
    if message.blocks:
        told["blocks"] = msgspec.Raw(message.blocks.encode())
    if message.files:
        told["attachments"] = [told_file(one, message.room_id) for one in message.files]
    if message.expires_at is not None:
        told["expires_at"] = rfc3339(message.expires_at, zone)
    if mine:
        told["may_delete_until"] = rfc3339(message.sent_at + OWN_DELETE_MS, zone)
    if (line := message.line) is not None:
        people = [names[one].name for one in line.user_ids if one in names]
        said = line_words(line.kind, people, viewer.language)
        told["line"] = {"kind": line.kind.value, "text": said}
    return told


def _buttons(message: ChatMessage, pressed: Mapping[int, int]) -> dict[str, object]:
    if not message.blocks:
        return {}
    return {"edition": message.edition, "pressed": pressed.get(message.id or 0)}


def _sender(message: ChatMessage, names: Names) -> dict[str, object]:
    named = _NOBODY if message.line else names.get(message.sender_id, _NOBODY)
    told: dict[str, object] = {"id": named.id, "name": named.name}
    if named.id and named.member is None:
        told["bot"] = True
    return told


def _reply(
    message: ChatMessage, answered: ChatMessage | None, names: Names
) -> dict[str, object]:
    if message.reply_to_seq is None:
        return {}
    if answered is None or answered.line is not None:
        return {"reply_to": {"seq": message.reply_to_seq, "text": None, "sender": None}}
    text, sender = answered.text[:_QUOTED], _sender(answered, names)
    return {"reply_to": {"seq": answered.seq, "text": text, "sender": sender}}


def _person(member: Member) -> dict[str, object]:
    return {
        "id": member.id,
        "name": member.name,
        "position": member.position,
        "department": member.department,
        "active": member.active,
    }
