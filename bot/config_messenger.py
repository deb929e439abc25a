"""The built-in messenger's settings, by the same rules as when they are changed at run time."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import PlainSerializer, PlainValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, from_json

from bot.config_values import Section
from bot.core.errors import Bilingual, Invalid, Problem
from bot.messenger.model.faults import Faults
from bot.messenger.model.simulation import (
    Simulation,
    faults_json,
    read_duration,
    read_faults,
    read_rate_limit,
)

_WORDS = "words"
_Value = TypeVar("_Value")


def _by(read: Callable[[object], _Value]) -> PlainValidator:
    def validate(given: object) -> _Value:
        try:
            return read(_typed(given))
        except Invalid as error:
            # Every problem keeps its own place in the file.
            details = [_detail(problem) for problem in error.problems]
            raise ValidationError.from_exception_data("messenger", details) from error

    return PlainValidator(validate)


def _typed(given: object) -> object:
    """Numbers out of the texts that an environment variable consists of."""
    if isinstance(given, Mapping):
        return {key: _typed(value) for key, value in given.items()}
    if isinstance(given, str):
        try:
            return from_json(given)
        except ValueError:
            return given
    return given


def _detail(problem: Problem) -> InitErrorDetails:
    keys = [key.replace("~1", "/").replace("~0", "~") for key in problem.pointer.split("/")[1:]]
    error = own_words(problem.code, problem.text)
    return InitErrorDetails(type=error, loc=tuple(keys), input=None)


def own_words(code: str, text: Bilingual) -> PydanticCustomError:
    """A validation error that is told in these words, never with what was given."""
    return PydanticCustomError(code, "{words}", {_WORDS: text})


def words_of(item: Mapping[str, Any]) -> Bilingual | None:
    """Both languages of a validation error of `own_words`, else None."""
    words = item.get("ctx", {}).get(_WORDS)
    return words if isinstance(words, Bilingual) else None


class MessengerConfig(Section):
    """The built-in messenger as a simulator of a platform, also of one in trouble."""

    latency: Annotated[float, _by(read_duration)] = 0.0
    rate_limit: Annotated[int | None, _by(read_rate_limit)] = None
    idempotency: bool = True
    seed: int | None = None
    faults: Annotated[Faults, _by(read_faults), PlainSerializer(faults_json)] = Faults()

    @property
    def simulation(self) -> Simulation:
        """What the messenger starts with."""
        return Simulation(
            latency=self.latency,
            rate_limit=self.rate_limit,
            idempotency=self.idempotency,
            seed=self.seed,
            faults=self.faults,
        )
