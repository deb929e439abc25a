"""The master key that seals the keys of secret rooms: from a file, or given in the environment."""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.core.errors import Bilingual, ConfigurationError
from bot.core.ids import new_id
from bot.messenger.model.sealing import KEY_BYTES
from bot.messenger.service.sealer import new_material


@dataclass(frozen=True, slots=True)
class MasterKey:
    """32 bytes that show themselves nowhere; `id` tells one from another and betrays neither."""

    material: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """A fingerprint that nothing of the key can be learned from."""
        return hmac.digest(self.material, b"spacecast master key", hashlib.sha256)[:16].hex()

    @classmethod
    def read(cls, text: str, origin: str) -> "MasterKey":
        """A key written as base64; `origin` is what an error names, never the text.

        Raises ConfigurationError `master_key_format`.
        """
        try:
            # As `openssl rand -base64 32` writes it, or in the letters of addresses.
            letters = text.strip().translate(str.maketrans("-_", "+/"))
            material = base64.b64decode(letters, validate=True)
        except (binascii.Error, ValueError):
            material = b""
        if len(material) != KEY_BYTES:
            raise ConfigurationError(_not_a_key(origin), code="master_key_format")
        return cls(material)

    def written(self) -> str:
        """The key as `read` takes it."""
        return base64.b64encode(self.material).decode()


class MasterKeys(Protocol):
    """Where master keys come from."""

    def known(self) -> list[MasterKey]:
        """The keys that there are, the wanted one first; after it those that may still be in use."""

    def make(self) -> MasterKey:
        """A first key, kept; ConfigurationError where that isn't this place's business."""

    def begin(self) -> MasterKey:
        """A new wanted key, kept beside the one in use."""

    def settle(self) -> None:
        """The wanted key alone is in use now."""


class GivenMasterKey:
    """A key from the environment, and the one it replaces while that is still in use."""

    def __init__(self, current: MasterKey, previous: MasterKey | None = None) -> None:
        self._known = [current] if previous is None else [current, previous]

    def known(self) -> list[MasterKey]:
        """The keys that there are."""
        return self._known

    def make(self) -> MasterKey:
        """The given key."""
        return self._known[0]

    def begin(self) -> MasterKey:
        """Whoever gives the key replaces it: raises ConfigurationError."""
        raise ConfigurationError(_GIVEN, code="master_key_given")

    def settle(self) -> None:
        """Nothing is kept here."""


class MasterKeyFile:
    """A key in a file that only its owner may read; a replacement waits beside it as `….next`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next = path.with_name(path.name + ".next")

    def known(self) -> list[MasterKey]:
        """The keys that there are; a replacement that was begun is the wanted one."""
        return [_read_private(path) for path in (self._next, self._path) if path.exists()]

    def make(self) -> MasterKey:
        """The key of the file, which is made unless another process was faster."""
        _write_once(self._path)
        return _read_private(self._path)

    def begin(self) -> MasterKey:
        """A new key beside the one in use, or the one that was begun before."""
        _write_once(self._next)
        return _read_private(self._next)

    def settle(self) -> None:
        """Put the replacement in the place of what it replaces."""
        if self._next.exists():
            self._next.replace(self._path)
            _sync_folder(self._path.parent)


def _write_once(path: Path) -> None:
    """Make a new key durable under `path` whole or not at all, and never in another's place."""
    if path.exists():
        return
    try:
        _write(path)
    except OSError as error:
        raise ConfigurationError(
            _unwritable(path, error.strerror or str(error)), code="master_key_unwritable"
        ) from error


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(new_id(f".{path.name}"))
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(MasterKey(new_material()).written() + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link is refused where there is a file, so of two first starts one makes the key.
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_private(path: Path) -> MasterKey:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigurationError(_open_to_others(path), code="master_key_exposed")
        return MasterKey.read(path.read_text("ascii"), str(path))
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(_not_a_key(str(path)), code="master_key_format") from None


_GIVEN = Bilingual(
    ko="마스터 키를 환경 변수로 받았기 때문에 여기서 바꿀 수 없어요. 새 키와 이전 키를 함께 "
    "지정하고 다시 시작해 주세요.",
    en="The master key is given in the environment, so it can't be replaced here. Give the new key "
    "together with the previous one and start again.",
)


def _not_a_key(origin: str) -> Bilingual:
    return Bilingual(
        ko=f"{origin}의 마스터 키를 읽을 수 없어요. 32바이트를 base64로 쓴 값이어야 해요. 맞는 키로 "
        "되돌려 주세요.",
        en=f"The master key in {origin} can't be read: it must be 32 bytes, written as base64. "
        "Put the right one back.",
    )


def _open_to_others(path: Path) -> Bilingual:
    return Bilingual(
        ko=f"다른 사용자가 마스터 키 파일 {path}을(를) 읽을 수 있어서 사용하지 않았어요. "
        f"chmod 600 {path}을(를) 실행해 주세요.",
        en=f"Other users may read the master key file {path}, so it isn't used. "
        f"Run chmod 600 {path}.",
    )


def _unwritable(path: Path, reason: str) -> Bilingual:
    return Bilingual(
        ko=f"마스터 키 파일 {path}을(를) 만들 수 없어요: {reason}. 폴더의 권한과 남은 공간을 확인해 주세요.",
        en=f"The master key file {path} can't be made: {reason}. "
        "Check the folder's rights and its free space.",
    )
