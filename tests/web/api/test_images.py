"""Uploading images."""

from io import BytesIO

import aiohttp
import pytest

from bot.broadcast.model.images import MAX_BYTES
from tests.web.api.conftest import Answer, Api, png


async def upload(api: Api, content: bytes, field: str = "image") -> Answer:
    """The answer to an upload."""
    form = aiohttp.FormData()
    form.add_field("note", "first")
    form.add_field(field, BytesIO(content), filename="x.png", content_type="image/png")
    return await api.ask("POST", "/images", raw=form, by="hana")


async def test_an_image_is_kept_and_seen_at_its_address(api: Api) -> None:
    answer = await upload(api, png())
    image = answer.body
    assert answer.status == 201
    assert (image["width"], image["height"]) == (40, 20)
    assert image["url"] == answer.headers["Location"]
    assert image["url"].endswith(f"/media/{image['id']}")
    async with api.space.http.get(f"{api.space.url}/media/{image['id']}") as response:
        assert response.status == 200
        assert len(await response.read()) == image["bytes"]


async def test_something_else_than_an_image_is_refused(api: Api) -> None:
    answer = await upload(api, b"<svg/>")
    assert answer.status == 422
    assert answer.pointers == {"/image": "image_not_supported"}


async def test_an_image_of_more_than_10_mb_is_refused(api: Api) -> None:
    answer = await upload(api, b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES))
    assert (answer.status, answer.body["code"]) == (413, "image_too_large")
    assert "this one has 10.0 MB" in answer.body["detail"]


async def test_a_form_without_the_field_is_refused(api: Api) -> None:
    answer = await upload(api, png(), field="file")
    assert answer.status == 422
    assert answer.pointers == {"/image": "required"}
    assert answer.body["detail"] == (
        "The field image is missing. Put the image file into the field image."
    )


async def test_the_image_must_come_as_a_form(api: Api) -> None:
    await api.refused(
        ("POST", "/images", {"image": "x"}),
        415,
        "unsupported_media_type",
        "이미지는 multipart/form-data의 image 칸으로 보내 주세요.",
        "Send the image as the field image of multipart/form-data.",
        by="hana",
    )


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--b\r\n\r\nx"),
        ("multipart/form-data; boundary=a", b""),
        (f"multipart/form-data; boundary={'a' * 80}", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: x\r\n\r\n"),
    ],
)
async def test_a_broken_form_is_refused(api: Api, kind: str, raw: bytes) -> None:
    answer = await api.ask(
        "POST", "/images", raw=raw, headers={"Content-Type": kind}, by="hana"
    )
    assert answer.status in {400, 422}
    assert answer.body["code"] in {"invalid_multipart", "required"}
