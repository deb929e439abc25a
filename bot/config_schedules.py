"""What the configuration says about schedules: lateness, holidays, quiet hours."""

import re
from datetime import date, time
from typing import Annotated

import holidays
from pydantic import AfterValidator, BeforeValidator, Field

from bot.broadcast.model.quiet_hours import QuietHours
from bot.config_values import Seconds, Section
from bot.core.errors import Bilingual

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_NAME_CHARACTERS = 60


def _time(value: object) -> object:
    if isinstance(value, time):
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a time such as "21:00", in quotes')
    return time(int(found[1]), int(found[2]))


def _country(value: str | None) -> str | None:
    if value is not None and value not in holidays.list_supported_countries():
        raise ValueError("a country such as KR, or null for none")
    return value


def _name(value: str) -> str:
    if not value.strip() or len(value) > _NAME_CHARACTERS:
        raise ValueError(f"a name of 1 to {_NAME_CHARACTERS} characters")
    return value.strip()


TimeOfDay = Annotated[time, BeforeValidator(_time)]
Country = Annotated[str | None, AfterValidator(_country)]
DayName = Annotated[str, AfterValidator(_name)]


class SchedulesConfig(Section):
    """How late a scheduled notice may still go out, and which days are holidays."""

    misfire_grace: Seconds = 3600
    holidays: Country = "KR"
    # The company's own days, by date.
    extra_holidays: dict[date, DayName] = Field(default_factory=dict)

    @property
    def own_days(self) -> dict[date, Bilingual]:
        """The company's own days with their names."""
        return {day: Bilingual(name, name) for day, name in self.extra_holidays.items()}


class QuietHoursConfig(Section):
    """When people are left alone, in the workspace's time zone; the same time twice: never."""

    start: TimeOfDay = time(21)
    end: TimeOfDay = time(8)

    @property
    def hours(self) -> QuietHours:
        """As the services have them."""
        return QuietHours(self.start, self.end)
