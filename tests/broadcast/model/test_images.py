"""Which images are taken."""

import pytest

from bot.broadcast.model.images import (
    PictureKind,
    image_broken,
    image_moves_too_long,
    image_not_supported,
    image_too_large,
    image_too_many_pixels,
    picture_kind,
    shown_size,
)
from bot.core.errors import Invalid


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", PictureKind.PNG),
        (b"\xff\xd8\xff\xe0....", PictureKind.JPEG),
        (b"GIF87a....", PictureKind.GIF),
        (b"GIF89a....", PictureKind.GIF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", PictureKind.WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<!doctype html>", None),
        (b"%PDF-1.7", None),
        (b"BM......", None),
        (b"", None),
    ],
)
def test_a_format_is_known_by_its_first_bytes(raw: bytes, kind: PictureKind | None) -> None:
    assert picture_kind(raw) is kind


def test_a_kind_has_a_content_type() -> None:
    assert [kind.content_type for kind in PictureKind] == [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ]


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((2_000, 2_000), (2_000, 2_000)),
        ((1, 1), (1, 1)),
        ((4_000, 1_000), (2_000, 500)),
        ((1_000, 3_000), (666, 2_000)),
        ((20_000, 1), (2_000, 1)),
    ],
)
def test_an_image_is_kept_at_most_2000_pixels_long(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert shown_size(*size) == shown


@pytest.mark.parametrize(
    ("error", "code", "status", "ko", "en"),
    [
        (
            image_not_supported(), "image_not_supported", 422,
            "PNG, JPEG, GIF, WebP 이미지만 올릴 수 있어요. 이 형식 중 하나로 저장해 다시 올려 주세요.",
            "Only PNG, JPEG, GIF and WebP images can be used."
            " Save the image as one of these and upload it again.",
        ),
        (
            image_too_large(12_582_912), "image_too_large", 413,
            "이미지는 10MB까지 올릴 수 있어요. 이 파일은 12.0MB예요. 크기를 줄여 다시 올려 주세요.",
            "An image can have at most 10 MB; this one has 12.0 MB."
            " Make it smaller and upload it again.",
        ),
        (
            image_too_many_pixels((6_000, 5_000)), "image_too_many_pixels", 422,
            "이미지는 2,500만 화소까지 올릴 수 있어요. 이 이미지는 6,000×5,000이에요."
            " 가로세로를 줄여 다시 올려 주세요.",
            "An image can have at most 25 megapixels; this one is 6,000 × 5,000."
            " Scale it down and upload it again.",
        ),
        (
            image_too_many_pixels(None), "image_too_many_pixels", 422,
            "이미지는 2,500만 화소까지 올릴 수 있어요. 가로세로를 줄여 다시 올려 주세요.",
            "An image can have at most 25 megapixels. Scale it down and upload it again.",
        ),
        (
            image_moves_too_long(), "image_too_many_pixels", 422,
            "움직이는 이미지는 300장면까지, 모두 합쳐 5,000만 화소까지 올릴 수 있어요."
            " 길이나 크기를 줄여 다시 올려 주세요.",
            "An animation can have at most 300 frames and 50 megapixels in all."
            " Make it shorter or smaller.",
        ),
        (
            image_broken(), "image_broken", 422,
            "이미지 파일이 손상돼서 열 수 없어요. 원본을 다시 저장해 올려 주세요.",
            "The image file is damaged and can't be opened. Save the original again and upload it.",
        ),
    ],
)  # fmt: skip
def test_each_refusal_has_its_code_and_words(
    error: Invalid, code: str, status: int, ko: str, en: str
) -> None:
    assert (error.word, error.status) == (code, status)
    assert (error.text.ko, error.text.en) == (ko, en)
    assert [problem.pointer for problem in error.problems] == ["/image"]
