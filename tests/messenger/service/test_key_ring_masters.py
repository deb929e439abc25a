import asyncio
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError, NotFound
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import GivenMasterKey, MasterKey, MasterKeyFile

_LATER = 1_800_000_000_000
_ONE = MasterKey(bytes(range(32)))
_TWO = MasterKey(bytes(range(1, 33)))


class _Broken(Exception):
    """The power goes."""


class _BreakingFile(MasterKeyFile):
    """A master key file whose replacement breaks off before it is settled."""

    def settle(self) -> None:
        if len(self.known()) > 1:
            raise _Broken


def _file(folder: Path) -> MasterKeyFile:
    return MasterKeyFile(folder / "master.key")


async def test_replacing_the_master_key_keeps_every_key(tmp_path: Path) -> None:
    masters = _file(tmp_path)
    ring = await KeyRing.open(tmp_path / "keys.db", masters, 0)
    (old,) = masters.known()
    keys = await ring.add_many(30, _LATER)
    assert await ring.destroy([keys[0].id]) == 1
    assert await ring.replace_master() == 29
    (new,) = masters.known()
    assert new != old
    later = await ring.add(_LATER)
    await ring.close()
    again = await KeyRing.open(tmp_path / "keys.db", masters, 0)
    left = [*keys[1:], later]
    assert await again.find_many([key.id for key in left]) == {key.id: key for key in left}
    with pytest.raises(NotFound):
        await again.get(keys[0].id)
    await again.close()


async def test_the_replaced_master_key_opens_nothing(tmp_path: Path) -> None:
    masters = _file(tmp_path)
    ring = await KeyRing.open(tmp_path / "keys.db", masters, 0)
    (old,) = masters.known()
    await ring.add(_LATER)
    await ring.replace_master()
    await ring.close()
    with pytest.raises(ConfigurationError) as caught:
        await KeyRing.open(tmp_path / "keys.db", GivenMasterKey(old), 0)
    assert caught.value.word == "master_key_wrong"


async def test_a_replacement_that_broke_off_before_sealing_is_finished_at_the_next_start(
    tmp_path: Path,
) -> None:
    masters = _file(tmp_path)
    ring = await KeyRing.open(tmp_path / "keys.db", masters, 0)
    key = await ring.add(_LATER)
    wanted = masters.begin()
    await ring.close()
    again = await KeyRing.open(tmp_path / "keys.db", masters, 0)
    assert masters.known() == [wanted]
    assert await again.get(key.id) == key
    await again.close()


async def test_a_replacement_that_broke_off_after_sealing_is_finished_at_the_next_start(
    tmp_path: Path,
) -> None:
    ring = await KeyRing.open(tmp_path / "keys.db", _BreakingFile(tmp_path / "master.key"), 0)
    key = await ring.add(_LATER)
    with pytest.raises(_Broken):
        await ring.replace_master()
    assert await ring.get(key.id) == key  # also before the restart
    await ring.close()
    masters = _file(tmp_path)
    wanted, _ = masters.known()
    again = await KeyRing.open(tmp_path / "keys.db", masters, 0)
    assert masters.known() == [wanted]
    assert await again.get(key.id) == key
    await again.close()


async def test_a_given_master_key_is_replaced_at_the_start_that_names_the_previous(
    tmp_path: Path,
) -> None:
    ring = await KeyRing.open(tmp_path / "keys.db", GivenMasterKey(_ONE), 0)
    key = await ring.add(_LATER)
    await ring.close()
    for masters in (GivenMasterKey(_TWO, previous=_ONE), GivenMasterKey(_TWO)):
        again = await KeyRing.open(tmp_path / "keys.db", masters, 0)
        assert await again.get(key.id) == key
        await again.close()


async def test_a_process_that_missed_the_replacement_makes_no_key_nobody_could_open(
    tmp_path: Path,
) -> None:
    one = await KeyRing.open(tmp_path / "keys.db", _file(tmp_path), 0)
    other = await KeyRing.open(tmp_path / "keys.db", _file(tmp_path), 0)
    key = await one.add(_LATER)
    assert await other.get(key.id) == key
    await one.replace_master()
    for attempt in (other.add(_LATER), other.get(key.id)):
        with pytest.raises(ConfigurationError) as caught:
            await attempt
        assert caught.value.word == "master_key_wrong"
    assert await other.destroy([key.id]) == 1  # destroying needs no master key
    await one.close()
    await other.close()


async def test_first_starts_at_the_same_time_share_one_master_key(tmp_path: Path) -> None:
    rings = await asyncio.gather(
        *(KeyRing.open(tmp_path / "keys.db", _file(tmp_path), 0) for _ in range(4))
    )
    key = await rings[0].add(_LATER)
    assert [await ring.get(key.id) for ring in rings] == [key] * 4
    for ring in rings:
        await ring.close()
