"""What a secret message says, as it is before it is sealed: a text and its files."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from bot.core.errors import Bilingual, invalid
from bot.messenger.model.chat import ChatFile, NewMessage

TEXT_CHARACTERS = 10_000
FILES_MAX = 10


def check_new(message: NewMessage) -> None:
    """Raise Invalid where a message says nothing, or too much."""
    text = message.text.value
    if not text.strip() and not message.file_ids:
        raise invalid("/text", "text_required", _EMPTY)
    if len(text) > TEXT_CHARACTERS:
        raise invalid("/text", "text_too_long", _LONG)
    if len(set(message.file_ids)) != len(message.file_ids) or len(message.file_ids) > FILES_MAX:
        raise invalid("/attachments", "too_many_attachments", _FILES)


def check_reply(message: NewMessage, joined_seq: int, last_seq: int) -> None:
    """Raise `reply_not_found` unless a reply is to what the writer may have seen, gone or not."""
    answered = message.reply_to_seq
    if answered is not None and not joined_seq <= answered <= last_seq:
        raise invalid("/reply_to", "reply_not_found", _NO_REPLY)


def written(text: str, files: Sequence[ChatFile]) -> bytes:
    """The body of a message; a surrogate alone, which UTF-8 can't hold, becomes a question mark."""
    body = {"text": text, "files": [asdict(file) for file in files]}
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def read(body: bytes) -> tuple[str, tuple[ChatFile, ...]]:
    """What `written` wrote."""
    found = json.loads(body)
    return found["text"], tuple(ChatFile(**file) for file in found["files"])


_EMPTY = Bilingual(
    ko="보낼 내용이 없어요. 메시지를 쓰거나 파일을 붙여 주세요.",
    en="There is nothing to send. Write something or attach a file.",
)
_LONG = Bilingual(
    ko=f"메시지는 {TEXT_CHARACTERS:,}자까지 보낼 수 있어요. 나누어 보내 주세요.",
    en=f"A message can have up to {TEXT_CHARACTERS:,} characters. Send it in parts.",
)
_FILES = Bilingual(
    ko=f"파일은 한 번에 {FILES_MAX}개까지, 서로 다르게 붙일 수 있어요. 줄여서 보내 주세요.",
    en=f"Up to {FILES_MAX} different files fit in a message. Send fewer.",
)
_NO_REPLY = Bilingual(
    ko="답장할 메시지를 찾을 수 없어요. 채팅방에 있는 메시지를 골라 주세요.",
    en="There is no such message to reply to. Choose one of the room's.",
)
