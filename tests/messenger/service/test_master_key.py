import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.messenger.service.master_key import GivenMasterKey, MasterKey, MasterKeyFile
from tests.refusals import refused

_ONE = MasterKey(bytes(range(32)))
_TWO = MasterKey(bytes(range(1, 33)))


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_start_makes_a_key_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret" / "master.key"
    before = os.umask(0)
    try:
        made = MasterKeyFile(path).make()
    finally:
        os.umask(before)
    assert (_rights(path), _rights(path.parent)) == (0o600, 0o700)
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]
    assert MasterKeyFile(path).known() == [made]


def test_a_key_is_made_once_also_by_many_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: MasterKeyFile(path).make(), range(40)))
    assert len({key.material for key in made}) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["master.key"]


def test_a_key_shows_itself_nowhere() -> None:
    shown = f"{_ONE!r} {_ONE} {GivenMasterKey(_ONE)!r} {_ONE.id}"
    assert _ONE.written() not in shown
    assert _ONE.material.hex() not in shown
    assert str(_ONE.material) not in shown
    assert _ONE.id != _TWO.id


@pytest.mark.parametrize(
    "text",
    ["", "short", "A" * 44, "A" * 43 + "=" + "=", "비밀" * 20, MasterKey(bytes(33)).written()],
)
def test_what_is_no_key_is_refused_without_being_shown(text: str) -> None:
    with refused(
        ConfigurationError,
        "master_key_format",
        ko="SPACECAST_MASTER의 마스터 키를 읽을 수 없어요. 32바이트를 base64로 쓴 값이어야 해요. 맞는 키로 "
        "되돌려 주세요.",
        en="The master key in SPACECAST_MASTER can't be read: it must be 32 bytes, written as "
        "base64. Put the right one back.",
    ):
        MasterKey.read(text, "SPACECAST_MASTER")


def test_a_key_is_read_as_openssl_or_an_address_writes_it() -> None:
    key = MasterKey(b"\xfb\xef\xff" * 10 + b"\xff\xff")
    assert "+" in key.written()
    assert "/" in key.written()
    assert MasterKey.read(f" {key.written()}\n", "here") == key
    assert MasterKey.read(key.written().replace("+", "-").replace("/", "_"), "here") == key


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    MasterKeyFile(path).make()
    path.chmod(0o640)
    with refused(
        ConfigurationError,
        "master_key_exposed",
        ko=f"다른 사용자가 마스터 키 파일 {path}을(를) 읽을 수 있어서 사용하지 않았어요. "
        f"chmod 600 {path}을(를) 실행해 주세요.",
        en=f"Other users may read the master key file {path}, so it isn't used. "
        f"Run chmod 600 {path}.",
    ):
        MasterKeyFile(path).known()


def test_a_key_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    MasterKeyFile(path).make()
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(ConfigurationError) as caught:
        MasterKeyFile(path).known()
    assert caught.value.word == "master_key_format"
    assert str(path) in caught.value.text.ko
    path.write_bytes(b"\xff" * 44)
    with pytest.raises(ConfigurationError) as caught:
        MasterKeyFile(path).known()
    assert caught.value.word == "master_key_format"


def test_a_folder_that_can_not_hold_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "master.key"
    with refused(
        ConfigurationError,
        "master_key_unwritable",
        ko=f"마스터 키 파일 {path}을(를) 만들 수 없어요: File exists. 폴더의 권한과 남은 공간을 확인해 주세요.",
        en=f"The master key file {path} can't be made: File exists. "
        "Check the folder's rights and its free space.",
    ):
        MasterKeyFile(path).make()


def test_a_replacement_waits_beside_the_key_until_it_is_settled(tmp_path: Path) -> None:
    keys = MasterKeyFile(tmp_path / "master.key")
    old = keys.make()
    new = keys.begin()
    assert keys.begin() == new  # begun once, however often it broke off
    assert keys.known() == [new, old]
    keys.settle()
    assert keys.known() == [new]
    keys.settle()
    assert keys.known() == [new]


def test_a_given_key_is_replaced_only_by_who_gives_it() -> None:
    keys = GivenMasterKey(_TWO, previous=_ONE)
    assert keys.known() == [_TWO, _ONE]
    with refused(
        ConfigurationError,
        "master_key_given",
        ko="마스터 키를 환경 변수로 받았기 때문에 여기서 바꿀 수 없어요. 새 키와 이전 키를 함께 "
        "지정하고 다시 시작해 주세요.",
        en="The master key is given in the environment, so it can't be replaced here. Give the "
        "new key together with the previous one and start again.",
    ):
        keys.begin()
