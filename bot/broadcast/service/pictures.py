"""Uploaded images: nothing but clean pixels gets through."""

import builtins
import contextlib
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from bot.broadcast.model.images import (
    MAX_BYTES,
    MAX_FRAMES,
    MAX_MOVING_PIXELS,
    MAX_PIXELS,
    PictureKind,
    image_broken,
    image_moves_too_long,
    image_not_supported,
    image_too_large,
    image_too_many_pixels,
    picture_kind,
    shown_size,
)
from bot.core.errors import SpacecastError

_LONGEST_FRAME: Final = 60_000
_SHORTEST_FRAME: Final = 20
_USUAL_FRAME: Final = 100
_MOVING: Final = frozenset({PictureKind.GIF, PictureKind.WEBP})
_OPTIONS: Final[dict[PictureKind, dict[str, object]]] = {
    PictureKind.PNG: {},
    PictureKind.JPEG: {"quality": 88, "optimize": True, "progressive": True},
    PictureKind.GIF: {},
    PictureKind.WEBP: {"quality": 88},
}
# One at a time: it bounds the memory, and the filter of warnings belongs to the process.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPicture:
    """An image as it was encoded here: no metadata, upright; width and height in pixels."""

    bytes: builtins.bytes
    kind: PictureKind
    content_type: str
    width: int
    height: int


def read_picture(raw: bytes) -> CleanPicture:
    """The clean form of an uploaded file; blocking, so call it in a thread.

    Raises Invalid with `image_not_supported`, `image_too_large`, `image_too_many_pixels` or
    `image_broken`.
    """
    if len(raw) > MAX_BYTES:
        raise image_too_large(len(raw))
    kind = picture_kind(raw)
    if kind is None:
        raise image_not_supported()
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Pillow warns of what is checked here anyway, and of metadata that is thrown away.
        warnings.simplefilter("ignore")
        try:
            return _cleaned(raw, kind)
        except SpacecastError:
            raise
        except Image.DecompressionBombError:
            raise image_too_many_pixels(None) from None
        except Exception as broken:  # a decoder of hostile bytes raises anything
            raise image_broken() from broken


def _cleaned(raw: bytes, kind: PictureKind) -> CleanPicture:
    with _opened(raw, kind) as image:
        _check_size(image)
        image.verify()
    # After verify() an image can't be read any more.
    with _opened(raw, kind) as image:
        frames, milliseconds = _frames(image, kind)
        loop = image.info.get("loop")
    options = dict(_OPTIONS[kind])
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": milliseconds}
        options |= {"loop": loop} if isinstance(loop, int) else {}
        # Where frames have holes, the one before must not show through.
        options |= {"disposal": 2} if any(frame.mode == "RGBA" for frame in frames) else {}
    out = BytesIO()
    frames[0].save(out, kind.value, **options)
    width, height = frames[0].size
    return CleanPicture(
        bytes=out.getvalue(),
        kind=kind,
        content_type=kind.content_type,
        width=width,
        height=height,
    )


def _opened(raw: bytes, kind: PictureKind) -> Image.Image:
    return Image.open(BytesIO(raw), formats=(kind.value.upper(),))


def _check_size(image: Image.Image) -> None:
    """Refuse before anything is decoded: opening reads only the header."""
    if image.width * image.height > MAX_PIXELS:
        raise image_too_many_pixels(image.size)


def _frames(image: Image.Image, kind: PictureKind) -> tuple[list[Image.Image], list[int]]:
    """Every frame with how long it is shown, in milliseconds."""
    canvas = (0, 0, *image.size)
    frames: list[Image.Image] = []
    milliseconds: list[int] = []
    while not frames or (kind in _MOVING and _next_frame(image, len(frames))):
        _check_size(image)
        pixels = (len(frames) + 1) * image.width * image.height
        if frames and (len(frames) >= MAX_FRAMES or pixels > MAX_MOVING_PIXELS):
            raise image_moves_too_long()
        image.load()
        # A later frame of a GIF may stand out of the canvas; viewers don't show that part.
        shown = image.crop(canvas) if frames else image
        frames.append(_clean(shown))
        given = image.info.get("duration", _USUAL_FRAME)
        milliseconds.append(min(max(int(given), _SHORTEST_FRAME), _LONGEST_FRAME))
    return frames, milliseconds


def _next_frame(image: Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    return True


def _clean(image: Image.Image) -> Image.Image:
    """The pixels alone: upright, 8 bits a channel, at most as large as it is shown."""
    upright = image
    # A photo with damaged metadata is still a photo.
    with contextlib.suppress(Exception):
        upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.has_transparency_data:
        clean = upright.convert("RGBA")
    else:
        clean = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
    size = shown_size(*clean.size)
    if size != clean.size:
        clean = clean.resize(size, Image.Resampling.LANCZOS)
    clean.info = {}
    return clean
