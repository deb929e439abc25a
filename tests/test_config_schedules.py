import os
from datetime import date, time
from pathlib import Path

import pytest

from bot.broadcast.model.quiet_hours import QuietHours
from bot.config import Config, load_config
from bot.core.errors import Bilingual, ConfigurationError


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SPACECAST_"):
            monkeypatch.delenv(name)


def _load(folder: Path, text: str) -> Config:
    file = folder / "config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file)


def test_without_settings_korean_holidays_and_the_night_are_known() -> None:
    config = load_config(None)
    assert (config.schedules.misfire_grace, config.schedules.holidays) == (3600, "KR")
    assert config.schedules.own_days == {}
    assert config.quiet_hours.hours == QuietHours(time(21), time(8))


def test_every_setting_is_read(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        "schedules: {misfire_grace: 30m, holidays: null, extra_holidays: {2026-10-30: ' 창립기념일 '}}\n"
        'quiet_hours: {start: "22:30", end: "07:05"}\n',
    )
    assert (config.schedules.misfire_grace, config.schedules.holidays) == (1800, None)
    assert config.schedules.own_days == {
        date(2026, 10, 30): Bilingual("창립기념일", "창립기념일")
    }
    assert config.quiet_hours.hours == QuietHours(time(22, 30), time(7, 5))


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACECAST_QUIET_HOURS__START", "00:00")
    monkeypatch.setenv("SPACECAST_QUIET_HOURS__END", "00:00")
    config = _load(tmp_path, 'quiet_hours: {start: "22:00"}\n')
    assert config.quiet_hours.hours == QuietHours(time(0), time(0))


def test_a_day_that_no_calendar_has_is_told_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _load(tmp_path, "schedules: {extra_holidays: {2026-02-30: x}}")
    assert "day is out of range for month" in caught.value.text.en


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("schedules: {holidays: XX}", "schedules.holidays", "a country such as KR"),
        ("schedules: {holidays: Korea}", "schedules.holidays", "a country such as KR"),
        ("schedules: {extra_holidays: {soon: x}}", "schedules.extra_holidays", ""),
        (
            "schedules: {extra_holidays: {2026-10-30: ''}}",
            "schedules.extra_holidays",
            "1 to 60",
        ),
        ("schedules: {misfire_grace: soon}", "schedules.misfire_grace", ""),
        ("schedules: {misfire_grace: -1s}", "schedules.misfire_grace", ""),
        ("schedules: {quiet: true}", "schedules.quiet", ""),
        ('quiet_hours: {start: "24:00"}', "quiet_hours.start", "in quotes"),
        ('quiet_hours: {end: "8:00"}', "quiet_hours.end", "in quotes"),
        ("quiet_hours: {end: null}", "quiet_hours.end", "in quotes"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(
    tmp_path: Path, text: str, key: str, words: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _load(tmp_path, text)
    (problem,) = caught.value.problems
    assert key in f"{problem.pointer} {problem.text.en}"
    assert words in problem.text.en
