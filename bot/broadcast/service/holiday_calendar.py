"""The holidays of a country, by the library holidays, with the company's own days."""

from collections.abc import Mapping
from datetime import date

import holidays

from bot.broadcast.model.calendars import Calendar
from bot.core.errors import Bilingual


def calendar_of(country: str | None, own: Mapping[date, Bilingual]) -> Calendar:
    """The public holidays of a country (ISO 3166: KR; None: none) and the company's `own` days.

    Names are in Korean and English where the library has both. Raises NotImplementedError for a
    country that it doesn't know.
    """

    def of_year(year: int) -> dict[date, Bilingual]:
        found = {} if country is None else _public(country, year)
        return {**found, **{day: name for day, name in own.items() if day.year == year}}

    if country is not None:
        # What is wrong with the name shows now, not when a schedule is looked at.
        holidays.country_holidays(country, years=2026)
    return Calendar(of_year)


def _public(country: str, year: int) -> dict[date, Bilingual]:
    korean = _named(country, year, "ko")
    english = _named(country, year, "en_US")
    return {day: Bilingual(korean[day], english.get(day, korean[day])) for day in korean}


def _named(country: str, year: int, language: str) -> dict[date, str]:
    found = holidays.country_holidays(country, years=year, language=language)
    return {day: str(found[day]) for day in sorted(found)}
