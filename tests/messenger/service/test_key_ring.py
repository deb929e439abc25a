from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.database import open_key_file
from bot.core.errors import ConfigurationError, NotFound, WrongState
from bot.messenger.service.key_ring import KeyRing
from bot.messenger.service.master_key import GivenMasterKey, MasterKey, MasterKeyFile
from tests.refusals import refused

_LATER = 1_800_000_000_000
_ONE = MasterKey(bytes(range(32)))
_TWO = MasterKey(bytes(range(1, 33)))
_MISSING = {
    "ko": "비밀 채팅방의 마스터 키가 없어요. 키 파일에 있는 키를 열 수 없어서 시작하지 않았어요. 마스터 키를 되돌려 "
    "놓거나, 비밀 채팅방의 내용을 모두 포기하려면 키 파일을 지우고 다시 시작해 주세요.",
    "en": "The master key of the secret rooms is missing, so the keys in the key file can't be "
    "opened. Put it back; or, to give up everything in secret rooms, remove the key file and "
    "start again.",
}
_WRONG = {
    "ko": "비밀 채팅방의 마스터 키가 키 파일과 맞지 않아요. 다른 키로 바뀌었어요. 맞는 마스터 키로 다시 시작하거나, "
    "비밀 채팅방의 내용을 모두 포기하려면 키 파일을 지우고 다시 시작해 주세요.",
    "en": "The master key of the secret rooms isn't the one that the key file was sealed with. "
    "Start again with the right one; or, to give up everything in secret rooms, remove the key "
    "file first.",
}
_ERASED = {
    "ko": "삭제된 메시지예요. 비밀 채팅방에서 삭제된 내용은 복구할 수 없어요. 다시 필요하면 보낸 사람에게 "
    "부탁해 주세요.",
    "en": "This message was deleted. What is deleted in a secret room can't be recovered. "
    "If you still need it, ask who sent it.",
}


def _forget(path: Path) -> None:
    path.unlink()


@pytest.fixture
def keys_path(tmp_path: Path) -> Path:
    return tmp_path / "secret" / "keys.db"


@pytest.fixture
def masters(keys_path: Path) -> MasterKeyFile:
    return MasterKeyFile(keys_path.with_name("master.key"))


@pytest.fixture
async def ring(keys_path: Path, masters: MasterKeyFile) -> AsyncIterator[KeyRing]:
    ring = await KeyRing.open(keys_path, masters, 0)
    yield ring
    await ring.close()


async def test_a_key_is_the_same_after_a_restart(
    ring: KeyRing, keys_path: Path, masters: MasterKeyFile
) -> None:
    key = await ring.add(_LATER)
    await ring.close()
    again = await KeyRing.open(keys_path, masters, 0)
    assert await again.get(key.id) == key
    await again.close()


async def test_every_message_has_a_key_of_its_own(ring: KeyRing) -> None:
    keys = await ring.add_many(20, _LATER)
    assert len({key.id for key in keys}) == len({key.material for key in keys}) == 20
    assert await ring.find_many([key.id for key in keys]) == {key.id: key for key in keys}


async def test_a_destroyed_key_is_refused_like_one_that_never_was(ring: KeyRing) -> None:
    gone, kept = await ring.add_many(2, _LATER)
    assert await ring.destroy([gone.id, "mk_never"]) == 1
    for key_id in (gone.id, "mk_never"):
        with refused(NotFound, "message_erased", **_ERASED):
            await ring.get(key_id)
    assert await ring.find_many([gone.id, kept.id]) == {kept.id: kept}


async def test_destroying_again_destroys_nothing_more(ring: KeyRing) -> None:
    keys = await ring.add_many(3, _LATER)
    ids = [key.id for key in keys[:2]]
    assert [await ring.destroy(ids), await ring.destroy(ids), await ring.destroy([])] == [
        2,
        0,
        0,
    ]
    assert await ring.get(keys[2].id) == keys[2]


async def test_many_thousand_keys_are_destroyed_together(ring: KeyRing) -> None:
    keys = await ring.add_many(40_000, _LATER)
    assert await ring.destroy([key.id for key in keys]) == 40_000


async def test_a_key_goes_at_its_latest_time_whoever_forgot_it(ring: KeyRing) -> None:
    first, second = await ring.add(_LATER), await ring.add(_LATER + 1)
    assert await ring.first_end() == _LATER
    assert await ring.destroy_ended(_LATER - 1) == 0
    assert await ring.get(first.id) == first
    assert await ring.destroy_ended(_LATER) == 1
    with pytest.raises(NotFound):
        await ring.get(first.id)
    assert await ring.get(second.id) == second
    assert await ring.destroy_ended(_LATER + 1) == 1
    assert await ring.first_end() is None


async def test_a_lost_master_key_stops_the_start(
    ring: KeyRing, keys_path: Path, masters: MasterKeyFile
) -> None:
    await ring.close()
    _forget(keys_path.with_name("master.key"))
    with refused(ConfigurationError, "master_key_missing", **_MISSING):
        await KeyRing.open(keys_path, masters, 0)
    assert masters.known() == []  # and no new one hides that


async def test_a_wrong_master_key_stops_the_start(keys_path: Path) -> None:
    await (await KeyRing.open(keys_path, GivenMasterKey(_ONE), 0)).close()
    with refused(ConfigurationError, "master_key_wrong", **_WRONG):
        await KeyRing.open(keys_path, GivenMasterKey(_TWO), 0)


async def test_without_the_key_file_a_new_ring_begins_under_the_old_master_key(
    ring: KeyRing, keys_path: Path, masters: MasterKeyFile
) -> None:
    key = await ring.add(_LATER)
    await ring.close()
    _forget(keys_path)
    again = await KeyRing.open(keys_path, masters, 0)
    with refused(NotFound, "message_erased", **_ERASED):
        await again.get(key.id)
    await again.close()


async def test_a_key_row_that_was_changed_is_refused_and_holds_up_no_other(
    ring: KeyRing, keys_path: Path
) -> None:
    one, other, whole = await ring.add_many(3, _LATER)
    database = await open_key_file(keys_path)
    async with database.transaction() as tx:
        await tx.execute(
            """UPDATE key_slots SET sealed = (SELECT s.sealed FROM key_slots s
                JOIN message_keys k ON k.slot = s.slot WHERE k.id = $2)
            WHERE slot = (SELECT slot FROM message_keys WHERE id = $1)""",
            one.id,
            other.id,
        )
        await tx.execute(
            "UPDATE message_keys SET keep_until = keep_until + 1 WHERE id = $1", other.id
        )
    await database.close()
    for key in (one, other):
        with pytest.raises(WrongState) as caught:
            await ring.get(key.id)
        assert caught.value.word == "message_damaged"
    assert await ring.find_many([one.id, other.id, whole.id]) == {whole.id: whole}
    assert await ring.replace_master() == 1
    assert await ring.get(whole.id) == whole
    assert await ring.destroy([one.id, other.id]) == 2
