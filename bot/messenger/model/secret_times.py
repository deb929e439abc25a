"""How long a message of a secret room may live, and which of those times may be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.clock import DAY, HOUR, MINUTE, SECOND
from bot.core.errors import Bilingual, Invalid, invalid
from bot.messenger.model.durations import seconds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody who opens a room may choose from, in milliseconds, and how many fit in."""

    auto_delete: Sequence[int] = (HOUR, 3 * HOUR, 6 * HOUR, DAY, 3 * DAY, 5 * DAY, 7 * DAY)
    keep: Sequence[int] = (3 * DAY, 7 * DAY, 10 * DAY, 14 * DAY)
    members_max: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of a room in milliseconds, fixed when it is opened.

    `auto_ms` counts from when everybody has read a message, `keep_ms` from when it was sent.
    """

    auto_ms: int
    keep_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a workspace keeps messages and files, in milliseconds; None: for ever."""

    messages_ms: int | None = None
    files_ms: int | None = None


FOR_EVER = Retention()


def strictest(retentions: Iterable[Retention]) -> Retention:
    """The shortest of each, for a room that several workspaces share."""
    given = tuple(retentions)
    return Retention(
        messages_ms=_shortest(one.messages_ms for one in given),
        files_ms=_shortest(one.files_ms for one in given),
    )


def _shortest(times: Iterable[int | None]) -> int | None:
    return min((time for time in times if time is not None), default=None)


def kept_for(keep_ms: int, retention: Retention) -> int:
    """The longest that a message may live, read or not: a workspace may shorten a room's time."""
    return keep_ms if retention.messages_ms is None else min(keep_ms, retention.messages_ms)


def fits(times: Times, retention: Retention) -> bool:
    """Whether a message that everybody has read at once is gone before it has to be anyway."""
    return times.auto_ms <= kept_for(times.keep_ms, retention)


def choose_times(
    auto_delete: object, keep: object, choices: Choices, retention: Retention
) -> Times:
    """The times of a room to be, from what somebody wrote: "1h", "3d".

    Raises Invalid: `auto_delete_required`, `auto_delete_unknown`, `keep_required`,
    `keep_unknown`, or `auto_delete_exceeds_keep`, which names both values.
    """
    times = Times(
        auto_ms=_one_of(choices.auto_delete, auto_delete, "auto_delete"),
        keep_ms=_one_of(choices.keep, keep, "keep"),
    )
    if not fits(times, retention):
        raise _exceeds(times, retention)
    return times


def possible(choices: Choices, retention: Retention) -> tuple[Times, ...]:
    """All pairs that `choose_times` takes, for a page that greys the others out."""
    pairs = (
        Times(auto_ms=auto, keep_ms=keep)
        for auto in choices.auto_delete
        for keep in choices.keep
    )
    return tuple(times for times in pairs if fits(times, retention))


def in_words(milliseconds: int) -> Bilingual:
    """A time as a person says it, in the largest unit that divides it."""
    for unit, ko, en in _UNITS:
        count, rest = divmod(milliseconds, unit)
        if not rest:
            return Bilingual(ko=f"{count}{ko}", en=f"{count} {en}{'' if count == 1 else 's'}")
    return Bilingual(ko=f"{milliseconds}밀리초", en=f"{milliseconds} ms")


def written(milliseconds: int) -> str:
    """A time as `choose_times` reads it: "1h", "3d"."""
    for unit, letter in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s")):
        count, rest = divmod(milliseconds, unit)
        if not rest:
            return f"{count}{letter}"
    return f"{milliseconds}ms"


def _one_of(choices: Sequence[int], given: object, field: str) -> int:
    if given is None or given == "":
        raise invalid(f"/{field}", f"{field}_required", _REQUIRED[field])
    seconds = seconds_of(given)
    if seconds is None or seconds * SECOND not in choices:
        raise invalid(f"/{field}", f"{field}_unknown", _unknown(field, choices))
    return int(seconds * SECOND)


def _unknown(field: str, choices: Sequence[int]) -> Bilingual:
    words = [in_words(choice) for choice in choices]
    ko, en = ", ".join(word.ko for word in words), ", ".join(word.en for word in words)
    name = _NAMES[field]
    return Bilingual(
        ko=f"고를 수 없는 {name.ko}이에요. {ko} 중에서 골라 주세요.",
        en=f"This {name.en} isn't among the choices. Choose one of: {en}.",
    )


def _exceeds(times: Times, retention: Retention) -> Invalid:
    auto = in_words(times.auto_ms)
    kept = kept_for(times.keep_ms, retention)
    keep, own = in_words(kept), kept == times.keep_ms
    name = _NAMES["keep"] if own else _WORKSPACE_KEEP
    text = Bilingual(
        ko=f"메시지 자동 삭제 시간({auto.ko})이 {name.ko}({keep.ko})보다 길어요. "
        + ("더 짧게 고르거나 보관 기간을 늘려 주세요." if own else "더 짧게 골라 주세요."),
        en=f"The auto-delete time ({auto.en}) is longer than the {name.en} ({keep.en}). "
        + ("Choose a shorter one or keep messages longer." if own else "Choose a shorter one."),
    )
    return invalid("/auto_delete", "auto_delete_exceeds_keep", text)


_UNITS = (
    (DAY, "일", "day"),
    (HOUR, "시간", "hour"),
    (MINUTE, "분", "minute"),
    (SECOND, "초", "second"),
)
_NAMES = {
    "auto_delete": Bilingual(ko="메시지 자동 삭제 시간", en="auto-delete time"),
    "keep": Bilingual(ko="최대 메시지 보관 기간", en="maximum keep"),
}
_WORKSPACE_KEEP = Bilingual(
    ko="워크스페이스의 메시지 보관 기간", en="workspace's message retention"
)
_REQUIRED = {
    "auto_delete": Bilingual(
        ko="메시지 자동 삭제 시간이 없어요. 비밀 채팅방을 열 때 골라 주세요.",
        en="There is no auto-delete time. Choose one when you open a secret room.",
    ),
    "keep": Bilingual(
        ko="최대 메시지 보관 기간이 없어요. 비밀 채팅방을 열 때 골라 주세요.",
        en="There is no maximum keep. Choose one when you open a secret room.",
    ),
}
