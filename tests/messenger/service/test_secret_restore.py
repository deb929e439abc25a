"""Backup restored: what was erased stays erased, whatever the backup brings back."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.clock import DAY, HOUR, MINUTE
from bot.core.errors import NotFound
from bot.messenger.model.chat import NewRoom
from bot.messenger.model.rooms import RoomKind
from tests.messenger.erasing_rig import (
    TABLES,
    ErasingRig,
    Rows,
    open_erasing_rig,
    put_rows,
    rows_of,
)
from tests.messenger.home import HANA, SENDER, SUPER, Home


@pytest.fixture
async def rig(home: Home, tmp_path: Path) -> AsyncIterator[ErasingRig]:
    async with open_erasing_rig(home, tmp_path / "secret") as made:
        yield made


async def _backup(rig: ErasingRig) -> Rows:
    """The database and the files; never the keys."""
    if (rig.folder / "files").is_dir():
        shutil.copytree(rig.folder / "files", rig.folder.with_name("backup"))
    return await rows_of(rig.database, (*TABLES, "messenger_numbers"))


async def _restore(rig: ErasingRig, backup: Rows) -> None:
    await put_rows(rig.database, backup)
    saved = rig.folder.with_name("backup")
    if saved.is_dir():
        shutil.copytree(saved, rig.folder / "files", dirs_exist_ok=True)


async def test_a_restored_backup_resurrects_no_message_no_file_and_no_badge(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    sent = await rig.send_file(HANA, room, b"x" * 70_000)
    await rig.say(HANA, room)
    backup = await _backup(rig)
    for who in (SENDER, SUPER):
        await rig.read(who, room)
    rig.home.clock.move(HOUR)
    await rig.say(HANA, room, "이 뒤에 온 것")
    await rig.parts.eraser.sweep()
    await _restore(rig, backup)
    # The backup says that both are there, unread, for days yet.
    assert await rig.count("secret_pending") == 4
    assert (await rig.talk.room_of(await rig.person(SENDER), room.id)).unread == 2
    await rig.keeper.prepare()
    left = await rig.state()
    assert left["messages"] == left["pending"] == left["files"] == []
    assert left["files on the disk"] == 0
    (listed,) = await rig.talk.rooms_of(await rig.person(SENDER))
    assert (listed.unread, listed.last) == (0, None)
    with pytest.raises(NotFound):
        await rig.talk.open_file(await rig.person(HANA), room.id, sent.files[0].id)


async def test_what_a_backup_has_and_was_not_erased_stays(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER, name="인수 준비")
    await rig.send_file(HANA, room, b"x")
    backup = await _backup(rig)
    before = await rig.state()
    await _restore(rig, backup)
    await rig.keeper.prepare()
    assert await rig.state() == before
    assert (await rig.talk.room_of(await rig.person(HANA), room.id)).name == "인수 준비"


async def test_deleted_rooms_are_deleted_again_and_their_numbers_never_used_again(
    rig: ErasingRig,
) -> None:
    await rig.open(HANA, SENDER)
    backup = await _backup(rig)
    after = [await rig.open(HANA, SENDER), await rig.open(HANA, SENDER)]
    later = await _backup(rig)
    for room in after:
        await rig.say(HANA, room)
        await rig.talk.delete(await rig.person(HANA), room.id)
    await rig.keeper.round()
    await _restore(rig, later)
    assert await rig.count("secret_rooms") == 3
    await rig.keeper.prepare()
    assert await rig.count("secret_rooms") == 1
    # An older one still, from before the rooms were opened: their numbers would come again.
    await _restore(rig, backup)
    await rig.keeper.prepare()
    fresh = await rig.open(HANA, SENDER)
    assert fresh.id == after[-1].id + 1
    ordinary = await rig.home.parts.rooms.open_direct(rig.home.bot, await rig.home.number(HANA))
    assert ordinary.id > fresh.id
    await rig.keeper.prepare()
    listed = await rig.talk.rooms_of(await rig.person(HANA))
    assert listed[0].id == fresh.id


async def test_what_ended_since_the_backup_is_gone_before_anything_is_served(
    rig: ErasingRig,
) -> None:
    room = await rig.open(HANA, SENDER, SUPER)
    await rig.say(HANA, room)
    await rig.talk.leave(await rig.person(SUPER), room.id)
    backup = await _backup(rig)
    rig.home.clock.move(7 * DAY)
    await _restore(rig, backup)
    await rig.keeper.prepare()
    # The room's own line has no key, and no content; it ends like everything.
    assert await rig.count("secret_messages") == 0


async def test_a_name_that_was_taken_away_does_not_come_back(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER, name="옛 이름")
    backup = await _backup(rig)
    hana = await rig.person(HANA)
    await rig.talk.change(hana, room.id, allow_invite=None, name="새 이름")
    await rig.keeper.prepare()
    assert (await rig.talk.room_of(hana, room.id)).name == "새 이름"
    await _restore(rig, backup)
    await rig.keeper.prepare()
    assert (await rig.talk.room_of(hana, room.id)).name is None
    assert (await rig.state())["keys nobody knows"] == 0


async def test_an_upload_broken_off_by_a_crash_leaves_no_file(rig: ErasingRig) -> None:
    room = await rig.open(HANA, SENDER)
    kept = await rig.upload(HANA, room, b"x")
    for name in ("sf_half.part", "sf_without_row"):
        (rig.folder / "files" / name).write_bytes(b"sealed")
    await rig.keeper.prepare()
    assert [one.name for one in (rig.folder / "files").iterdir()] == [kept.id]


async def test_what_is_kept_of_erased_rooms_goes_after_400_days_but_the_last_number(
    rig: ErasingRig,
) -> None:
    rooms = [await rig.open(HANA, SENDER) for _ in range(2)]
    for room in rooms:
        await rig.talk.delete(await rig.person(HANA), room.id)
    await rig.keeper.round()
    ids = [room.id for room in rooms]
    for _ in range(401):
        rig.home.clock.move(DAY)
        await rig.parts.guarded.tick()
    assert await rig.ground.ring.erased_among(ids) == ids
    await rig.parts.rooms.finish()
    assert await rig.ground.ring.erased_among(ids) == ids[-1:]
    assert await rig.ground.ring.last_erased() == ids[-1]
    # Minutes more or less of a clock never matter here.
    rig.home.clock.move(MINUTE)
    wanted = NewRoom(
        kind=RoomKind.SECRET,
        user_ids=[await rig.home.number(SENDER)],
        auto_delete="1h",
        keep="3d",
    )
    assert (await rig.talk.open(await rig.person(HANA), wanted)).id > ids[-1]
