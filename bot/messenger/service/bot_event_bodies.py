"""What is posted to bots without a press: ours, in the manner of Kakao Work's reactive calls."""

from collections.abc import Sequence

import msgspec

from bot.core.clock import SECOND
from bot.kakaowork.reactive import action_time
from bot.messenger.model.attachments import Attachment
from bot.messenger.model.bot_events import Receipt
from bot.messenger.model.messages import Message


def message_body(message: Message, files: Sequence[Attachment]) -> bytes:
    """A person's message; the same bytes at each try."""
    seconds = message.sent_at // SECOND
    told: dict[str, object] = {
        "id": str(message.id),
        "text": message.text,
        "user_id": message.sender_id,
        "conversation_id": message.room_id,
        "send_time": seconds,
        "update_time": seconds,
        "blocks": [],
        "attachments": [_file(each) for each in files],
    }
    return msgspec.json.encode(
        {
            "type": "message",
            "action_time": action_time(message.sent_at),
            "message": told,
            "react_user_id": message.sender_id,
        }
    )


def receipts_body(receipts: Sequence[Receipt]) -> bytes:
    """Who has read what, at least one; the same bytes for the same receipts."""
    return msgspec.json.encode(
        {
            "type": "receipts",
            "action_time": action_time(max(one.read_at for one in receipts)),
            "receipts": [
                {
                    "user_id": one.user_id,
                    "conversation_id": one.room_id,
                    "message_id": str(one.message_id),
                    "idempotency_key": one.idempotency_key,
                    "read_at": one.read_at // SECOND,
                }
                for one in receipts
            ],
        }
    )


def _file(attachment: Attachment) -> dict[str, object]:
    return {
        "attachment_id": str(attachment.id),
        "file_type": attachment.kind.value,
        "file_name": attachment.name,
        "file_size": attachment.size,
    }
