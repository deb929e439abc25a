"""What is refused about times and schedules, with exit codes and words; and quiet hours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from tests.cli.conftest import CONTENT, Terminal, terminal_over

_NO_ZONE = (
    "'Mars/One' 시간대를 몰라요. 예: Asia/Seoul",
    "Unknown time zone 'Mars/One'. Example: Asia/Seoul",
)
_OFTEN = (
    "5분보다 자주 보낼 수는 없어요. 간격을 늘려 주세요.",
    "Notices can't go out more often than every 5 minutes. Make the interval longer.",
)
_BAD_CRON = (
    "cron 식으로 읽을 수 없어요. '분 시 일 월 요일' 다섯 칸으로 써 주세요. 예: 0 9 * * 1-5(평일 9시).",
    "That is not a cron expression. Write the five fields minute, hour, day, month and weekday, "
    "as in 0 9 * * 1-5 (weekdays at 9).",
)
_THREE = (
    "3시가 오전인지 오후인지 알 수 없어요. '오전 3시', '오후 3시'나 '15:00'처럼 써 주세요.",
    "Is 3 o'clock in the morning or in the afternoon? Write '3am', '3pm' or '15:00'.",
)
_NEVER = (
    "이대로는 한 번도 보내지 않아요. 시각이 이미 지났거나 기간 안에 없어요. 규칙이나 기간을 고쳐 주세요.",
    "As it stands it is never sent: its times have passed, or are not between start and end. "
    "Change the rules or the dates.",
)
_PAST = (
    "이미 지난 시각이에요. 지금보다 뒤의 시각을 골라 주세요.",
    "That time has passed. Choose a time in the future.",
)
_NO_PROFILE = (
    "어느 발송 프로필로 보낼지 --profile로 정하거나, --notice로 초안을 골라 주세요.",
    "Choose the send profile with --profile, or a draft with --notice.",
)
_NO_RULE = (
    "언제 보낼지 규칙을 하나 이상 정해 주세요.",
    "Give at least one rule that says when to send.",
)
_DAILY = ("--rule", "every day at 09:00")


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (("schedule", "create", *CONTENT, "--rule", '{"every": "4m"}'), _OFTEN),
        (("schedule", "create", *CONTENT, "--cron", "*/4 * * * *"), _OFTEN),
        (("schedule", "create", *CONTENT, "--cron", "every morning"), _BAD_CRON),
        (("schedule", "create", *CONTENT, *_DAILY, "--timezone", "Mars/One"), _NO_ZONE),
        (("schedule", "create", *CONTENT, "--rule", "매일 3시"), _THREE),
        (("schedule", "create", *CONTENT, "--rule", '{"at": "2020-01-01T09:00"}'), _NEVER),
        (("schedule", "create", *CONTENT, *_DAILY, "--ends", "2020-01-01"), _NEVER),
        (("schedule", "create", *CONTENT), _NO_RULE),
        (("schedule", "create", "--title", "안내", *_DAILY), _NO_PROFILE),
        (("send", *CONTENT, "--at", "2020-01-01 09:00"), _PAST),
        (("send", *CONTENT, "--at", "내일 3시"), _THREE),
    ],
)
def test_a_wrong_time_is_refused_with_the_way_out_and_leaves_nothing(
    terminal: Terminal, arguments: tuple[str, ...], texts: tuple[str, str]
) -> None:
    for lang, text in zip(("ko", "en"), texts, strict=True):
        assert terminal.refused(*arguments, lang=lang) == (2, text)
    assert terminal.told("schedule", "list") == {"items": []}
    assert terminal.told("notice", "list") == {"items": []}


def test_every_wrong_option_is_named(terminal: Terminal) -> None:
    code, words = terminal.refused(
        "schedule", "create", *CONTENT, "--rule", "sometimes", "--cron", "x", "--ends", "later",
        "--timezone", "Mars",
    )  # fmt: skip
    named = [line.split(":")[0].strip() for line in words.splitlines()[1:]]
    assert (code, sorted(named)) == (2, ["--cron", "--ends", "--rule", "--timezone"])


@pytest.mark.parametrize(
    ("member", "code", "words"),
    [
        (
            "mina",
            4,
            "You don't have the right to send notices. Please ask 김슬기 (super admin).",
        ),
        ("duri", 4, "You may not use the profile '인사팀'. Please ask 김슬기 (super admin)."),
    ],
)
def test_whoever_has_no_right_sees_whom_to_ask(
    terminal: Terminal, member: str, code: int, words: str
) -> None:
    arguments = ("--as", f"{member}@example.com", "schedule", "create", *CONTENT, *_DAILY)
    assert terminal.refused(*arguments) == (code, words)


def test_a_schedule_of_others_is_answered_like_one_that_never_was(terminal: Terminal) -> None:
    terminal.told("schedule", "create", *CONTENT, *_DAILY)
    words = "There is no schedule 'S-{}'. Look up its number in the list of schedules."
    for number in (1, 9):
        done = terminal.refused("--as", "duri@example.com", "schedule", "show", f"S-{number}")
        assert done == (6, words.format(number))


def test_only_a_planned_time_is_skipped(terminal: Terminal) -> None:
    terminal.told("schedule", "create", *CONTENT, *_DAILY)
    code, words = terminal.refused("schedule", "skip", "S-1", "2030-01-01 09:01")
    assert (code, words) == (
        2,
        "Nothing is planned for that time. Choose one of the times to come.",
    )
    assert terminal.refused("schedule", "skip", "S-1", "every day at 09:00")[0] == 2


@pytest.fixture
def quiet(tmp_path: Path) -> Terminal:
    """A terminal in the middle of quiet hours, which are in UTC."""
    now = datetime.fromtimestamp(SystemClock().now() / 1000, UTC)
    start, end = now - timedelta(hours=2), now + timedelta(hours=2)
    more = (
        "workspace: {timezone: Etc/UTC}\n"
        f'quiet_hours: {{start: "{start:%H:%M}", end: "{end:%H:%M}"}}\n'
    )
    return terminal_over(tmp_path, f"sqlite:///{tmp_path}/spacecast.db", more)


@pytest.mark.parametrize(
    ("lang", "first", "way_out"),
    [
        ("ko", "N-1 공지는 방해 금지 시간이 끝나면 보내요: ", "--urgent '긴급 사유'"),
        ("en", "N-1 is sent when the quiet hours end: ", "--urgent 'REASON'"),
    ],
)
def test_quiet_hours_hold_a_notice_and_say_until_when_and_how_to_pass(
    quiet: Terminal, lang: str, first: str, way_out: str
) -> None:
    said = quiet.said("send", *CONTENT, lang=lang)
    assert said.startswith(first)
    assert said.strip().endswith(f"spacecast notice send N-1 {way_out}")
    held = quiet.told("notice", "show", "N-1")
    assert (held["state"], held["state_reason"]) == ("scheduled", "quiet_hours")
    urgent = quiet.told("notice", "send", "N-1", "--urgent", "장애")
    assert (urgent["state"], urgent["state_reason"]) == ("preparing", None)


def test_waiting_for_a_held_notice_goes_on_until_there_is_nobody_to_send_it(
    quiet: Terminal,
) -> None:
    code, words = quiet.refused("send", *CONTENT, "--wait")
    assert code == 75
    assert words.splitlines()[0].startswith("N-1 is sent when the quiet hours end: ")
    assert words.splitlines()[-1].startswith("No server is running, so N-1 waits.")
