"""Times in words, on Sunday, 22 November 2026, 16:00 in Seoul."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.local_time import milliseconds_of
from bot.broadcast.model.schedule_rules import (
    WORKDAYS,
    Cron,
    Daily,
    Every,
    Monthly,
    Rule,
    Unit,
    Weekly,
)
from bot.broadcast.model.times_in_words import At, Repeating, read_when
from bot.core.errors import Invalid
from tests.broadcast.model.times_written import (
    REFUSED_EN,
    REFUSED_KO,
    TIMES_EN,
    TIMES_KO,
    rows,
)

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 22, 16, tzinfo=SEOUL)
NINE = time(9)

FIRST = datetime.fromisoformat("2026-12-01T09:00")
A_YEAR_AGO = datetime.fromisoformat("2025-12-01T09:00")
RULES: list[tuple[str, Rule]] = [
    ("매일 09:00", Daily(NINE)),
    ("매일 아침 9시에", Daily(NINE)),
    ("매일 정오", Daily(time(12))),
    ("매일 오전 0:00", Daily(time())),
    ("평일 9시", Weekly(WORKDAYS, NINE)),
    ("매주 평일 오전 9시", Weekly(WORKDAYS, NINE)),
    ("매주 월,수 09:00", Weekly((0, 2), NINE)),
    ("매주 수·월 09:00", Weekly((0, 2), NINE)),
    ("매주 월수금 09:00", Weekly((0, 2, 4), NINE)),
    ("매주 월, 수요일 오전 9:00", Weekly((0, 2), NINE)),
    ("매주 월요일과 일요일 9시", Weekly((0, 6), NINE)),
    ("매주 월요일마다 9시", Weekly((0,), NINE)),
    ("매주 일요일 9시", Weekly((6,), NINE)),
    ("매월 1일 09:00", Monthly(1, NINE)),
    ("매달 31일 9시", Monthly(31, NINE)),
    ("매월 말일 오후 6시", Monthly(None, time(18))),
    ("매월 마지막 날 18:00", Monthly(None, time(18))),
    ("2026-12-01 09:00부터 2주마다", Every(2, Unit.WEEKS, FIRST)),
    ("2026년 12월 1일 오전 9시부터 90분마다", Every(90, Unit.MINUTES, FIRST)),
    ("2025-12-01 09:00 부터 3 일 마다", Every(3, Unit.DAYS, A_YEAR_AGO)),
    ('cron:"0 9 * * 1-5"', Cron("0 9 * * 1-5")),
    ("cron: “0  9 * * MON”", Cron("0 9 * * MON")),
    ("CRON:0 9 * * 1-5", Cron("0 9 * * 1-5")),
    ("cron：'@daily'", Cron("0 0 * * *")),
    ("every day at 09:00", Daily(NINE)),
    ("daily at noon", Daily(time(12))),
    ("every weekday at 9am", Weekly(WORKDAYS, NINE)),
    ("every Monday and Wednesday at 09:00", Weekly((0, 2), NINE)),
    ("every mon, wed and fri 9am", Weekly((0, 2, 4), NINE)),
    ("at 9am every Monday", Weekly((0,), NINE)),
    ("every month on the 1st at 09:00", Monthly(1, NINE)),
    ("on the 1st of every month at 09:00", Monthly(1, NINE)),
    ("every month on the last day at 18:00", Monthly(None, time(18))),
    ("every 2 weeks from 2026-12-01 09:00", Every(2, Unit.WEEKS, FIRST)),
    ("every hour from Dec 1, 2026 9am", Every(1, Unit.HOURS, FIRST)),
]


@pytest.mark.parametrize(("text", "expected"), rows(TIMES_KO) + rows(TIMES_EN))
def test_a_time_in_words_is_one_moment(text: str, expected: str) -> None:
    moment = datetime.fromisoformat(expected).replace(tzinfo=SEOUL)
    assert read_when(text, NOW, SEOUL) == At(milliseconds_of(moment))


@pytest.mark.parametrize(("text", "rule"), RULES)
def test_a_repetition_in_words_is_a_rule(text: str, rule: Rule) -> None:
    assert read_when(text, NOW, SEOUL) == Repeating(rule)


@pytest.mark.parametrize(("text", "code"), rows(REFUSED_KO) + rows(REFUSED_EN))
def test_what_is_in_doubt_or_does_not_exist_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_when(text, NOW, SEOUL, pointer="/when")
    assert caught.value.word == code
    assert [problem.pointer for problem in caught.value.problems] == ["/when"]
