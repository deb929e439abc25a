"""Sending, now and by the clock, put together: what is planned, what is due, what wakes us."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcast.model.calendars import Calendar
from bot.broadcast.model.quiet_hours import QuietHours
from bot.broadcast.schedule.ticker import Ticker
from bot.broadcast.service.agenda import Agenda
from bot.broadcast.service.answer_buttons import AnswerSigning
from bot.broadcast.service.callback_keys import CallbackKeys
from bot.broadcast.service.composer import Composer
from bot.broadcast.service.firing import Firing
from bot.broadcast.service.news_telling import NewsTelling
from bot.broadcast.service.notices import Notices
from bot.broadcast.service.platform import Platform
from bot.broadcast.service.profiles import Profiles
from bot.broadcast.service.readiness import Readiness
from bot.broadcast.service.reminding import Reminding
from bot.broadcast.service.schedule_writing import ScheduleWriting
from bot.broadcast.service.schedules import Schedules
from bot.broadcast.service.sending import Sending
from bot.core.clock import Clock
from bot.core.database import Database
from bot.core.rounds import Rounds

# Often, for an author may still act on it; what comes together is told together all the same.
_TELLING_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What the configuration says about when: the undo time, and what `Firing` goes by (ms)."""

    grace_seconds: float
    quiet_hours: QuietHours | None
    calendar: Calendar
    misfire_grace: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSide:
    """The services, and the clock behind them."""

    calendar: Calendar
    sending: Sending
    reminding: Reminding
    readiness: Readiness
    schedules: Schedules
    writing: ScheduleWriting
    agenda: Agenda
    firing: Firing
    ticker: Ticker


def schedule_side(
    database: Database,
    clock: Clock,
    times: Times,
    *,
    notices: Notices,
    profiles: Profiles,
    composer: Composer,
    keys: CallbackKeys,
    wake: Callable[[], None],
    on_defect: Callable[[BaseException], None],
) -> ScheduleSide:
    """Build it; `wake`: something is to be sent."""

    def wake_both() -> None:
        wake()
        ticker.wake()

    readiness = Readiness(database, clock, profiles=profiles, composer=composer)
    sending = Sending(
        database, clock, notices=notices, readiness=readiness, composer=composer,
        signing=AnswerSigning(keys), grace_seconds=times.grace_seconds, quiet_hours=times.quiet_hours, wake=wake_both,
    )  # fmt: skip
    reminding = Reminding(
        database, clock, notices=notices, readiness=readiness, sending=sending,
        misfire_grace=times.misfire_grace, wake=wake_both,
    )  # fmt: skip
    firing = Firing(
        database, clock, sending=sending, readiness=readiness, composer=composer,
        reminding=reminding, calendar=times.calendar, misfire_grace=times.misfire_grace, wake=wake,
    )  # fmt: skip
    ticker = Ticker(firing, clock, on_defect=on_defect)
    schedules, writing = _planned(
        database, clock, notices, profiles, composer, readiness, firing, ticker, times
    )
    return ScheduleSide(
        calendar=times.calendar, sending=sending, reminding=reminding,
        readiness=readiness, schedules=schedules, writing=writing, firing=firing, ticker=ticker,
        agenda=Agenda(database, clock, profiles, sending, times.calendar),
    )  # fmt: skip


def _planned(  # noqa: PLR0917 -- what it is made of, in one place
    database: Database,
    clock: Clock,
    notices: Notices,
    profiles: Profiles,
    composer: Composer,
    readiness: Readiness,
    firing: Firing,
    ticker: Ticker,
    times: Times,
) -> tuple[Schedules, ScheduleWriting]:
    schedules = Schedules(
        database, clock, profiles=profiles, readiness=readiness, calendar=times.calendar,
        wake=ticker.wake,
    )  # fmt: skip
    writing = ScheduleWriting(
        database, clock, schedules=schedules, notices=notices, readiness=readiness,
        composer=composer, calendar=times.calendar, settle_due=firing.settle_due, wake=ticker.wake,
    )  # fmt: skip
    return schedules, writing


def news_teller(
    database: Database,
    clock: Clock,
    platform: Platform,
    public_url: str,
    on_defect: Callable[[BaseException], None],
) -> Rounds:
    """What tells authors of what was not sent; it looks by itself, wherever the news comes from."""
    telling = NewsTelling(database, clock, platform=platform, public_url=public_url)
    return Rounds("news", telling.tell_due, _TELLING_SECONDS, on_defect=on_defect)
