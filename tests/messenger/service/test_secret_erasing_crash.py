"""Crash between any two steps, then restart and sweep: the same end state."""

import itertools
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.core.clock import DAY, HOUR
from bot.core.database import Database
from bot.messenger.model.secret_messages import Cause
from bot.messenger.service.guarded_clock import GuardedClock
from bot.messenger.service.hub import Hub
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.service.secret_keeper import KeeperParts, SecretKeeper
from tests.messenger.cutting import CutDatabase, PowerCut, Steps, cut_ring, cut_unlinking
from tests.messenger.erasing_rig import (
    ErasingRig,
    Rows,
    open_erasing_rig,
    parts_over,
    put_rows,
    rows_of,
    state_of,
)
from tests.messenger.home import HANA, SENDER, SUPER, Home

__all__ = ["cut_unlinking"]
Work = Callable[[KeeperParts], Awaitable[object]]


@dataclass
class Disk:
    """All that outlives a crash, and can be put back to how it was."""

    home: Home
    folder: Path
    cut: Callable[[Steps], None]
    rows: Rows
    _told: int = 0

    @property
    def _copy(self) -> Path:
        return self.folder.with_name("as-it-was")

    async def put_back(self) -> None:
        """The database and the folder, as they were before the crash."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._copy, self.folder)
        await put_rows(self.home.database, self.rows)
        self._told = await self._messages()

    async def _messages(self) -> int:
        return int(
            await self.home.database.fetch_value("SELECT count(*) FROM messenger_messages")
        )

    async def every_byte(self) -> tuple[str, Mapping[Path, bytes], int]:
        """All that is kept, to the last value, and how many messages were told since it was put back."""
        rows = await rows_of(self.home.database)
        kept = {name: sorted(repr(dict(row)) for row in some) for name, some in rows.items()}
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        files = {path: path.read_bytes() for path in paths}
        return repr(kept), files, await self._messages() - self._told

    async def left(self) -> Mapping[str, Any]:
        """What is there when the power is gone."""
        masters = MasterKeyFile(self.folder / "master.key")
        ring = await KeyRing.open(self.folder / "keys.db", masters, 0)
        try:
            return await state_of(self.home.database, ring, self.folder)
        finally:
            await ring.close()

    async def run(self, work: Work, steps: Steps) -> Mapping[str, Any] | None:
        """One life of a process; None where the power was cut."""
        masters = MasterKeyFile(self.folder / "master.key")
        ring = await KeyRing.open(self.folder / "keys.db", masters, 0)
        database: Database = CutDatabase(self.home.database, steps)
        try:
            guarded = await GuardedClock.start(ring, self.home.clock)
            self.cut(steps)
            parts = parts_over(
                self.home,
                cut_ring(ring, steps),
                guarded,
                Hub(),
                self.folder / "files",
                database,
            )
            await work(parts)
            return await state_of(self.home.database, ring, self.folder)
        except PowerCut:
            return None
        finally:
            self.cut(Steps())
            await ring.close()


async def _restart(parts: KeeperParts) -> None:
    await SecretKeeper(parts, on_defect=lambda _: None).prepare()


@pytest.fixture
async def disk(home: Home, tmp_path: Path, cut_unlinking: Callable[[Steps], None]) -> Disk:
    """Rooms in which some things have ended and others haven't, with files of both kinds."""
    folder = tmp_path / "secret"
    async with open_erasing_rig(home, folder) as rig:
        await _fill(rig)
        rows = await rows_of(home.database)
    shutil.copytree(folder, folder.with_name("as-it-was"))
    return Disk(home=home, folder=folder, cut=cut_unlinking, rows=rows)


async def _fill(rig: ErasingRig) -> None:
    first = await rig.open(HANA, SENDER, SUPER, name="인수 준비")
    second = await rig.open(SENDER, SUPER)
    for room, who in ((first, HANA), (second, SENDER)):
        await rig.send_file(who, room, b"x" * 70_000)
        await rig.say(who, room)
    await rig.upload(HANA, first, b"loose")
    await rig.talk.invite(await rig.person(HANA), first.id, [await rig.home.number(SUPER)])
    rig.home.clock.move(3 * DAY - HOUR)
    await rig.send_file(HANA, first, b"later")
    await rig.say(SENDER, second)
    rig.home.clock.move(HOUR)


