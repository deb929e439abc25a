"""Users, conversations, messages and departments as the protocol writes them; ids are strings."""

from collections.abc import Mapping

import msgspec

from bot.messenger.model.attachments import Attachment
from bot.messenger.model.messages import Message
from bot.messenger.model.rooms import Room, RoomKind
from bot.messenger.model.user_times import NO_TIMES, Span, Times
from bot.workspace.model.members import Department, Member

# One installation serves one workspace, so one number names it.
SPACE_ID = 1


def user_json(member: Member, times: Times = NO_TIMES) -> dict[str, object]:
    """A member as `user`; times are in Unix seconds, null where nobody told them."""
    work_start, work_end = _seconds(times.work)
    vacation_start, vacation_end = _seconds(times.vacation)
    return {
        "id": str(member.platform_id),
        "space_id": str(SPACE_ID),
        "name": member.name,
        "display_name": member.name,
        "identifications": [{"type": "email", "value": member.email}],
        "emails": [member.email],
        "nickname": None,
        "avatar_url": None,
        "department": member.department,
        "position": member.position,
        "responsibility": None,
        "tels": [],
        "mobiles": [member.mobile] if member.mobile else [],
        "work_start_time": work_start,
        "work_end_time": work_end,
        "vacation_start_time": vacation_start,
        "vacation_end_time": vacation_end,
        "status": "activated" if member.active else "deactivated",
    }


def _seconds(span: Span | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else (span.starts_at // 1_000, span.ends_at // 1_000)


def conversation_json(room: Room) -> dict[str, object]:
    """A room as `conversation`."""
    return {
        "id": str(room.id),
        "type": "dm" if room.kind is RoomKind.BOT else "group",
        "users_count": room.users_count,
        "avatar_url": None,
        "name": room.name,
    }


def message_json(message: Message) -> dict[str, object]:
    """A message as `message`; the conversation's id is a number, as clients expect."""
    return {
        "id": str(message.id),
        "text": message.text,
        "user_id": str(message.sender_id),
        "conversation_id": message.room_id,
        "send_time": message.sent_at // 1_000,
        "update_time": (message.updated_at or message.sent_at) // 1_000,
        "blocks": msgspec.Raw(message.blocks.encode()) if message.blocks else [],
    }


def attachment_json(attachment: Attachment) -> dict[str, object]:
    """An uploaded file as `attachment`.

    Its id is a number, as on the platform, and beyond 2^53, so it stands there as text too.
    """
    return {
        "attachment_id": attachment.id,
        "id": str(attachment.id),
        "file_name": attachment.name,
        "file_type": attachment.kind.value,
        "file_size": attachment.size,
    }


class DepartmentTree:
    """Departments with the ids above and the members below each."""

    def __init__(
        self, departments: list[Department], user_ids: Mapping[str, list[int]]
    ) -> None:
        self._by_id = {department.id: department for department in departments}
        self._parents = {department.parent_id for department in departments}
        self._user_ids = user_ids

    def json(self, department: Department) -> dict[str, object]:
        """A department as `department`; the top has the parent "0" and the depth 0."""
        above = self._above(department)
        users = self._user_ids.get(department.id, [])
        return {
            "id": str(department.platform_id),
            "ids_path": "/".join([*above, str(department.platform_id)]),
            "parent_id": above[-1] if above else "0",
            "space_id": str(SPACE_ID),
            "name": department.name,
            "code": department.id,
            "user_count": len(users),
            "has_child": department.id in self._parents,
            "depth": len(above),
            "user_ids": users,
            # Sources differ in how the field is spelt, so both are given.
            "users_ids": users,
            "leader_ids": [],
            "ancestry": "/".join(above) or None,
        }

    def _above(self, department: Department) -> list[str]:
        found: list[str] = []
        parent = self._by_id.get(department.parent_id or "")
        while parent is not None:
            found.insert(0, str(parent.platform_id))
            parent = self._by_id.get(parent.parent_id or "")
        return found
