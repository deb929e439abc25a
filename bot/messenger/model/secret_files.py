"""Files of secret rooms: how long one waits for its message, and what is sealed before its bytes."""

import json
from dataclasses import dataclass

from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Bilingual, NotFound
from bot.messenger.model.attachments import NAME_CHARACTERS, UNKNOWN_TYPE, bare_name, image_type
from bot.messenger.model.sealing import SEAL_BYTES, ChunkPlace, FilePlace

# An upload that no message gets is erased after this; it can be sent until shortly before.
LOOSE_MS = HOUR
_MARGIN = MINUTE
# Counted from the beginning of the upload, whatever it takes to arrive.
LOOSE_MOST_MS = 2 * HOUR
# The same for every file, so that its length tells nothing of the name: 255 characters fit in
# however they are written.
_HEAD_BYTES = 2_048
HEAD_RECORD_BYTES = _HEAD_BYTES + SEAL_BYTES
_HEAD_NUMBER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a file is called and what it is; it stands sealed in the file itself."""

    name: str
    content_type: str

    @property
    def picture(self) -> bool:
        """Whether it is a picture that is shown."""
        return self.content_type != UNKNOWN_TYPE

    def to_bytes(self) -> bytes:
        """What is sealed before the file's bytes."""
        written = json.dumps([self.name, self.content_type], ensure_ascii=False)
        return written.encode("utf-8", "replace").ljust(_HEAD_BYTES)

    @classmethod
    def read(cls, head: bytes) -> "Described":
        """What `to_bytes` wrote."""
        name, content_type = json.loads(head)
        return cls(name=name, content_type=content_type)


def described(name: str, start: bytes) -> Described:
    """A file by the name it was given and its first bytes; what is said of its type doesn't count."""
    # Lone surrogates can't be told to anybody, and turned writing makes a program look like a picture.
    shown = "".join(sign if sign.isprintable() else "_" for sign in name)
    return Described(
        name=bare_name(shown)[:NAME_CHARACTERS] or "file",
        content_type=image_type(start) or UNKNOWN_TYPE,
    )


def head_place(file: FilePlace) -> ChunkPlace:
    """The place of what stands before a file's bytes: no piece of a file has this number."""
    return ChunkPlace(file=file, number=_HEAD_NUMBER, last=False)


def loose_until(started_at: int, arrived_at: int) -> int:
    """When a file is erased that no message has got by then."""
    return min(arrived_at + LOOSE_MS + _MARGIN, started_at + LOOSE_MOST_MS)


def key_until(started_at: int, keep_ms: int) -> int:
    """When a file's key goes at the latest: with the last message that could still get the file."""
    return started_at + LOOSE_MOST_MS + keep_ms


def sendable_at(sent_at: int) -> int:
    """What a loose file's end has to be after: it may be erased while its message is written."""
    return sent_at + _MARGIN


def no_loose_file() -> NotFound:
    """Files to be sent that aren't the sender's own uploads to the room, or wait no longer."""
    return NotFound(_NO_FILE, code="attachment_not_found")


_NO_FILE = Bilingual(
    ko="보낼 파일을 찾을 수 없어요. 이 채팅방에 올린 지 1시간이 지나지 않은 내 파일만 보낼 수 있어요. "
    "다시 올려 주세요.",
    en="There is no such file to send. Only your own files that you uploaded to this room within "
    "the last hour can be sent. Upload it again.",
)