async def _cut_everywhere(
    disk: Disk, work: Work, check: Callable[[Mapping[str, Any]], None] = lambda _: None
) -> tuple[int, list[Mapping[str, Any]]]:
    """Cut the power before each step of some work in turn, and start again; the ends there were.

    `check` looks at what is there while the power is gone.
    """
    ends: list[Mapping[str, Any]] = []
    before = None
    for number in itertools.count():
        await disk.put_back()
        if await disk.run(work, Steps(number)) is not None:
            return number, ends
        now = await disk.every_byte()
        if now == before:
            # Only reads, or statements that were never committed, lie between two such cuts.
            continue
        before = now
        # Keys first: no row is ever gone before its key.
        left = await disk.left()
        assert left["keys nobody knows"] == 0
        check(left)
        end = await disk.run(_restart, Steps())
        assert end is not None
        if end not in ends:
            ends.append(end)
    raise AssertionError


async def test_a_sweep_cut_before_any_step_ends_the_same_after_a_restart(disk: Disk) -> None:
    async def sweep(parts: KeeperParts) -> None:
        await parts.eraser.sweep()

    whole = await disk.run(sweep, Steps())
    assert whole is not None
    assert (len(whole["messages"]), len(whole["tombstones"])) == (2, 4)
    assert whole["missing keys"] == whole["keys nobody knows"] == 0
    assert whole["files on the disk"] == 1
    steps, ends = await _cut_everywhere(disk, sweep)
    assert steps > 40
    assert ends == [whole]


async def test_a_room_deletion_cut_before_any_step_ends_the_same_after_a_restart(
    disk: Disk,
) -> None:
    async def delete(parts: KeeperParts) -> None:
        await parts.rooms.finish()
        await parts.eraser.sweep()

    rows = await disk.home.database.fetch("SELECT id FROM secret_rooms ORDER BY id")
    gone, stays = (row["id"] for row in rows)
    disk.rows = {
        **disk.rows,
        "secret_rooms": [
            {**dict(row), "deleted_at": 1, "deleted_because": "room"}
            if row["id"] == gone
            else row
            for row in disk.rows["secret_rooms"]
        ],
    }
    await disk.put_back()
    begin = await disk.left()

    def noted(left: Mapping[str, Any]) -> None:
        # Before anything of it goes, else a backup could bring the room back.
        if any(left[name] != begin[name] for name in ("missing keys", "messages", "rooms")):
            assert left["erased rooms"] == [gone]

    whole = await disk.run(delete, Steps())
    assert whole is not None
    assert whole["rooms"] == [(stays, None)]
    # A room takes its tombstones along; who was away sees that it isn't in the list.
    assert {grave[0] for grave in whole["tombstones"]} == {stays}
    assert {member[0] for member in whole["members"]} == {4, 5}
    assert whole["missing keys"] == whole["keys nobody knows"] == 0
    assert whole["files on the disk"] == 0
    steps, ends = await _cut_everywhere(disk, delete, noted)
    assert steps > 40
    assert ends == [whole]


async def test_an_admins_deletion_cut_before_any_step_tells_each_person_once(
    disk: Disk,
) -> None:
    mark = disk.home.clock.now()

    async def delete(parts: KeeperParts) -> None:
        await parts.rooms.delete_marked(mark)
        await parts.rooms.finish()
        await parts.eraser.sweep()

    async with disk.home.database.transaction() as tx:
        await tx.execute("UPDATE workspace SET secret_rooms_deleted_at = $1", mark)
    whole = await disk.run(delete, Steps())
    assert whole is not None
    assert whole["rooms"] == whole["members"] == whole["tombstones"] == []
    assert [occasion for _, occasion in whole["tellings"]] == [f"deleted:{mark}"] * 3
    _, ends = await _cut_everywhere(disk, delete)
    assert ends == [whole]


async def test_taking_back_ones_own_message_is_done_wholly_or_was_never_asked(
    disk: Disk,
) -> None:
    room_id = await disk.home.database.fetch_value("SELECT min(id) FROM secret_rooms")
    seq = await disk.home.database.fetch_value(
        "SELECT max(seq) FROM secret_messages WHERE room_id = $1", room_id
    )

    async def purge(parts: KeeperParts) -> None:
        await parts.eraser.purge(room_id, [seq], Cause.MANUAL)
        await parts.eraser.sweep()

    never = await disk.run(_restart, Steps())
    await disk.put_back()
    whole = await disk.run(purge, Steps())
    assert whole is not None
    assert (room_id, seq, "manual", disk.home.clock.now()) in whole["tombstones"]
    _, ends = await _cut_everywhere(disk, purge)
    assert ends == [never, whole]


async def test_a_start_cut_before_any_step_ends_the_same_after_another(disk: Disk) -> None:
    whole = await disk.run(_restart, Steps())
    assert whole is not None
    steps, ends = await _cut_everywhere(disk, _restart)
    assert steps > 40
    assert ends == [whole]
