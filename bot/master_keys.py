"""Where the master key of secret rooms comes from: the configuration, or a file of the data folder."""

from pathlib import Path

from pydantic import SecretStr

from bot.config import Config
from bot.messenger.service.master_key import (
    GivenMasterKey,
    MasterKey,
    MasterKeyFile,
    MasterKeys,
)

_FOLDER, _FILE = "secret", "master.key"


def secret_folder(config: Config) -> Path:
    """The folder of the keys, which must never be backed up."""
    return config.data_dir / _FOLDER


def master_keys(config: Config) -> MasterKeys:
    """The master keys that the configuration means; nothing is made yet."""
    given, previous = config.secret_rooms.master_key, config.secret_rooms.master_key_previous
    if given is None:
        return MasterKeyFile(secret_folder(config) / _FILE)
    older = None if previous is None else _read(previous, "master_key_previous")
    return GivenMasterKey(_read(given, "master_key"), older)


def _read(key: SecretStr, name: str) -> MasterKey:
    return MasterKey.read(key.get_secret_value(), f"secret_rooms.{name}")
