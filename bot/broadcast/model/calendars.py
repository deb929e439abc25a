"""Which days are holidays, and what becomes of a notice that is planned for one."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.core.errors import Bilingual

# More days in a row than any company is closed; beyond it nothing is moved.
_LONGEST_BREAK: Final = 60
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


class HolidayRule(StrEnum):
    """What becomes of what is planned for a holiday."""

    SEND = "send"
    SKIP = "skip"
    NEXT_WORKING_DAY = "next_working_day"


HOLIDAY_RULE_NAMES: Final = {
    HolidayRule.SEND: Bilingual(ko="그대로 보내기", en="Send anyway"),
    HolidayRule.SKIP: Bilingual(ko="건너뛰기", en="Skip it"),
    HolidayRule.NEXT_WORKING_DAY: Bilingual(
        ko="다음 영업일에 보내기", en="Send on the next working day"
    ),
}


class Calendar:
    """Public holidays and the company's own days, by year; `of_year` is asked once a year."""

    def __init__(self, of_year: Callable[[int], Mapping[date, Bilingual]]) -> None:
        self._of_year = of_year
        self._known: dict[int, Mapping[date, Bilingual]] = {}

    def holiday(self, day: date) -> Bilingual | None:
        """The name of the holiday that `day` is; None: an ordinary day, or a plain weekend."""
        if day.year not in self._known:
            self._known[day.year] = self._of_year(day.year)
        return self._known[day.year].get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether people work: from Monday to Friday, and no holiday."""
        return day.weekday() < _SATURDAY and self.holiday(day) is None

    def next_working_day(self, day: date) -> date | None:
        """The first working day after `day`; None where there is none for two months."""
        for _ in range(_LONGEST_BREAK):
            day += _DAY
            if self.is_working_day(day):
                return day
        return None

    def last_working_day(self, day: date) -> date:
        """The last working day before `day`, or two months before it where there is none."""
        for _ in range(_LONGEST_BREAK):
            day -= _DAY
            if self.is_working_day(day):
                break
        return day


NO_HOLIDAYS: Final = Calendar(lambda _year: {})
