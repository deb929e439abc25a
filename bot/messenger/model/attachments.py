"""Files in rooms: what may be uploaded, for how long it waits, and which may be sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from bot.core.clock import HOUR
from bot.core.errors import Bilingual, NotFound, TooLarge, invalid

_MEGABYTE = 1 << 20
NAME_CHARACTERS = 255
# An upload that no message has is removed after this; as on the platform.
UNATTACHED_FOR = HOUR
# Not published: as many pictures as the platform's own app shows together.
IMAGES_MAX = 30
_TEXT_CHARACTERS = 200
UNKNOWN_TYPE = "application/octet-stream"
_IMAGE_STARTS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"BM": "image/bmp",
}
HEAD_BYTES = max(len(start) for start in _IMAGE_STARTS)


class AttachmentKind(StrEnum):
    """What a file is sent as, in the protocol's words."""

    FILE = "file"
    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLimits:
    """How much one upload may bring, in files and in bytes.

    As found on the live platform, which says "about 1 GB" of a file and of all of them together.
    """

    files: int = 5
    in_all: int = 1_024 * _MEGABYTE
    file: int = 1_024 * _MEGABYTE
    image: int = 15 * _MEGABYTE
    video: int = 300 * _MEGABYTE
    image_extensions: Collection[str] = ("png", "jpg", "jpeg", "gif", "bmp")

    def of(self, kind: AttachmentKind) -> int:
        """How large a file of a kind may be."""
        return {"file": self.file, "image": self.image, "video": self.video}[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a bot says of a file that it uploads; a `size` of None was not told."""

    name: str
    kind: AttachmentKind
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What came of a file: how many bytes, and the first of them."""

    size: int
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A kept file; `uploaded_at` is in UTC milliseconds, the uploader a bot or a person."""

    id: int
    room_id: int
    uploader_id: int
    kind: AttachmentKind
    name: str
    size: int
    content_type: str
    uploaded_at: int
    attached: bool


def bare_name(given: str) -> str:
    """A file's name without the folders some clients send along; empty where nothing is left."""
    return PurePosixPath(given.replace("\\", "/")).name.strip().strip(".")


def image_type(head: bytes) -> str | None:
    """The media type of a picture by its first bytes; what a bot says of it doesn't count."""
    found = (kind for start, kind in _IMAGE_STARTS.items() if head.startswith(start))
    return next(found, None)


def check_upload(
    metas: Sequence[Meta], arrived: Sequence[Arrived], limits: UploadLimits
) -> list[str]:
    """The media type of each file; raises `invalid_parameter` naming what doesn't fit."""
    if not arrived:
        raise invalid("/attachments[]", "missing_parameter", _NO_FILES)
    if len(metas) != len(arrived):
        raise invalid("/metas", "invalid_parameter", _uneven(len(metas), len(arrived)))
    return [
        _checked(f"metas[{place}]", meta, file, limits)
        for place, (meta, file) in enumerate(zip(metas, arrived, strict=True))
    ]


def _checked(place: str, meta: Meta, file: Arrived, limits: UploadLimits) -> str:
    if meta.size is not None and meta.size != file.size:
        raise invalid(
            f"/{place}", "invalid_parameter", _other_size(place, meta.size, file.size)
        )
    if file.size > limits.of(meta.kind):
        raise invalid(f"/{place}", "invalid_parameter", _too_large(place, meta.kind, limits))
    if meta.kind is not AttachmentKind.IMAGE:
        return UNKNOWN_TYPE
    extension = PurePosixPath(meta.name).suffix.removeprefix(".").lower()
    sniffed = image_type(file.head)
    if sniffed is None or extension not in limits.image_extensions:
        raise invalid(f"/{place}", "invalid_parameter", _no_image(place, limits))
    return sniffed


def check_together(kind: AttachmentKind, ids: Sequence[int]) -> None:
    """Raise `invalid_parameter` unless so many attachments of a kind may be in one message."""
    most = IMAGES_MAX if kind is AttachmentKind.IMAGE else 1
    if not 0 < len(ids) <= most or len(set(ids)) != len(ids):
        raise invalid("/attachment", "invalid_parameter", _wrong_number(kind, most))


def refusal_of_attachments(
    wanted: Sequence[int], found: Sequence[Attachment], pair: tuple[int, int], now: int
) -> NotFound | None:
    """Why attachments may not be sent by the (room, sender) of `pair`, or None.

    One that another message of the room has may be sent again.
    """
    usable = {
        each.id
        for each in found
        if (each.room_id, each.uploader_id) == pair
        and (each.attached or now - each.uploaded_at < UNATTACHED_FOR)
    }
    unusable = [str(one) for one in wanted if one not in usable]
    return _no_attachments(", ".join(unusable)) if unusable else None


def text_of(attachments: Sequence[Attachment]) -> str:
    """What the room list shows of a message of attachments: their names."""
    return ", ".join(each.name for each in attachments)[:_TEXT_CHARACTERS]


def too_many_files(limits: UploadLimits) -> Exception:
    """More files than one upload may bring."""
    return invalid("/attachments[]", "invalid_parameter", _too_many(limits))


def upload_too_large(limits: UploadLimits) -> TooLarge:
    """More bytes than one upload may bring."""
    return TooLarge(_all_too_large(limits))


def _no_attachments(named: str) -> NotFound:
    return NotFound(
        Bilingual(
            ko=f"첨부 파일을 찾을 수 없어요: {named}. 이 채팅방에 올린 지 1시간이 지나지 않은 파일만 보낼 수 "
            "있어요. 다시 올려 주세요.",
            en=f"There are no such attachments: {named}. Only files that the sender uploaded to this "
            "conversation within the last hour can be sent. Upload them again.",
        ),
        code="invalid_parameter",
    )


_NO_FILES = Bilingual(
    ko="attachments[] 파일이 없어요. multipart/form-data에 파일을 넣어 주세요.",
    en="There is no file in attachments[]. Put one into the multipart/form-data.",
)


def _megabytes(size: int) -> str:
    return f"{size // _MEGABYTE:,} MB"


def _too_many(limits: UploadLimits) -> Bilingual:
    return Bilingual(
        ko=f"파일은 한 번에 {limits.files}개까지 올릴 수 있어요. 나눠서 올려 주세요.",
        en=f"Up to {limits.files} files can be uploaded at once. Split them.",
    )


def _all_too_large(limits: UploadLimits) -> Bilingual:
    return Bilingual(
        ko=f"한 번에 모두 합쳐 {_megabytes(limits.in_all)}까지 올릴 수 있어요. 나눠서 올려 주세요.",
        en=f"Up to {_megabytes(limits.in_all)} can be uploaded at once. Split it.",
    )


def _uneven(metas: int, files: int) -> Bilingual:
    return Bilingual(
        ko=f"metas는 {metas}개인데 파일은 {files}개예요. 파일마다 같은 순서로 하나씩 써 주세요.",
        en=f"There are {metas} metas and {files} files. Give one for each file, in the same order.",
    )


def _other_size(place: str, told: int, came: int) -> Bilingual:
    return Bilingual(
        ko=f"{place}.file_size는 {told:,}바이트인데 {came:,}바이트가 왔어요. 파일을 다시 올려 주세요.",
        en=f"{place}.file_size says {told:,} bytes, and {came:,} came. Upload the file again.",
    )


def _too_large(place: str, kind: AttachmentKind, limits: UploadLimits) -> Bilingual:
    most = _megabytes(limits.of(kind))
    return Bilingual(
        ko=f"{place}: {kind} 파일은 {most}까지 올릴 수 있어요. 더 작은 파일을 올려 주세요.",
        en=f"{place}: a file of the type {kind} can have up to {most}. Upload a smaller one.",
    )


def _no_image(place: str, limits: UploadLimits) -> Bilingual:
    names = ", ".join(limits.image_extensions)
    return Bilingual(
        ko=f"{place}: {names} 사진이 아니에요. 다른 파일은 file_type을 file로 써 주세요.",
        en=f"{place} is no picture of the types {names}. Give other files the file_type file.",
    )


def _wrong_number(kind: AttachmentKind, most: int) -> Bilingual:
    return Bilingual(
        ko=f"{kind}는 한 메시지에 서로 다른 {most}개까지 보낼 수 있어요. attachment를 확인해 주세요.",
        en=f"A message can have from 1 to {most} of the type {kind}, each once. Check attachment.",
    )
