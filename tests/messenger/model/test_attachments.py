from typing import Any

import pytest

from bot.core.clock import HOUR
from bot.core.errors import Invalid
from bot.messenger.model.attachments import (
    UNKNOWN_TYPE,
    Arrived,
    Attachment,
    AttachmentKind,
    Meta,
    UploadLimits,
    bare_name,
    check_together,
    check_upload,
    image_type,
    refusal_of_attachments,
    text_of,
)

PNG = b"\x89PNG\r\n\x1a\n"
LIMITS = UploadLimits(file=100, image=20, video=50)
FILE, IMAGE, VIDEO = AttachmentKind.FILE, AttachmentKind.IMAGE, AttachmentKind.VIDEO


def _meta(name: str = "a.bin", kind: AttachmentKind = FILE, size: int | None = None) -> Meta:
    return Meta(name=name, kind=kind, size=size)


def _file(size: int = 10, head: bytes = b"%PDF") -> Arrived:
    return Arrived(size=size, head=head)


def _attachment(**changed: Any) -> Attachment:
    given = {
        "id": 1, "room_id": 10, "uploader_id": 20, "kind": FILE, "name": "a.pdf", "size": 3,
        "content_type": UNKNOWN_TYPE, "uploaded_at": 0, "attached": False,
    }  # fmt: skip
    return Attachment(**{**given, **changed})


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("안내.pdf", "안내.pdf"),
        ("C:\\docs\\a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("folder/", "folder"),
        (" a.pdf ", "a.pdf"),
        ("..", ""),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_name_loses_its_folders(given: str, bare: str) -> None:
    assert bare_name(given) == bare


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a..", "image/gif"),
        (b"GIF87a..", "image/gif"),
        (b"BM123456", "image/bmp"),
        (b"<svg xmlns", None),
        (b"<script>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(head: bytes, kind: str | None) -> None:
    assert image_type(head) == kind


def test_what_fits_is_taken_with_the_type_it_is_served_as() -> None:
    metas = [_meta("a.PNG", IMAGE, 10), _meta("a.png", FILE), _meta("a.mp4", VIDEO, 50)]
    arrived = [_file(10, PNG), _file(100, PNG), _file(50)]
    assert check_upload(metas, arrived, LIMITS) == ["image/png", UNKNOWN_TYPE, UNKNOWN_TYPE]


@pytest.mark.parametrize(
    ("metas", "arrived", "code", "named"),
    [
        ([], [], "missing_parameter", "attachments[]"),
        ([_meta()], [_file(), _file()], "invalid_parameter", "metas"),
        ([_meta(size=9)], [_file(10)], "invalid_parameter", "metas[0].file_size"),
        ([_meta(), _meta()], [_file(), _file(101)], "invalid_parameter", "metas[1]"),
        ([_meta("a.png", IMAGE)], [_file(21, PNG)], "invalid_parameter", "metas[0]"),
        ([_meta("a.mp4", VIDEO)], [_file(51)], "invalid_parameter", "metas[0]"),
        ([_meta("a.png", IMAGE)], [_file(head=b"<svg")], "invalid_parameter", "metas[0]"),
        ([_meta("a.webp", IMAGE)], [_file(head=PNG)], "invalid_parameter", "metas[0]"),
        ([_meta("png", IMAGE)], [_file(head=PNG)], "invalid_parameter", "metas[0]"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_place(
    metas: list[Meta], arrived: list[Arrived], code: str, named: str
) -> None:
    with pytest.raises(Invalid) as caught:
        check_upload(metas, arrived, LIMITS)
    assert caught.value.word == code
    assert named in caught.value.text.ko
    assert named in caught.value.text.en


@pytest.mark.parametrize(
    ("kind", "ids", "fits"),
    [
        (FILE, [1], True),
        (FILE, [1, 2], False),
        (VIDEO, [1, 2], False),
        (IMAGE, list(range(1, 31)), True),
        (IMAGE, list(range(1, 32)), False),
        (IMAGE, [1, 1], False),
        (IMAGE, [], False),
    ],
)
def test_pictures_go_together_and_other_files_alone(
    kind: AttachmentKind, ids: list[int], fits: bool
) -> None:
    if fits:
        check_together(kind, ids)
        return
    with pytest.raises(Invalid):
        check_together(kind, ids)


@pytest.mark.parametrize(
    ("changed", "now", "refused"),
    [
        ({}, HOUR - 1, False),
        ({}, HOUR, True),
        ({"attached": True}, 9 * HOUR, False),
        ({"room_id": 11}, 0, True),
        ({"uploader_id": 21}, 0, True),
        ({"id": 2}, 0, True),
    ],
)
def test_only_what_the_bot_uploaded_to_the_room_within_an_hour_can_be_sent(
    changed: dict[str, Any], now: int, refused: bool
) -> None:
    refusal = refusal_of_attachments([1], [_attachment(**changed)], (10, 20), now)
    assert (refusal is not None) is refused
    if refusal is not None:
        assert refusal.word == "invalid_parameter"


def test_a_message_is_named_after_its_files() -> None:
    assert text_of([_attachment(), _attachment(name="나.png")]) == "a.pdf, 나.png"
    assert len(text_of([_attachment(name="가" * 255)])) == 200
