# What a wall shows has no zone.
# ruff: noqa: DTZ001
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.broadcast.model.calendars import Calendar, HolidayRule
from bot.broadcast.model.local_time import milliseconds_of, moment_of, wall_of
from bot.broadcast.model.occurrences import (
    Plan,
    Planned,
    closest,
    due_between,
    next_planned,
    planned,
)
from bot.broadcast.model.schedule_rules import (
    Cron,
    Daily,
    Every,
    Monthly,
    Once,
    Rule,
    Unit,
    Weekly,
    moments,
)
from bot.core.clock import DAY, MINUTE
from bot.core.errors import Bilingual

_BEGIN = datetime(2026, 1, 1)
_SPAN = 400
_FIRST = milliseconds_of(_BEGIN.replace(tzinfo=UTC))
_LAST = _FIRST + _SPAN * DAY

_times = st.builds(time, st.sampled_from([0, 1, 2, 9, 23]), st.sampled_from([0, 15, 30, 59]))
_walls = st.builds(
    lambda day, at: datetime.combine(_BEGIN.date() + timedelta(days=day), at),
    st.integers(0, _SPAN),
    _times,
)
_rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Once, _walls),
    st.builds(Daily, _times),
    st.builds(
        lambda days, at: Weekly(tuple(sorted(days)), at),
        st.sets(st.integers(0, 6), min_size=1),
        _times,
    ),
    st.builds(Monthly, st.none() | st.integers(1, 31), _times),
    st.builds(Every, st.integers(5, 50), st.just(Unit.HOURS), _walls),
    st.builds(Every, st.integers(300, 3000), st.just(Unit.MINUTES), _walls),
    st.builds(Every, st.integers(1, 50), st.sampled_from([Unit.DAYS, Unit.WEEKS]), _walls),
    st.sampled_from(["0 9 * * 1-5", "30 2 * * *", "*/30 1 1,15 * 5", "0 9 24-26 9 *"]).map(
        Cron
    ),
)
_moments = st.integers(_FIRST // MINUTE, _LAST // MINUTE).map(lambda minute: minute * MINUTE)
_any_moments = _moments | st.integers(_FIRST, _LAST)
# Single days, and breaks of up to eleven weeks.
_breaks = st.lists(
    st.tuples(st.integers(0, _SPAN), st.integers(1, 10) | st.integers(50, 80)), max_size=8
)


def _calendar(breaks: list[tuple[int, int]]) -> Calendar:
    days = {
        _BEGIN.date() + timedelta(days=first + number): Bilingual("휴일", "Holiday")
        for first, count in breaks
        for number in range(count)
    }

    def of_year(year: int) -> Mapping[date, Bilingual]:
        return {day: name for day, name in days.items() if day.year == year}

    return Calendar(of_year)


_calendars = st.builds(_calendar, _breaks)
_plans = st.builds(
    Plan,
    rules=st.lists(_rules, max_size=4).map(tuple),
    zone=st.sampled_from(["Asia/Seoul", "America/New_York", "Europe/London"]).map(ZoneInfo),
    starts=st.none() | _any_moments,
    ends=st.none() | _any_moments,
    holidays=st.sampled_from(HolidayRule),
)


def _between(plan: Plan, after: int, calendar: Calendar) -> list[Planned]:
    return list(takewhile(lambda one: one.at <= _LAST, planned(plan, after, calendar)))


def _in_the_end(plan: Plan, calendar: Calendar, moment: datetime) -> Planned | None:
    """What becomes of one occurrence, by the calendar alone."""
    wall = wall_of(moment, plan.zone)
    day = later = wall.date()
    if plan.holidays is HolidayRule.SEND or not calendar.holiday(day):
        return Planned(at=milliseconds_of(moment))
    while calendar.holiday(later) or later.isoweekday() > 5:
        later += timedelta(days=1)
    if plan.holidays is HolidayRule.SKIP or (later - day).days > 60:
        return None
    moved = moment_of(datetime.combine(later, wall.time()), plan.zone)
    return Planned(at=milliseconds_of(moved), moved_from=day)


def _by_hand(plan: Plan, calendar: Calendar) -> list[Planned]:
    """Every occurrence up to the last moment, the one of the day before the one that is moved to it."""
    found: dict[int, Planned] = {}
    since = _BEGIN.replace(tzinfo=plan.zone) - timedelta(days=100)
    for moment in (one for rule in plan.rules for one in _until_last(rule, since, plan.zone)):
        begun = plan.starts is None or milliseconds_of(moment) >= plan.starts
        one = _in_the_end(plan, calendar, moment)
        if one and begun and one.at <= min(plan.ends or _LAST, _LAST):
            found[one.at] = min(one, found.get(one.at, one), key=_holiday)
    return [found[at] for at in sorted(found)]


def _until_last(rule: Rule, since: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    return takewhile(
        lambda moment: milliseconds_of(moment) <= _LAST, moments(rule, since, zone)
    )


def _holiday(one: Planned) -> date:
    return one.moved_from or date.min


@given(_plans, _calendars, _any_moments)
@settings(max_examples=40, deadline=None)
def test_what_is_planned_is_what_each_rule_and_holiday_gives(
    plan: Plan, calendar: Calendar, after: int
) -> None:
    found = _between(plan, after, calendar)
    assert found == [one for one in _by_hand(plan, calendar) if one.at > after]
    assert all(early.at < late.at for early, late in pairwise(found))


@given(_plans, _calendars, _any_moments, st.lists(_any_moments, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_the_cursor_may_stand_anywhere(
    plan: Plan, calendar: Calendar, after: int, later: list[int]
) -> None:
    found = _between(plan, after, calendar)
    steps = [at for one in found[:10] for at in (one.at - 1, one.at, one.at + 1)]
    for cursor in (at for at in [*later, *steps] if at >= after):
        rest = [one for one in found if one.at > cursor]
        assert list(islice(planned(plan, cursor, calendar), min(len(rest), 5))) == rest[:5]
        if rest:
            assert next_planned(plan, cursor, calendar) == rest[0]


@given(_plans, _calendars, _any_moments, _any_moments)
@settings(max_examples=40, deadline=None)
def test_what_is_due_is_what_is_planned_in_between(
    plan: Plan, calendar: Calendar, after: int, until: int
) -> None:
    expected = [one for one in _between(plan, after, calendar) if one.at <= until]
    assert list(due_between(plan, after, until, calendar)) == expected


@given(_plans, _calendars, _any_moments)
@settings(max_examples=40, deadline=None)
def test_several_rules_give_what_each_gives_in_order_and_once(
    plan: Plan, calendar: Calendar, after: int
) -> None:
    each = [
        {one.at for one in _between(replace(plan, rules=(rule,)), after, calendar)}
        for rule in plan.rules
    ]
    found = _between(plan, after, calendar)
    assert [one.at for one in found] == sorted(set().union(*each))


@given(_plans, _calendars, _any_moments)
@settings(max_examples=25, deadline=None)
def test_the_closest_two_are_found(plan: Plan, calendar: Calendar, after: int) -> None:
    times = [one.at for one in islice(planned(plan, after, calendar), 200)]
    distances = [late - early for late in times for early in times if early < late]
    assert closest(plan, after, calendar) == min(distances, default=None)
