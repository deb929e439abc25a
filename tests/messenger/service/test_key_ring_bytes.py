"""What stays of destroyed keys in the bytes of the files: nothing."""

import random
from pathlib import Path

import pytest

from bot.core.database import open_key_file
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import MasterKeyFile
from bot.messenger.store import message_keys

_LATER = 1_800_000_000_000


async def _ring(folder: Path) -> KeyRing:
    return await KeyRing.open(folder / "keys.db", MasterKeyFile(folder / "master.key"), 0)


async def _sealed(folder: Path) -> dict[str, bytes]:
    """What the file says of each key."""
    database = await open_key_file(folder / "keys.db")
    kept = {key.id: key.sealed for key in await message_keys.every(database)}
    await database.close()
    return kept


def _bytes(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.iterdir()))


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def _found(needles: list[bytes], folder: Path) -> int:
    data = _bytes(folder)
    return sum(needle in data for needle in needles)


@pytest.mark.parametrize("seed", range(5))
async def test_destroyed_keys_are_in_no_byte_of_the_folder(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 # which keys go, not what they are
    ring = await _ring(tmp_path)
    live: dict[str, bytes] = {}
    destroyed: list[bytes] = []
    clear: list[bytes] = []
    for _ in range(25):
        added = await ring.add_many(chance.randint(1, 120), _LATER + chance.randint(0, 9))
        clear += [key.material for key in added]
        live = await _sealed(tmp_path)
        chosen = chance.sample(sorted(live), chance.randint(0, len(live) - 1))
        await ring.destroy(chosen)
        destroyed += [live.pop(key_id) for key_id in chosen]
        # In the middle of the work, with the file open: what counts is each commit.
        assert _found(destroyed, tmp_path) == 0
    # Counterproof: the search does find what is there, and no key stands there in clear.
    assert live
    assert _found(list(live.values()), tmp_path) == len(live)
    assert _found(clear, tmp_path) == 0
    await ring.close()
    assert _found(destroyed, tmp_path) == 0


async def test_keys_whose_time_came_are_in_no_byte_of_the_folder(tmp_path: Path) -> None:
    ring = await _ring(tmp_path)
    await ring.add_many(300, _LATER)
    await ring.add_many(300, _LATER + 1)
    sealed = await _sealed(tmp_path)
    assert await ring.destroy_ended(_LATER) == 300
    left = await _sealed(tmp_path)
    gone = [seal for key_id, seal in sealed.items() if key_id not in left]
    assert (len(gone), len(left)) == (300, 300)
    assert _found(gone, tmp_path) == 0
    assert _found(list(left.values()), tmp_path) == 300
    await ring.close()


async def test_what_an_old_master_key_sealed_is_in_no_byte_after_its_replacement(
    tmp_path: Path,
) -> None:
    ring = await _ring(tmp_path)
    await ring.add_many(300, _LATER)
    before = await _sealed(tmp_path)
    (old,) = MasterKeyFile(tmp_path / "master.key").known()
    await ring.replace_master()
    assert _found([*before.values(), old.written().encode(), old.material], tmp_path) == 0
    after = await _sealed(tmp_path)
    assert _found(list(after.values()), tmp_path) == 300
    await ring.close()


async def test_the_key_file_keeps_no_log(tmp_path: Path) -> None:
    ring = await _ring(tmp_path)
    key = await ring.add(_LATER)
    await ring.destroy([key.id])
    assert _sizes(tmp_path)["keys.db-journal"] == 0
    assert {name for name in _sizes(tmp_path) if name.startswith("keys.db")} == {
        "keys.db",
        "keys.db-journal",
    }
    await ring.close()


async def test_slots_of_destroyed_keys_are_used_again(tmp_path: Path) -> None:
    ring = await _ring(tmp_path)
    for _ in range(4):
        await ring.destroy([key.id for key in await ring.add_many(500, _LATER)])
    await ring.add_many(501, _LATER)
    database = await open_key_file(tmp_path / "keys.db")
    assert await database.fetch_value("SELECT count(*) FROM key_slots") == 501
    assert await database.fetch_value("SELECT count(*) FROM free_slots") == 0
    await database.close()
    await ring.close()
