"""Schedules, put together: what is planned, what is due, and the clock that wakes us."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.schedule.ticker import Ticker
from bot.broadcast.service.agenda import Agenda
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.firing import Firing
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.schedule_writing import ScheduleWriting
from bot.broadcast.service.schedules import Schedules
from bot.broadcast.service.sending import Sending
from bot.core.clock import Clock
from bot.core.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSide:
    """The services, and the clock behind them."""

    calendar: Calendar
    schedules: Schedules
    writing: ScheduleWriting
    agenda: Agenda
    firing: Firing
    ticker: Ticker


def schedule_side(
    database: Database,
    clock: Clock,
    *,
    notices: Notices,
    profiles: Profiles,
    readiness: Readiness,
    composer: Composer,
    sending: Sending,
    calendar: Calendar,
    misfire_grace: int,
    wake: Callable[[], None],
    on_defect: Callable[[BaseException], None],
) -> ScheduleSide:
    """Build it; `misfire_grace` in milliseconds, `wake`: something is to be sent."""
    firing = Firing(
        database, clock, sending=sending, readiness=readiness, composer=composer,
        calendar=calendar, misfire_grace=misfire_grace, wake=wake,
    )  # fmt: skip
    ticker = Ticker(firing, clock, on_defect=on_defect)
    schedules = Schedules(
        database, clock, profiles=profiles, readiness=readiness, calendar=calendar,
        wake=ticker.wake,
    )  # fmt: skip
    writing = ScheduleWriting(
        database, clock, schedules=schedules, notices=notices, readiness=readiness,
        composer=composer, calendar=calendar, wake=ticker.wake,
    )  # fmt: skip
    agenda = Agenda(database, clock, profiles=profiles, sending=sending, calendar=calendar)
    return ScheduleSide(
        calendar=calendar, schedules=schedules, writing=writing, agenda=agenda, firing=firing,
        ticker=ticker,
    )  # fmt: skip
