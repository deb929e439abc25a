"""What is wrong with a shape, in words of both languages."""

import pytest
from pydantic import Field, ValidationError

from bot.core.errors import Bilingual
from bot.web.api.bodies import Body
from bot.web.api.wording import problems_of
from tests.web.api.conftest import Api


class Shape(Body):
    """One field of each bounded kind."""

    over: float | None = Field(default=None, gt=0)
    least: int | None = Field(default=None, ge=1)
    under: int | None = Field(default=None, lt=1_000)
    most: int | None = Field(default=None, le=200)
    many: list[str] | None = Field(default=None, max_length=2)
    table: dict[str, int] | None = None


@pytest.mark.parametrize(
    ("given", "code", "text"),
    [
        (
            {"over": 0},
            "out_of_range",
            Bilingual("'over' 항목은 0보다 커야 해요.", "“over” must be more than 0."),
        ),
        (
            {"least": 0},
            "out_of_range",
            Bilingual("'least' 항목은 1 이상이어야 해요.", "“least” must be at least 1."),
        ),
        (
            {"under": 1_000},
            "out_of_range",
            Bilingual(
                "'under' 항목은 1,000보다 작아야 해요.", "“under” must be less than 1,000."
            ),
        ),
        (
            {"most": 201},
            "out_of_range",
            Bilingual("'most' 항목은 200 이하여야 해요.", "“most” must be at most 200."),
        ),
        (
            {"many": ["a"] * 3},
            "too_many",
            Bilingual(
                "'many' 항목에는 2개까지 넣을 수 있어요. 줄여 주세요.",
                "“many” can have at most 2 entries. Remove some.",
            ),
        ),
        (
            {"most": 1.5},
            "wrong_type",
            Bilingual(
                "'most' 항목의 형식이 맞지 않아요. 정수로 써 주세요.",
                "“most” must be a whole number.",
            ),
        ),
        (
            {"over": float("inf")},
            "wrong_type",
            Bilingual(
                "'over' 항목의 형식이 맞지 않아요. 숫자로 써 주세요.",
                "“over” must be a number.",
            ),
        ),
        (
            {"table": 1},
            "wrong_type",
            Bilingual(
                "'table' 항목의 형식이 맞지 않아요. 객체로 써 주세요.",
                "“table” must be an object.",
            ),
        ),
    ],
)
def test_each_kind_of_problem_has_its_words(
    given: dict[str, object], code: str, text: Bilingual
) -> None:
    with pytest.raises(ValidationError) as caught:
        Shape.model_validate(given)
    (problem,) = problems_of(caught.value)
    assert (problem.pointer, problem.code) == (f"/{next(iter(given))}", code)
    assert problem.text == text


@pytest.mark.parametrize(
    ("body", "ko", "en"),
    [
        (
            {"title": 1},
            "'title' 항목의 형식이 맞지 않아요. 글자로 써 주세요.",
            "“title” must be text.",
        ),
        (
            {"links": 1},
            "'links' 항목의 형식이 맞지 않아요. 목록으로 써 주세요.",
            "“links” must be a list.",
        ),
        (
            {"image": 1},
            "'image' 항목의 형식이 맞지 않아요. 객체로 써 주세요.",
            "“image” must be an object.",
        ),
        (
            {"audience": {"everyone": 1}},
            "'everyone' 항목의 형식이 맞지 않아요. true 또는 false로 써 주세요.",
            "“everyone” must be true or false.",
        ),
        (
            {"colour": 1},
            "'colour' 항목은 없어요. 이름을 확인하거나 빼 주세요.",
            "There is no field “colour”. Check its name or leave it out.",
        ),
        (
            {"on_uncertain": "x"},
            "'on_uncertain' 항목에는 hold, resend 중 하나를 써 주세요.",
            "“on_uncertain” must be one of hold, resend.",
        ),
        (
            {"urgent": {"reason": ""}},
            "'reason' 항목이 비어 있어요. 채워 주세요.",
            "“reason” is empty. Fill it in.",
        ),
        (
            {"urgent": {"reason": "가" * 201}},
            "'reason' 항목은 200자까지 쓸 수 있어요. 줄여 주세요.",
            "“reason” can have at most 200 characters. Shorten it.",
        ),
        (
            {"urgent": {}},
            "'reason' 항목이 빠졌어요. 넣어 주세요.",
            "“reason” is missing. Add it.",
        ),
        (
            {"image": {"id": "a", "url": "b"}},
            "이미지는 id와 url 중 하나로만 정해 주세요.",
            "Give the image by id or by url, not both.",
        ),
        (
            {"title": "a", "variables": {"title": "b"}},
            "'title' 값이 variables에도 있어요. 한 곳에만 써 주세요.",
            "“title” is given in variables as well. Give it once.",
        ),
        (
            {"not_after": "2001-01-01T00:00:00Z"},
            "이미 지난 시각이에요. 지금보다 뒤의 시각을 골라 주세요.",
            "That time has passed. Choose a time in the future.",
        ),
    ],
)
async def test_the_texts_say_what_to_do(
    api: Api, body: dict[str, object], ko: str, en: str
) -> None:
    request = ("POST", "/notices", {"profile": "hr", **body})
    answer = await api.ask(*request, by="hana")
    await api.refused(request, 422, answer.body["code"], ko, en, by="hana")
