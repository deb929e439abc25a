import os
from dataclasses import replace

import pytest

from bot.core.clock import HOUR, MINUTE
from bot.core.errors import Invalid, NotFound, TooLarge
from bot.messenger.model.attachments import AttachmentKind, UploadLimits
from bot.messenger.service.attachments import Attachments
from bot.messenger.service.sweeper import AttachmentSweeper
from tests.messenger.attachments import PNG, pieces, uploaded
from tests.messenger.home import HANA, SUPER, Home

FILE, IMAGE = AttachmentKind.FILE, AttachmentKind.IMAGE


async def _group(home: Home, *emails: str) -> int:
    numbers = [await home.number(email) for email in emails]
    return (await home.parts.rooms.open_group(home.bot, numbers, "알림방")).id


async def test_a_sent_file_is_given_to_everybody_in_the_room(home: Home) -> None:
    room_id = await _group(home, HANA, SUPER)
    file = await uploaded(home, room_id)
    message = await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    assert (message.text, file.id > 2**53) == ("안내.pdf", True)
    for email in (HANA, SUPER):
        got = await home.parts.attachments.get_of_person(await home.number(email), file.id)
        assert got.path.read_bytes() == b"%PDF-1.7"
        assert got.attachment == replace(file, attached=True)
    files = await home.parts.attachments.of_messages([message.id, 7])
    assert files == {message.id: [replace(file, attached=True)]}
    assert await home.parts.attachments.of_messages([]) == {}


async def test_pictures_of_one_message_keep_their_order(home: Home) -> None:
    room_id = await _group(home, HANA)
    first = await uploaded(home, room_id, "가.png", PNG, IMAGE)
    second = await uploaded(home, room_id, "나.png", PNG, IMAGE)
    ids = [second.id, first.id]
    message = await home.parts.messages.send_attachments(home.bot, room_id, IMAGE, ids)
    assert message.text == "나.png, 가.png"
    files = await home.parts.attachments.of_messages([message.id])
    assert [each.id for each in files[message.id]] == ids


async def test_a_file_is_nothing_to_those_outside_its_room(home: Home) -> None:
    room_id = await _group(home, HANA)
    boss, hana = await home.number(SUPER), await home.number(HANA)
    file = await uploaded(home, room_id)
    for who in (hana, boss):
        # Not even those of the room, before it is in a message.
        with pytest.raises(NotFound):
            await home.parts.attachments.get_of_person(who, file.id)
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    with pytest.raises(NotFound) as unknown:
        await home.parts.rooms.get_of_person(boss, 77)
    with pytest.raises(NotFound) as hidden:
        await home.parts.attachments.get_of_person(boss, file.id)
    assert (hidden.value.word, hidden.value.text) == (unknown.value.word, unknown.value.text)


async def test_a_file_goes_with_the_room_and_its_past(home: Home) -> None:
    room_id = await _group(home, HANA)
    boss, hana = await home.number(SUPER), await home.number(HANA)
    file = await uploaded(home, room_id)
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    await home.parts.rooms.invite(home.bot, room_id, [boss])
    with pytest.raises(NotFound):
        # Who came later doesn't see what was said before.
        await home.parts.attachments.get_of_person(boss, file.id)
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [file.id])
    await home.parts.attachments.get_of_person(boss, file.id)
    await home.parts.rooms.kick(home.bot, room_id, [hana])
    with pytest.raises(NotFound):
        await home.parts.attachments.get_of_person(hana, file.id)


async def test_a_bot_sends_only_its_own_files_and_only_to_their_room(home: Home) -> None:
    room_id, elsewhere = await _group(home, HANA), await _group(home, HANA)
    other, _ = await home.another_bot()
    file = await uploaded(home, room_id)
    send = home.parts.messages.send_attachments
    for bot, room, ids, code in (
        (home.bot, elsewhere, [file.id], "invalid_parameter"),
        (home.bot, room_id, [file.id + 1], "invalid_parameter"),
        (other, room_id, [file.id], "conversation_not_found"),
    ):
        with pytest.raises(NotFound) as caught:
            await send(bot, room, FILE, ids)
        assert caught.value.word == code
    with pytest.raises(NotFound):
        async with home.parts.attachments.uploading(other.id, room_id):
            pass


