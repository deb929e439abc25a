"""Which images are taken, and the words of each refusal."""

from enum import StrEnum
from typing import Final

from bot.core.errors import Bilingual, Invalid, Problem, TooLarge, invalid

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 25_000_000
# Every frame of an animation is held in memory at once, four bytes a pixel.
MAX_MOVING_PIXELS: Final = 50_000_000
MAX_FRAMES: Final = 300
MAX_SIDE: Final = 2_000
POINTER: Final = "/image"


class PictureKind(StrEnum):
    """The formats that are taken."""

    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"

    @property
    def content_type(self) -> str:
        """The media type."""
        return f"image/{self.value}"


_STARTS: Final = {
    b"\x89PNG\r\n\x1a\n": PictureKind.PNG,
    b"\xff\xd8\xff": PictureKind.JPEG,
    b"GIF87a": PictureKind.GIF,
    b"GIF89a": PictureKind.GIF,
}


def picture_kind(raw: bytes) -> PictureKind | None:
    """The format by the first bytes; names and declared types are never asked."""
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return PictureKind.WEBP
    return next((kind for start, kind in _STARTS.items() if raw.startswith(start)), None)


def shown_size(width: int, height: int) -> tuple[int, int]:
    """The size in pixels that an image is kept in: at most `MAX_SIDE` on its longer side."""
    longer = max(width, height)
    if longer <= MAX_SIDE:
        return width, height
    return max(1, width * MAX_SIDE // longer), max(1, height * MAX_SIDE // longer)


def image_not_supported() -> Invalid:
    """The file is something else than an image of the four formats."""
    return invalid(
        POINTER,
        "image_not_supported",
        Bilingual(
            ko="PNG, JPEG, GIF, WebP 이미지만 올릴 수 있어요. 이 형식 중 하나로 저장해 다시 올려 주세요.",
            en="Only PNG, JPEG, GIF and WebP images can be used."
            " Save the image as one of these and upload it again.",
        ),
    )


def image_too_large(given: int) -> TooLarge:
    """More bytes than `MAX_BYTES`."""
    limit, megabytes = MAX_BYTES >> 20, given / (1 << 20)
    text = Bilingual(
        ko=f"이미지는 {limit}MB까지 올릴 수 있어요. 이 파일은 {megabytes:.1f}MB예요."
        " 크기를 줄여 다시 올려 주세요.",
        en=f"An image can have at most {limit} MB; this one has {megabytes:.1f} MB."
        " Make it smaller and upload it again.",
    )
    code = "image_too_large"
    return TooLarge(text, code=code, problems=[Problem(pointer=POINTER, code=code, text=text)])


def image_too_many_pixels(size: tuple[int, int] | None) -> Invalid:
    """More pixels than `MAX_PIXELS`; `size` is width and height where they are known."""
    ko = f" 이 이미지는 {size[0]:,}×{size[1]:,}이에요." if size else ""
    en = f"; this one is {size[0]:,} × {size[1]:,}" if size else ""
    return invalid(
        POINTER,
        "image_too_many_pixels",
        Bilingual(
            ko=f"이미지는 {MAX_PIXELS // 10_000:,}만 화소까지 올릴 수 있어요.{ko}"
            " 가로세로를 줄여 다시 올려 주세요.",
            en=f"An image can have at most {MAX_PIXELS // 1_000_000} megapixels{en}."
            " Scale it down and upload it again.",
        ),
    )


def image_moves_too_long() -> Invalid:
    """An animation with more frames, or more pixels over all frames, than are taken."""
    return invalid(
        POINTER,
        "image_too_many_pixels",
        Bilingual(
            ko=f"움직이는 이미지는 {MAX_FRAMES}장면까지, 모두 합쳐"
            f" {MAX_MOVING_PIXELS // 10_000:,}만 화소까지 올릴 수 있어요."
            " 길이나 크기를 줄여 다시 올려 주세요.",
            en=f"An animation can have at most {MAX_FRAMES} frames and"
            f" {MAX_MOVING_PIXELS // 1_000_000} megapixels in all. Make it shorter or smaller.",
        ),
    )


def image_broken() -> Invalid:
    """The file says it is an image, but can't be decoded."""
    return invalid(
        POINTER,
        "image_broken",
        Bilingual(
            ko="이미지 파일이 손상돼서 열 수 없어요. 원본을 다시 저장해 올려 주세요.",
            en="The image file is damaged and can't be opened."
            " Save the original again and upload it.",
        ),
    )
