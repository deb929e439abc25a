"""Messages of ordinary rooms as people see them."""

from collections.abc import Sequence

from bot.messenger.model.attachments import Attachment, AttachmentKind
from bot.messenger.model.chat import ChatFile, ChatMessage
from bot.messenger.model.messages import Message


def chat_message(
    message: Message, unread_by: int, files: Sequence[Attachment] = ()
) -> ChatMessage:
    """A message that `unread_by` people haven't read."""
    return ChatMessage(
        id=message.id,
        room_id=message.room_id,
        seq=message.seq,
        sender_id=message.sender_id,
        text=message.text,
        blocks=message.blocks,
        sent_at=message.sent_at,
        unread_by=unread_by,
        files=tuple(chat_file(each) for each in files),
        reply_to_seq=message.reply_to_seq,
        updated_at=message.updated_at,
        edition=message.edition,
    )


def chat_file(attachment: Attachment) -> ChatFile:
    """A kept file; the address is below the messenger's own."""
    return ChatFile(
        id=str(attachment.id),
        name=attachment.name,
        size=attachment.size,
        content_type=attachment.content_type,
        picture=attachment.kind is AttachmentKind.IMAGE,
        video=attachment.kind is AttachmentKind.VIDEO,
        address=f"attachments/{attachment.id}",
    )
