"""What a sealed message or file is in bytes, and the place that its seal binds it to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.errors import Bilingual, NotFound, WrongState

# The first byte of everything sealed: AES-256-GCM, a nonce of its own, the tag behind the text.
VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SEAL_BYTES = 1 + NONCE_BYTES + TAG_BYTES
# A key, itself sealed: also the length of a slot in the key file, so it can't change lightly.
SEALED_KEY_BYTES = KEY_BYTES + SEAL_BYTES
# What of a file is sealed at once: small enough to be checked before a byte of it is shown.
CHUNK_BYTES = 1 << 16
_RECORD_BYTES = CHUNK_BYTES + SEAL_BYTES
_MESSAGE, _CHUNK, _KEY, _NAME = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class MessageKey:
    """The key of one message or one file; never of two."""

    id: str
    material: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePlace:
    """Where a message belongs; times are UTC milliseconds, lengths milliseconds."""

    room_id: int
    seq: int
    sender_id: int
    sent_at: int
    auto_ms: int
    keep_ms: int

    def bound(self) -> bytes:
        """The place in bytes."""
        return _bound(
            _MESSAGE,
            self.room_id,
            self.seq,
            self.sender_id,
            self.sent_at,
            self.auto_ms,
            self.keep_ms,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlace:
    """Where a file belongs; it arrives before its message has a number, which names it by `file_id`."""

    room_id: int
    file_id: str
    sender_id: int
    uploaded_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkPlace:
    """Where a piece of a file belongs; `number` counts from 0, and only one piece is the last."""

    file: FilePlace
    number: int
    last: bool

    def bound(self) -> bytes:
        """The place in bytes."""
        file = self.file
        return _bound(
            _CHUNK,
            file.room_id,
            file.file_id,
            file.sender_id,
            file.uploaded_at,
            self.number,
            int(self.last),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlace:
    """Where a message's key belongs, itself sealed by the master key."""

    key_id: str
    keep_until: int

    def bound(self) -> bytes:
        """The place in bytes."""
        return _bound(_KEY, self.key_id, self.keep_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePlace:
    """Where a room's name belongs."""

    room_id: int

    def bound(self) -> bytes:
        """The place in bytes."""
        return _bound(_NAME, self.room_id)


Place = MessagePlace | ChunkPlace | KeyPlace | NamePlace


def _bound(kind: int, *fields: int | str) -> bytes:
    """Each field with its type and length before it, so that no two places have the same bytes."""
    return b"".join([b"spacecast", bytes([VERSION, kind]), *map(_field, fields)])


def _field(value: int | str) -> bytes:
    if isinstance(value, int):
        return b"i" + value.to_bytes(8, "big", signed=True)
    text = value.encode()
    return b"t" + len(text).to_bytes(4, "big") + text


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text; `ciphertext` has the tag behind it."""

    nonce: bytes
    ciphertext: bytes

    def to_bytes(self) -> bytes:
        """Version, nonce, ciphertext with tag: 29 bytes more than what is sealed."""
        return bytes([VERSION]) + self.nonce + self.ciphertext

    @classmethod
    def read(cls, data: bytes) -> "Sealed":
        """What `to_bytes` wrote; `message_damaged` for anything that can't be."""
        if len(data) < SEAL_BYTES or data[0] != VERSION:
            raise damaged()
        return cls(data[1 : 1 + NONCE_BYTES], data[1 + NONCE_BYTES :])


class Pieces:
    """Cuts what arrives of a file into the pieces that are sealed; the last is held back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def take(self, arrived: bytes) -> Iterator[bytes]:
        """The pieces that are whole now, and not the last."""
        self._held += arrived
        while len(self._held) > CHUNK_BYTES:
            piece = bytes(self._held[:CHUNK_BYTES])
            del self._held[:CHUNK_BYTES]
            yield piece

    def last(self) -> bytes:
        """The last piece, which is empty for an empty file."""
        return bytes(self._held)


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file of `size` bytes lies sealed: one record behind the other."""

    size: int

    @property
    def chunks(self) -> int:
        """How many pieces there are; never none."""
        return max(1, -(-self.size // CHUNK_BYTES))

    @property
    def sealed_size(self) -> int:
        """How many bytes the sealed file has."""
        return self.size + self.chunks * SEAL_BYTES

    def place(self, file: FilePlace, number: int) -> ChunkPlace:
        """The place of one piece of the file."""
        return ChunkPlace(file=file, number=number, last=number == self.chunks - 1)

    def record(self, number: int) -> tuple[int, int]:
        """Offset and length of one sealed piece."""
        offset = number * _RECORD_BYTES
        return offset, min(_RECORD_BYTES, self.sealed_size - offset)

    def start_of(self, number: int) -> int:
        """Where in the file, before sealing, a piece begins."""
        return number * CHUNK_BYTES

    def holding(self, start: int, stop: int) -> range:
        """The pieces with the bytes from `start` up to, not including, `stop`."""
        stop = min(stop, self.size)
        if start >= stop:
            return range(0)
        return range(start // CHUNK_BYTES, (stop - 1) // CHUNK_BYTES + 1)


def erased() -> NotFound:
    """The key is gone, and with it what it sealed."""
    return NotFound(
        Bilingual(
            ko="삭제된 메시지예요. 비밀 채팅방에서 삭제된 내용은 복구할 수 없어요. 다시 필요하면 보낸 사람에게 "
            "부탁해 주세요.",
            en="This message was deleted. What is deleted in a secret room can't be recovered. "
            "If you still need it, ask who sent it.",
        ),
        code="message_erased",
    )


def damaged() -> WrongState:
    """There is a key, but what is kept isn't what was sealed with it here."""
    return WrongState(
        Bilingual(
            ko="메시지를 열 수 없어요. 저장된 내용이 바뀌었거나 다른 자리에서 옮겨 왔어요. 관리자에게 알려 주세요.",
            en="This message can't be opened. What is kept of it was changed or comes from another "
            "place. Tell an administrator.",
        ),
        code="message_damaged",
    )
