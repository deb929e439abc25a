"""schedule …, and notices that are given a time in words."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import CONTENT, Terminal, terminal_over
from tests.conftest import KINDS

_MONDAYS = {"weekly": {"days": ["mon"], "time": "09:00"}}


@pytest.fixture(params=KINDS)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Terminal:
    """A terminal over each kind of database."""
    url = f"sqlite:///{tmp_path}/spacecast.db"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgresql_url"))
    return terminal_over(tmp_path, url)


def _made(terminal: Terminal, *more: str) -> str:
    rule = () if "--rule" in more or "--cron" in more else ("--rule", "every Monday at 09:00")
    label: str = terminal.told("schedule", "create", *CONTENT, *rule, *more)["label"]
    return label


def test_a_schedule_is_made_read_changed_and_removed(either: Terminal) -> None:
    made = either.told("schedule", "create", *CONTENT, "--rule", "매주 월요일 오전 9시")
    assert (made["label"], made["rules"], made["state"]) == ("S-1", [_MONDAYS], "active")
    assert made["words"] == ["Every Monday at 09:00"]
    changed = either.told("schedule", "edit", "S-1", "--title", "새 식단", "--holidays", "skip")
    assert (changed["title"], changed["holidays"]) == ("새 식단", "skip")
    assert changed["rules"] == [_MONDAYS]
    assert changed["notice"]["variables"]["body"] == "이번 주 식단이에요."
    assert either.told("schedule", "show", "S-1") == changed
    assert either.told("schedule", "pause", "S-1")["state"] == "paused"
    assert either.told("schedule", "resume", "S-1")["state"] == "active"
    assert either.told("schedule", "occurrences", "S-1") == {"items": []}
    assert either.told("schedule", "delete", "S-1")["deleted"] is True
    assert either.told("schedule", "list") == {"items": []}


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("ko", [r"S-1  주간 식단  예약됨", r"  매월 31일 오후 6:00 \(31일이 없는 달은 건너뛰어요\)",
                r"  다음:", r"    \d{4}\. \d+\. 31\. \(.\) 18:00 \(서울\) · .+ 뒤"]),
        ("en", [r"S-1  주간 식단  Active",
                r"  Every month on the 31st at 18:00 \(months without a 31st are left out\)",
                r"  Next:", r"    \w{3}, 31 \w{3} \d{4} 18:00 \(Seoul\) · in .+"]),
    ],
)  # fmt: skip
def test_a_new_schedule_says_its_rule_and_its_next_three_times(
    terminal: Terminal, lang: str, lines: list[str]
) -> None:
    rule = '{"monthly": {"day": 31, "time": "18:00"}}'
    said = terminal.said("schedule", "create", *CONTENT, "--rule", rule, lang=lang).splitlines()
    wanted = [*lines, lines[-1], lines[-1]]
    assert len(said) == len(wanted)
    for line, pattern in zip(said, wanted, strict=True):
        assert re.fullmatch(pattern, line), line


def test_a_time_is_skipped_and_sent_after_all(terminal: Terminal) -> None:
    label = _made(terminal)
    first = terminal.told("schedule", "next", label, "-n", "3")["items"][0]
    terminal.told("schedule", "skip", label)
    assert terminal.told("schedule", "next", label)["items"][0] == {**first, "skipped": True}
    assert "skipped" in terminal.said("schedule", "next", label).splitlines()[0]
    terminal.told("schedule", "unskip", label, first["at"])
    assert terminal.told("schedule", "next", label)["items"][0] == first


def test_a_draft_becomes_a_schedule_with_its_content(terminal: Terminal) -> None:
    terminal.told("notice", "draft", *CONTENT, "--to", "member:mina@example.com")
    made = terminal.told("schedule", "create", "--notice", "N-1", "--cron", "0 9 * * 1-5")
    assert made["rules"] == [{"cron": "0 9 * * 1-5"}]
    assert made["title"] == "주간 식단"
    assert made["notice"]["audience"]["everyone"] is False
    assert terminal.told("notice", "list") == {"items": []}


@pytest.mark.parametrize("way", ["notice", "send"])
def test_a_time_in_words_schedules_once_and_is_said_whole(terminal: Terminal, way: str) -> None:
    if way == "send":
        said = terminal.said("send", *CONTENT, "--at", "내일 오전 9시", lang="ko")
    else:
        terminal.told("notice", "draft", *CONTENT)
        said = terminal.said("notice", "schedule", "N-1", "tomorrow at 9am", lang="ko")
    wanted = r"N-1 예약했어요: \d{4}\. \d+\. \d+\. \(.\) 09:00 \(서울\) · .+ 뒤\n"
    assert re.fullmatch(wanted, said), said
    (notice,) = terminal.told("notice", "list")["items"]
    assert (notice["state"], notice["scheduled_at"][11:]) == ("scheduled", "00:00:00+00:00")


@pytest.mark.parametrize("way", ["notice", "send"])
def test_words_that_repeat_make_a_schedule(terminal: Terminal, way: str) -> None:
    if way == "send":
        made = terminal.told("send", *CONTENT, "--at", "매주 월요일 09:00")
    else:
        terminal.told("notice", "draft", *CONTENT)
        made = terminal.told("notice", "schedule", "N-1", "every Monday at 9am")
    assert (made["label"], made["rules"]) == ("S-1", [_MONDAYS])
    assert terminal.told("notice", "list") == {"items": []}


def test_bounds_zone_and_holidays_are_those_given(terminal: Terminal) -> None:
    made = terminal.told(
        "schedule", "create", *CONTENT, "--rule", "every weekday at 09:00",
        "--timezone", "America/New_York", "--starts", "2030-03-01", "--ends", "2030-03-31",
        "--holidays", "next_working_day", "--content", "live",
    )  # fmt: skip
    assert (made["starts"], made["ends"]) == (
        "2030-03-01T00:00:00-05:00",
        "2030-03-31T23:59:00-04:00",
    )
    assert (made["timezone"], made["content"]) == ("America/New_York", "live")
    # The first, a Korean holiday, moves to the Monday that is planned anyway. Clocks go forward on
    # March 10; it stays nine o'clock.
    times = terminal.told("schedule", "next", "S-1", "-n", "8")["items"]
    assert [one["at"] for one in times[4:6]] == [
        "2030-03-08T09:00:00-05:00",
        "2030-03-11T09:00:00-04:00",
    ]
    endless = terminal.told("schedule", "edit", "S-1", "--ends", "none")
    assert (endless["starts"], endless["ends"]) == (made["starts"], None)


def test_the_free_plan_keeps_every_schedule_and_lets_them_be_stopped(
    terminal: Terminal,
) -> None:
    label = _made(terminal)
    terminal.told("workspace", "set", "plan=free")
    code, words = terminal.refused(
        "schedule", "create", *CONTENT, "--rule", "every day at 09:00"
    )
    assert code == 4
    assert words.startswith("Bulk sending needs the Standard plan or above.")
    assert terminal.told("schedule", "pause", label)["state"] == "paused"
    assert terminal.refused("schedule", "resume", label)[0] == 4
    terminal.told("workspace", "set", "plan=standard")
    assert terminal.told("schedule", "resume", label)["state"] == "active"
