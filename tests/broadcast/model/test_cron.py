from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice, takewhile
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.broadcast.model.cron import cron_moments, read_cron
from tests.broadcast.model.crontab5 import (
    MONTHS,
    WEEKDAYS,
    Crontab,
    Wake,
    crontab,
    runs,
    times_of_day,
    wakes,
)

UTC_ZONE = ZoneInfo("UTC")
NEXT = 12
_FIRST_DAY = date(2026, 1, 1)
_DAYS = [_FIRST_DAY + timedelta(days=number) for number in range(40 * 366)]
# The days around a change of the clocks: forward, then back.
CHANGES = (
    ("America/New_York", date(2026, 3, 7)),
    ("America/New_York", date(2026, 10, 31)),
    ("Europe/London", date(2026, 3, 28)),
    ("Europe/London", date(2026, 10, 24)),
    ("Australia/Lord_Howe", date(2026, 10, 3)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),
    ("Africa/Cairo", date(2026, 4, 23)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Asia/Seoul", date(2026, 3, 8)),
)
_AWAKE = 40 * 60


def _item(random: Random, low: int, high: int, names: tuple[str, ...]) -> str:
    def end(number: int) -> str:
        written = names[number - low] if number - low < len(names) else str(number)
        styles = [str(number), f"{number:02}", written, written.upper(), written.title()]
        return random.choice(styles)

    first = random.randint(low, high)
    last = random.randint(first, high)
    step = random.choice((1, 2, 3, 5, 7, 10, 15, 30, 61))
    kinds = ["*", f"*/{step}", f"{end(first)}-{end(last)}", f"{end(first)}-{end(last)}/{step}"]
    return random.choice([*kinds, end(first), end(first), end(first)])


def _field(random: Random, low: int, high: int, names: tuple[str, ...] = ()) -> str:
    if random.random() < 0.3:
        return "*"
    items = random.choice((1, 1, 1, 2, 3))
    return ",".join(_item(random, low, high, names) for _ in range(items))


def _expression(random: Random) -> str:
    return " ".join(
        (
            _field(random, 0, 59),
            _field(random, 0, 23),
            _field(random, 1, 31),
            _field(random, 1, 12, MONTHS),
            _field(random, 0, 7, WEEKDAYS),
        )
    )


def _expressions(seed: int, count: int) -> list[str]:
    random = Random(seed)  # noqa: S311 - the same expressions every time
    return [_expression(random) for _ in range(count)]


def _days_of(line: Crontab, since: date) -> Iterator[date]:
    return (day for day in _DAYS[(since - _FIRST_DAY).days :] if line.is_on_day(day))


def _brute_force(line: Crontab, after: datetime) -> Iterator[datetime]:
    times = times_of_day(line)
    for day in _days_of(line, after.date()):
        for at in times:
            moment = datetime.combine(day, at, UTC)
            if moment > after:
                yield moment


@cache
def _around(zone: str, day: date) -> list[Wake]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return wakes(ZoneInfo(zone), midnight.astimezone(UTC), _AWAKE)


def _by_cron(text: str, zone: str, awake: list[Wake]) -> list[datetime]:
    before = awake[0].moment - timedelta(minutes=1)
    found = cron_moments(text, before, ZoneInfo(zone))
    return list(takewhile(lambda moment: moment <= awake[-1].moment, found))


@pytest.mark.parametrize("part", range(4))
def test_random_expressions_come_when_a_plain_reading_of_crontab_5_says(part: int) -> None:
    starts = Random(part)  # noqa: S311 - the same moments every time
    for text in _expressions(seed=part, count=500):
        line = crontab(text)
        after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
            seconds=starts.randrange(4 * 365 * 24 * 60 * 60)
        )
        expected = list(islice(_brute_force(line, after), NEXT))
        if read_cron(text) is None:
            assert expected == [], text
        else:
            found = takewhile(
                lambda moment: moment.date() <= _DAYS[-1], cron_moments(text, after, UTC_ZONE)
            )
            assert list(islice(found, NEXT)) == expected, text


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_random_expressions_run_around_a_change_as_cron_runs_them(zone: str, day: date) -> None:
    awake = _around(zone, day)
    compared = 0
    for text in _expressions(seed=day.toordinal(), count=40):
        # Any day will do: what is looked at is the hours.
        fields = text.split()
        daily = f"{fields[0]} {fields[1]} * * {fields[4] if compared % 3 else '*'}"
        if read_cron(daily) is not None:
            compared += 1
            assert _by_cron(daily, zone, awake) == list(runs(crontab(daily), awake)), daily
    assert compared > 30


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize(
    "text",
    [
        "30 * * * *",
        "45 * * * *",
        "0 */4 * * *",
        "*/30 2 * * *",
        "15 1 * * *",
        "45 1 * * *",
        "0,30 0-3 * * *",
        "30 2 * * *",
        "* * * * *",
    ],
)
def test_it_goes_on_from_any_minute_around_a_change(zone: str, day: date, text: str) -> None:
    awake = _around(zone, day)
    expected = list(runs(crontab(text), awake))
    for wake in awake[1260:1800:7]:
        later = [moment for moment in expected if moment > wake.moment][:3]
        found = cron_moments(text, wake.moment, ZoneInfo(zone))
        assert list(islice(found, len(later))) == later, wake