async def test_a_repeated_key_brings_the_same_message_of_files(home: Home) -> None:
    room_id = await _group(home, HANA)
    file = await uploaded(home, room_id)
    send = home.parts.messages.send_attachments
    first = await send(home.bot, room_id, FILE, [file.id], idempotency_key="k")
    home.clock.move(2 * HOUR)
    assert await send(home.bot, room_id, FILE, [file.id], idempotency_key="k") == first


async def test_what_no_message_got_within_an_hour_is_gone(home: Home) -> None:
    room_id, attachments = await _group(home, HANA), home.parts.attachments
    loose, sent = await uploaded(home, room_id), await uploaded(home, room_id, "나.pdf")
    await home.parts.messages.send_attachments(home.bot, room_id, FILE, [sent.id])
    path = (await attachments.get_of_person(await home.number(HANA), sent.id)).path
    home.clock.move(HOUR)
    assert await attachments.sweep() == 0
    with pytest.raises(NotFound):
        await home.parts.messages.send_attachments(home.bot, room_id, FILE, [loose.id])
    home.clock.move(MINUTE)
    assert await attachments.sweep() == 1
    assert [each.name for each in path.parent.iterdir() if each.is_file()] == [str(sent.id)]
    assert await attachments.sweep() == 0


async def test_a_look_sweeps_until_nothing_is_left(home: Home) -> None:
    room_id = await _group(home, HANA)
    for _ in range(3):
        await uploaded(home, room_id)
    home.clock.move(2 * HOUR)
    defects: list[BaseException] = []
    sweeper = AttachmentSweeper(home.parts.attachments, home.clock, on_defect=defects.append)
    assert await sweeper.look() == 3
    sweeper.start()
    await sweeper.stop()
    assert defects == []


async def test_a_sweeper_that_dies_says_so(
    small_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> int:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Attachments, "sweep", broken)
    defects: list[BaseException] = []
    sweeper = AttachmentSweeper(
        small_home.parts.attachments, small_home.clock, on_defect=defects.append
    )
    sweeper.start()
    await sweeper.stop()
    sweeper.start()
    assert sweeper._task is not None
    with pytest.raises(OSError, match="the disk is gone"):
        await sweeper._task
    await sweeper.stop()
    assert [str(defect) for defect in defects] == ["the disk is gone"]


async def test_what_is_not_kept_leaves_nothing_behind(small_home: Home) -> None:
    room_id, attachments = await _group(small_home, HANA), small_home.parts.attachments
    async with attachments.uploading(small_home.bot.id, room_id) as upload:
        await upload.take(pieces(b"%PDF"))
        (path,) = upload.paths
        assert path.read_bytes() == b"%PDF"
    assert not path.exists()


async def test_what_a_crash_left_half_arrived_is_swept(small_home: Home) -> None:
    room_id, attachments = await _group(small_home, HANA), small_home.parts.attachments
    async with attachments.uploading(small_home.bot.id, room_id) as upload:
        await upload.take(pieces(b"old"))
        await upload.take(pieces(b"new"))
        old, new = upload.paths
        now = small_home.clock.now() / 1000
        os.utime(old, (now - 7200, now - 7200))
        os.utime(new, (now, now))
        assert await attachments.sweep() == 0
        assert (old.exists(), new.exists()) == (False, True)


async def test_an_upload_stops_at_its_limits(small_home: Home) -> None:
    room_id = await _group(small_home, HANA)
    limits = UploadLimits(files=2, in_all=10)
    folder = small_home.parts.attachments._folder
    attachments = Attachments(small_home.database, small_home.clock, folder, limits)
    async with attachments.uploading(small_home.bot.id, room_id) as upload:
        await upload.take(pieces(b"123"))
        with pytest.raises(TooLarge):
            await upload.take(pieces(b"12345678"))
        with pytest.raises(Invalid) as caught:
            await upload.take(pieces(b"1"))
        assert caught.value.word == "invalid_parameter"
    assert list((folder / "arriving").iterdir()) == []
