from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcast.model.rules_json import MAX_RULES, RuleReader, rule_json
from bot.broadcast.model.schedule_rules import (
    WORKDAYS,
    Cron,
    Daily,
    Every,
    Monthly,
    Once,
    Rule,
    Unit,
    Weekly,
)

SEOUL = ZoneInfo("Asia/Seoul")
_wall = datetime.fromisoformat
FIRST = _wall("2026-11-22T11:00")
NINE = time(9)

_TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
_MOMENTS = st.datetimes(_wall("2000-01-01"), _wall("2199-12-31")).map(
    lambda d: d.replace(second=0, microsecond=0)
)
_DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
_RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Once, _MOMENTS),
    st.builds(Daily, _TIMES),
    st.builds(Weekly, _DAYS, _TIMES),
    st.builds(Monthly, st.none() | st.integers(1, 31), _TIMES),
    st.builds(Every, st.integers(5, 9999), st.sampled_from(Unit), _MOMENTS).filter(
        lambda rule: rule.length <= timedelta(days=732)
    ),
    st.sampled_from([Cron("0 9 * * 1-5"), Cron("*/15 8-18 1,15 jan-mar *"), Cron("0 0 * * 7")]),
)


@given(st.lists(_RULES, min_size=1, max_size=MAX_RULES, unique=True))
def test_what_is_written_is_read_back(rules: list[Rule]) -> None:
    reader = RuleReader(SEOUL, FIRST)
    assert reader.rules([rule_json(rule) for rule in rules]) == tuple(rules)
    assert reader.problems == []


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"at": "2026-12-24T09:00"}, Once(_wall("2026-12-24T09:00"))),
        ({"at": " 2026-12-24 09:00 "}, Once(_wall("2026-12-24T09:00"))),
        ({"at": "2026-12-24T09:00:59"}, Once(_wall("2026-12-24T09:00"))),
        ({"at": "2026-12-24T00:00Z"}, Once(_wall("2026-12-24T09:00"))),
        ({"at": "2026-12-23T20:00-04:00"}, Once(_wall("2026-12-24T09:00"))),
        ({"daily": "9:00"}, Daily(NINE)),
        ({"weekdays": "09:00"}, Weekly(WORKDAYS, NINE)),
        ({"weekly": {"days": ["wed", "mon", "wed"], "time": "09:00"}}, Weekly((0, 2), NINE)),
        ({"monthly": {"day": 31, "time": "09:00"}}, Monthly(31, NINE)),
        ({"monthly": {"day": "last", "time": "09:00"}}, Monthly(None, NINE)),
        ({"every": "2h"}, Every(2, Unit.HOURS, FIRST)),
        ({"every": "90 m", "from": None}, Every(90, Unit.MINUTES, FIRST)),
        (
            {"every": "3d", "from": "2026-12-01T09:00"},
            Every(3, Unit.DAYS, _wall("2026-12-01T09:00")),
        ),
        ({"every": "5m"}, Every(5, Unit.MINUTES, FIRST)),
        ({"cron": "  0 9 * *  1-5 "}, Cron("0 9 * * 1-5")),
        ({"cron": "@daily"}, Cron("0 0 * * *")),
    ],
)
def test_each_way_to_write_a_rule_is_read(given: dict[str, object], rule: Rule) -> None:
    reader = RuleReader(SEOUL, FIRST)
    assert (reader.rules([given]), reader.problems) == ((rule,), [])


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        (None, "rules_required", "/rules"),
        ([], "rules_required", "/rules"),
        ("daily", "rules_required", "/rules"),
        ({"daily": "09:00"}, "rules_required", "/rules"),
        ([{"daily": "09:00"}] * (MAX_RULES + 1), "too_many_rules", "/rules"),
        (["daily"], "bad_rule", "/rules/0"),
        ([None], "bad_rule", "/rules/0"),
        ([{}], "bad_rule", "/rules/0"),
        ([{"yearly": "09:00"}], "bad_rule", "/rules/0"),
        ([{"daily": "09:00", "weekdays": "09:00"}], "bad_rule", "/rules/0"),
        ([{"daily": "09:00", "zone": "UTC"}], "unknown_key", "/rules/0/zone"),
        ([{"daily": "09:00", "from": "2026-12-01T09:00"}], "unknown_key", "/rules/0/from"),
        ([{"daily": "09:00"}, {"daily": "24:00"}], "bad_time", "/rules/1/daily"),
        ([{"daily": "9"}], "bad_time", "/rules/0/daily"),
        ([{"daily": 9}], "bad_time", "/rules/0/daily"),
        ([{"daily": "٠٩:٠٠"}], "bad_time", "/rules/0/daily"),
        ([{"weekdays": "09:60"}], "bad_time", "/rules/0/weekdays"),
        ([{"weekly": "09:00"}], "bad_rule", "/rules/0/weekly"),
        ([{"weekly": {"days": ["mon"]}}], "bad_rule", "/rules/0/weekly"),
        ([{"weekly": {"days": ["mon"], "time": "x"}}], "bad_time", "/rules/0/weekly/time"),
        ([{"weekly": {"days": [], "time": "09:00"}}], "bad_days", "/rules/0/weekly/days"),
        ([{"weekly": {"days": "mon", "time": "09:00"}}], "bad_days", "/rules/0/weekly/days"),
        ([{"weekly": {"days": ["Mon"], "time": "09:00"}}], "bad_days", "/rules/0/weekly/days"),
        ([{"weekly": {"days": [["mon"]], "time": "9:00"}}], "bad_days", "/rules/0/weekly/days"),
        ([{"monthly": {"day": 1, "hour": "09:00"}}], "bad_rule", "/rules/0/monthly"),
        ([{"monthly": {"day": 0, "time": "09:00"}}], "bad_day", "/rules/0/monthly/day"),
        ([{"monthly": {"day": 32, "time": "09:00"}}], "bad_day", "/rules/0/monthly/day"),
        ([{"monthly": {"day": True, "time": "09:00"}}], "bad_day", "/rules/0/monthly/day"),
        ([{"monthly": {"day": "1", "time": "09:00"}}], "bad_day", "/rules/0/monthly/day"),
        ([{"monthly": {"day": 1, "time": None}}], "bad_time", "/rules/0/monthly/time"),
        ([{"every": "0h"}], "bad_every", "/rules/0/every"),
        ([{"every": "2 months"}], "bad_every", "/rules/0/every"),
        ([{"every": 2}], "bad_every", "/rules/0/every"),
        ([{"every": "10000m"}], "bad_every", "/rules/0/every"),
        ([{"every": "4m"}], "too_often", "/rules/0/every"),
        ([{"every": "2h", "from": "soon"}], "bad_time", "/rules/0/from"),
        ([{"every": "2h", "until": "soon"}], "unknown_key", "/rules/0/until"),
        ([{"cron": "0 9 * *"}], "bad_cron", "/rules/0/cron"),
        ([{"cron": "0 9 * * mon#1"}], "bad_cron", "/rules/0/cron"),
        ([{"cron": ["0 9 * * 1"]}], "bad_cron", "/rules/0/cron"),
        ([{"at": "2026-12-24"}], "bad_time", "/rules/0/at"),
        ([{"at": "2026-02-30T09:00"}], "bad_time", "/rules/0/at"),
        ([{"at": "09:00"}], "bad_time", "/rules/0/at"),
        ([{"at": 1795312800000}], "bad_time", "/rules/0/at"),
        ([{"at": "1999-12-31T09:00"}], "bad_time", "/rules/0/at"),
        ([{"at": "2200-01-01T09:00"}], "bad_time", "/rules/0/at"),
        ([{"at": "9999-12-31T23:59-10:00"}], "bad_time", "/rules/0/at"),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_place(
    given: object, code: str, pointer: str
) -> None:
    reader = RuleReader(SEOUL, FIRST)
    reader.rules(given)
    assert [(p.code, p.pointer) for p in reader.problems] == [(code, pointer)]
    assert all(problem.text.ko and problem.text.en for problem in reader.problems)


def test_every_wrong_rule_is_told_and_the_right_ones_are_read() -> None:
    reader = RuleReader(SEOUL, FIRST)
    rules = reader.rules([{"daily": "09:00"}, {"daily": "x"}, {"cron": "x"}, {"daily": "9:00"}])
    assert rules == (Daily(NINE),)
    assert [p.pointer for p in reader.problems] == ["/rules/1/daily", "/rules/2/cron"]