@pytest.mark.parametrize(
    ("zone", "text", "after", "moments"),
    [
        ("America/New_York", "30 2 * * *", "2026-03-07T12:00", ["08T07:00", "09T06:30"]),
        ("America/New_York", "0,30 2 * * *", "2026-03-07T12:00", ["08T07:00", "09T06:00"]),
        ("America/New_York", "*/30 2 * * *", "2026-03-07T12:00", ["09T06:00", "09T06:30"]),
        ("America/New_York", "30 1 * * *", "2026-11-01T00:00", ["01T05:30", "02T06:30"]),
        ("America/New_York", "30 * * * *", "2026-11-01T05:00", ["01T05:30", "01T06:30"]),
        ("Europe/London", "30 1 * * *", "2026-03-28T12:00", ["29T01:00", "30T00:30"]),
        ("Europe/London", "30 1 * * *", "2026-10-25T00:00", ["25T00:30", "26T01:30"]),
        ("Europe/London", "*/30 1 * * *", "2026-10-25T00:20", ["25T00:30", "25T01:00"]),
        ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00", ["03T15:30", "04T15:15"]),
        ("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00", ["04T14:45", "05T15:15"]),
        ("Australia/Lord_Howe", "45 * * * *", "2026-04-04T14:00", ["04T14:45", "04T15:15"]),
        ("Australia/Lord_Howe", "45 * * * *", "2026-10-03T15:00", ["03T15:15", "03T15:45"]),
        ("Asia/Seoul", "30 2 * * *", "2026-03-07T12:00", ["07T17:30", "08T17:30"]),
    ],
)
def test_fixed_times_are_neither_lost_nor_doubled_and_wildcards_follow_the_clock(
    zone: str, text: str, after: str, moments: list[str]
) -> None:
    since = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = islice(cron_moments(text, since, ZoneInfo(zone)), len(moments))
    assert [f"{moment:%dT%H:%M}" for moment in found] == moments


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("0 9 * * 7", ["11-29", "12-06"]),
        ("0 9 * * 0", ["11-29", "12-06"]),
        ("0 9 * * sun", ["11-29", "12-06"]),
        ("0 9 * * 5-7", ["11-27", "11-28", "11-29", "12-04"]),
        ("0 9 1 * 1", ["11-30", "12-01", "12-07"]),
        ("0 9 */2 * 1", ["12-07", "12-21"]),
        ("0 9 1-7 * */7", ["12-06", "01-03"]),
        ("0 9 5-5/2 12 *", ["12-05", "12-05"]),
        ("0 9 * Dec Mon-2/3", ["12-07", "12-14"]),
        ("0 9 * dec mon-1/2", ["12-07", "12-14"]),
        ("0 9 31 * *", ["12-31", "01-31", "03-31"]),
        ("0 9 29 2 *", ["02-29", "02-29"]),
    ],
)
def test_days_are_read_as_cron_reads_them(text: str, walls: list[str]) -> None:
    after = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert read_cron(text) == text
    found = islice(cron_moments(text, after, UTC_ZONE), len(walls))
    assert [f"{moment:%m-%d}" for moment in found] == walls


def test_february_29_leaves_the_year_2100_out() -> None:
    found = cron_moments("0 0 29 2 *", datetime(2096, 2, 1, tzinfo=UTC), UTC_ZONE)
    assert [moment.year for moment in islice(found, 2)] == [2096, 2104]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0 9 * * 1-5", "0 9 * * 1-5"),
        ("  0\t9  * * MON-fri ", "0 9 * * MON-fri"),
        ("@daily", "0 0 * * *"),
        ("@Hourly", "0 * * * *"),
        ("@weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"),
        ("@yearly", "0 0 1 1 *"),
        ("*/61 * * * *", "*/61 * * * *"),
        ("0 0 29 2 *", "0 0 29 2 *"),
        ("0 0 30 2 1", "0 0 30 2 1"),
    ],
)
def test_what_cron_takes_is_taken_with_single_spaces(text: str, plain: str) -> None:
    assert read_cron(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "* * * *",
        "0 0 9 * * 1",
        "0 9 L * *",
        "0 9 LW * *",
        "0 9 15W * *",
        "0 9 * * 5L",
        "0 9 * * mon#1",
        "0 9 * * 1#1",
        "0 9 ? * 1",
        "1/5 * * * *",
        "60 * * * *",
        "* 24 * * *",
        "0 9 0 * *",
        "0 9 32 * *",
        "0 9 * 0 *",
        "0 9 * 13 *",
        "0 9 * * 8",
        "-1 * * * *",
        "*/0 * * * *",
        "*/ * * * *",
        "5- * * * *",
        "1,,2 * * * *",
        ",1 * * * *",
        "10-5 * * * *",
        "* * * * fri-sun",
        "* * * * 6-mon",
        "mon * * * *",
        "* * * mon *",
        "* * * * jan",
        "* * * * xyz-1/2",
        "* * * * xyz-xyz/2",
        "* * * * monday",
        "* * * * 월",
        "٥ * * * *",
        "1.5 * * * *",
        "0 0 30 2 *",
        "0 0 31 2,4,6,9,11 *",
        "0 0 30-31 feb */2",
        "@reboot",
        "@every 5m",
        "H * * * *",
        "~ * * * *",
    ],
)
def test_what_cron_does_not_take_or_never_comes_is_refused(text: str) -> None:
    assert read_cron(text) is None
