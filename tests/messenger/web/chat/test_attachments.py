import pytest

from bot.messenger.model.attachments import Attachment, AttachmentKind
from tests.messenger.attachments import PNG, uploaded
from tests.messenger.home import HANA, SUPER, Home
from tests.messenger.web.conftest import Client

FILE, IMAGE = AttachmentKind.FILE, AttachmentKind.IMAGE


async def _sent(
    home: Home, name: str, content: bytes, kind: AttachmentKind = FILE
) -> tuple[int, Attachment]:
    room = await home.parts.rooms.open_direct(home.bot, await home.number(HANA))
    file = await uploaded(home, room.id, name, content, kind)
    await home.parts.messages.send_attachments(home.bot, room.id, kind, [file.id])
    return room.id, file


async def _cookie(home: Home, email: str) -> dict[str, str]:
    return {"Cookie": f"spacecast_session={await home.sign_in(email)}"}


async def test_a_picture_is_shown_and_can_run_nothing(client: Client, small_home: Home) -> None:
    room_id, file = await _sent(small_home, "가 나.png", PNG, IMAGE)
    cookie = await _cookie(small_home, HANA)
    page = await (await client.get(f"/messenger/rooms/{room_id}", headers=cookie)).text()
    address = f"/messenger/attachments/{file.id}"
    assert f'<img src="{address}" alt="가 나.png">' in page
    response = await client.get(address, headers=cookie)
    assert (response.status, await response.read()) == (200, PNG)
    told = response.headers
    assert told["Content-Type"] == "image/png"
    assert told["Content-Disposition"] == ("inline; filename*=UTF-8''%EA%B0%80%20%EB%82%98.png")
    assert told["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in told["Content-Security-Policy"]
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert told["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg/>"), ("a.png", PNG)],
)
async def test_any_other_file_is_only_saved(
    client: Client, small_home: Home, name: str, content: bytes
) -> None:
    room_id, file = await _sent(small_home, name, content)
    cookie = await _cookie(small_home, HANA)
    page = await (await client.get(f"/messenger/rooms/{room_id}", headers=cookie)).text()
    assert f'download="{name}"' in page
    assert "<img" not in page
    response = await client.get(f"/messenger/attachments/{file.id}", headers=cookie)
    assert (response.status, await response.read()) == (200, content)
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")


async def test_a_name_is_only_text_in_the_page(client: Client, small_home: Home) -> None:
    room_id, _ = await _sent(small_home, '"><img src=x onerror=alert(1)>.pdf', b"%PDF")
    cookie = await _cookie(small_home, HANA)
    page = await (await client.get(f"/messenger/rooms/{room_id}", headers=cookie)).text()
    assert "<img src=x" not in page


async def test_others_hear_what_they_hear_of_a_room_that_never_was(
    client: Client, small_home: Home
) -> None:
    _, file = await _sent(small_home, "a.pdf", b"%PDF")
    cookie = await _cookie(small_home, SUPER)
    never = await client.get("/messenger/rooms/77", headers=cookie)
    for number in (file.id, "77", "x", "9" * 40, "٣"):
        response = await client.get(f"/messenger/attachments/{number}", headers=cookie)
        assert response.status == 404
        assert await response.text() == await never.text()
    nobody = await client.get(f"/messenger/attachments/{file.id}")
    assert nobody.status == 401


async def test_a_file_that_the_reader_has_is_not_sent_again(
    client: Client, small_home: Home
) -> None:
    _, file = await _sent(small_home, "가.png", PNG, IMAGE)
    cookie, address = await _cookie(small_home, HANA), f"/messenger/attachments/{file.id}"
    first = await client.get(address, headers=cookie)
    known = {"If-None-Match": first.headers["ETag"]}
    assert (await client.get(address, headers={**cookie, **known})).status == 304
    other = await _cookie(small_home, SUPER)
    assert (await client.get(address, headers={**other, **known})).status == 404
    part = await client.get(address, headers={**cookie, "Range": "bytes=0-7"})
    assert (part.status, await part.read()) == (206, PNG[:8])


async def test_scripts_are_told_of_files_too(client: Client, small_home: Home) -> None:
    room_id, file = await _sent(small_home, "안내.pdf", b"%PDF")
    cookie = await _cookie(small_home, HANA)
    response = await client.get(f"/messenger/api/rooms/{room_id}/messages", headers=cookie)
    (message,) = await response.json()
    assert message["attachments"] == [
        {
            "id": str(file.id),
            "kind": "file",
            "name": "안내.pdf",
            "size": 4,
            "url": f"/messenger/attachments/{file.id}",
        }
    ]
