"""The one family of errors: a stable code, words in both languages, a status and an exit code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["ko", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence in Korean and in English: situation, reason, way out."""

    ko: str
    en: str

    def in_(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong at one place of the input; `pointer` is a JSON pointer or `file:line key`."""

    pointer: str
    code: str
    text: Bilingual


class SpacecastError(Exception):
    """An error that a person may read; everything else is a defect."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(
        self, text: Bilingual, *, code: str | None = None, problems: Sequence[Problem] = ()
    ) -> None:
        super().__init__(text.en)
        self.text = text
        self.problems = tuple(problems)
        self.word = code or self.code


class ConfigurationError(SpacecastError):
    """The configuration can't be used."""

    code = "configuration_error"
    exit_code = 3


class Unauthorized(SpacecastError):
    """Nobody is signed in, or the token is not valid."""

    code = "unauthorized"
    status = 401
    exit_code = 4


class Forbidden(SpacecastError):
    """The actor may not do this; the text says who can."""

    code = "forbidden"
    status = 403
    exit_code = 4


class NotFound(SpacecastError):
    """There is no such thing, or the actor may not know of it."""

    code = "not_found"
    status = 404
    exit_code = 6


class Gone(SpacecastError):
    """The thing was here a moment ago and has been deleted for good."""

    code = "gone"
    status = 410
    exit_code = 6


class WrongState(SpacecastError):
    """The thing is in a state in which this makes no sense; the text names the state."""

    code = "wrong_state"
    status = 409
    exit_code = 6


class LimitReached(SpacecastError):
    """A fixed limit is reached."""

    code = "limit_reached"
    status = 409
    exit_code = 4


class Outdated(SpacecastError):
    """Somebody else changed the thing since it was read."""

    code = "outdated"
    status = 412
    exit_code = 6


class Invalid(SpacecastError):
    """The input is wrong; `problems` name every place."""

    code = "invalid"
    status = 422
    exit_code = 2


class TooLarge(Invalid):
    """The input is larger than allowed."""

    code = "too_large"
    status = 413


class TryLater(SpacecastError):
    """This can't be done now; the same request may succeed later."""

    code = "try_later"
    status = 503
    exit_code = 75


class PlatformRefused(SpacecastError):
    """The platform says no to us, whoever asked: to the App Key, or to what the bot may do."""

    code = "platform_refused"
    status = 502
    exit_code = 4


def invalid(pointer: str, code: str, text: Bilingual) -> Invalid:
    """An `Invalid` with one problem, whose text is also the error's."""
    return Invalid(text, code=code, problems=[Problem(pointer=pointer, code=code, text=text)])


def raise_problems(problems: Sequence[Problem], code: str = "invalid") -> None:
    """Raise `Invalid` naming all `problems`, or do nothing where there are none."""
    if not problems:
        return
    first = problems[0].text
    rest = len(problems) - 1
    text = (
        first
        if not rest
        else Bilingual(
            ko=f"{first.ko} (이 밖에 {rest}곳이 더 있어요)", en=f"{first.en} (and {rest} more)"
        )
    )
    raise Invalid(text, code=problems[0].code if not rest else code, problems=problems)
