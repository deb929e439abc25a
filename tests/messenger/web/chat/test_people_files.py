from aiohttp import FormData

from bot.core.clock import HOUR, MINUTE
from tests.messenger.home import Home
from tests.messenger.web.chat.people import Chatter

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


async def _upload(who: Chatter, room: str, name: str, content: bytes) -> dict[str, str]:
    form = FormData(quote_fields=False)
    form.add_field("file", content, filename=name, content_type="application/pdf")
    told = await who.call("POST", f"/rooms/{room}/attachments", data=form, status=201)
    assert isinstance(told, dict)
    return told


async def test_a_file_is_seen_by_those_who_see_its_message(
    hana: Chatter, bonaem: Chatter, goun: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    picture = await _upload(hana, room, "사진.png", PNG)
    paper = await _upload(hana, room, "안내.pdf", b"0123456789")
    assert (picture["kind"], paper["kind"]) == ("image", "file")
    path = f"/rooms/{room}/files/{paper['id']}"
    # Nobody has it before its message, not even who uploaded it.
    await hana.get(path, 404)
    sent = await hana.say(room, "", attachments=[picture["id"], paper["id"]])
    assert sent["attachments"] == [picture, paper]
    assert sent["text"] == "사진.png, 안내.pdf"
    (seen,) = await bonaem.get(f"/rooms/{room}/messages")
    assert seen["attachments"] == sent["attachments"]
    for who, status in ((hana, 200), (bonaem, 200), (goun, 404)):
        response = await who.client.get(paper["url"], headers=who.headers)
        assert response.status == status
    await goun.get(path, 404)


async def test_parts_of_a_file_are_given_and_none_outside_of_it(
    hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    paper = await _upload(hana, room, "안내.pdf", b"0123456789")
    await hana.say(room, "여기요", attachments=[paper["id"]])
    path = f"/messenger/api/rooms/{room}/files/{paper['id']}"
    for asked, status, content in (
        (None, 200, b"0123456789"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=-3", 206, b"789"),
        ("bytes=8-", 206, b"89"),
        ("bytes=10-", 416, b""),
    ):
        headers = {**bonaem.headers, **({"Range": asked} if asked else {})}
        response = await bonaem.client.get(path, headers=headers)
        assert (response.status, await response.read()) == (status, content)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_only_ones_own_uploads_to_the_room_are_sent(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    elsewhere = (await hana.open(bonaem.id))["id"]
    paper = await _upload(hana, room, "안내.pdf", b"0123456789")
    body = {"text": "여기요", "attachments": [paper["id"]]}
    for who, which in ((bonaem, room), (hana, elsewhere)):
        answer = await who.call("POST", f"/rooms/{which}/messages", body, status=422)
        assert answer["code"] == "attachment_not_found"
    small_home.clock.move(HOUR)
    await hana.call("POST", f"/rooms/{room}/messages", body, status=422)


async def test_a_message_taken_back_takes_its_files_along(
    small_home: Home, hana: Chatter, bonaem: Chatter
) -> None:
    room = (await hana.open(bonaem.id))["id"]
    papers = [await _upload(hana, room, f"{number}.pdf", b"0123456789") for number in "123"]
    first, twice, last = (paper["id"] for paper in papers)
    await hana.say(room, "", attachments=[first, twice])
    await hana.say(room, "", attachments=[twice, last])
    await hana.call("DELETE", f"/rooms/{room}/messages/1", status=204)
    await bonaem.get(f"/rooms/{room}/files/{first}", 404)
    assert await _kept(small_home, HOUR + MINUTE) == {twice, last}
    await hana.call("DELETE", f"/rooms/{room}", status=204)
    assert await _kept(small_home, 0) == set()


async def _kept(home: Home, later: int) -> set[str]:
    """The files that a sweep leaves."""
    home.clock.move(later)
    await home.parts.attachments.sweep()
    rows = await home.database.fetch("SELECT id FROM messenger_attachments")
    return {str(row["id"]) for row in rows}


async def test_what_is_no_upload_is_refused(hana: Chatter, bonaem: Chatter) -> None:
    room = (await hana.open(bonaem.id))["id"]
    path = f"/rooms/{room}/attachments"
    assert (await hana.call("POST", path, {}, status=422))["code"] == "invalid_content_type"
    form = FormData(quote_fields=False)
    form.add_field("other", b"x", filename="a.pdf")
    answer = await hana.call("POST", path, data=form, status=422)
    assert answer["code"] == "invalid_representation"
    form = FormData(quote_fields=False)
    form.add_field("file", b"x", filename="/")
    answer = await hana.call("POST", path, data=form, status=422)
    assert answer["code"] == "bad_file_name"
