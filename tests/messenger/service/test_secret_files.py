"""Files of secret rooms: sealed as they arrive, gone with their message or before it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import Forbidden, NotFound, SpacecastError, TooLarge, WrongState
from bot.messenger.model.attachments import UploadLimits
from bot.messenger.model.chat import ChatRoom, NewMessage
from bot.messenger.model.sealing import CHUNK_BYTES
from bot.messenger.model.secret_messages import SecretText
from bot.messenger.service.chat_side import OpenedFile, Upload
from bot.messenger.service.secret_files import SecretFiles
from tests.messenger.erasing_rig import ErasingRig, open_erasing_rig, pieces_of
from tests.messenger.home import HANA, SENDER, SUPER, Home

_BYTES = bytes(number % 251 for number in range(3 * CHUNK_BYTES + 17))
_PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 50


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _read(file: OpenedFile, start: int, stop: int) -> bytes:
    return b"".join([piece async for piece in file.read(start, stop)])


async def _sent(rig: ErasingRig, room: ChatRoom, *ids: str, who: str = HANA) -> None:
    message = NewMessage(text=SecretText("첨부"), file_ids=ids)
    await rig.talk.send(await rig.person(who), room.id, message)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, len(_BYTES)])
async def test_a_member_has_the_file_of_a_message_whole_or_any_part_of_it(
    rig: ErasingRig, size: int
) -> None:
    room = await rig.open(HANA, SENDER)
    data = _BYTES[:size]
    sent = await rig.send_file(HANA, room, data)
    (file,) = sent.files
    assert (file.name, file.size, file.picture) == ("계약서.pdf", size, False)
    opened = await rig.talk.open_file(await rig.person(SENDER), room.id, file.id)
    assert opened.file == file
    for start, stop in ((0, size), (0, 10), (size // 2, size), (size - 1, size + 9), (5, 5)):
        wanted = data[max(0, start) : max(0, stop)]
        assert await _read(opened, max(0, start), max(0, stop)) == wanted


async def test_neither_bytes_nor_name_nor_type_is_on_the_disk_in_clear(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.send_file(HANA, room, b"marker-in-the-file" * 5_000)
    (path,) = (rig.folder / "files").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    on_disk = path.read_bytes()
    for marker in (b"marker-in-the-file", "계약서".encode(), b"octet-stream", b"pdf"):
        assert marker not in on_disk
    rows = await rig.database.fetch("SELECT * FROM secret_files")
    assert "계약서" not in str([dict(row) for row in rows])


async def test_what_it_is_goes_by_its_bytes_and_folders_in_its_name_are_left_out(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)
    picture = await rig.upload(HANA, room, _PICTURE, name="C:\\사진\\나.exe")
    assert (picture.name, picture.content_type, picture.picture) == (
        "나.exe",
        "image/png",
        True,
    )
    page = await rig.upload(HANA, room, b"<html>", name="가" * 300)
    assert (len(page.name), page.content_type) == (255, "application/octet-stream")


async def test_who_is_not_in_the_room_gets_the_same_not_found_for_every_file(
    rig: ErasingRig,
) -> None:
    room, other = await rig.open(HANA, SENDER), await rig.open(SENDER, SUPER)
    sent = await rig.send_file(HANA, room, b"x")
    loose = await rig.upload(HANA, room, b"y")
    for who, number, file in (
        (SUPER, room.id, sent.files[0].id),
        (SUPER, other.id, sent.files[0].id),
        (SENDER, room.id, loose.id),
        (HANA, room.id, "sf_never"),
    ):
        with pytest.raises(NotFound) as caught:
            await rig.talk.open_file(await rig.person(who), number, file)
        assert caught.value.word == "not_found"


async def test_only_ones_own_loose_files_of_that_room_can_be_sent(rig: ErasingRig) -> None:
    room, other = await rig.open(HANA, SENDER), await rig.open(HANA, SENDER)
    mine, theirs = await rig.upload(HANA, room, b"x"), await rig.upload(SENDER, room, b"x")
    elsewhere = await rig.upload(HANA, other, b"x")
    for ids in ((theirs.id,), (elsewhere.id,), (mine.id, "sf_never")):
        with pytest.raises(NotFound) as caught:
            await _sent(rig, room, *ids)
        assert caught.value.word == "attachment_not_found"
    await _sent(rig, room, mine.id)
    # Once it is in a message it isn't loose any more.
    with pytest.raises(NotFound):
        await _sent(rig, room, mine.id)
    assert await rig.count("secret_messages") == 1


async def test_an_upload_that_no_message_gets_goes_after_an_hour(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    file = await rig.upload(HANA, room, b"x")
    rig.home.clock.move(HOUR - 1)
    await rig.parts.eraser.sweep()
    assert (await rig.state())["files on the disk"] == 1
    rig.home.clock.move(1)
    with pytest.raises(NotFound):
        await _sent(rig, room, file.id)
    rig.home.clock.move(MINUTE)
    await rig.parts.eraser.sweep()
    left = await rig.state()
    assert (left["files"], left["files on the disk"], left["keys nobody knows"]) == ([], 0, 0)


async def test_a_download_that_began_before_the_end_stops_at_it(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.send_file(HANA, room, _BYTES)
    opened = await rig.talk.open_file(await rig.person(SENDER), room.id, sent.files[0].id)
    parts = opened.read(0, len(_BYTES))
    assert await anext(parts) == _BYTES[:CHUNK_BYTES]
    # No sweep yet: what has ended is found by nobody.
    rig.home.clock.move(3 * DAY)
    with pytest.raises(NotFound):
        await anext(parts)


@pytest.mark.parametrize("why", ["kicked", "suspended", "switched off", "room deleted"])
async def test_a_download_stops_when_its_reader_may_not_have_it_any_more(
    rig: ErasingRig, why: str
) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.send_file(HANA, room, _BYTES)
    hana, sender = await rig.person(HANA), await rig.person(SENDER)
    opened = await rig.talk.open_file(sender, room.id, sent.files[0].id)
    pieces = opened.read(0, len(_BYTES))
    assert await anext(pieces) == _BYTES[:CHUNK_BYTES]
    match why:
        case "kicked":
            await rig.talk.kick(hana, room.id, [sender.platform_id])
        case "suspended":
            await rig.home.deactivate(SENDER)
        case "switched off":
            await rig.switch(on=False)
        case _:
            await rig.talk.delete(hana, room.id)
    with pytest.raises((NotFound, Forbidden)):
        await anext(pieces)


async def test_a_download_stops_when_the_key_is_destroyed(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.send_file(HANA, room, _BYTES)
    opened = await rig.talk.open_file(await rig.person(SENDER), room.id, sent.files[0].id)
    parts = opened.read(0, len(_BYTES))
    await anext(parts)
    await rig.talk.delete_own(await rig.person(HANA), room.id, sent.seq)
    with pytest.raises(NotFound):
        await anext(parts)


async def test_files_go_before_their_message_where_the_workspace_keeps_files_for_less(
    rig: ErasingRig,
) -> None:
    async with rig.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET file_retention_days = 1")
    room = await rig.open(HANA, SENDER)
    sent = await rig.send_file(HANA, room, b"x")
    rig.home.clock.move(DAY)
    assert await rig.parts.eraser.sweep() == 1
    left = await rig.state()
    assert [message[1] for message in left["messages"]] == [sent.seq]
    assert (left["files"], left["files on the disk"], left["keys nobody knows"]) == ([], 0, 0)
    (shown,) = await rig.seen(SENDER, room)
    assert (shown.text, shown.files) == ("첨부", ())
    with pytest.raises(NotFound):
        await rig.talk.open_file(await rig.person(HANA), room.id, sent.files[0].id)


async def test_a_file_follows_its_message_whose_clock_has_started(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    await rig.send_file(HANA, room, b"x")
    await rig.read(SENDER, room)
    rig.home.clock.move(HOUR)
    await rig.parts.eraser.sweep()
    assert (await rig.state())["files on the disk"] == 0


async def _nothing_stays(rig: ErasingRig) -> None:
    left = await rig.state()
    assert (left["files"], left["files on the disk"], left["keys nobody knows"]) == ([], 0, 0)


async def test_a_broken_upload_leaves_nothing(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)

    async def breaking() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        raise ConnectionResetError

    upload = Upload(name="가.pdf", content_type="", arriving=breaking())
    with pytest.raises(ConnectionResetError):
        await rig.talk.upload(await rig.person(HANA), room.id, upload)
    await _nothing_stays(rig)


async def test_an_upload_that_is_cancelled_leaves_nothing(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    begun = asyncio.Event()

    async def waiting() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        begun.set()
        await asyncio.Event().wait()

    upload = Upload(name="가.pdf", content_type="", arriving=waiting())
    task = asyncio.ensure_future(rig.talk.upload(await rig.person(HANA), room.id, upload))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await _nothing_stays(rig)


async def test_an_upload_that_is_too_large_leaves_nothing(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    small = SecretFiles(
        rig.database,
        rig.ground.ring,
        rig.ground.guarded,
        rig.folder / "files",
        UploadLimits(in_all=100_000),
    )
    member = await rig.database.fetch_value("SELECT min(id) FROM secret_members")
    upload = Upload(name="가.pdf", content_type="", arriving=pieces_of(b"x" * 100_001))
    with pytest.raises(TooLarge):
        await small.upload(room.id, member, upload)
    await _nothing_stays(rig)


async def test_an_upload_into_a_room_that_is_deleted_meanwhile_leaves_nothing(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER)

    async def meanwhile() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        await rig.talk.delete(await rig.person(HANA), room.id)
        await rig.keeper.round()

    upload = Upload(name="가.pdf", content_type="", arriving=meanwhile())
    with pytest.raises(SpacecastError) as caught:
        await rig.talk.upload(await rig.person(SENDER), room.id, upload)
    assert caught.value.word == "not_found"
    await _nothing_stays(rig)


async def test_a_file_that_was_changed_or_cut_short_is_refused(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    sent = await rig.send_file(HANA, room, _BYTES)
    (path,) = (rig.folder / "files").iterdir()
    data = path.read_bytes()
    for changed in (data[:-1], data[:-40] + b"\0" * 40):
        path.write_bytes(changed)
        opened = await rig.talk.open_file(await rig.person(HANA), room.id, sent.files[0].id)
        with pytest.raises(WrongState) as caught:
            await _read(opened, 0, len(_BYTES))
        assert caught.value.word == "message_damaged"
