"""The settings of secret rooms: which times may be chosen, how many fit in, the master key."""

import base64
import binascii
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    SecretStr,
    model_validator,
)

from bot.config_messenger import own_words
from bot.config_values import Seconds, Section
from bot.core.clock import SECOND
from bot.core.errors import Bilingual
from bot.messenger.model.sealing import KEY_BYTES
from bot.messenger.model.secret_times import Choices

_MEMBERS_MAX = 300
_HOUR, _DAY = 3_600.0, 86_400.0


def _rising(times: tuple[float, ...]) -> tuple[float, ...]:
    if not times or times[0] <= 0 or any(b <= a for a, b in pairwise(times)):
        raise ValueError(
            "durations from the shortest to the longest, each once, as in [1h, 3h]"
        )
    return times


def _key(given: object) -> SecretStr | None:
    """A key is checked here and never shown, not even a wrong one."""
    if given is None or given == "":
        return None
    text = given.get_secret_value() if isinstance(given, SecretStr) else given
    try:
        letters = str(text).strip().translate(str.maketrans("-_", "+/"))
        fits = len(base64.b64decode(letters, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        fits = False
    if not fits:
        raise own_words("master_key_format", _NOT_A_KEY)
    return SecretStr(str(text).strip())


def _hidden(key: SecretStr | None) -> str | None:
    return None if key is None else str(key)


Times = Annotated[tuple[Seconds, ...], AfterValidator(_rising)]
GivenKey = Annotated[SecretStr | None, PlainValidator(_key), PlainSerializer(_hidden)]


class SecretRoomsConfig(Section):
    """What people may choose who open a secret room (times in seconds), and the master key.

    Without a `master_key` it is a file in the data folder.
    """

    auto_delete: Times = (
        _HOUR, 3 * _HOUR, 6 * _HOUR, _DAY, 3 * _DAY, 5 * _DAY, 7 * _DAY,
    )  # fmt: skip
    keep: Times = (3 * _DAY, 7 * _DAY, 10 * _DAY, 14 * _DAY)
    max_members: int = Field(_MEMBERS_MAX, ge=2, le=_MEMBERS_MAX)
    master_key: GivenKey = None
    master_key_previous: GivenKey = None

    @model_validator(mode="after")
    def _makes_sense(self) -> "SecretRoomsConfig":
        if self.auto_delete[0] > self.keep[-1]:
            raise own_words("auto_delete_exceeds_keep", _NO_PAIR)
        if self.master_key_previous is not None and self.master_key is None:
            raise own_words("master_key_missing", _ONLY_PREVIOUS)
        return self

    @property
    def choices(self) -> Choices:
        """The choices in milliseconds."""
        return Choices(
            auto_delete=_milliseconds(self.auto_delete),
            keep=_milliseconds(self.keep),
            members_max=self.max_members,
        )


def _milliseconds(times: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(time * SECOND) for time in times)


_NOT_A_KEY = Bilingual(
    ko="마스터 키를 읽을 수 없어요. 필요한 값: 32바이트를 base64로 쓴 값(openssl rand -base64 32)",
    en="the master key can't be read; expected: 32 bytes as base64 (openssl rand -base64 32)",
)
_ONLY_PREVIOUS = Bilingual(
    ko="이전 키(master_key_previous)만 있어요. 새 키(master_key)도 함께 지정해 주세요.",
    en="only the previous key (master_key_previous) is given; give the new one (master_key) too",
)
_NO_PAIR = Bilingual(
    ko="가장 짧은 auto_delete가 가장 긴 keep보다 길어서 채팅방을 열 수 없어요. "
    "필요한 값: keep보다 길지 않은 auto_delete 하나 이상",
    en="the shortest auto_delete is longer than the longest keep, so no room could be opened; "
    "expected: at least one auto_delete that is no longer than a keep",
)
