"""Uploaded images."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.broadcast.model.images import MAX_BYTES, MAX_FRAMES, PictureKind
from bot.broadcast.service.pictures import CleanPicture, read_picture
from bot.core.errors import Invalid

ORIENTATION = 0x0112
DESCRIPTION = 0x010E
FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """`image` as a file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """A file with a red and a blue half."""
    image = Image.new("RGB", size, "red")
    image.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return encoded(image, kind, **options)


def opened(clean: CleanPicture) -> Image.Image:
    """The cleaned image, decoded."""
    image = Image.open(BytesIO(clean.bytes))
    image.load()
    return image


def refusal(raw: bytes) -> str:
    """The code with which `raw` is refused."""
    with pytest.raises(Invalid) as caught:
        read_picture(raw)
    assert caught.value.text.ko
    assert caught.value.text.en
    return caught.value.word


def png_of_size(width: int, height: int) -> bytes:
    """A small PNG file that says it is `width` × `height`."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + name
            + body
            + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("kind", FORMATS)
def test_an_image_of_each_format_is_taken(kind: str) -> None:
    clean = read_picture(picture(kind))
    assert clean.kind is PictureKind(kind.lower())
    assert clean.content_type == f"image/{kind.lower()}"
    assert (clean.width, clean.height) == (40, 20)
    image = opened(clean).convert("RGB")
    assert image.size == (40, 20)
    red, _, blue = image.getpixel((5, 10))  # type: ignore[misc] # three bands
    assert red > 200
    assert blue < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_taken(mode: str) -> None:
    clean = read_picture(encoded(Image.new(mode, (10, 10)), "PNG"))
    assert opened(clean).mode in {"L", "RGB", "RGBA"}


def test_16_bit_grey_keeps_its_brightness() -> None:
    clean = read_picture(encoded(Image.new("I;16", (10, 10), 0x8000), "PNG"))
    assert opened(clean).getpixel((5, 5)) == 0x80


def test_a_cmyk_photo_becomes_rgb() -> None:
    clean = read_picture(encoded(Image.new("CMYK", (10, 10)), "JPEG"))
    assert opened(clean).mode == "RGB"


def test_transparency_is_kept() -> None:
    clean = read_picture(encoded(Image.new("RGBA", (10, 10), (255, 0, 0, 0)), "PNG"))
    assert opened(clean).getpixel((5, 5)) == (255, 0, 0, 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_photo_is_set_upright_without_its_metadata(kind: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[DESCRIPTION] = "secret place"
    raw = picture(kind, exif=exif)
    assert b"secret place" in raw
    clean = read_picture(raw)
    assert (clean.width, clean.height) == (20, 40)
    assert b"secret place" not in clean.bytes
    assert not opened(clean).getexif()


def test_comments_and_profiles_are_dropped() -> None:
    raw = picture("JPEG", comment="secret words", icc_profile=b"secret profile", dpi=(72, 72))
    clean = read_picture(raw)
    assert b"secret" in raw
    assert b"secret" not in clean.bytes


def test_a_photo_with_damaged_metadata_is_taken() -> None:
    clean = read_picture(picture("JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\x01" * 40))
    assert (clean.width, clean.height) == (40, 20)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_hangs_on_the_end_of_a_file_is_dropped(kind: str) -> None:
    raw = picture(kind) + b"<script>alert(1)</script>PK\x05\x06" + b"\0" * 18
    assert b"<script>" not in read_picture(raw).bytes


def test_a_large_image_is_scaled_down() -> None:
    clean = read_picture(picture("JPEG", (3_000, 1_500)))
    assert (clean.width, clean.height) == opened(clean).size == (2_000, 1_000)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_image_keeps_moving(kind: str) -> None:
    frames = [Image.new("RGB", (30, 30), color) for color in ("red", "green", "blue")]
    raw = encoded(
        frames[0],
        kind,
        save_all=True,
        append_images=frames[1:],
        duration=[50, 100, 200],
        loop=0,
    )
    image = opened(read_picture(raw))
    assert getattr(image, "n_frames", 1) == 3
    shown = []
    for index in range(3):
        image.seek(index)
        image.load()
        shown.append(image.info["duration"])
    assert shown == [50, 100, 200]


def test_a_moving_image_with_holes_does_not_smear() -> None:
    frames = [Image.new("RGBA", (20, 10), (0, 0, 0, 0)) for _ in range(2)]
    frames[0].paste((255, 0, 0, 255), (0, 0, 10, 10))
    frames[1].paste((0, 0, 255, 255), (10, 0, 20, 10))
    raw = encoded(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, disposal=2
    )
    image = opened(read_picture(raw))
    image.seek(1)
    shown = image.convert("RGBA")
    assert shown.getchannel("A").getpixel((5, 5)) == 0
    assert shown.getpixel((15, 5)) == (0, 0, 255, 255)


def test_a_still_png_is_made_of_an_animated_one() -> None:
    frames = [Image.new("RGB", (10, 10), color) for color in ("red", "blue")]
    raw = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert getattr(opened(read_picture(raw)), "n_frames", 1) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"<html><img src=x></html>",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"plain words",
        encoded(Image.new("RGB", (5, 5)), "BMP"),
        encoded(Image.new("RGB", (5, 5)), "TIFF"),
        encoded(Image.new("RGB", (16, 16)), "ICO"),
    ],
)
def test_another_format_is_refused_whatever_it_is_called(raw: bytes) -> None:
    assert refusal(raw) == "image_not_supported"


def test_more_than_10_megabytes_are_refused() -> None:
    assert refusal(picture("PNG") + b"\0" * MAX_BYTES) == "image_too_large"


@pytest.mark.parametrize("size", [(5_001, 5_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    assert refusal(png_of_size(*size)) == "image_too_many_pixels"


def test_a_webp_of_too_many_pixels_is_refused() -> None:
    raw = bytearray(
        encoded(Image.new("RGBA", (10, 10), (1, 2, 3, 4)), "WEBP", exif=b"Exif\0\0")
    )
    assert raw[12:16] == b"VP8X"
    raw[24:30] = b"\xff\x3f\0\xff\x3f\0"
    assert refusal(bytes(raw)) == "image_too_many_pixels"


@pytest.mark.parametrize(("count", "size"), [(MAX_FRAMES + 1, (2, 2)), (13, (2_000, 2_000))])
def test_a_moving_image_that_is_too_long_is_refused(count: int, size: tuple[int, int]) -> None:
    frames = [Image.new("L", size, index % 256) for index in range(count)]
    raw = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20)
    assert refusal(raw) == "image_too_many_pixels"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_file_is_refused(kind: str, part: float) -> None:
    raw = picture(kind, (400, 300))
    assert refusal(raw[: int(len(raw) * part)]) == "image_broken"


def test_a_header_alone_is_refused() -> None:
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"):
        assert refusal(start) == "image_broken"


SAMPLES = [picture(kind) for kind in FORMATS]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 200),
)
def test_any_bytes_are_cleaned_or_refused(
    raw: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(raw[: len(raw) - cut])
    for position, value in changes:
        if position < len(damaged):
            damaged[position] = value
    try:
        clean = read_picture(bytes(damaged))
    except Invalid as wrong:
        assert wrong.word.startswith("image_")  # noqa: PT017 - either way is right
    else:
        assert opened(clean).size == (clean.width, clean.height)
