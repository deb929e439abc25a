"""How the messenger behaves as a platform, and how that is read from written settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Any

from bot.core.errors import Bilingual, Invalid, Problem, invalid, raise_problems
from bot.messenger.model.durations import seconds_of, written
from bot.messenger.model.faults import RATED, Fault, Faults

DURATION_MAX = 600.0
RATE_LIMIT_MAX = 1_000_000
# The sum of rates such as 0.7, 0.2 and 0.1 may be a hair over 1.
_ROUNDING = 1e-9
_SHOWN_CHARACTERS = 40

Reader = Callable[[object], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """`latency` in seconds before each answer, `rate_limit` in calls a minute for each App Key.

    `idempotency`: a message that comes again under its Idempotency-Key is dropped. `seed` makes
    the same faults come in the same order.
    """

    latency: float = 0.0
    rate_limit: int | None = None
    idempotency: bool = True
    seed: int | None = None
    faults: Faults = field(default_factory=Faults)


def changed(before: Simulation, given: object) -> Simulation:
    """`before` with the given settings instead of its own; those not given stay.

    Raises Invalid, naming every wrong one by its JSON pointer.
    """
    readers: dict[str, Reader] = {
        "latency": read_duration,
        "rate_limit": read_rate_limit,
        "idempotency": _unchanged(before.idempotency),
        "seed": _unchanged(before.seed),
        "faults": read_faults,
    }
    return replace(before, **_read_each(given, readers))


def simulation_json(simulation: Simulation) -> dict[str, object]:
    """The settings as `changed` reads them."""
    return {
        "latency": written(simulation.latency),
        "rate_limit": simulation.rate_limit,
        "idempotency": simulation.idempotency,
        "seed": simulation.seed,
        "faults": faults_json(simulation.faults),
    }


def faults_json(faults: Faults) -> dict[str, object]:
    """The faults as `read_faults` reads them."""
    return {
        **{fault.value: faults.rate(fault) for fault in RATED},
        "slow_for": written(faults.slow_for),
        "people": {name: fault.value for name, fault in faults.people.items()},
    }


def read_duration(given: object) -> float:
    """Seconds out of `50ms`, `2s` or a number of seconds; Invalid."""
    seconds = seconds_of(given)
    if seconds is None or not 0 <= seconds <= DURATION_MAX:
        raise _bad(given, _DURATION)
    return seconds


def read_rate_limit(given: object) -> int | None:
    """Calls a minute, or None for no limit; Invalid."""
    if given is None:
        return None
    if (
        not isinstance(given, int)
        or isinstance(given, bool)
        or not 1 <= given <= RATE_LIMIT_MAX
    ):
        raise _bad(given, _RATE_LIMIT)
    return int(given)


def read_faults(given: object) -> Faults:
    """Faults out of a mapping; Invalid, naming every wrong one by its JSON pointer."""
    readers: dict[str, Reader] = {fault.value: _read_rate for fault in RATED}
    readers |= {"slow_for": read_duration, "people": _read_people}
    faults = Faults(**_read_each(given, readers))
    together = fsum(faults.rate(fault) for fault in RATED)
    if together > 1 + _ROUNDING:
        raise invalid("", "bad_value", _over_one(together))
    return faults


def _read_rate(given: object) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 <= given <= 1:
        raise _bad(given, _RATE)
    return float(given)


def _read_people(given: object) -> dict[str, Fault]:
    people: dict[str, Fault] = {}
    problems: list[Problem] = []
    for name, word in _mapping(given).items():
        try:
            people[_read_person(name)] = _read_fault(word)
        except Invalid as error:
            problems += _below(name, error)
    raise_problems(problems)
    return people


def _read_person(given: str) -> str:
    name = given.strip().lower()
    if not name.isprintable() or not ("@" in name or (name.isascii() and name.isdigit())):
        raise _bad(given, _PERSON)
    return name


def _read_fault(given: object) -> Fault:
    try:
        return Fault(str(given))
    except ValueError as error:
        raise _bad(given, _FAULT) from error


def _unchanged(now: object) -> Reader:
    def read(given: object) -> object:
        if given != now or type(given) is not type(now):
            raise invalid("", "not_at_run_time", _NOT_AT_RUN_TIME)
        return now

    return read


def _read_each(given: object, readers: Mapping[str, Reader]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in _mapping(given).items():
        try:
            values[key] = readers.get(key, _unknown_among(key, readers))(value)
        except Invalid as error:
            problems += _below(key, error)
    raise_problems(problems)
    return values


def _mapping(given: object) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise _bad(given, _MAPPING)
    return {str(key): value for key, value in given.items()}


def _unknown_among(key: str, readers: Mapping[str, Reader]) -> Reader:
    def refuse(_: object) -> object:
        known, shown = ", ".join(readers), _shown(key)
        text = Bilingual(
            ko=f"모르는 설정이에요({shown}). 쓸 수 있는 설정: {known}",
            en=f"Unknown key ({shown}). Known are: {known}",
        )
        raise invalid("", "unknown_key", text)

    return refuse


def _below(key: str, error: Invalid) -> list[Problem]:
    """The problems of an inner value, seen from outside; RFC 6901."""
    place = "/" + key.replace("~", "~0").replace("/", "~1")
    return [replace(problem, pointer=place + problem.pointer) for problem in error.problems]


def _bad(given: object, wanted: Bilingual) -> Invalid:
    shown = _shown(given)
    text = Bilingual(
        ko=f"값이 맞지 않아요({shown}). {wanted.ko}", en=f"Bad value ({shown}). {wanted.en}"
    )
    return invalid("", "bad_value", text)


def _shown(given: object) -> str:
    if given is None or isinstance(given, str | int | float):
        # A hostile number can be too long to be written out at all.
        whole = given if not isinstance(given, int) or abs(given) < 1 << 64 else "…"
        return repr(whole)[:_SHOWN_CHARACTERS]
    return type(given).__name__


def _over_one(together: float) -> Bilingual:
    return Bilingual(
        ko=f"확률의 합이 1을 넘어요({together:.6g}). 합이 1 이하가 되게 줄여 주세요.",
        en=f"The rates add up to {together:.6g}, over 1. Lower them to 1 or less together.",
    )


_NAMES = ", ".join(fault.value for fault in Fault)
_DURATION = Bilingual(
    ko="0s부터 10m까지의 시간을 50ms나 2s처럼 써 주세요.",
    en="Give a time from 0s to 10m, such as 50ms or 2s.",
)
_RATE_LIMIT = Bilingual(
    ko=f"1분에 받을 요청 수를 1부터 {RATE_LIMIT_MAX:,}까지의 정수로 쓰거나, 제한이 없으면 null을 써 주세요.",
    en=f"Give the calls a minute from 1 to {RATE_LIMIT_MAX:,} as a whole number, or null for no limit.",
)
_RATE = Bilingual(
    ko="확률이므로 0부터 1까지의 수를 써 주세요.",
    en="It is a probability: give a number from 0 to 1.",
)
_PERSON = Bilingual(
    ko="멤버의 이메일이나 숫자 id를 써 주세요.",
    en="Name a member by e-mail address, or by user id in digits.",
)
_FAULT = Bilingual(ko=f"쓸 수 있는 값: {_NAMES}", en=f"Known are: {_NAMES}")
_MAPPING = Bilingual(ko="`키: 값` 목록을 써 주세요.", en="Give a mapping of `key: value`.")
_NOT_AT_RUN_TIME = Bilingual(
    ko="실행 중에는 바꿀 수 없는 설정이에요. config.yaml에서 바꾸고 서버를 다시 시작해 주세요.",
    en="This can't be changed while the server runs. Change it in config.yaml and start again.",
)
