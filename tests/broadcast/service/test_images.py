import asyncio
import io

import pytest
from PIL import Image

from bot.core.errors import Forbidden, Invalid, NotFound
from tests.builders import Space, draft
from tests.refusals import refused


def _png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


async def test_an_image_is_kept_and_found_again(space: Space) -> None:
    image = await space.images.add(await space.actor("hana"), _png())
    found = await space.images.get(image.id)
    assert found.image == image
    assert (image.width, image.height, image.content_type) == (40, 30, "image/png")
    content = await asyncio.to_thread(found.path.read_bytes)
    assert len(content) == image.bytes
    assert space.images.url(image.id) == f"https://notice.example.com/media/{image.id}"
    assert await space.actions("image", image.sha256[:16]) == ["image.uploaded"]


async def test_the_same_picture_is_one_file_under_ids_nobody_guesses(space: Space) -> None:
    hana = await space.actor("hana")
    first, second = [await space.images.add(hana, _png()) for _ in range(2)]
    assert first.id != second.id
    assert len(first.id) == 32
    paths = {(await space.images.get(image.id)).path for image in (first, second)}
    assert len(paths) == 1
    assert [p.name for p in next(iter(paths)).parent.iterdir()] == [first.sha256]


async def test_who_may_not_send_uploads_nothing(space: Space) -> None:
    with refused(
        Forbidden,
        "not_send_admin",
        ko="단체 메시지 발송 권한이 없어요. 김슬기(슈퍼 관리자)에게 요청해 주세요.",
        en="You don't have the right to send notices. Please ask 김슬기 (super admin).",
    ):
        await space.images.add(await space.actor("mina"), _png())


async def test_what_is_no_image_is_refused(space: Space) -> None:
    with pytest.raises(Invalid):
        await space.images.add(await space.actor("hana"), b"<script>")


@pytest.mark.parametrize("image_id", ["", "unknown", "../secret"])
async def test_an_unknown_image_is_not_found(space: Space, image_id: str) -> None:
    with refused(
        NotFound,
        "image_not_found",
        ko="이미지를 찾을 수 없어요. 다시 올려 주세요.",
        en="There is no such image. Please upload it again.",
    ):
        await space.images.get(image_id)


async def test_a_notice_shows_an_uploaded_image_at_its_address(space: Space) -> None:
    await space.profile("hr")
    image = await space.images.add(await space.actor("hana"), _png("blue"))
    wanted = draft(variables={"title": "그림", "image": {"id": image.id, "alt": "파랑"}})
    made = (await space.notices.draft(await space.actor("seulgi"), wanted)).notice
    assert made.variables["image"] == {
        "url": space.images.url(image.id),
        "alt": "파랑",
        "media_id": image.id,
    }
