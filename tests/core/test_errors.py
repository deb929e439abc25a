import pytest

from bot.core import errors
from bot.core.errors import Bilingual, Invalid, Problem, SpacecastError, invalid, raise_problems
from tests.refusals import refused

_TEXT = Bilingual("글", "text")
_KINDS = [
    (errors.ConfigurationError, "configuration_error", 500, 3),
    (errors.Unauthorized, "unauthorized", 401, 4),
    (errors.Forbidden, "forbidden", 403, 4),
    (errors.NotFound, "not_found", 404, 6),
    (errors.WrongState, "wrong_state", 409, 6),
    (errors.LimitReached, "limit_reached", 409, 4),
    (errors.Outdated, "outdated", 412, 6),
    (errors.Invalid, "invalid", 422, 2),
    (errors.TooLarge, "too_large", 413, 2),
    (errors.TryLater, "try_later", 503, 75),
    (errors.PlatformRefused, "platform_refused", 502, 4),
]


@pytest.mark.parametrize(("kind", "code", "status", "exit_code"), _KINDS)
def test_each_kind_has_its_code_status_and_exit_code(
    kind: type[SpacecastError], code: str, status: int, exit_code: int
) -> None:
    error = kind(_TEXT)
    assert (error.word, error.status, error.exit_code) == (code, status, exit_code)
    assert kind(_TEXT, code="special").word == "special"
    assert str(error) == "text"


def test_a_sentence_is_said_in_either_language() -> None:
    assert (_TEXT.in_("ko"), _TEXT.in_("en")) == ("글", "text")


def test_one_place_that_is_wrong_is_the_errors_own_text() -> None:
    error = invalid("/title", "too_long", _TEXT)
    assert (error.word, error.text) == ("too_long", _TEXT)
    assert error.problems == (Problem(pointer="/title", code="too_long", text=_TEXT),)


def test_no_problem_raises_nothing() -> None:
    raise_problems([])


def test_several_problems_say_how_many_more_there_are() -> None:
    problems = [Problem(pointer=f"/{n}", code="bad", text=_TEXT) for n in range(3)]
    with refused(Invalid, "bad", ko="글", en="text"):
        raise_problems(problems[:1])
    with refused(
        Invalid, "bad_rows", ko="글 (이 밖에 2곳이 더 있어요)", en="text (and 2 more)"
    ) as caught:
        raise_problems(problems, "bad_rows")
    assert caught.value.problems == tuple(problems)
