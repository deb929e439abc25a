"""Schedules, put together: what is planned, what is due, and the clock that wakes us."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.schedule.ticker import Ticker
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.firing import Firing
from bot.broadcast.service.news_telling import NewsTelling
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.schedule_writing import ScheduleWriting
from bot.broadcast.service.schedules import Schedules
from bot.broadcast.service.sending import Sending
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.rounds import Rounds

# Often, for an author may still act on it; what comes together is told together all the same.
_TELLING_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSide:
    """The services, and the clock behind them."""

    calendar: Calendar
    schedules: Schedules
    writing: ScheduleWriting
    firing: Firing
    ticker: Ticker
    telling: NewsTelling
    teller: Rounds


def schedule_side(
    database: Database,
    clock: Clock,
    *,
    notices: Notices,
    profiles: Profiles,
    readiness: Readiness,
    composer: Composer,
    sending: Sending,
    platform: Platform,
    public_url: str,
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
    telling = NewsTelling(database, clock, platform=platform, public_url=public_url)
    teller = Rounds("news", telling.tell_due, _TELLING_SECONDS, on_defect=on_defect)
    return ScheduleSide(
        calendar=calendar, schedules=schedules, writing=writing, firing=firing, ticker=ticker,
        telling=telling, teller=teller,
    )  # fmt: skip
